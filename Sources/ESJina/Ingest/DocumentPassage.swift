import Elasticsearch
import Embeddings

/// What a late-interaction model reads of a document: title, captions, tags and text, a line each.
enum DocumentPassage {
    /// The text, no more than `maxTokens` of it by `TokenEstimate`; `nil` where there is nothing to read.
    static func text(of item: PreparedItem, maxTokens: Int) -> String? {
        let record = item.record
        var lines = [record.title, record.caption].compactMap(\.self) + record.captions.map(\.text)
        lines.append(record.tags.joined(separator: ", "))
        if case .text(let body) = record.content { lines.append(body) } else { lines.append(item.pageText ?? "") }
        let text = prefix(lines.filter { !$0.allSatisfy(\.isWhitespace) }.joined(separator: "\n"), maxTokens: maxTokens)
        return text.isEmpty ? nil : text
    }

    /// The beginning of `text` that has no more tokens than these.
    static func prefix(_ text: String, maxTokens: Int) -> String {
        var counter = TokenCounter()
        var lastSpace: String.Index?
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let scalar = scalars[index]
            counter.add(scalar.value)
            if counter.quarters > 4 * maxTokens {
                return String(text[..<(lastSpace ?? index)])
            }
            if scalar.properties.isWhitespace { lastSpace = index }
            index = scalars.index(after: index)
        }
        return text
    }
}

extension TokenVectorField {
    /// The field of a run: what it asks for, else what the index has, else what the server can.
    init(
        embedder: any MultiVectorEmbedder,
        options: IngestOptions,
        existing: TokenVectorField?,
        _ capabilities: Capabilities
    ) throws(IngestError) {
        let storage =
            options.multiVectorStorage ?? existing?.storage ?? Self.recommendedStorage(for: capabilities)
        guard storage != .rankVectors || existing?.storage == .rankVectors || capabilities.allowsRankVectors else {
            throw IngestError(
                .indexMismatch,
                "\(capabilities.summary) keeps no rank_vectors, which need an Enterprise licence. Use --multi-vector-storage "
                    + "binary."
            )
        }
        self.init(
            embedder: embedder,
            storage: storage,
            maxTokens: options.multiVectorTokens ?? existing?.maxTokens ?? Self.defaultMaxTokens
        )
    }
}
