import HTTPTransport

/// A request taken apart: path, parameters, body.
struct RESTRequest: Sendable {
    let method: String
    /// The path as it was sent, without host and parameters.
    let path: String
    /// The parts of the path, percent-decoded.
    let segments: [String]
    let parameters: [(name: String, value: String)]
    let headers: HTTPHeaders
    let body: [UInt8]

    init(_ request: HTTPRequest, body: [UInt8]) throws {
        var rest = Substring(request.url)
        if let scheme = rest.firstRange(of: "://") {
            rest = rest[scheme.upperBound...]
            rest = rest.firstIndex { $0 == "/" || $0 == "?" }.map { rest[$0...] } ?? "/"
        }
        guard request.url.contains("://") || request.url.hasPrefix("/") else {
            throw TransportError(
                .invalidURL,
                "The URL given to the embedded node has neither scheme nor path: use any host, such as http://embedded/",
                requestMayHaveBeenProcessed: false
            )
        }
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = String(parts[0])
        self.path = path.isEmpty ? "/" : path
        segments = path.split(separator: "/").map(Self.decoded)
        parameters =
            parts.count < 2
            ? []
            : parts[1].split(separator: "&")
                .map { pair in
                    let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                    return (Self.decoded(halves[0]), halves.count > 1 ? Self.decoded(halves[1]) : "")
                }
        method = request.method.rawValue
        headers = request.headers
        self.body = body
    }

    private static func decoded(_ text: Substring) -> String {
        guard text.contains("%") || text.contains("+") else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "%"), rest.count >= 3,
                let value = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    subscript(name: String) -> String? { parameters.last { $0.name == name }?.value }

    /// A parameter that is on where it stands alone or is `true`.
    func flag(_ name: String) -> Bool? { self[name].map { $0.isEmpty || $0 == "true" } }

    private static let commonParameters: Set<String> = [
        "pretty", "human", "error_trace", "format", "filter_path", "source_content_type", "master_timeout", "timeout",
    ]

    /// Refuses parameters the endpoint does not know.
    func allow(_ names: String...) throws { try allow(Set(names)) }

    /// Refuses parameters the endpoint does not know.
    func allow(_ names: Set<String>) throws {
        let unknown = parameters.map(\.name).filter { !names.contains($0) && !Self.commonParameters.contains($0) }
        guard !unknown.isEmpty else { return }
        let list = unknown.map { "[\($0)]" }.joined(separator: ", ")
        throw RESTError.illegalArgument(
            "request [\(path)] contains unrecognized parameter\(unknown.count > 1 ? "s" : ""): \(list)"
        )
    }

    /// The body as JSON; `nil` where there is none.
    func content(flattensNumbers: Bool = false) throws -> Content? {
        guard body.contains(where: { $0 > 0x20 }) else { return nil }
        do throws(ContentFault) {
            return try Content(body, flattensNumbers: flattensNumbers)
        } catch {
            throw RESTError.malformed(error, body)
        }
    }

    /// The body as JSON, which must be there.
    func requiredContent() throws -> Content {
        guard let content = try content() else {
            throw RESTError(400, "parse_exception", "request body is required")
        }
        return content
    }

    /// Refuses bodies that are not announced as JSON.
    func checkContentType() throws {
        guard !body.isEmpty else { return }
        if let encoding = headers["Content-Encoding"], encoding.lowercased() != "identity" {
            throw RESTError.illegalArgument(
                "Content-Encoding [\(encoding)] is not supported by the embedded node: send the body uncompressed"
            )
        }
        guard let type = headers["Content-Type"] else {
            throw RESTError(406, text: "Content-Type header [] is not supported")
        }
        let mediaType = type.split(separator: ";").first.map { $0.lowercased() } ?? ""
        let known = [
            "application/json", "application/x-ndjson", "application/vnd.elasticsearch+json",
            "application/vnd.elasticsearch+x-ndjson",
        ]
        guard known.contains(mediaType) else {
            throw RESTError(406, text: "Content-Type header [\(type)] is not supported")
        }
    }
}
