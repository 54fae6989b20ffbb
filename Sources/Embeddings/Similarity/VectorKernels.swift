import CVectorKernels

/// Vector arithmetic on unsafe buffers, in the fastest body the processor runs.
///
/// The bodies (AVX-512, AVX2 with FMA, NEON, plain C) are chosen once at run time. Buffers need no alignment. Two buffers of one
/// call must be of equal length; the shorter one's length counts where they are not.
public enum VectorKernels {
    /// The name of the body in use: `avx512`, `avx2`, `neon` or `portable`.
    public static var body: String { String(cString: esjv_best_body().pointee.name) }

    /// The inner product of two vectors.
    public static func dot(_ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>) -> Float {
        guard let left = a.baseAddress, let right = b.baseAddress else { return 0 }
        return esjv_dot(left, right, min(a.count, b.count))
    }

    /// The squared Euclidean distance of two vectors.
    public static func squaredDistance(_ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>) -> Float {
        guard let left = a.baseAddress, let right = b.baseAddress else { return 0 }
        return esjv_squared_l2(left, right, min(a.count, b.count))
    }

    /// The squared Euclidean length of a vector.
    public static func squaredNorm(_ a: UnsafeBufferPointer<Float>) -> Float {
        guard let start = a.baseAddress else { return 0 }
        return esjv_squared_norm(start, a.count)
    }

    /// Multiplies every component by `factor` in place.
    public static func scale(_ a: UnsafeMutableBufferPointer<Float>, by factor: Float) {
        guard let start = a.baseAddress else { return }
        esjv_scale(start, a.count, factor)
    }

    /// Whether no component is NaN or infinite.
    public static func isFinite(_ a: UnsafeBufferPointer<Float>) -> Bool {
        guard let start = a.baseAddress else { return true }
        return esjv_is_finite(start, a.count)
    }

    /// The inner products of `query` with every row of a matrix: exact nearest-neighbour search, bound by memory bandwidth.
    ///
    /// - Parameters:
    ///   - query: A vector of `dims` components.
    ///   - matrix: `rows × dims` floats, row after row.
    ///   - rows: How many rows there are.
    ///   - out: Room for `rows` floats; all are written.
    public static func dotBatch(
        query: UnsafeBufferPointer<Float>,
        matrix: UnsafePointer<Float>,
        rows: Int,
        into out: UnsafeMutablePointer<Float>
    ) {
        guard let start = query.baseAddress, rows > 0 else { return zero(out, rows) }
        esjv_dot_batch(start, matrix, query.count, rows, out)
    }

    /// The squared distances of `query` to every row of a matrix.
    ///
    /// - Parameters:
    ///   - query: A vector of `dims` components.
    ///   - matrix: `rows × dims` floats, row after row.
    ///   - rows: How many rows there are.
    ///   - out: Room for `rows` floats; all are written.
    public static func squaredDistanceBatch(
        query: UnsafeBufferPointer<Float>,
        matrix: UnsafePointer<Float>,
        rows: Int,
        into out: UnsafeMutablePointer<Float>
    ) {
        guard let start = query.baseAddress, rows > 0 else { return zero(out, rows) }
        esjv_squared_l2_batch(start, matrix, query.count, rows, out)
    }

    /// How many bits of two byte strings differ.
    public static func hamming(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
        guard let left = a.baseAddress, let right = b.baseAddress else { return 0 }
        return Int(esjv_hamming(left, right, min(a.count, b.count)))
    }

    /// The Hamming distances of `query` to every row of `query.count` bytes.
    ///
    /// - Parameters:
    ///   - query: A bit vector's bytes.
    ///   - matrix: `rows × query.count` bytes, row after row.
    ///   - rows: How many rows there are.
    ///   - out: Room for `rows` distances; all are written.
    public static func hammingBatch(
        query: UnsafeBufferPointer<UInt8>,
        matrix: UnsafePointer<UInt8>,
        rows: Int,
        into out: UnsafeMutablePointer<UInt32>
    ) {
        guard let start = query.baseAddress, rows > 0 else { return zero(out, rows) }
        esjv_hamming_batch(start, matrix, query.count, rows, out)
    }

    /// The inner product of two vectors of signed bytes, exact.
    public static func dot(_ a: UnsafeBufferPointer<Int8>, _ b: UnsafeBufferPointer<Int8>) -> Int {
        guard let left = a.baseAddress, let right = b.baseAddress else { return 0 }
        return Int(esjv_dot_int8(left, right, min(a.count, b.count)))
    }

    /// The inner products of `query` with every row of signed bytes, exact up to 131,071 dims.
    ///
    /// - Parameters:
    ///   - query: A vector of `dims` signed bytes.
    ///   - matrix: `rows × dims` signed bytes, row after row.
    ///   - rows: How many rows there are.
    ///   - out: Room for `rows` products; all are written.
    public static func dotBatch(
        query: UnsafeBufferPointer<Int8>,
        matrix: UnsafePointer<Int8>,
        rows: Int,
        into out: UnsafeMutablePointer<Int32>
    ) {
        guard let start = query.baseAddress, rows > 0 else { return zero(out, rows) }
        esjv_dot_int8_batch(start, matrix, query.count, rows, out)
    }

    private static func zero<Number: ExpressibleByIntegerLiteral>(_ out: UnsafeMutablePointer<Number>, _ rows: Int) {
        out.update(repeating: 0, count: max(rows, 0))
    }
}
