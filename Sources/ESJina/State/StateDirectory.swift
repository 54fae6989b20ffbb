#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The directory that holds what es-jina remembers between runs.
public enum StateDirectory {
    /// The number of this process.
    static var process: Int { Int(getpid()) }

    /// Makes `directory` and those above it where they do not exist, readable by their owner alone.
    ///
    /// - Parameter directory: The path.
    /// - Throws: ``IngestError`` of the kind `stateUnavailable`.
    public static func make(_ directory: String) throws(IngestError) {
        var path = directory.hasPrefix("/") ? "" : "."
        for part in directory.split(separator: "/") {
            path += "/" + part
            guard FileReader.kind(of: path) != .directory else { continue }
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw IngestError(
                    .stateUnavailable,
                    "Cannot make the state directory \(directory): \(String(cString: strerror(errno))). "
                        + "Choose another with --state or ES_JINA_STATE."
                )
            }
        }
    }
}

/// An advisory lock on a file, held by this process until it is released or the process ends in whatever way.
final class StateLock: Sendable {
    private let descriptor: Int32

    init(path: String, index: String) throws(IngestError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw IngestError(
                .stateUnavailable,
                "Cannot open \(path): \(String(cString: strerror(errno))). Choose another directory with --state."
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            // The descriptor is closed by `deinit`, which runs after a throw too, now that every property is set.
            guard errno == EWOULDBLOCK else {
                throw IngestError(
                    .stateUnavailable,
                    "Cannot lock \(path): \(String(cString: strerror(errno))). Choose a directory on a local disk with --state."
                )
            }
            var buffer = [UInt8](repeating: 0, count: 32)
            let count = pread(descriptor, &buffer, buffer.count, 0)
            let owner = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self).trimmed
            throw IngestError(
                .stateLocked,
                "Another ingest (process \(owner.isEmpty ? "unknown" : owner)) works on the index '\(index)' with this "
                    + "state directory. Wait for it, or use another --state."
            )
        }
        let text = "\(StateDirectory.process)\n"
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.utf8.count, 0)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Whether a process holds the lock on the file at `path`.
    static func isHeld(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }
}
