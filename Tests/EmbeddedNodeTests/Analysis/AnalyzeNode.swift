import JSONValues

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A real Elasticsearch node, asked for its `_analyze`, over a socket of our own so that these tests need no other module.
struct AnalyzeNode {
    /// Why the node gave no tokens.
    struct Failure: Error {
        /// What it said.
        var message: String
    }

    let url: String

    /// The nodes named in the environment.
    static var configured: [AnalyzeNode] {
        guard let value = getenv("ES_JINA_TEST_URLS") else { return [] }
        return String(cString: value).split(separator: " ").map { AnalyzeNode(url: String($0)) }
    }

    /// Whether a missing node is a failure.
    static var isRequired: Bool { getenv("ES_JINA_TEST_REQUIRE_CLUSTERS").map { String(cString: $0) == "1" } ?? false }

    /// The node's major version.
    func majorVersion() throws -> Int {
        let number = try request("GET", "/", body: [])["version"]?["number"]?.string ?? ""
        return number.split(separator: ".").first.flatMap { Int($0) } ?? 0
    }

    /// The tokens of `text`, each as `[term, position, start, end]`.
    func tokens(of text: String, analyzer: String) throws -> [JSONValue] {
        var writer = JSONWriter()
        writer.value(["analyzer": .string(analyzer), "text": .string(text)])
        let answer = try request("POST", "/_analyze", body: writer.bytes)
        guard let tokens = answer["tokens"]?.array else { throw Failure(message: "\(answer)") }
        return tokens
    }

    private func request(_ method: String, _ path: String, body: [UInt8]) throws -> JSONValue {
        let authority = url.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
        let host = authority.prefix { $0 != ":" }
        let port = authority.dropFirst(host.count + 1)
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var found: UnsafeMutablePointer<addrinfo>?
        guard url.hasPrefix("http://"), getaddrinfo(String(host), String(port), &hints, &found) == 0,
            let address = found
        else { throw Failure(message: "\(url) is not http://host:port") }
        defer { freeaddrinfo(found) }
        let descriptor = socket(address.pointee.ai_family, address.pointee.ai_socktype, 0)
        defer { close(descriptor) }
        guard descriptor >= 0, connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 else {
            throw Failure(message: "nothing answers at \(url)")
        }
        var bytes = Array(
            """
            \(method) \(path) HTTP/1.1\r
            Host: \(authority)\r
            Content-Type: application/json\r
            Content-Length: \(body.count)\r
            Connection: close\r
            \r\n
            """
            .utf8
        )
        bytes += body
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(message: "\(url) closed the connection") }
            sent += count
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 { answer += buffer[..<count] }
        let separator = Array("\r\n\r\n".utf8)
        guard let end = answer.indices.first(where: { answer[$0...].starts(with: separator) }) else {
            throw Failure(message: "\(url) gave no answer")
        }
        return try JSONValue.parse(answer[(end + 4)...])
    }
}
