#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes and moves files with the system's own calls.
enum FileWriter {
    /// Renames a file; whether that worked.
    static func rename(_ path: String, to new: String) -> Bool {
        #if canImport(Glibc)
        Glibc.rename(path, new) == 0
        #elseif canImport(Musl)
        Musl.rename(path, new) == 0
        #else
        Darwin.rename(path, new) == 0
        #endif
    }

    /// Puts the lines of `write` into the file at `path`, whole or not at all: under another name first, then renamed.
    ///
    /// - Parameters:
    ///   - path: The file; readable by its owner alone.
    ///   - write: Hands lines to its argument, each without a newline.
    /// - Throws: ``IngestError`` of kind `stateUnavailable`, naming the file; what stood there before stays.
    static func replace(
        _ path: String,
        _ write: (_ line: ([UInt8]) throws(IngestError) -> Void) throws(IngestError) -> Void
    ) throws(IngestError) {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault(path) }
        do throws(IngestError) {
            try write { (line: [UInt8]) throws(IngestError) in
                guard append(line + [0x0A], to: descriptor) else { throw fault(path) }
            }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        guard close(descriptor) == 0, rename(temporary, to: path) else {
            let error = fault(path)
            unlink(temporary)
            throw error
        }
    }

    /// Writes all of `bytes`; whether that worked.
    static func append(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    /// The error of the system's last failure on `path`.
    static func fault(_ path: String) -> IngestError {
        IngestError(
            .stateUnavailable,
            "Cannot write \(path): \(String(cString: strerror(errno))). Free some space or choose another --state."
        )
    }
}
