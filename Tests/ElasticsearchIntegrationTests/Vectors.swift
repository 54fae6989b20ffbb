import Elasticsearch
import Embeddings
import JSONValues

/// Vectors that are the same in every run.
struct Vectors {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A unit vector; xorshift64* (Vigna 2014) is plenty for directions.
    mutating func next(dims: Int) -> Embedding {
        var values: [Float] = []
        for _ in 0..<dims {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            values.append(Float(Int64(bitPattern: state &* 2_685_821_657_736_338_717) >> 40) / Float(1 << 23))
        }
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return Embedding(values.map { $0 / length })
    }
}

extension BulkOperation {
    /// A document of plain members and vectors, in the form the server takes.
    init(id: String, _ members: JSONObject = [:], vectors: [(String, Embedding)] = [], for server: Capabilities) {
        var writer = JSONWriter()
        writer.raw("{")
        var isFirst = true
        for (key, value) in members {
            if !isFirst { writer.raw(",") }
            isFirst = false
            writer.key(key)
            writer.value(value)
        }
        for (key, vector) in vectors {
            if !isFirst { writer.raw(",") }
            isFirst = false
            writer.key(key)
            if server.acceptsBase64Vectors { writer.string(vector.base64(.big)) } else { writer.numbers(vector.values) }
        }
        writer.raw("}")
        self.init(id: id, source: writer.bytes)
    }
}
