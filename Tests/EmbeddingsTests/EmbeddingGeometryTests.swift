import Embeddings
import Testing

@Suite("Embedding geometry")
struct EmbeddingGeometryTests {
    @Test("a vector is normalised to unit length")
    func normalised() throws {
        let unit = try Embedding([3, 4]).normalized()
        #expect(unit.values == [0.6, 0.8])
    }
}
