import CVectorKernels

/// The vectors of a query, laid out once to score any number of documents by late interaction.
///
/// A score is, for each of the query's vectors, the greatest inner product with any of the document's, summed: "MaxSim" of Khattab
/// and Zaharia, "ColBERT" (SIGIR 2020), Elasticsearch's `maxSimDotProduct`. Single precision throughout, as there; the sums agree
/// with it to about 1e-5 relative. Bound by multiplications: `2 · ⌈count / 16⌉ · 16 · dims` floating point operations for each of
/// a document's vectors.
public struct MaxSimQuery: Sendable {
    /// How many vectors the query has.
    public let count: Int
    /// The size of each.
    public let dims: Int

    /// Groups of 16 vectors, each group transposed; the last one filled up with zeros.
    private let lanes: [Float]

    /// Lays a query out; O(its components).
    public init(_ query: MultiVector) {
        count = query.count
        dims = query.dims
        let (count, dims) = (count, dims)
        let width = Int(ESJV_LANES)
        var lanes = [Float](repeating: 0, count: (count + width - 1) / width * width * dims)
        for vector in 0..<count {
            let start = vector / width * width * dims + vector % width
            for component in 0..<dims { lanes[start + component * width] = query.values[vector * dims + component] }
        }
        self.lanes = lanes
    }

    /// Scores a document.
    ///
    /// - Parameter document: Vectors of the same size.
    /// - Returns: The score; higher is better, at most ``count`` for unit vectors.
    /// - Throws: ``EmbeddingError`` `invalid_dims` where the sizes differ.
    public func score(_ document: MultiVector) throws(EmbeddingError) -> Float {
        try check(document.dims)
        return document.values.withUnsafeBufferPointer { rows in
            best { query, groups, best in
                guard let rows = rows.baseAddress else { return }
                esjv_max_dot(query, groups, dims, rows, document.count, best)
            }
        }
    }

    /// Scores a document as it is stored, without unpacking it.
    ///
    /// - Parameter document: Vectors of the same size.
    /// - Returns: The score, that of ``PackedMultiVector/multiVector`` to rounding.
    /// - Throws: ``EmbeddingError`` `invalid_dims` where the sizes differ.
    public func score(_ document: PackedMultiVector) throws(EmbeddingError) -> Float {
        try check(document.dims)
        switch document.components {
        case .int8(let bytes, let scales):
            return bytes.withUnsafeBufferPointer { rows in
                scales.withUnsafeBufferPointer { scales in
                    best { query, groups, best in
                        guard let rows = rows.baseAddress, let scales = scales.baseAddress else { return }
                        esjv_max_dot_int8(query, groups, dims, rows, scales, document.count, best)
                    }
                }
            }
        case .bfloat16(let words):
            return words.withUnsafeBufferPointer { rows in
                best { query, groups, best in
                    guard let rows = rows.baseAddress else { return }
                    esjv_max_dot_bfloat16(query, groups, dims, rows, document.count, best)
                }
            }
        }
    }

    private func best(
        _ search: (UnsafePointer<Float>, _ groups: Int, UnsafeMutablePointer<Float>) -> Void
    ) -> Float {
        let width = Int(ESJV_LANES)
        let groups = (count + width - 1) / width
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, groups * width)) { best in
            best.initialize(repeating: 0)
            lanes.withUnsafeBufferPointer { lanes in
                guard let query = lanes.baseAddress, let out = best.baseAddress else { return }
                search(query, groups, out)
            }
            var sum: Float = 0
            for vector in 0..<count { sum += best[vector] }
            return sum
        }
    }

    private func check(_ other: Int) throws(EmbeddingError) {
        guard other == dims else {
            throw EmbeddingError(
                .invalidDims,
                "cannot compare token vectors of \(dims) and \(other) dims; use one model at one size"
            )
        }
    }
}
