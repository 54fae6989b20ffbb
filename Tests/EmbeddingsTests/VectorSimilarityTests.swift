import Embeddings
import Testing

@Suite("Vector similarity")
struct VectorSimilarityTests {
    @Test("names are Elasticsearch's")
    func names() {
        let all: [VectorSimilarity] = [.cosine, .dotProduct, .l2Norm, .maxInnerProduct]
        #expect(all.map(\.rawValue) == ["cosine", "dot_product", "l2_norm", "max_inner_product"])
    }

    @Test("float scores follow Elasticsearch's formulas")
    func floats() {
        let (a, b) = (Embedding([3, 4]), Embedding([4, 3]))
        #expect(abs(VectorSimilarity.cosine.raw(a, b) - 0.96) < 1e-6)
        #expect(abs(VectorSimilarity.cosine.score(a, b) - 0.98) < 1e-6)
        #expect(VectorSimilarity.dotProduct.raw(a, b) == 24)
        #expect(VectorSimilarity.dotProduct.score(Embedding([1, 0]), Embedding([0.6, 0.8])) == 0.8)
        #expect(abs(VectorSimilarity.l2Norm.raw(a, b) - 1.4142135) < 1e-6)
        #expect(VectorSimilarity.l2Norm.score(a, b) == Float(1) / 3)
        #expect(VectorSimilarity.maxInnerProduct.score(a, b) == 25)
        #expect(VectorSimilarity.maxInnerProduct.score(a, Embedding([-1, 0])) == 0.25)
        #expect(VectorSimilarity.dotProduct.score(a, Embedding([-1, 0])) == 0)
    }

    @Test(
        "maximum inner product gives the scores of Elasticsearch's own tests",
        arguments: [
            ([230, 300.33, -34.8988, 15.555, -200], Float(58694.902)), ([0.5, 111.3, -13, 14.8, -156], 34702.79),
            ([-0.5, 100, -13, 14.8, -156], 33686.29),
        ] as [([Float], Float)]
    )
    func goldens(vector: [Float], score: Float) {
        let query = Embedding([-0.5, 90, -10, 14.8, -156])
        #expect(abs(VectorSimilarity.maxInnerProduct.score(query, Embedding(vector)) - score) < 0.01)
    }

    @Test("byte scores scale the inner product by 32,768 times the dims")
    func bytes() {
        let (a, b) = (ByteVector([127, -128, 1, 0]), ByteVector([127, 127, -1, 5]))
        #expect(VectorSimilarity.dotProduct.raw(a, b) == -128)
        #expect(VectorSimilarity.dotProduct.score(a, b) == 0.5 - 128 / Float(32768 * 4))
        #expect(VectorSimilarity.l2Norm.score(ByteVector([1, 2]), ByteVector([2, 4])) == Float(1) / 6)
        #expect(abs(VectorSimilarity.cosine.score(ByteVector([3, 4]), ByteVector([4, 3])) - 0.98) < 1e-6)
        #expect(VectorSimilarity.maxInnerProduct.score(ByteVector([1]), ByteVector([-3])) == 0.25)
    }

    @Test("bits score by the share of equal bits, as in Elasticsearch's documentation")
    func bits() throws {
        let stored = BitVector([127, -127, 0, 1, 42].map { UInt8(bitPattern: $0) })
        let query = try BitVector(encoded: "8100012a7f", dims: 40)
        #expect(stored.hamming(query) == 18)
        #expect(VectorSimilarity.l2Norm.score(stored, query) == 0.55)
        #expect(VectorSimilarity.cosine.score(stored, query).isNaN)
    }

    @Test("a threshold in raw similarity becomes a score by the same formula")
    func thresholds() {
        #expect(VectorSimilarity.l2Norm.score(ofRaw: 2, dims: 8) == 0.2)
        #expect(VectorSimilarity.cosine.score(ofRaw: 0.5, dims: 8) == 0.75)
        #expect(VectorSimilarity.l2Norm.score(ofRaw: 4, .bit, dims: 16) == 0.75)
        #expect(VectorSimilarity.dotProduct.score(ofRaw: 32768, .byte, dims: 4) == 0.75)
    }

    @Test("vectors of different sizes and unknown similarities have no score")
    func undefined() {
        #expect(VectorSimilarity.cosine.score(Embedding([1]), Embedding([1, 2])).isNaN)
        #expect(VectorSimilarity.l2Norm.score(Embedding([1]), Embedding([1, 2])).isNaN)
        #expect(VectorSimilarity(rawValue: "angular").score(Embedding([1]), Embedding([1])).isNaN)
    }
}
