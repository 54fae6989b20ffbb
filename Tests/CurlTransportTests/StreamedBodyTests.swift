import CurlTransport
import ESJinaTesting
import HTTPTransport
import Synchronization
import Testing

/// A source of body pieces that counts how many were taken.
final class PieceSource: Sendable {
    private let state = Mutex(0)
    private let count: Int
    private let size: Int
    private let pause: Duration?

    init(count: Int, size: Int, pause: Duration? = nil) {
        self.count = count
        self.size = size
        self.pause = pause
    }

    var taken: Int { state.withLock { $0 } }

    func next() async throws -> [UInt8]? {
        if let pause { try await Task.sleep(for: pause) }
        let number = state.withLock {
            $0 += 1
            return $0
        }
        return number > count ? nil : Array(repeating: UInt8(truncatingIfNeeded: number), count: size)
    }
}

private struct DiskGone: Error {}

@Suite struct StreamedBodyTests {
    let transport = LibcurlTransport()

    @Test(arguments: [(0, 10), (1, 1), (3, 0), (50, 100_000), (7, 65_537)])
    func `a streamed body arrives in order and whole`(count: Int, size: Int) async throws {
        let server = try LoopbackServer { _ in .empty }
        defer { server.stop() }
        let source = PieceSource(count: count, size: size)
        let answer = try await transport.send(
            HTTPRequest(.post, server.url + "/", body: .stream { try await source.next() })
        )
        #expect(answer.status == 200)
        let request = try #require(server.requests.first)
        #expect(request.headers["Transfer-Encoding"] == "chunked")
        #expect(request.headers["Content-Length"] == nil)
        #expect(
            request.body == (0..<count).flatMap { Array(repeating: UInt8(truncatingIfNeeded: $0 + 1), count: size) }
        )
    }

    @Test func `a server that does not read holds the source back`() async throws {
        let server = try LoopbackServer(onHead: { _ in .stalled }) { _ in .empty }
        defer { server.stop() }
        let source = PieceSource(count: .max, size: 1_000_000)
        let request = HTTPRequest(
            .post,
            server.url + "/",
            body: .stream { try await source.next() },
            timeouts: HTTPTimeouts(stall: .milliseconds(500))
        )
        #expect(try await failure(transport, request).kind == .timedOut)
        // What fits into the buffers of two sockets, and two pieces of ours.
        #expect(source.taken < 20)
    }

    @Test func `a slow source is no stall of the server`() async throws {
        let server = try LoopbackServer { .text(200, "\($0.bodySize)") }
        defer { server.stop() }
        let source = PieceSource(count: 3, size: 5, pause: .milliseconds(300))
        let request = HTTPRequest(
            .post,
            server.url + "/",
            body: .stream { try await source.next() },
            timeouts: HTTPTimeouts(stall: .milliseconds(150))
        )
        #expect(String(decoding: try await transport.send(request).body, as: UTF8.self) == "15")
    }

    @Test func `an error of the source ends the request and is thrown`() async throws {
        let server = try LoopbackServer { _ in .empty }
        defer { server.stop() }
        let source = PieceSource(count: 2, size: 10)
        await #expect(throws: DiskGone.self) {
            try await transport.send(
                HTTPRequest(
                    .post,
                    server.url + "/",
                    body: .stream {
                        guard let piece = try await source.next() else { throw DiskGone() }
                        return piece
                    }
                )
            )
        }
        #expect(try await eventually { server.openConnectionCount == 0 })
        #expect(server.requests.isEmpty)
    }

    @Test func `an answer before the end of the body is the answer`() async throws {
        let refusal = LoopbackReply([.response(.init(status: 429, headers: ["Connection": "close"])), .stall])
        let server = try LoopbackServer(onHead: { _ in refusal }) { _ in .empty }
        defer { server.stop() }
        let source = PieceSource(count: .max, size: 10, pause: .milliseconds(50))
        let answer = try await transport.send(
            HTTPRequest(.post, server.url + "/", body: .stream { try await source.next() })
        )
        #expect(answer.status == 429)
    }
}
