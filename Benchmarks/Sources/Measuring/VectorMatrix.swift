#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file of raw little-endian float32, row after row, mapped into memory.
public final class VectorMatrix: Sendable {
    /// The components of one row.
    public let dims: Int
    /// How many rows there are.
    public let rows: Int
    private let address: UInt
    private let byteCount: Int

    /// Maps the file at `path`.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - dims: The components of one row.
    /// - Throws: ``MeasuringError`` where the file cannot be mapped or holds no whole number of rows.
    public init(path: String, dims: Int) throws(MeasuringError) {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw MeasuringError("\(path) cannot be opened: make it by run.sh") }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0, facts.st_size > 0, Int(facts.st_size) % (dims * 4) == 0 else {
            throw MeasuringError("\(path) is not a file of whole rows of \(dims) float32")
        }
        byteCount = Int(facts.st_size)
        #if os(Linux)
        // All of it is there before the clock starts, as with vectors that were computed.
        let flags = MAP_PRIVATE | MAP_POPULATE
        #else
        let flags = MAP_PRIVATE
        #endif
        guard let memory = mmap(nil, byteCount, PROT_READ, flags, file, 0), memory != MAP_FAILED else {
            throw MeasuringError("\(path) cannot be mapped into memory")
        }
        address = UInt(bitPattern: memory)
        self.dims = dims
        rows = byteCount / (dims * 4)
    }

    deinit { munmap(UnsafeMutableRawPointer(bitPattern: address), byteCount) }

    /// The rows; valid while this object lives.
    public var values: UnsafeBufferPointer<Float> {
        let start = UnsafeRawPointer(bitPattern: address)?.assumingMemoryBound(to: Float.self)
        return UnsafeBufferPointer(start: start, count: rows * dims)
    }

    /// One row; valid while this object lives.
    public subscript(row: Int) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(rebasing: values[(row * dims)..<((row + 1) * dims)])
    }
}
