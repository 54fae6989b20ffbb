import HTTPTransport

/// Where a request goes, taken from its URL.
struct RequestTarget: Sendable {
    /// Scheme, host and port, or the path of a unix socket: what messages name and what shares connections.
    let origin: String
    /// The URL for libcurl.
    let url: String
    /// The path of the unix socket, where it is one.
    let unixSocket: String?
    /// Whether TLS protects the connection.
    let isSecure: Bool

    init(_ url: String) throws(TransportError) {
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw Self.invalid("it holds spaces, control characters or letters beyond ASCII; percent-encode them", url)
        }
        // By bytes, all of which are ASCII: every request comes by here.
        guard let separator = Self.separator(url.utf8) else {
            throw Self.invalid("it has no scheme; write http:// or https:// in front", url)
        }
        let scheme = url[..<separator.lowerBound].lowercased()
        let rest = url.utf8[separator.upperBound...]
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        let authority = url[separator.upperBound..<(end ?? url.endIndex)]
        let path = url[authority.endIndex...]
        guard !authority.utf8.contains(UInt8(ascii: "@")) else {
            throw TransportError(
                .invalidURL,
                "The URL of \(authority.split(separator: "@").last ?? "a server") holds credentials: take the part before @ "
                    + "out of it and give them as an API key or as user name and password.",
                requestMayHaveBeenProcessed: false
            )
        }
        guard !authority.isEmpty else { throw Self.invalid("it names no host", url) }
        switch scheme {
        case "http", "https":
            origin = "\(scheme)://\(authority.lowercased())"
            self.url = url
            unixSocket = nil
        case "http+unix":
            guard let socket = Self.percentDecoded(authority), socket.hasPrefix("/") else {
                throw Self.invalid(
                    "write the socket's path percent-encoded, http+unix://%2Frun%2Fserver.sock/path",
                    url
                )
            }
            origin = "unix socket \(socket)"
            self.url = "http://localhost" + path
            unixSocket = socket
        default: throw Self.invalid("only http, https and http+unix are spoken", url)
        }
        isSecure = scheme == "https"
    }

    /// Where `://` stands first.
    private static func separator(_ url: String.UTF8View) -> Range<String.Index>? {
        var colon = url.firstIndex(of: UInt8(ascii: ":"))
        while let start = colon {
            let behind = url.index(after: start)
            if url[behind...].starts(with: "//".utf8) { return start..<url.index(behind, offsetBy: 2) }
            colon = url[behind...].firstIndex(of: UInt8(ascii: ":"))
        }
        return nil
    }

    private static func invalid(_ reason: String, _ url: String) -> TransportError {
        // What stands before an @ or behind a ? may be secret, even in a URL that is not one.
        let shown = url.prefix { $0 != "?" }.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return TransportError(
            .invalidURL,
            "`\(shown.prefix(200))` is not a URL to send to: \(reason).",
            requestMayHaveBeenProcessed: false
        )
    }

    private static func percentDecoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let first = rest.popFirst() {
            guard first == UInt8(ascii: "%") else {
                bytes.append(first)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexadecimalValue),
                let low = rest.popFirst().flatMap(hexadecimalValue)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }
}
