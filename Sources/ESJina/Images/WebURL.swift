/// An absolute http or https URL, taken apart as far as redirects need it (RFC 3986).
struct WebURL: Hashable, Sendable {
    /// `http` or `https`.
    private(set) var scheme: String
    /// The host and perhaps its port, without credentials.
    private(set) var authority: String
    /// The path, from its slash on.
    private(set) var path: String
    /// The query with its question mark; empty where there is none.
    private(set) var query: String

    /// Why a text is no URL to fetch from, for a sentence.
    struct Flaw: Error, Hashable {
        var reason: String
    }

    /// Reads an absolute URL; what must be percent-encoded in its path and query is encoded, its fragment is dropped.
    init(_ text: String) throws(Flaw) {
        let text = text.trimmed
        guard let (scheme, rest) = Self.scheme(of: text[...]) else {
            throw Flaw(reason: "it has no scheme; write http:// or https:// in front")
        }
        try self.init(scheme: scheme, rest: rest)
    }

    private init(scheme: String, rest: Substring) throws(Flaw) {
        guard scheme == "http" || scheme == "https" else {
            throw Flaw(reason: "only http and https are fetched")
        }
        guard rest.hasPrefix("//") else { throw Flaw(reason: "two slashes must follow its scheme") }
        let behind = rest.dropFirst(2)
        let authority = behind.prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else {
            throw Flaw(reason: "it holds credentials, which are never sent; take the part before @ out of it")
        }
        guard !authority.isEmpty, !authority.hasPrefix(":") else { throw Flaw(reason: "it names no host") }
        guard authority.utf8.allSatisfy(Self.isAuthority) else {
            throw Flaw(reason: "its host holds other letters than URLs have; write the host in Punycode")
        }
        self.scheme = scheme
        self.authority = authority.lowercased()
        (path, query) = Self.pathAndQuery(behind[authority.endIndex...])
        path = Self.withoutDots(path.isEmpty ? "/" : path)
    }

    /// The URL that `reference`, the target of a redirect, means at this one (RFC 3986, section 5.2).
    func resolving(_ reference: String) throws(Flaw) -> WebURL {
        let reference = reference.trimmed
        if let (scheme, rest) = Self.scheme(of: reference[...]) { return try WebURL(scheme: scheme, rest: rest) }
        if reference.hasPrefix("//") { return try WebURL(scheme: scheme, rest: reference[...]) }
        var target = self
        let (path, query) = Self.pathAndQuery(reference[...])
        if path.isEmpty {
            if !query.isEmpty { target.query = query }
            return target
        }
        let directory = self.path.prefix(upTo: self.path.lastIndex(of: "/") ?? self.path.startIndex)
        target.path = Self.withoutDots(path.hasPrefix("/") ? path : directory + "/" + path)
        target.query = query
        return target
    }

    /// The whole URL.
    var text: String { "\(scheme)://\(authority)\(path)\(query)" }

    /// The URL for messages: without its query, in which signatures and keys stand.
    var shown: String { "\(scheme)://\(authority)\(path.count > 200 ? path.prefix(200) + "…" : path)" }

    // MARK: Parts

    /// What precedes the first colon, in lower case, if it has the form of a scheme, and what follows it.
    private static func scheme(of text: Substring) -> (String, Substring)? {
        guard let colon = text.firstIndex(of: ":"), let first = text.first, first.isASCII, first.isLetter else {
            return nil
        }
        let scheme = text[..<colon]
        guard scheme.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }) else {
            return nil
        }
        return (scheme.lowercased(), text[text.index(after: colon)...])
    }

    private static func pathAndQuery(_ text: Substring) -> (path: String, query: String) {
        let text = text.prefix { $0 != "#" }
        let path = text.prefix { $0 != "?" }
        return (encoded(path), encoded(text[path.endIndex...]))
    }

    /// `text` with everything percent-encoded that no URL may hold; what is encoded already stays.
    private static func encoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            if byte > 0x20, byte < 0x7F, !"\"<>\\^`{|}".utf8.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Letters, digits, `-._~%`, and what ports and addresses of IPv6 are written with.
    private static func isAuthority(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~%[]:".utf8.contains(byte)
        }
    }

    /// `path` without its segments `.` and `..` (section 5.2.4).
    private static func withoutDots(_ path: String) -> String {
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (number, segment) in segments.enumerated() {
            let isLast = number == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/")
    }
}
