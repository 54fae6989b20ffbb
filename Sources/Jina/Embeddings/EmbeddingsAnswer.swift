import Embeddings
import JSONValues

/// What a server answered to a call, input by input.
struct EmbeddingsAnswer<Vector: Sendable>: Sendable {
    var model: String?
    /// One entry per input, in the order of the inputs; a component the server wrote as `null` is NaN here.
    var items: [Result<Vector, EntryFault>]
    var usage: JinaUsage
}

/// Why an answer holds no vector for one input, as half a sentence.
struct EntryFault: Error, Hashable {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}

extension EmbeddingsAnswer {
    /// Reads `json` as the answer to `count` inputs; `read` finds in an entry what its place promises.
    ///
    /// An entry is believed where its number can be: a server that drops an input and numbers the rest anew would hand vectors
    /// to the wrong inputs without a trace. So an answer that is short of entries and numbered without a gap is refused whole,
    /// as is one with a number that no input has; and where a number comes twice, only entries that stand at the place of
    /// their own number are believed.
    init(
        _ json: JSONValue,
        count: Int,
        read: (_ entry: JSONValue, _ index: Int) -> Result<Vector, EntryFault>
    ) throws(MalformedAnswer) {
        guard let data = json["data"]?.array else { throw MalformedAnswer("it has no array “data”") }
        var entries = [(place: Int, entry: JSONValue)?](repeating: nil, count: count)
        var repeated: Set<Int> = []
        for (place, entry) in data.enumerated() {
            guard let index = entry["index"]?.int else { continue }
            guard entries.indices.contains(index) else {
                throw MalformedAnswer("it has a vector number \(index) for \(count) inputs")
            }
            if entries[index] != nil { repeated.insert(index) }
            entries[index] = (place, entry)
        }
        let isGapless = entries.prefix(data.count).allSatisfy { $0 != nil }
        guard data.count >= count || !isGapless else {
            throw MalformedAnswer("it has \(data.count) vectors for \(count) inputs")
        }
        var items: [Result<Vector, EntryFault>] = []
        items.reserveCapacity(count)
        for (index, found) in entries.enumerated() {
            guard let (place, entry) = found else {
                items.append(.failure(EntryFault("no vector has the index \(index)")))
                continue
            }
            if repeated.contains(index) {
                items.append(.failure(EntryFault("index \(index) comes twice")))
            } else if !repeated.isEmpty, place != index {
                items.append(.failure(EntryFault("index \(index) is in doubt, because another comes twice")))
            } else {
                items.append(read(entry, index))
            }
        }
        self.init(model: json["model"]?.string, items: items, usage: JinaUsage(json["usage"]))
    }
}

extension EmbeddingsAnswer<Embedding> {
    /// Reads `json` as the answer to `count` inputs, a vector each.
    init(_ json: JSONValue, count: Int) throws(MalformedAnswer) {
        try self.init(json, count: count) { entry, index in
            EntryReader(index: index).floats(entry["embedding"]).map { Embedding($0) }
        }
    }
}

extension EmbeddingsAnswer<MultiVector> {
    /// Reads `json` as the answer to `count` texts, a vector a token each.
    init(multiVectors json: JSONValue, count: Int) throws(MalformedAnswer) {
        try self.init(json, count: count) { entry, index in
            EntryReader(index: index).multiVector(entry["embeddings"])
        }
    }
}

/// Reads what stands in one entry of an answer.
private struct EntryReader {
    let index: Int

    func multiVector(_ json: JSONValue?) -> Result<MultiVector, EntryFault> {
        guard let rows = json?.array else {
            return .failure(EntryFault("the entry at index \(index) has no token vectors “embeddings”"))
        }
        guard !rows.isEmpty else {
            return .failure(EntryFault("the entry at index \(index) has no token vector at all"))
        }
        var values: [Float] = []
        var dims = 0
        for row in rows {
            switch floats(row) {
            case .failure(let fault): return .failure(fault)
            case .success(let floats):
                if dims == 0 {
                    dims = floats.count
                    values.reserveCapacity(dims * rows.count)
                }
                guard floats.count == dims, dims > 0 else {
                    return .failure(
                        EntryFault("the token vectors at index \(index) have \(dims) and \(floats.count) dims")
                    )
                }
                values += floats
            }
        }
        do throws(EmbeddingError) {
            return .success(try MultiVector(values, dims: dims))
        } catch {
            return .failure(EntryFault(error.message))
        }
    }

    func floats(_ json: JSONValue?) -> Result<[Float], EntryFault> {
        switch json {
        case .string(let text):
            do {
                return .success(try Embedding(base64: text, .little).values)
            } catch {
                return .failure(EntryFault("the vector at index \(index) is not base64 of 32-bit floats"))
            }
        case .array(let numbers):
            var floats: [Float] = []
            floats.reserveCapacity(numbers.count)
            for number in numbers {
                if let value = number.double {
                    floats.append(Float(value))
                } else if number.isNull {
                    floats.append(.nan)
                } else {
                    return .failure(EntryFault("the vector at index \(index) holds something that is no number"))
                }
            }
            return .success(floats)
        default:
            return .failure(EntryFault("the entry at index \(index) has no dense vector “embedding”"))
        }
    }
}
