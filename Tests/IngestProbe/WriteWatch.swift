import ESJina
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Notes every moment before and after a write of the state, and ends the process at one of them as a crash would.
final class WriteWatch: Sendable {
    private let killAt: Int?
    private let passed = Mutex<[IngestOptions.JournalMoment]>([])

    /// - Parameter killAt: At which moment, from 1; `nil` for none.
    init(killAt: Int?) { self.killAt = killAt }

    var moments: [IngestOptions.JournalMoment] { passed.withLock { $0 } }

    /// Writes a line to standard error.
    static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    func pass(_ moment: IngestOptions.JournalMoment) {
        passed.withLock { passed in
            passed.append(moment)
            guard passed.count == killAt else { return }
            Self.say("killed \(moment.rawValue)")
            kill(getpid(), SIGKILL)
        }
    }
}
