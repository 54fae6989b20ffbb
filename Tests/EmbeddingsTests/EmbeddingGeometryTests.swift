import Embeddings
import Testing

@Suite("Embedding geometry")
struct EmbeddingGeometryTests {
    @Test("a vector is normalised to unit length")
    func normalised() throws {
        let unit = try Embedding([3, 4]).normalized()
        #expect(unit.values == [0.6, 0.8])
        #expect(Embedding([3, 4]).norm == 5)
        #expect(unit.isUnitLength)
        #expect(!Embedding([3, 4]).isUnitLength)
    }

    @Test("cutting keeps the first components and normalises them again")
    func truncated() throws {
        let cut = try Embedding([3, 4, 12, 5]).truncated(to: 2)
        #expect(cut.values == [0.6, 0.8])
        let whole = try Embedding([3, 4]).truncated(to: 2)
        #expect(whole.values == [0.6, 0.8])
    }

    @Test(
        "after cutting 1,024 dims to each Matryoshka size the squared length is within 1e-6 of 1",
        arguments: [64, 128, 256, 512, 768]
    )
    func truncatedIsUnit(dims: Int) throws {
        var random = RandomNumbers(seed: 1)
        let full = try Embedding(random.floats(1024)).normalized()
        let cut = try full.truncated(to: dims)
        #expect(cut.dims == dims)
        #expect(abs(cut.squaredNorm - 1) < 1e-6)
    }

    @Test("sizes a vector does not have are refused, naming the range", arguments: [0, -1, 5])
    func badSizes(dims: Int) {
        let error = #expect(throws: EmbeddingError.self) { try Embedding([1, 2, 3, 4]).truncated(to: dims) }
        #expect(error?.kind == .invalidDims)
        #expect(error?.message == "cannot cut a vector of 4 dims to \(dims); ask for a size from 1 to 4")
    }

    @Test("NaN and infinities are found and named by their place")
    func notFinite() {
        var values = [Float](repeating: 1, count: 700)
        #expect(Embedding(values).isFinite)
        for (index, bad) in [(0, Float.nan), (333, .infinity), (699, -.infinity), (16, .signalingNaN)] {
            values[index] = bad
            #expect(!Embedding(values).isFinite)
            let error = #expect(throws: EmbeddingError.self) { try Embedding(values).normalized() }
            #expect(error?.kind == .notFinite)
            #expect(error?.message.hasPrefix("component \(index) of a vector of 700 dims is") == true)
            values[index] = 1
        }
    }

    @Test("a zero vector has no direction")
    func zero() {
        let error = #expect(throws: EmbeddingError.self) { try Embedding([0, 0, 0]).normalized() }
        #expect(error?.kind == .zeroMagnitude)
        #expect(throws: EmbeddingError.self) { try Embedding([0, 0, 1]).truncated(to: 2) }
        #expect(Embedding([0, 0]).cosine(Embedding([1, 0])) == 0)
    }

    @Test(
        "components whose squares leave the range of floats still have a direction",
        arguments: [Float(1e30), 1e-30, 0x1p-140]
    )
    func extremes(scale: Float) throws {
        let unit = try Embedding([3 * scale, 4 * scale]).normalized()
        #expect(abs(unit.values[0] - 0.6) < 1e-2)
        #expect(abs(unit.squaredNorm - 1) < 1e-6)
    }

    @Test("query arithmetic adds weighted vectors and normalises the sum")
    func weightedSum() throws {
        let sum = try Embedding.weightedSum([
            (Embedding([1, 0]), 3), (Embedding([0, 1]), 8), (Embedding([0, 1]), -4),
        ])
        #expect(sum.values == [0.6, 0.8])
    }

    @Test("sums of nothing, of different sizes and of opposites are refused")
    func badSums() {
        #expect(throws: EmbeddingError.self) { try Embedding.weightedSum([]) }
        let sizes = #expect(throws: EmbeddingError.self) {
            try Embedding.weightedSum([(Embedding([1, 0]), 1), (Embedding([1]), 1)])
        }
        #expect(sizes?.kind == .invalidDims)
        let opposites = #expect(throws: EmbeddingError.self) {
            try Embedding.weightedSum([(Embedding([1, 0]), 1), (Embedding([1, 0]), -1)])
        }
        #expect(opposites?.kind == .zeroMagnitude)
    }

    @Test("MaxSim sums the best match of each query vector")
    func maxSim() throws {
        let query = try MultiVector([Embedding([1, 0]), Embedding([0, 1])])
        let document = try MultiVector([0.5, 0, 0.25, 0.75, 0, 0.5], dims: 2)
        #expect(try query.maxSim(document) == 1.25)
        #expect(document.count == 3)
        #expect(document.embeddings[1] == Embedding([0.25, 0.75]))
        // All products negative: the best of them, not zero.
        #expect(try MultiVector([-1, 0], dims: 2).maxSim(MultiVector([1, 0, 0.5, 0], dims: 2)) == -0.5)
    }

    @Test("multi-vectors of no or different sizes are refused")
    func badMultiVectors() throws {
        #expect(throws: EmbeddingError.self) { try MultiVector([1, 2, 3], dims: 2) }
        #expect(throws: EmbeddingError.self) { try MultiVector([]) }
        #expect(throws: EmbeddingError.self) { try MultiVector([Embedding([1]), Embedding([1, 2])]) }
        let (a, b) = (try MultiVector([1, 2], dims: 2), try MultiVector([1, 2, 3], dims: 3))
        #expect(throws: EmbeddingError.self) { try a.maxSim(b) }
    }

    @Test("a model names the nearest of its sizes")
    func checkedDims() throws {
        let model = EmbeddingModel.offlineHashing
        #expect(try model.checkedDims(256) == 256)
        #expect(try model.checkedDims(1024) == 1024)
        let error = #expect(throws: EmbeddingError.self) { try model.checkedDims(300) }
        #expect(
            error?.message
                == "es-jina-hashing-v1 has no 300-dim vectors; the nearest size is 256, all are 64, 128, 256, 512, 768, 1024"
        )
    }
    @Test("a model that may be cut anywhere warns of sizes it was not trained for and refuses those it cannot have")
    func untrainedDims() throws {
        var model = EmbeddingModel.offlineHashing
        #expect(!model.supports(dims: 300) && model.dimsWarning(300) == nil)
        model.dimsRange = 1...1024
        for trained in [64, 256, 1024] { #expect(model.dimsWarning(trained) == nil) }
        #expect(try model.checkedDims(300) == 300)
        #expect(
            model.dimsWarning(300)
                == "es-jina-hashing-v1 was not trained for vectors of 300 dims: how well they find is not known. The nearest "
                + "trained sizes are 256 and 512."
        )
        #expect(model.dimsWarning(1)?.hasSuffix("The nearest trained size is 64.") == true)
        for size in [Int.min, -1, 0, 1025] {
            #expect(model.dimsWarning(size) == nil)
            let error = #expect(throws: EmbeddingError.self) { try model.checkedDims(size) }
            #expect(
                error?.message
                    == "es-jina-hashing-v1 has no \(size)-dim vectors; the nearest size is \(size > 0 ? 1024 : 64), all are 64, 128, "
                    + "256, 512, 768, 1024; with a warning, any from 1 to 1024"
            )
        }
    }
}
