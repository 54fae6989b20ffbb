import JSONValues

/// What a record says of where its picture is.
enum ImageReference {
    /// A path.
    case path(String)
    /// The picture itself, from a data URI.
    case data([UInt8])
    /// An http or https URL.
    case remote(String)

    /// Reads a reference; `nil` for a data URI that cannot be read.
    init?(_ text: String) {
        let head = text.prefix(8).lowercased()
        if head.hasPrefix("http://") || head.hasPrefix("https://") {
            self = .remote(text)
        } else if head.hasPrefix("data:") {
            guard let bytes = Self.bytes(ofDataURI: text) else { return nil }
            self = .data(bytes)
        } else {
            self = .path(text)
        }
    }

    /// The bytes of a data URI (RFC 2397): base64, or characters with `%` before those that URLs lack.
    private static func bytes(ofDataURI text: String) -> [UInt8]? {
        let bytes = text.utf8
        guard let comma = bytes.firstIndex(of: UInt8(ascii: ",")) else { return nil }
        let body = bytes[bytes.index(after: comma)...]
        if text[..<comma].lowercased().hasSuffix(";base64") { return Base64.decode(body) }
        var decoded: [UInt8] = []
        var rest = body
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                return nil
            }
            decoded.append(value)
            rest.removeFirst(2)
        }
        return decoded
    }

    /// A URL without the user name and password it may hold.
    static func withoutPassword(_ url: String) -> String {
        let head = url.prefix(8).lowercased()
        guard head.hasPrefix("http://") || head == "https://", let scheme = url.firstRange(of: "://") else {
            return url
        }
        let authority = url[scheme.upperBound...].prefix { !"/?#\\".contains($0) }
        guard let at = authority.lastIndex(of: "@") else { return url }
        return String(url[..<scheme.upperBound] + url[url.index(after: at)...])
    }
}
