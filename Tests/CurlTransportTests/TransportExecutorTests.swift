import CurlTransport
import ESJinaTesting
import HTTPTransport
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct TransportExecutorTests {
    /// The thread of the caller.
    private static var thread: UInt {
        #if canImport(Darwin)
        UInt(bitPattern: pthread_self())
        #else
        UInt(pthread_self())
        #endif
    }

    @Test func `a task that prefers the transport's thread stays on it from request to request`() async throws {
        let server = try LoopbackServer { .text(200, $0.path) }
        defer { server.stop() }
        let transport = LibcurlTransport()
        let outside = Self.thread
        let threads = try await withTaskExecutorPreference(transport.executor) {
            var threads = [Self.thread]
            for number in 0..<20 {
                let answer = try await transport.send(HTTPRequest(.get, server.url + "/\(number)"))
                #expect(String(decoding: answer.body, as: UTF8.self) == "/\(number)")
                threads.append(Self.thread)
            }
            return threads
        }
        #expect(Set(threads).count == 1)
        #expect(threads.first != outside)
        #expect(server.connectionCount == 1)
    }

    @Test func `tasks on the thread and beside it get their own answers`() async throws {
        let server = try LoopbackServer { .delayed(.milliseconds(1), .text(200, $0.text)) }
        defer { server.stop() }
        let transport = LibcurlTransport()
        let executor = transport.executor
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask(executorPreference: number.isMultiple(of: 2) ? executor : nil) {
                    let text = String(repeating: "\(number) ", count: 1 + number * 40)
                    let request = HTTPRequest(.post, server.url + "/", body: .bytes(Array(text.utf8)))
                    let answer = try await transport.send(request)
                    #expect(String(decoding: answer.body, as: UTF8.self) == text)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `a request of the transport's thread is cancelled, and runs out of time`() async throws {
        let server = try LoopbackServer { _ in .stalled }
        defer { server.stop() }
        let transport = LibcurlTransport()
        let task = Task(executorPreference: transport.executor) {
            try await transport.send(HTTPRequest(.get, server.url + "/"))
        }
        #expect(try await eventually { server.requestCount == 1 })
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let error = await #expect(throws: TransportError.self) {
            try await withTaskExecutorPreference(transport.executor) {
                var request = HTTPRequest(.get, server.url + "/")
                request.timeouts = HTTPTimeouts(total: .milliseconds(50))
                _ = try await transport.send(request)
            }
        }
        #expect(error?.kind == .timedOut)
        #expect(try await eventually { server.openConnectionCount == 0 })
    }

    @Test func `a streamed body is made on the transport's thread, too`() async throws {
        let server = try LoopbackServer { .text(200, $0.text) }
        defer { server.stop() }
        let transport = LibcurlTransport()
        let made = Count()
        let text = try await withTaskExecutorPreference(transport.executor) {
            let request = HTTPRequest(
                .post,
                server.url + "/",
                body: .stream {
                    await Task.yield()
                    let number = made.next()
                    return number < 100 ? Array("\(number),".utf8) : nil
                }
            )
            return try await String(decoding: transport.send(request).body, as: UTF8.self)
        }
        #expect(text == (0..<100).map { "\($0)," }.joined())
    }

    @Test func `the thread outlives its transport while a task prefers it`() async throws {
        let executor = LibcurlTransport().executor
        let sum = await withTaskExecutorPreference(executor) {
            var sum = 0
            for number in 0..<100 {
                await Task.yield()
                sum += number
            }
            return sum
        }
        #expect(sum == 4950)
    }
}

/// Counts from 0.
private final class Count: Sendable {
    private let value = Atomic(0)
    func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}
