#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A terminal that a program runs in: what it draws is kept, and questions are answered as a terminal answers them.
public final class PseudoTerminal: Sendable {
    /// What a finished program left behind.
    public struct Result: Sendable {
        /// The exit status; 128 plus the signal's number where a signal ended it.
        public var status: Int32
        /// Everything that was drawn, with line ends as the terminal got them.
        public var output: [UInt8]
        /// Standard error, which is no terminal.
        public var errors: String
        /// Whether the terminal's settings are those from before the program ran.
        public var isAsBefore: Bool
        /// The output as text.
        public var text: String { String(decoding: output, as: UTF8.self) }
    }

    #if canImport(Darwin)
    private static let ownSession = Int16(POSIX_SPAWN_SETSID)
    #else
    /// `POSIX_SPAWN_SETSID`, which the C library shows to GNU sources alone.
    private static let ownSession: Int16 = 0x80
    #endif

    private let master: Int32
    private let slave: Int32
    private let name: String

    /// Opens a terminal.
    ///
    /// - Parameters:
    ///   - columns: Its columns.
    ///   - rows: Its rows.
    ///   - cell: The pixels of a cell; 0 for a terminal that does not tell.
    /// - Throws: ``TemporaryDirectory/Failure`` where the system has none.
    public init(columns: Int = 80, rows: Int = 24, cell: (width: Int, height: Int) = (0, 0)) throws {
        var ends: (master: Int32, slave: Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: 1024)
        var size = winsize(
            ws_row: UInt16(rows),
            ws_col: UInt16(columns),
            ws_xpixel: UInt16(columns * cell.width),
            ws_ypixel: UInt16(rows * cell.height)
        )
        guard openpty(&ends.master, &ends.slave, &name, nil, &size) == 0 else {
            throw TemporaryDirectory.Failure(reason: "no pseudo terminal: \(String(cString: strerror(errno)))")
        }
        master = ends.master
        // Kept open, so that the settings outlive the program.
        slave = ends.slave
        self.name = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        _ = fcntl(slave, F_SETFD, FD_CLOEXEC)
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        _ = fcntl(master, F_SETFD, FD_CLOEXEC)
    }

    deinit {
        close(slave)
        close(master)
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - arguments: The program's path and its arguments.
    ///   - environment: All of its environment.
    ///   - answers: What is typed as soon as something was drawn, each once.
    /// - Returns: What it left behind.
    /// - Throws: ``TemporaryDirectory/Failure`` where the system does not start it.
    public func run(
        _ arguments: [String],
        environment: [String: String],
        answers: [(question: String, answer: String)] = []
    ) async throws -> Result {
        let files = try TemporaryDirectory()
        let before = settings
        let pid = try start(arguments, environment, errors: files.path + "/err")
        var output: [UInt8] = []
        var open = answers
        var status: Int32 = 0
        while true {
            let ended = waitpid(pid, &status, WNOHANG) != 0
            drain(into: &output)
            if let place = open.firstIndex(where: { output.contains(Array($0.question.utf8)) }) {
                let answer = Array(open.remove(at: place).answer.utf8)
                _ = write(master, answer, answer.count)
            }
            if ended { break }
            try await Task.sleep(for: .milliseconds(2))
        }
        let signal = status & 0x7F
        return Result(
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            output: output,
            errors: Self.text(files.path + "/err"),
            isAsBefore: settings == before
        )
    }

    private func start(_ arguments: [String], _ environment: [String: String], errors: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that a new session opens becomes its own.
        posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Self.ownSession)
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
        return pid
    }

    private func drain(into output: inout [UInt8]) {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(master, &chunk, chunk.count), count > 0 { output += chunk[..<count] }
    }

    /// The settings that programs change.
    private var settings: [UInt64] {
        var state = termios()
        guard tcgetattr(slave, &state) == 0 else { return [] }
        return [state.c_iflag, state.c_oflag, state.c_cflag, state.c_lflag].map { UInt64($0) }
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
