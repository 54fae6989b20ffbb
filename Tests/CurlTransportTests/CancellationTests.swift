import CurlTransport
import ESJinaTesting
import Foundation
import HTTPTransport
import Synchronization
import Testing

/// Lets a server's thread wait for the test.
private final class Gate: Sendable {
    private let state = Atomic(false)
    var isOpen: Bool { state.load(ordering: .acquiring) }
    func open() { state.store(true, ordering: .releasing) }
}

@Suite struct CancellationTests {
    @Test func `a cancelled request ends at once and its connection is closed`() async throws {
        let server = try LoopbackServer { _ in .stalled }
        defer { server.stop() }
        let transport = LibcurlTransport()
        let task = Task { try await transport.send(HTTPRequest(.get, server.url + "/")) }
        #expect(try await eventually { server.requestCount == 1 })
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(try await eventually { server.openConnectionCount == 0 })
    }

    @Test func `a request of a cancelled task is not sent`() async throws {
        let server = try LoopbackServer { _ in .empty }
        defer { server.stop() }
        let transport = LibcurlTransport()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await transport.send(HTTPRequest(.get, server.url + "/"))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.connectionCount == 0)
    }

    @Test func `a request that waits for a connection is cancelled, those under way are not`() async throws {
        let gate = Gate()
        let server = try LoopbackServer { request in
            while request.path == "/first" && !gate.isOpen { usleep(1000) }
            return .empty
        }
        defer { server.stop() }
        var configuration = CurlConfiguration()
        configuration.maxConnectionsPerHost = 1
        let transport = LibcurlTransport(configuration)
        async let first = transport.send(HTTPRequest(.get, server.url + "/first"))
        #expect(try await eventually { server.requestCount == 1 })
        let waiting = Task { try await transport.send(HTTPRequest(.get, server.url + "/second")) }
        try await Task.sleep(for: .milliseconds(20))
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        gate.open()
        #expect(try await first.status == 200)
        _ = try await transport.send(HTTPRequest(.get, server.url + "/third"))
        #expect(server.requests.map(\.path) == ["/first", "/third"])
    }

    @Test func `cancelling at any moment settles every request exactly once`() async throws {
        let server = try LoopbackServer(recording: false) { _ in .delayed(.milliseconds(1), .text(200, "x")) }
        defer { server.stop() }
        let transport = LibcurlTransport()
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let task = Task { try await transport.send(HTTPRequest(.post, server.url + "/", body: .bytes([1]))) }
            try await Task.sleep(for: .microseconds(Int.random(in: 0..<3000, using: &generator)))
            task.cancel()
            switch await task.result {
            case .success(let answer): #expect(answer.status == 200)
            case .failure(let error): #expect(error is CancellationError)
            }
        }
        #expect(try await transport.send(HTTPRequest(.get, server.url + "/")).status == 200)
    }

    @Test func `a cancelled upload stops asking its source`() async throws {
        let server = try LoopbackServer(keepsBodies: false) { _ in .empty }
        defer { server.stop() }
        let source = PieceSource(count: .max, size: 1000, pause: .milliseconds(1))
        let transport = LibcurlTransport()
        let task = Task {
            try await transport.send(HTTPRequest(.post, server.url + "/", body: .stream { try await source.next() }))
        }
        #expect(try await eventually { source.taken > 20 })
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let taken = source.taken
        try await Task.sleep(for: .milliseconds(50))
        #expect(source.taken <= taken + 1)
        #expect(try await eventually { server.openConnectionCount == 0 })
    }
}
