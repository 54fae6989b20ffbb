import CurlTransport
import ESJinaTesting
import HTTPTransport
import Testing

@Suite struct LoopbackServerTests {
    @Test func `a stopped server refuses, and one on the same port is reached again`() async throws {
        let transport = LibcurlTransport()
        let first = try LoopbackServer { _ in .text(200, "one") }
        let get = HTTPRequest(.get, first.url + "/")
        #expect(try await transport.send(get).status == 200)
        first.stop()
        #expect(try await failure(transport, get).kind == .connectionFailed)
        let second = try LoopbackServer(port: first.port) { _ in .text(200, "two") }
        defer { second.stop() }
        #expect(String(decoding: try await transport.send(get).body, as: UTF8.self) == "two")
    }

    @Test func `a port in use is an error that names it`() throws {
        let first = try LoopbackServer { _ in .empty }
        defer { first.stop() }
        let error = #expect(throws: TransportError.self) { try LoopbackServer(port: first.port) { _ in .empty } }
        #expect(error?.kind == .unavailable)
        #expect(error?.message.contains("port \(first.port)") == true)
    }

    @Test func `a sink drops bodies and requests but knows the sizes`() async throws {
        let server = try LoopbackServer(recording: false, keepsBodies: false) {
            .text(200, "\($0.bodySize) \($0.body.count)")
        }
        defer { server.stop() }
        let body = HTTPRequest.Body.bytes(Array(repeating: 1, count: 2_000_000))
        let answer = try await LibcurlTransport().send(HTTPRequest(.post, server.url + "/", body: body))
        #expect(String(decoding: answer.body, as: UTF8.self) == "2000000 0")
        #expect(server.requests.isEmpty)
        #expect(server.requestCount == 1)
    }

    @Test func `a client that asks before it sends is told to go on`() async throws {
        let server = try LoopbackServer { .text(200, "\($0.bodySize)") }
        defer { server.stop() }
        let request = HTTPRequest(
            .post,
            server.url + "/",
            headers: ["Expect": "100-continue"],
            body: .bytes([1, 2, 3])
        )
        let answer = try await LibcurlTransport().send(request)
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self) == "3")
    }

    @Test func `chunked answers arrive without their framing`() async throws {
        let body = (0..<5000).map { UInt8(truncatingIfNeeded: $0) }
        let server = try LoopbackServer { _ in .chunked(.init(status: 200, body: body), size: 7) }
        defer { server.stop() }
        #expect(try await LibcurlTransport().send(HTTPRequest(.get, server.url + "/")).body == body)
    }
}
