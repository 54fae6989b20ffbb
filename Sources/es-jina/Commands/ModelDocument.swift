import ESJina
import Embeddings
import JSONValues
import Jina

/// Everything that is known of a model.
struct ModelDocument {
    private let model: CatalogueModel

    init(_ model: CatalogueModel) { self.model = model }

    // MARK: JSON

    /// The contract of `--json`: the same keys for every model.
    var json: JSONValue {
        [
            "id": .string(model.id), "kinds": JSONValue(model.kinds.map(\.rawValue)), "summary": .string(model.summary),
            "parameters": JSONValue(model.parameters), "context_tokens": JSONValue(model.contextTokens),
            "languages": .string(model.languages), "modalities": JSONValue(model.modalityNames),
            "undocumented_modalities": JSONValue(
                model.modalityNames.filter { model.undocumentedModalities.contains(Modality(rawValue: $0)) }
            ),
            "vectors": vectorsJSON, "token_vectors": tokenVectorsJSON, "reranking": rerankingJSON,
            "tasks": .array(model.tasks.map { ["name": .string($0.name), "prompt": Self.json($0.prompt)] }),
            "default_task": Self.json(model.defaultTask), "query_task": Self.json(model.queryTask),
            "document_task": Self.json(model.documentTask), "output_types": JSONValue(model.outputTypes),
            "request_options": JSONValue(model.requestOptions), "late_chunking": .bool(model.chunksLate),
            "images": imagesJSON,
            "licence": [
                "name": .string(model.licence.name), "commercial_use": .bool(model.licence.allowsCommercialUse),
            ],
            "revision": .string(model.revision), "release": .string(model.release), "arxiv": Self.json(model.paper),
            "url": .string(model.url), "sources": JSONValue(model.sources), "notes": JSONValue(model.notes),
        ]
    }

    private var vectorsJSON: JSONValue {
        guard let vectors = model.vectors else { return .null }
        return [
            "dims": JSONValue(vectors.dims),
            "matryoshka_dims": .array(vectors.matryoshkaDims.map { JSONValue($0) }),
            "dims_range": vectors.dimsRange.map { [JSONValue($0.lowerBound), JSONValue($0.upperBound)] } ?? .null,
            "bytes": .array(
                vectors.matryoshkaDims.map { dims in
                    var sizes: JSONObject = ["dims": JSONValue(dims)]
                    for (type, bytes) in Self.bytes(dims) { sizes[type.rawValue] = JSONValue(bytes) }
                    return .object(sizes)
                }
            ),
        ]
    }

    private var tokenVectorsJSON: JSONValue {
        guard let vectors = model.tokenVectors else { return .null }
        return [
            "dims": JSONValue(vectors.dims), "sizes": .array(vectors.sizes.map { JSONValue($0) }),
            "query_tokens": Self.json(vectors.queryTokens),
        ]
    }

    private var rerankingJSON: JSONValue {
        guard let reranking = model.reranking else { return .null }
        return [
            "listwise": .bool(reranking.isListwise), "passages_per_call": JSONValue(reranking.passagesPerCall),
            "query_tokens": Self.json(reranking.queryTokens), "passage_tokens": Self.json(reranking.passageTokens),
            "max_passage_tokens": Self.json(reranking.maxPassageTokens),
            "embedding_dims": Self.json(reranking.embeddingDims),
        ]
    }

    private var imagesJSON: JSONValue {
        guard let images = model.images else { return .null }
        return [
            "side": Self.json(images.side), "max_bytes": Self.json(images.maxBytes),
            "max_pixels": Self.json(images.maxPixels), "min_side": Self.json(images.minSide),
            "max_side": Self.json(images.maxSide),
        ]
    }

