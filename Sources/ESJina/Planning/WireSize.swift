import Elasticsearch
import Embeddings
import JSONValues

/// How many bytes vectors take in a document on the wire.
enum WireSize {
    /// A vector's value: base64 or hex between quotes, or an array of numbers.
    ///
    /// Numbers differ in length; those of a unit vector without round numbers stand for them.
    static func vector(_ field: DenseVectorField, usesBase64: Bool) -> Int {
        var writer = JSONWriter(capacity: field.dims * 12)
        let vector = Rehearsal.placeholder(dims: field.dims)
        do throws(EmbeddingError) {
            try writer.vector(vector, field.encoding, usesBase64: usesBase64)
        } catch {
            writer.numbers(vector.values)
        }
        return writer.bytes.count
    }

    /// A vector with its field's name, quotes, colon and comma.
    static func member(_ modality: Modality, _ field: DenseVectorField, usesBase64: Bool) -> Double {
        let name = DocumentFields.embedding(modality, dims: field.dims)
        return Double(vector(field, usesBase64: usesBase64) + name.utf8.count + 4)
    }
}
