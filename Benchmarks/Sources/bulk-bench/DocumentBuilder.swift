import Elasticsearch
import Embeddings
import JSONValues
import Measuring

/// Writes document after document as the ingest pipeline does: JSON straight into bytes, the vector as base64 or as numbers.
struct DocumentBuilder: Sendable {
    let vectors: VectorMatrix
    let usesBase64: Bool

    func operation(_ row: Int) -> BulkOperation { BulkOperation(.index, id: String(row)) }

    func write(_ row: Int, to writer: inout JSONWriter) {
        let vector = Embedding(Array(vectors[row]))
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
    }
}
