import CVectorKernels
import Embeddings
import Testing

/// Every body this processor runs, against sums of doubles written as the formula is.
@Suite("MaxSim kernels")
struct MaxSimTests {
    private static let bodies = (0..<esjv_body_count()).filter { esjv_body($0) != nil }

    private static func multiVector(_ count: Int, _ dims: Int, _ random: inout RandomNumbers) throws -> MultiVector {
        try MultiVector(
            (0..<count).map { _ in try Embedding(random.floats(dims)).normalized() }
        )
    }

    private static func reference(_ query: MultiVector, _ document: MultiVector) -> Double {
        query.embeddings.reduce(0) { sum, token in
            sum
                + (document.embeddings
                    .map { row in zip(token.values, row.values).reduce(0) { $0 + Double($1.0) * Double($1.1) } }.max()
                    ?? 0)
        }
    }

    /// The query as the kernels take it.
    private static func lanes(_ query: MultiVector) -> [Float] {
        let groups = (query.count + 15) / 16
        var lanes = [Float](repeating: 0, count: groups * 16 * query.dims)
        for (number, vector) in query.embeddings.enumerated() {
            for (d, value) in vector.values.enumerated() {
                lanes[(number / 16 * query.dims + d) * 16 + number % 16] = value
            }
        }
        return lanes
    }

    @Test("the best products of every query vector agree with doubles, whatever the shapes", arguments: bodies)
    func shapes(index: Int) throws {
        let body = try #require(esjv_body(index)).pointee
        var random = RandomNumbers(seed: 21)
        for dims in [1, 7, 16, 64, 96, 128, 255, 256, 257, 600] {
            for count in [1, 15, 16, 17, 33] {
                let query = try Self.multiVector(count, dims, &random)
                let lanes = Self.lanes(query)
                let groups = (count + 15) / 16
                for rows in [1, 2, 3, 7, 8, 9, 31] {
                    let document = try Self.multiVector(rows, dims, &random)
                    var best = [Float](repeating: 99, count: groups * 16)
                    body.max_dot(lanes, groups, dims, document.values, rows, &best)
                    for (token, found) in zip(query.embeddings, best) {
                        let exact = document.embeddings.map { row in
                            zip(token.values, row.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
                        }
                        #expect(abs(Double(found) - (exact.max() ?? 0)) < 1e-5)
                    }
                    #expect(best[count...].allSatisfy { $0 == 0 }, "what fills up a group meets nothing")
                }
            }
        }
    }

    @Test("narrow rows score as what they stand for, in every body", arguments: bodies)
    func narrow(index: Int) throws {
        let body = try #require(esjv_body(index)).pointee
        var random = RandomNumbers(seed: 22)
        for (dims, rows) in [(64, 5), (96, 8), (128, 180), (300, 13), (520, 3)] {
            let query = try Self.multiVector(20, dims, &random)
            let bytes = random.bytes(rows * dims).map { Int8(bitPattern: $0) }
            let scales = random.floats(rows)
            let words = random.floats(rows * dims).map { UInt16($0.bitPattern >> 16) }
            var (best, other) = ([Float](repeating: 9, count: 32), [Float](repeating: 9, count: 32))
            body.max_dot_int8(Self.lanes(query), 2, dims, bytes, scales, rows, &best)
            body.max_dot_bfloat16(Self.lanes(query), 2, dims, words, rows, &other)
            for (place, token) in query.embeddings.enumerated() {
                func greatest(_ component: (_ row: Int, _ d: Int) -> Double) -> Double {
                    (0..<rows)
                        .map { row in (0..<dims).reduce(0) { $0 + Double(token.values[$1]) * component(row, $1) } }
                        .max()
                        ?? 0
                }
                let exact = greatest { row, d in Double(bytes[row * dims + d]) * Double(scales[row]) }
                #expect(abs(Double(best[place]) - exact) <= 1e-5 * 128 * Double(dims))
                let exactWords = greatest { row, d in
                    Double(Float(bitPattern: UInt32(words[row * dims + d]) << 16))
                }
                #expect(abs(Double(other[place]) - exactWords) <= 1e-5 * Double(dims))
            }
        }
    }

    @Test("without rows nothing is best", arguments: bodies)
    func noRows(index: Int) throws {
        let body = try #require(esjv_body(index)).pointee
        var best = [Float](repeating: 0, count: 16)
        body.max_dot([Float](repeating: 1, count: 64), 1, 4, [0], 0, &best)
        #expect(best.allSatisfy { $0 == -.infinity })
    }

    @Test("a score is the sum of the best products, the same however the document is kept")
    func scores() throws {
        var random = RandomNumbers(seed: 23)
        for (count, dims, rows) in [(1, 64, 1), (9, 96, 40), (32, 128, 180), (40, 128, 7)] {
            let query = try Self.multiVector(count, dims, &random)
            let document = try Self.multiVector(rows, dims, &random)
            let exact = Self.reference(query, document)
            #expect(abs(Double(try query.maxSim(document)) - exact) < 1e-5 * Double(count))
            let prepared = MaxSimQuery(query)
            for element in [PackedMultiVector.Element.int8, .bfloat16] {
                let packed = try PackedMultiVector(document, as: element)
                let unpacked = Self.reference(query, try packed.multiVector())
                #expect(abs(Double(try prepared.score(packed)) - unpacked) < 1e-5 * Double(count))
            }
        }
    }

    @Test("a query of one size scores no document of another")
    func sizes() throws {
        let (a, b) = (try MultiVector([1, 0], dims: 2), try MultiVector([1, 0, 0], dims: 3))
        let message = "cannot compare token vectors of 2 and 3 dims; use one model at one size"
        #expect(throws: EmbeddingError(.invalidDims, message)) { try a.maxSim(b) }
        #expect(throws: EmbeddingError(.invalidDims, message)) {
            try MaxSimQuery(a).score(PackedMultiVector(b, as: .int8))
        }
    }

    @Test("a negative best product counts as it is")
    func negative() throws {
        let query = try MultiVector([1, 0, 0, 1], dims: 2)
        #expect(try query.maxSim(MultiVector([-1, 0.5], dims: 2)) == -0.5)
    }
}
