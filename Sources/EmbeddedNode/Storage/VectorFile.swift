import SQLiteStorage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The file that holds the vectors of one field, row after row.
///
/// Rows are only ever appended, and count once the database says so: what a crash leaves behind the last counted row is
/// written over by the next transaction.
struct VectorFile: Sendable, Hashable {
    let path: String
    /// Bytes of a row.
    let stride: Int

    static func name(field: Int, generation: Int) -> String { "vectors-\(field)-\(generation).bin" }

    /// Reads one row.
    func read(row: Int) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure("Opening", path, errno) }
        defer { VectorAppender.closeDescriptor(descriptor) }
        return try Self.read(descriptor, path, offset: row * stride, count: stride)
    }

    static func read(_ descriptor: Int32, _ path: String, offset: Int, count: Int) throws -> [UInt8] {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
        }
        guard bytes.count == count else { throw failure("Reading", path, errno) }
        return bytes
    }

    /// The failure of a system call on `path`.
    static func failure(_ operation: String, _ path: String, _ code: Int32) -> SQLiteError {
        if code == ENOSPC || code == EDQUOT {
            return SQLiteError(
                .full,
                "No space left for \(path): free space on its device or choose another state directory (--state)",
                path: path
            )
        }
        let reason = String(cString: strerror(code))
        let kind: SQLiteError.Kind = code == ENOENT || code == EACCES ? .cannotOpen : .ioError
        return SQLiteError(
            kind,
            "\(operation) \(path) failed (\(reason)): check the device and the rights of this user, or choose another "
                + "state directory (--state)",
            path: path
        )
    }
}

/// Appends rows to a vector file inside a transaction.
struct VectorAppender {
    private let descriptor: Int32
    private let path: String
    let stride: Int
    /// Rows that count or are waiting to.
    private(set) var rows: Int
    private var pending: [UInt8] = []
    private var writtenBytes: Int

    /// Opens `file`, making it where there is none, to append behind `rows` rows.
    init(_ file: VectorFile, rows: Int) throws {
        descriptor = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw VectorFile.failure("Opening", file.path, errno) }
        path = file.path
        stride = file.stride
        self.rows = rows
        writtenBytes = rows * file.stride
    }

    /// Adds a row and returns its number.
    mutating func append(_ row: some Sequence<UInt8>) throws -> Int {
        pending.append(contentsOf: row)
        rows += 1
        if pending.count >= 1 << 20 { try flush() }
        return rows - 1
    }

    /// Reads a row back, also one that is still waiting.
    func row(_ index: Int) throws -> [UInt8] {
        let offset = index * stride
        if offset >= writtenBytes { return Array(pending[offset - writtenBytes..<offset - writtenBytes + stride]) }
        return try VectorFile.read(descriptor, path, offset: offset, count: stride)
    }

    /// Hands waiting rows to the operating system.
    mutating func flush() throws {
        var offset = 0
        while offset < pending.count {
            let count = pending.withUnsafeBytes { bytes in
                pwrite(
                    descriptor,
                    bytes.baseAddress?.advanced(by: offset),
                    bytes.count - offset,
                    off_t(writtenBytes + offset)
                )
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw VectorFile.failure("Writing", path, errno) }
            offset += count
        }
        writtenBytes += pending.count
        pending.removeAll(keepingCapacity: true)
    }

    /// Makes sure the rows survive a loss of power.
    func synchronize() throws {
        #if canImport(Darwin)
        let code = fsync(descriptor)
        #else
        let code = fdatasync(descriptor)
        #endif
        guard code == 0 else { throw VectorFile.failure("Flushing", path, errno) }
    }

    func close() { Self.closeDescriptor(descriptor) }
}

/// The counted rows of a vector file, mapped into memory for reading.
final class MappedVectors: @unchecked Sendable {
    // Safe although the compiler cannot see it: the mapping is read-only, the rows it covers are never written again, and
    // it is unmapped when the last reference goes.
    let start: UnsafeRawPointer
    let rows: Int
    let stride: Int
    private let length: Int

    /// Maps the first `rows` rows of `file`.
    init(_ file: VectorFile, rows: Int) throws {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw VectorFile.failure("Opening", file.path, errno) }
        defer { VectorAppender.closeDescriptor(descriptor) }
        let length = rows * file.stride
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int(status.st_size) >= length else {
            throw SQLiteError(
                .corrupt,
                "\(file.path) is damaged: it holds \(status.st_size) bytes, its index counts \(length); restore it from a "
                    + "backup, or delete the index and build it anew",
                path: file.path
            )
        }
        guard let start = mmap(nil, max(length, 1), PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
            throw VectorFile.failure("Mapping", file.path, errno)
        }
        self.start = UnsafeRawPointer(start)
        self.rows = rows
        stride = file.stride
        self.length = max(length, 1)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: start), length) }

    /// The bytes of a row.
    func row(_ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start + index * stride, count: stride)
    }
}

extension VectorAppender {
    static func closeDescriptor(_ descriptor: Int32) {
        #if canImport(Glibc)
        _ = Glibc.close(descriptor)
        #elseif canImport(Musl)
        _ = Musl.close(descriptor)
        #else
        _ = Darwin.close(descriptor)
        #endif
    }
}
