import Embeddings
import JSONValues

/// Writes a request's body member by member, commas included, so that vectors go from floats to bytes without a tree.
struct BodyWriter {
    /// The server the body is for.
    let capabilities: Capabilities
    private(set) var writer = JSONWriter(capacity: 1024)
    private var needsComma = false

    init(_ capabilities: Capabilities) { self.capabilities = capabilities }

    var bytes: [UInt8] { writer.bytes }

    mutating func object(_ body: (inout BodyWriter) throws(ElasticsearchError) -> Void) throws(ElasticsearchError) {
        separate()
        writer.raw("{")
        needsComma = false
        try body(&self)
        writer.raw("}")
        needsComma = true
    }

    mutating func array<Element>(
        _ elements: [Element],
        _ body: (inout BodyWriter, Element) throws(ElasticsearchError) -> Void
    ) throws(ElasticsearchError) {
        separate()
        writer.raw("[")
        needsComma = false
        for element in elements { try body(&self, element) }
        writer.raw("]")
        needsComma = true
    }

    mutating func key(_ name: String) {
        separate()
        writer.key(name)
        needsComma = false
    }

    mutating func value(_ value: JSONValue) {
        separate()
        writer.value(value)
        needsComma = true
    }

    mutating func member(_ name: String, _ value: JSONValue?) {
        guard let value else { return }
        key(name)
        self.value(value)
    }

    mutating func member(_ name: String, _ number: Float?) {
        guard let number else { return }
        key(name)
        separate()
        writer.number(number)
        needsComma = true
    }

    /// Writes a vector as server and field take it: floats as base64 where it can be, 3 times smaller and faster to read.
    mutating func vector(_ embedding: Embedding, _ encoding: VectorEncoding) throws(EmbeddingError) {
        separate()
        try writer.vector(
            embedding,
            encoding,
            usesBase64: capabilities.acceptsBase64QueryVectors,
            isQuery: true
        )
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { writer.raw(",") }
        needsComma = false
    }
}
