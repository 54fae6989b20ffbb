/// The ways in which documents write points of the earth's surface.
enum GeoPointValue {
    /// The symbols of geohashes (https://en.wikipedia.org/wiki/Geohash).
    private static let geohashSymbols = Set("0123456789bcdefghjkmnpqrstuvwxyz")

    /// Whether a value, or a part of an array of them, stands for a point: an object of latitude and longitude, GeoJSON, a pair of
    /// numbers, "latitude,longitude", `POINT (longitude latitude)` or a geohash.
    static func isPoint(_ node: ContentNode) -> Bool {
        // One number is a part of `[longitude, latitude]`, whose parts come one by one.
        if node.double != nil { return true }
        if let text = node.string { return isPoint(text) }
        guard node.members != nil else { return false }
        if let latitude = node["lat"], let longitude = node["lon"] {
            return number(latitude) != nil && number(longitude) != nil
        }
        if let hash = node["geohash"]?.string { return isGeohash(hash) }
        guard node["type"]?.string?.lowercased() == "point", let coordinates = node["coordinates"] else { return false }
        if case .numbers(let numbers) = coordinates.value { return numbers.count >= 2 }
        return (coordinates.elements ?? []).count { $0.double != nil } >= 2
    }

    private static func isPoint(_ text: String) -> Bool {
        if text.contains(",") {
            let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            return 2...3 ~= parts.count && parts.allSatisfy { Double(String($0).filter { $0 != " " }) != nil }
        }
        let word = text.drop { $0 == " " }
        if word.lowercased().hasPrefix("point") {
            let inside = word.dropFirst(5).filter { $0 != "(" && $0 != ")" }.split(separator: " ")
            return 2...3 ~= inside.count && inside.allSatisfy { Double($0) != nil }
        }
        return isGeohash(text)
    }

    private static func isGeohash(_ text: String) -> Bool {
        1...12 ~= text.count && text.lowercased().allSatisfy { geohashSymbols.contains($0) }
    }

    private static func number(_ node: ContentNode) -> Double? { node.double ?? node.string.flatMap { Double($0) } }
}
