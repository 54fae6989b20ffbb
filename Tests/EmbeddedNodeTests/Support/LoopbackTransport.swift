import HTTPTransport

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A plain HTTP client for nodes on this machine, one connection a request.
struct LoopbackTransport: HTTPTransport {
    let host: String
    let port: UInt16

    /// Reads `http://host:port`; `nil` for anything else.
    init?(url: String) {
        guard url.hasPrefix("http://") else { return nil }
        let parts = url.dropFirst(7).split(separator: "/")[0].split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else { return nil }
        host = parts[0] == "localhost" ? "127.0.0.1" : String(parts[0])
        self.port = port
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let path =
            request.url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).dropFirst(2).first ?? ""
        var body: [UInt8] = []
        if case .bytes(let bytes) = request.body { body = bytes }
        var head = "\(request.method.rawValue) /\(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n"
        for field in request.headers.fields { head += "\(field.name): \(field.value)\r\n" }
        head += "Content-Length: \(body.count)\r\n\r\n"
        let answer = try exchange(Array(head.utf8) + body)
        guard let end = answer.firstRange(of: [13, 10, 13, 10]) else {
            throw TransportError(.malformedResponse, "\(host):\(port) answered without a header")
        }
        let lines = String(decoding: answer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
        let content = answer[end.upperBound...]
        let isChunked = lines.contains { $0.lowercased() == "transfer-encoding: chunked" }
        return HTTPResponse(status: status, body: isChunked ? Self.joined(content) : Array(content))
    }

    private static func joined(_ chunks: ArraySlice<UInt8>) -> [UInt8] {
        var rest = chunks
        var body: [UInt8] = []
        while let line = rest.firstRange(of: [13, 10]) {
            let size = Int(String(decoding: rest[..<line.lowerBound], as: UTF8.self), radix: 16) ?? 0
            guard size > 0 else { break }
            body += rest[line.upperBound...].prefix(size)
            rest = rest[line.upperBound...].dropFirst(size + 2)
        }
        return body
    }

    private func exchange(_ bytes: [UInt8]) throws -> [UInt8] {
        #if canImport(Glibc)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let connected = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard connected == 0 else {
            throw TransportError(.connectionFailed, "Nothing accepts connections at \(host):\(port)")
        }
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent)
            }
            guard count > 0 else { throw TransportError(.connectionLost, "\(host):\(port) closed the connection") }
            sent += count
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return answer }
            answer += buffer[..<count]
        }
    }
}
