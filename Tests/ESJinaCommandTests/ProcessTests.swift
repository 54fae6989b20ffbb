import CommandTree
import Synchronization
import Testing

@testable import es_jina

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct `Output streams` {
    private func withPipe(_ body: (_ reader: Int32, _ writer: Int32) throws -> Void) throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        try body(ends[0], ends[1])
        for end in ends { close(end) }
    }

    private func available(_ descriptor: Int32) -> String {
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&poller, 1, 0) == 1 else { return "" }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    @Test func `writes wait in the buffer until it is full or flushed`() throws {
        try withPipe { reader, writer in
            let stream = OutputStream(descriptor: writer, name: "the pipe", capacity: 8)
            try stream.write("abc")
            #expect(available(reader) == "")
            try stream.write("defgh")
            #expect(available(reader) == "abcdefgh")
            try stream.write("ij")
            try stream.flush()
            try stream.flush()
            #expect(available(reader) == "ij")
        }
    }

    @Test func `a reader that went away is no error`() throws {
        SignalHandler.ignoreBrokenPipes()
        try withPipe { reader, writer in
            close(reader)
            let stream = OutputStream(descriptor: writer, name: "the pipe", capacity: 0)
            #expect(!stream.isClosed)
            try stream.write("abc")
            #expect(stream.isClosed)
            try stream.write("def")
            try stream.flush()
        }
    }

    #if os(Linux)
    @Test func `a non-blocking pipe that is full is waited for`() throws {
        try withPipe { reader, writer in
            _ = fcntl(writer, F_SETFL, O_NONBLOCK)
            let stream = OutputStream(descriptor: writer, name: "the pipe", capacity: 0)
            let total = 300_000
            var thread = pthread_t()
            let context = UnsafeMutablePointer<(Int32, Int)>.allocate(capacity: 1)
            context.initialize(to: (reader, 0))
            defer { context.deallocate() }
            let started = pthread_create(
                &thread,
                nil,
                { raw in
                    guard let context = raw?.assumingMemoryBound(to: (Int32, Int).self) else { return nil }
                    var buffer = [UInt8](repeating: 0, count: 10_000)
                    while context.pointee.1 < 300_000 {
                        let count = read(context.pointee.0, &buffer, buffer.count)
                        guard count > 0 else { break }
                        context.pointee.1 += count
                    }
                    return nil
                },
                context
            )
            try #require(started == 0)
            try stream.write([UInt8](repeating: 65, count: total))
            pthread_join(thread, nil)
            #expect(context.pointee.1 == total)
        }
    }

    @Test func `a full disk is an error that names the stream`() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let stream = OutputStream(descriptor: descriptor, name: "standard output")
        try stream.write("abc")
        let error = #expect(throws: OutputError.self) { try stream.flush() }
        #expect(error?.message == "Cannot write to standard output: No space left on device.")
    }
    #endif
}

@Suite(.serialized) struct `Signals` {
    @Test(.timeLimit(.minutes(1))) func `the first asks to finish and the second ends`() async throws {
        let shared = Heard()
        let isInstalled = SignalHandler.install(
            for: [SIGUSR1, SIGUSR2],
            onFirst: { shared.add("first \($0 == SIGUSR1)") },
            onSecond: { shared.add("second \($0 == SIGUSR2)") }
        )
        #expect(isInstalled)
        kill(getpid(), SIGUSR1)
        while shared.all.count < 1 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(shared.all == ["first true"])
        kill(getpid(), SIGUSR2)
        while shared.all.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(shared.all == ["first true", "second true"])
    }

    @Test func `a signal ignored from the start stays ignored`() {
        signal(SIGWINCH, SIG_IGN)
        let shared = Heard()
        SignalHandler.install(for: [SIGWINCH], onFirst: { _ in shared.add("first") })
        kill(getpid(), SIGWINCH)
        usleep(20_000)
        #expect(shared.all == [])
    }
}

private final class Heard: Sendable {
    private let words = Mutex<[String]>([])
    var all: [String] { words.withLock { $0 } }
    func add(_ word: String) { words.withLock { $0.append(word) } }
}

@Suite struct `Exit codes` {
    @Test func `the numbers are a contract`() {
        #expect(ExitStatus.documentation.map(\.code) == [0, 1, 2, 64, 130])
        #expect(ExitStatus.usage.rawValue == UsageError.exitCode)
    }
}
