/// RFC 3986 percent-encoding of what goes into paths and queries.
enum PercentEncoding {
    /// Encodes everything but the unreserved characters and those in `alsoAllowed`.
    static func encode(_ text: String, alsoAllowed: StaticString = "") -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        let allowed = UnsafeBufferPointer(start: alsoAllowed.utf8Start, count: alsoAllowed.utf8CodeUnitCount)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            case _ where allowed.contains(byte): bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(hex[Int(byte >> 4)])
                bytes.append(hex[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Decodes what can be decoded and leaves the rest as it is.
    static func decode(_ text: String) -> String {
        var bytes: [UInt8] = []
        let given = Array(text.utf8)
        var index = 0
        while index < given.count {
            if given[index] == UInt8(ascii: "%"), index + 2 < given.count,
                let high = Character(Unicode.Scalar(given[index + 1])).hexDigitValue,
                let low = Character(Unicode.Scalar(given[index + 2])).hexDigitValue
            {
                bytes.append(UInt8(high << 4 | low))
                index += 3
            } else {
                bytes.append(given[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let hex = Array("0123456789ABCDEF".utf8)
}

/// The rules for names that go into paths, checked before a request so that the message can name the fix.
enum NameRules {
    /// The rules for an index to be created (`MetadataCreateIndexService.validateIndexOrAliasName`).
    static func checkIndex(_ name: String) throws(ElasticsearchError) {
        func invalid(_ why: String) -> ElasticsearchError {
            ElasticsearchError(
                .invalidRequest,
                "[\(ElasticsearchError.printable(name))] cannot be the name of an index: \(why)"
            )
        }
        guard !name.isEmpty else { throw invalid("it is empty") }
        guard name.utf8.count <= 255 else { throw invalid("it is longer than 255 bytes") }
        guard name == name.lowercased() else { throw invalid("it must be lower case, as in [\(name.lowercased())]") }
        if let first = name.first, "_-+".contains(first) { throw invalid("it must not begin with [\(first)]") }
        guard name != ".", name != ".." else { throw invalid("it must not be . or ..") }
        if let bad = name.first(where: { "\\/*?\"<>| ,#:".contains($0) }) {
            throw invalid("it must not contain [\(bad)]")
        }
        if name.unicodeScalars.contains(where: { $0.value < 0x20 }) {
            throw invalid("it must not contain control characters")
        }
    }

    /// The rules for an index, an alias, a list or a pattern of them to be asked.
    static func checkTarget(_ name: String) throws(ElasticsearchError) {
        if name.isEmpty {
            throw ElasticsearchError(.invalidRequest, "the name of the index is empty; name the index to ask")
        }
        if isPlain(name) { return }
        for part in name.split(separator: ",", omittingEmptySubsequences: false) {
            let pattern = part.hasPrefix("-") ? part.dropFirst() : part
            let bad = pattern.first { "\\/?\"<>| #".contains($0) || $0.unicodeScalars.contains { $0.value < 0x20 } }
            let isWrong = part.isEmpty || bad != nil || part != part.lowercased() || part == "." || part == ".."
            if isWrong || (part.hasPrefix("_") && part != "_all") {
                let why =
                    bad.map { "it must not contain [\($0)]" } ?? "index names are lower case and do not begin with _"
                throw ElasticsearchError(
                    .invalidRequest,
                    "[\(ElasticsearchError.printable(name))] names no index: \(why)"
                )
            }
        }
    }

    /// Whether it is one name of small letters, digits and hyphens, as nearly all are, so that no rule need be looked at.
    private static func isPlain(_ name: String) -> Bool {
        name.utf8.first != UInt8(ascii: "-")
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// The rules for a document's id: 1 to 512 bytes.
    static func checkID(_ id: String) throws(ElasticsearchError) {
        guard (1...512).contains(id.utf8.count) else {
            throw ElasticsearchError(
                .invalidRequest,
                "a document id must be 1 to 512 bytes long, [\(ElasticsearchError.printable(id, limit: 60))] has \(id.utf8.count); shorten it, for example by hashing"
            )
        }
    }
}
