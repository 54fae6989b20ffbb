public import JSONValues

/// A place on the earth.
public struct GeoPoint: Sendable, Hashable {
    /// Degrees north, −90 to 90.
    public var latitude: Double
    /// Degrees east, −180 to 180.
    public var longitude: Double

    /// Makes a place.
    public init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }

    /// The place as requests write it.
    public var json: JSONValue { ["lat": .shortest(latitude), "lon": .shortest(longitude)] }

    var problem: String? {
        if !(-90...90).contains(latitude) { return "has the latitude \(latitude); it must be -90 to 90" }
        if !(-180...180).contains(longitude) { return "has the longitude \(longitude); it must be -180 to 180" }
        return nil
    }

    /// Whether a server reads the text as a distance greater than 0 (`DistanceUnit`).
    static func isDistance(_ text: String) -> Bool {
        let units = [
            "mm", "millimeters", "cm", "centimeters", "km", "kilometers", "in", "inch", "yd", "yards", "ft", "feet",
            "mi", "miles", "nmi", "NM", "nauticalmiles", "m", "meters",
        ]
        // The longest first, so that the m of km is not taken for metres.
        let unit = units.sorted { $0.utf8.count > $1.utf8.count }.first { text.hasSuffix($0) }
        let number = text.dropLast(unit?.count ?? 0)
        let end = number.lastIndex { $0 != " " }.map { number.index(after: $0) } ?? number.startIndex
        return Double(number[..<end]).map { $0 > 0 && $0.isFinite } ?? false
    }
}

/// How distances on the earth are computed.
public enum GeoDistanceType: String, Sendable, Hashable {
    /// Exactly; the server's default.
    case arc
    /// Faster, but wrong over long distances and near the poles.
    case plane
}
