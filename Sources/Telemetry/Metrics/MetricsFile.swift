#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file with metrics that its readers never meet half written, as the textfile collector of Prometheus' node_exporter wants it.
///
/// The collector reads files whose names end in `.prom`; the file is world-readable, as far as the process's mask allows.
public struct MetricsFile: Sendable {
    /// The file's path.
    public let path: String

    /// Names a file; nothing is written yet.
    public init(_ path: String) { self.path = path }

    /// Why a file could not be written.
    public struct WriteError: Error, Sendable, CustomStringConvertible {
        /// The path and the reason, in one sentence.
        public let description: String
    }

    /// Replaces the file's content at once, by a file beside it that takes its place.
    ///
    /// - Parameter text: The new content.
    /// - Throws: ``WriteError``; the old content then stays.
    public func replace(with text: String) throws(WriteError) {
        // Not ending in .prom, so that the collector does not read it.
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(errno) }
        var reason: Int32 = 0
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count, reason == 0 {
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count >= 0 { written += count } else if errno != EINTR { reason = errno }
        }
        if close(descriptor) != 0, reason == 0 { reason = errno }
        if reason == 0, rename(temporary, path) != 0 { reason = errno }
        guard reason == 0 else {
            unlink(temporary)
            throw failure(reason)
        }
    }

    private func failure(_ reason: Int32) -> WriteError {
        WriteError(description: "Cannot write metrics to \(path): \(String(cString: strerror(reason))).")
    }
}
