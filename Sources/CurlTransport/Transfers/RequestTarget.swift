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
        guard let colon = url.range(of: "://") else {
            throw Self.invalid("it has no scheme; write http:// or https:// in front", url)
        }
        let scheme = url[..<colon.lowerBound].lowercased()
        let rest = url[colon.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let path = rest[authority.endIndex...]
        guard !authority.contains("@") else {
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

extension String {
    /// The first place of `text`, which must not be empty.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
