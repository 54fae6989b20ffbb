#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A program run by a test: the real binary, with its own environment, streams and signals.
public final class ChildProcess: Sendable {
    /// What a finished program left behind.
    public struct Result: Sendable {
        /// The exit status; 128 plus the signal's number where a signal ended it.
        public var status: Int32
        /// Standard output.
        public var output: String
        /// Standard error.
        public var errors: String
    }

    private let pid: pid_t
    private let files: TemporaryDirectory

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: The program's path and its arguments.
    ///   - environment: All of its environment.
    ///   - input: What it reads from standard input.
    /// - Throws: ``TemporaryDirectory/Failure`` where the system does not start it.
    public init(_ arguments: [String], environment: [String: String] = [:], input: String = "") throws {
        files = try TemporaryDirectory()
        try files.write(input, to: "in")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, files.path + "/in", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, files.path + "/out", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, files.path + "/err", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // The threads of Swift's tasks block signals; a program that inherited that could not be ended by SIGTERM.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = arguments.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, arguments[0], &actions, &attributes, &words, &variables)
        guard failure == 0 else {
            throw TemporaryDirectory.Failure(
                reason: "cannot start \(arguments[0]): \(String(cString: strerror(failure)))"
            )
        }
        self.pid = pid
    }

    /// The program's process id.
    public var processID: Int32 { pid }

    /// Sends a signal to the program.
    public func signal(_ number: Int32) { kill(pid, number) }

    /// What it has written to standard output so far.
    public var outputSoFar: String { Self.text(files.path + "/out") }

    /// What it has written to standard error so far.
    public var errorsSoFar: String { Self.text(files.path + "/err") }

    /// Waits for the program's end.
    public func wait() async -> Result {
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 { try? await Task.sleep(for: .milliseconds(5)) }
        let signal = status & 0x7F
        return Result(
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            output: outputSoFar,
            errors: errorsSoFar
        )
    }

    /// Runs a program to its end.
    ///
    /// - Returns: What it left behind.
    public static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String = ""
    ) async throws -> Result {
        try await ChildProcess(arguments, environment: environment, input: input).wait()
    }

    /// The path of the `es-jina` binary that was built with the tests.
    public static let toolPath = TestEquipment.variable("ES_JINA_TEST_BINARY") ?? path(ofProgram: "es-jina")

    /// The path of a program that was built with the tests: it lies in the directory of the test bundle.
    public static func path(ofProgram name: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        #if os(Linux)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let path = String(decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        #else
        let path = CommandLine.arguments[0]
        #endif
        return path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/\(name)"
    }

    private static func text(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