    private static func json(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
    private static func json(_ number: Int?) -> JSONValue { number.map { JSONValue($0) } ?? .null }

    /// What a vector of `dims` takes, by element type; bits only in whole bytes.
    static func bytes(_ dims: Int) -> [(type: VectorElementType, bytes: Int)] {
        var sizes: [(VectorElementType, Int)] = [(.float, dims * 4), (.bfloat16, dims * 2), (.byte, dims)]
        if dims.isMultiple(of: 8) { sizes.append((.bit, dims / 8)) }
        return sizes
    }

    // MARK: For people

    /// Two columns, one fact a row; long facts go on in the rows below.
    func table(width: Int?) -> TextTable {
        let facts = facts
        let names = facts.map { DisplayWidth.of($0.name) }.max() ?? 0
        let room = width.map { max(20, $0 - max(names, DisplayWidth.of(model.id)) - 2) }
        var table = TextTable([.init(model.id), .init(model.summary)])
        for fact in facts {
            for (index, line) in Self.lines(fact.value, width: room).enumerated() {
                // Values on their own are for programs, which see a name on every line.
                table.rows.append([.init(fact.name, shown: StyledText(index == 0 ? fact.name : "")), .init(line)])
            }
        }
        return table
    }

    private var facts: [(name: String, value: String)] {
        var facts: [(name: String, value: String)] = []
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { facts.append((name, value)) }
        }
        add("kind", model.kinds.map(\.rawValue).joined(separator: ", "))
        add("parameters", HumanUnits.compactCount(model.parameters))
        add("context", HumanUnits.count(model.contextTokens, of: "token"))
        add("languages", model.languages)
        add("reads", model.modalityNames.joined(separator: ", "))
        addVectors(add)
        addReranking(add)
        for task in model.tasks {
            add("task", task.name + (task.prompt.map { ", which reads \(JSONValue.string($0).text) first" } ?? ""))
        }
        if model.embeddingModel != nil {
            add("queries", model.queryTask ?? "no task")
            add("documents", model.documentTask ?? "no task")
            add("without a task", model.tasks.isEmpty ? nil : model.defaultTask)
        }
        add("output types", model.outputTypes.joined(separator: ", "))
        add("options", model.requestOptions.joined(separator: ", "))
        addImages(add)
        let use = model.licence.allowsCommercialUse ? "commercial use allowed" : "no commercial use of the weights"
        add("licence", "\(model.licence.name), \(use)")
        add("released", model.release)
        add("revision", model.revision)
        add("weights", model.url)
        add("paper", model.paper.map { "https://arxiv.org/abs/\($0)" })
        for source in model.sources { add("source", source) }
        for note in model.notes { add("note", note) }
        return facts
    }

    private func addVectors(_ add: (String, String?) -> Void) {
        if let vectors = model.vectors {
            let range =
                vectors.dimsRange.map { "; with a warning, any from \($0.lowerBound) to \($0.upperBound)" } ?? ""
            add("dims", Self.list(vectors.matryoshkaDims.reversed()) + range)
            for dims in vectors.matryoshkaDims.reversed() {
                let sizes = Self.bytes(dims).map { "\(HumanUnits.count($0.bytes)) as \($0.type.rawValue)" }
                add("bytes at \(dims)", sizes.joined(separator: ", "))
            }
        }
        if let vectors = model.tokenVectors {
            let query = vectors.queryTokens.map { "; a query has \($0) tokens" } ?? ""
            add("dims a token", Self.list(vectors.sizes.reversed()) + query)
        }
    }

    private func addReranking(_ add: (String, String?) -> Void) {
        guard let reranking = model.reranking else { return }
        add("reranks", reranking.isListwise ? "all passages of a call together" : "each passage by itself")
        add("passages a call", HumanUnits.count(reranking.passagesPerCall))
        add("query", reranking.queryTokens.map { HumanUnits.count($0, of: "token") })
        add(
            "passage",
            reranking.passageTokens.map { usual in
                HumanUnits.count(usual, of: "token")
                    + (reranking.maxPassageTokens.map { ", up to \(HumanUnits.count($0)) if asked for" } ?? "")
            }
        )
    }

    private func addImages(_ add: (String, String?) -> Void) {
        guard let images = model.images else { return }
        add("sees pictures at", images.side.map { "\($0)×\($0) pixels" })
        add("largest picture", images.maxBytes.map { "\(HumanUnits.count($0)) bytes at Jina's API" })
        add("most pixels", images.maxPixels.map { HumanUnits.count($0) })
        add("shortest side", images.minSide.map { "\($0) pixels" })
        add("longest side", images.maxSide.map { "\($0) pixels" })
    }

    private static func list(_ sizes: [Int]) -> String { sizes.map(String.init).joined(separator: ", ") }

    /// `text` in lines of at most `width` columns, broken at spaces; a longer word has a line of its own.
    private static func lines(_ text: String, width: Int?) -> [String] {
        guard let width else { return [text] }
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, DisplayWidth.of(last) + 1 + DisplayWidth.of(String(word)) <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
