import Embeddings

/// Scores stored rows against a query with the formulas of the server.
struct VectorScorer: Sendable {
    private let mapping: VectorMapping
    private let query: [UInt8]
    private let floats: [Float]
    private let queryNorm: Float

    /// Makes a scorer of a prepared query: a row as documents store it.
    init(mapping: VectorMapping, query: [UInt8]) {
        self.mapping = mapping
        self.query = query
        switch mapping.elementType {
        case .float, .bfloat16:
            floats = query.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
            queryNorm = 1
        case .byte:
            floats = []
            queryNorm = query.reduce(Float(0)) { $0 + Float(Int8(bitPattern: $1)) * Float(Int8(bitPattern: $1)) }
        case .bit:
            floats = []
            queryNorm = 1
        }
    }

    /// The score of a raw similarity, a distance for `l2_norm`.
    func score(similarity: Float) -> Float {
        switch mapping.similarity {
        case .cosine: (1 + similarity) / 2
        case .dotProduct:
            mapping.elementType == .byte
                ? 0.5 + similarity / Float((mapping.dims ?? 1) * 32_768) : (1 + similarity) / 2
        case .l2Norm:
            mapping.elementType == .bit
                ? (Float(mapping.dims ?? 1) - similarity) / Float(mapping.dims ?? 1) : 1 / (1 + similarity * similarity)
        case .maxInnerProduct: similarity < 0 ? 1 / (1 - similarity) : similarity + 1
        }
    }

    /// Scores `rows` rows.
    func score(_ matrix: UnsafeRawPointer, rows: Int, into out: UnsafeMutablePointer<Float>) {
        switch mapping.elementType {
        case .float, .bfloat16: scoreFloats(matrix.assumingMemoryBound(to: Float.self), rows, out)
        case .byte: scoreBytes(matrix.assumingMemoryBound(to: Int8.self), rows, out)
        case .bit: scoreBits(matrix.assumingMemoryBound(to: UInt8.self), rows, out)
        }
    }

    private func scoreFloats(_ matrix: UnsafePointer<Float>, _ rows: Int, _ out: UnsafeMutablePointer<Float>) {
        floats.withUnsafeBufferPointer { query in
            guard mapping.similarity != .l2Norm else {
                VectorKernels.squaredDistanceBatch(query: query, matrix: matrix, rows: rows, into: out)
                for row in 0..<rows { out[row] = 1 / (1 + out[row]) }
                return
            }
            VectorKernels.dotBatch(query: query, matrix: matrix, rows: rows, into: out)
            if mapping.similarity == .maxInnerProduct {
                for row in 0..<rows { out[row] = out[row] < 0 ? 1 / (1 - out[row]) : out[row] + 1 }
            } else {
                for row in 0..<rows { out[row] = max((1 + out[row]) / 2, 0) }
            }
        }
    }

    private func scoreBytes(_ matrix: UnsafePointer<Int8>, _ rows: Int, _ out: UnsafeMutablePointer<Float>) {
        let dims = query.count
        query.withUnsafeBufferPointer { query in
            for row in 0..<rows {
                let values = matrix + row * dims
                var dot: Int32 = 0
                var norm: Int32 = 0
                var distance: Int32 = 0
                for index in 0..<dims {
                    let a = Int32(Int8(bitPattern: query[index]))
                    let b = Int32(values[index])
                    dot &+= a &* b
                    norm &+= b &* b
                    distance &+= (a &- b) &* (a &- b)
                }
                out[row] =
                    switch mapping.similarity {
                    case .cosine: (1 + Float(dot) / (queryNorm * Float(norm)).squareRoot()) / 2
                    case .dotProduct: 0.5 + Float(dot) / Float(dims * 32_768)
                    case .l2Norm: 1 / (1 + Float(distance))
                    case .maxInnerProduct: dot < 0 ? 1 / (1 - Float(dot)) : Float(dot) + 1
                    }
            }
        }
    }

    private func scoreBits(_ matrix: UnsafePointer<UInt8>, _ rows: Int, _ out: UnsafeMutablePointer<Float>) {
        let bits = Float(query.count * 8)
        query.withUnsafeBufferPointer { query in
            for row in 0..<rows {
                let values = matrix + row * query.count
                var distance = 0
                for index in 0..<query.count { distance += (query[index] ^ values[index]).nonzeroBitCount }
                out[row] = (bits - Float(distance)) / bits
            }
        }
    }
}
