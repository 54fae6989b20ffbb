import Elasticsearch
import Embeddings
import JSONValues
import Measuring

/// Writes document after document as the ingest pipeline does: JSON straight into bytes, the vector as base64 or as numbers.
struct DocumentBuilder: Sendable {
    let vectors: VectorMatrix
    let usesBase64: Bool

    func operation(_ row: Int) -> BulkOperation {
        let vector = Embedding(Array(vectors[row]))
        var writer = JSONWriter(capacity: 1024 + vectors.dims * (usesBase64 ? 6 : 12))
        writer.raw("{")
        writer.key("v")
        if usesBase64 {
            writer.raw("\"")
            vector.appendBase64(.big, to: &writer.bytes)
            writer.raw("\"")
        } else {
            writer.numbers(vector.values)
        }
        writer.raw(",")
        writer.key("text")
        writer.string("document \(row)")
        writer.raw("}")
        return BulkOperation(.index, id: String(row), source: writer.bytes)
    }
}
