public import Embeddings

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file of vectors made elsewhere, a row each, read where a row is wanted.
///
/// `.npy` is NumPy's format, versions 1 to 3, with two dimensions in C order of float16, float32 or float64; anything else is
/// taken for float32 without a header, little-endian. Holds one open file and no row.
public final class VectorFile: Sendable {
    /// The file's absolute path.
    public let path: String
    /// How many rows it has.
    public let rows: Int
    /// How many numbers a row has.
    public let dims: Int
    /// The dims that the caller gave.
    let givenDims: Int?
    private let descriptor: Int32
    private let layout: VectorLayout

    /// Opens a file of vectors and checks its size.
    ///
    /// - Parameters:
    ///   - path: The file; its extension `.npy` says that it has a header.
    ///   - dims: How many numbers a row has; needed where there is no header, checked where there is one.
    /// - Throws: ``InputError`` naming the file, what is wrong with it and the fix.
    public init(_ path: String, dims: Int? = nil) throws(InputError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw InputError(.read, "Cannot read the vectors \(path): \(String(cString: strerror(errno))).")
        }
        do throws(InputError) {
            layout = try Self.layout(path, descriptor, dims)
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        self.path = FileReader.absolute(path)
        (rows, self.dims, givenDims) = (layout.rows, layout.dims, dims)
    }

    deinit { close(descriptor) }

    private static func layout(_ path: String, _ descriptor: Int32, _ dims: Int?) throws(InputError) -> VectorLayout {
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
            throw InputError(.read, "The vectors \(path) are no regular file; rows are read where they are wanted.")
        }
        let size = Int(info.st_size)
        guard FilePath.pathExtension(path) == "npy" else {
            guard let dims, dims > 0 else {
                throw InputError(.read, "\(path) does not say how long its vectors are. Say it with --vector-dims.")
            }
            guard size % (dims * 4) == 0 else {
                throw InputError(
                    .read,
                    "\(path) has \(size) bytes, which are no whole number of rows of \(dims) float32: it was cut, or has other dims."
                )
            }
            return VectorLayout(offset: 0, rows: size / (dims * 4), dims: dims, width: 4, order: .little)
        }
        let head = try numbers(path, descriptor, at: 0, count: min(size, VectorLayout.maxHeaderBytes))
        let layout: VectorLayout
        do throws(EmbeddingError) {
            layout = try VectorLayout(npy: head)
        } catch {
            throw InputError(.read, "\(path) cannot be used: \(error.message).")
        }
        if let dims, dims != layout.dims {
            throw InputError(
                .read,
                "\(path) holds vectors of \(layout.dims) dims, not of \(dims). Check --vector-dims."
            )
        }
        // Its header cannot make the product overflow: each factor was bounded there.
        let expected = layout.offset + layout.rows * layout.rowBytes
        guard size >= expected else {
            throw InputError(
                .read,
                "\(path) is cut short: its header promises \(layout.rows) rows of \(layout.dims), \(expected) bytes, and it has "
                    + "\(size). Write or copy it again."
            )
        }
        guard size == expected else {
            throw InputError(
                .read,
                "\(path) has \(size - expected) bytes behind the \(layout.rows) rows of its header, as if several arrays were written "
                    + "to it. Write one array to one file."
            )
        }
        return layout
    }

    /// Reads `count` numbers as they stand in the file.
    private static func numbers<Number: BitwiseCopyable>(
        _ path: String,
        _ descriptor: Int32,
        at offset: Int,
        count: Int,
        of type: Number.Type = UInt8.self
    ) throws(InputError) -> [Number] {
        let size = count * MemoryLayout<Number>.stride
        var filled = 0
        var failure: Int32 = 0
        let numbers = [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
            while filled < size {
                let read = pread(
                    descriptor,
                    buffer.baseAddress.map { UnsafeMutableRawPointer($0) + filled },
                    size - filled,
                    off_t(offset + filled)
                )
                if read < 0, errno == EINTR { continue }
                if read < 0 { failure = errno }
                if read <= 0 { break }
                filled += read
            }
            initialized = filled / MemoryLayout<Number>.stride
        }
        guard failure == 0 else {
            throw InputError(.read, "Cannot read the vectors \(path): \(String(cString: strerror(failure))).")
        }
        guard filled == size else {
            throw InputError(
                .read,
                "The vectors \(path) became shorter while they were read. Begin again when they are whole."
            )
        }
        return numbers
    }

    /// The vector in a row; from any task.
    ///
    /// - Parameter row: The row, from 0, less than ``rows``.
    /// - Returns: The vector of ``dims`` numbers.
    /// - Throws: ``InputError`` where the row cannot be read, or is no vector: not finite, or zero throughout.
    public func vector(_ row: Int) throws(InputError) -> Embedding { try vector(row, of: "Row \(row + 1)") }

    /// The vector of a record.
    ///
    /// - Parameters:
    ///   - row: The row, from 0.
    ///   - place: What names the record in errors.
    /// - Returns: The vector of ``dims`` numbers.
    /// - Throws: ``InputError`` where the row cannot be read, or is no vector: not finite, or zero throughout.
    func vector(_ row: Int, of place: String) throws(InputError) -> Embedding {
        guard 0..<rows ~= row else {
            throw InputError(.read, "\(place) has no vector: \(path) has only \(rows) rows.")
        }
        let offset = layout.offset + row * layout.rowBytes
        let values =
            layout.isNative
            ? try Self.numbers(path, descriptor, at: offset, count: layout.dims, of: Float.self)
            : layout.values(try Self.numbers(path, descriptor, at: offset, count: layout.rowBytes))
        do throws(EmbeddingError) {
            return try RecordVector.checked(Embedding(values))
        } catch {
            throw InputError(
                .read,
                "\(place) has a vector in row \(row + 1) of \(path) that cannot be used: \(error.message)."
            )
        }
    }
}
