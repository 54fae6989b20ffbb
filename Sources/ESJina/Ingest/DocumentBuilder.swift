import ContentDigests
import Elasticsearch
import Embeddings
import JSONValues

/// Writes the JSON of one document.
struct DocumentBuilder: Sendable {
    let plan: IndexPlan
    /// Whether the server takes vectors as base64, which is a third of the bytes of numbers.
    let usesBase64: Bool
    /// What the vector fields of the index want, by their names; floats where it says nothing.
    var encodings: [String: VectorEncoding] = [:]

    /// The document's `_source`, one line of JSON.
    ///
    /// - Parameters:
    ///   - item: The input.
    ///   - vector: Its vector at the model's full size; every size of the plan is cut from it.
    ///   - tokens: The vectors of its tokens; `nil` for none.
    /// - Returns: The bytes, without a newline.
    /// - Throws: `EmbeddingError` where a size cannot be cut from the vector.
    func source(
        of item: PreparedItem,
        vector: Embedding,
        tokens: PackedMultiVector? = nil
    ) throws(EmbeddingError) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024 + plan.dims.reduce(0, +) * (usesBase64 ? 6 : 12))
        let record = item.record
        let modality = item.modality
        writer.raw("{")
        writer.key(DocumentFields.modality)
        writer.string(modality.rawValue)
        string(DocumentFields.path, record.path, &writer)
        string(DocumentFields.title, record.title, &writer)
        string(DocumentFields.caption, record.caption, &writer)
        if !record.captions.isEmpty {
            writer.raw(",")
            writer.key(DocumentFields.captions)
            let captions = JSONObject(record.captions.map { ($0.language, JSONValue($0.text)) })
            writer.value(.object(captions))
        }
        if case .text(let body) = record.content {
            string(DocumentFields.body, body, &writer)
        } else {
            string(DocumentFields.body, item.pageText, &writer)
        }
        if !record.tags.isEmpty {
            writer.raw(",")
            writer.key(DocumentFields.tags)
            writer.value(JSONValue(record.tags))
        }
        if let picture = item.picture {
            string(DocumentFields.format, picture.format, &writer)
            integer(DocumentFields.width, picture.width, &writer)
            integer(DocumentFields.height, picture.height, &writer)
        }
        if !item.hasWords {
            writer.raw(",")
            writer.key(DocumentFields.wordless)
            writer.value(true)
        }
        if let part = record.part { self.part(part, &writer) }
        string(DocumentFields.contentHash, item.content.description, &writer)
        string(DocumentFields.inputPosition, item.position, &writer)
        string(DocumentFields.inputDigest, item.digest.description, &writer)
        for (name, value) in record.attributes {
            writer.raw(",")
            writer.key(name)
            writer.value(value)
        }
        for dims in plan.dims {
            let cut = try vector.truncated(to: dims)
            writer.raw(",")
            let field = DocumentFields.embedding(modality, dims: dims)
            writer.key(field)
            try writer.vector(cut, encodings[field] ?? .float, usesBase64: usesBase64)
        }
        if let tokens { try write(tokens, &writer) }
        writer.raw("}")
        return writer.bytes
    }

    private func write(_ tokens: PackedMultiVector, _ writer: inout JSONWriter) throws(EmbeddingError) {
        let vectors = try tokens.multiVector()
        if plan.tokenVectors?.storage == .rankVectors {
            writer.raw(",")
            writer.key(DocumentFields.tokenVectors)
            writer.raw("[")
            for row in 0..<vectors.count {
                if row > 0 { writer.raw(",") }
                writer.numbers(vectors.values[row * vectors.dims..<(row + 1) * vectors.dims])
            }
            writer.raw("]")
        } else {
            string(DocumentFields.tokenVectors, try PackedMultiVector(vectors, as: .int8).base64, &writer)
        }
    }

    private func part(_ part: IngestRecord.Part, _ writer: inout JSONWriter) {
        string(DocumentFields.parentID, part.parent, &writer)
        let numbers = [
            (DocumentFields.partNumber, part.number), (DocumentFields.partCount, part.count),
            (DocumentFields.partStart, part.start),
        ]
        for case (let name, let number?) in numbers { integer(name, number, &writer) }
    }

    private func integer(_ key: String, _ value: Int, _ writer: inout JSONWriter) {
        writer.raw(",")
        writer.key(key)
        writer.integer(value)
    }

    private func string(_ key: String, _ value: String?, _ writer: inout JSONWriter) {
        guard let value else { return }
        writer.raw(",")
        writer.key(key)
        writer.string(value)
    }
}
