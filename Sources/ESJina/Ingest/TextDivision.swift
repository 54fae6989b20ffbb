import ContentDigests
import Embeddings

/// How the texts of a run become documents: whole where the model reads them at once, else in parts.
struct TextDivision: Sendable {
    /// The most tokens of an embedded text, its title included.
    let maxTokens: Int
    let overlapTokens: Int
    /// How parts are embedded in the context of each other; `nil` where each is embedded by itself.
    let context: ContextLimits?

    /// What the parts that are embedded together may be.
    struct ContextLimits: Sendable, Equatable {
        var tokens: Int
        var parts: Int
        var bytes: Int
    }

    /// The size of parts in tokens where the options name none and parts know their context.
    static let tokensInContext = 512

    init(options: IngestOptions, embedder: any Embedder) {
        let most = embedder.model.maxTokens
        // The model's own tokens and the prompt of its task.
        let readable = max(1, most - min(16, most / 4))
        overlapTokens = options.overlapTokens
        if options.lateChunking, (embedder as? any LateChunkingEmbedder)?.embedsChunks == true {
            maxTokens = min(options.maxTokens ?? Self.tokensInContext, readable)
            let limits = embedder.limits
            context = ContextLimits(
                tokens: min(readable, limits.maxTokens),
                parts: max(1, limits.maxTexts),
                bytes: limits.maxBytes
            )
        } else {
            maxTokens = min(options.maxTokens ?? .max, readable)
            context = nil
        }
    }

    /// One document of a text.
    struct Part {
        var record: IngestRecord
        /// The digest of all that its vector depends on.
        var content: ContentDigest
        var context: ChunkContext?
    }

    /// The documents that the text of `record` becomes.
    func parts(of record: IngestRecord, _ text: String) -> [Part] {
        let title = embeddedTitle(record.title)
        let titleTokens = title.map { TokenEstimate.tokens(in: $0) + 1 } ?? 0
        let chunker = TextChunker(
            maxTokens: maxTokens - titleTokens,
            overlapTokens: context == nil ? overlapTokens : 0
        )
        let chunks = chunker.chunks(of: text).filter { !$0.text.allSatisfy(\.isWhitespace) }
        guard chunks.count > 1 else {
            return [Part(record: record, content: ContentDigest(of: embeddedText(record.title, text)))]
        }
        let contexts = context.map { grouped(chunks.map(\.text), title: title, within: $0) }
        var parts: [Part] = []
        for (index, chunk) in chunks.enumerated() {
            var part = record
            part.id = DocumentID.part(of: record.id, "chunk", index + 1)
            part.content = .text(chunk.text)
            part.part = .init(
                parent: record.id,
                number: index + 1,
                count: chunks.count,
                start: chunk.range.lowerBound
            )
            if let neighbours = contexts?[index] {
                parts.append(Part(record: part, content: neighbours.content, context: neighbours))
            } else {
                let content = ContentDigest(of: embeddedText(record.title, chunk.text))
                parts.append(Part(record: part, content: content))
            }
        }
        return parts
    }

    /// What is embedded of a text: its title on a line of its own, then the text.
    func embeddedText(_ title: String?, _ body: String) -> String {
        guard let title = embeddedTitle(title), !title.isEmpty else { return body }
        return body.isEmpty ? title : title + "\n" + body
    }

    /// A title as far as it leaves at least half of the room to the text.
    private func embeddedTitle(_ title: String?) -> String? {
        guard let title, title.utf8.count > maxTokens / 4 else { return title }
        return TextChunker(maxTokens: maxTokens / 2, overlapTokens: 0).chunks(of: title).first?.text
    }

    /// The context of each of `chunks`: as many neighbours as fit, each run of them with the title in front.
    private func grouped(_ chunks: [String], title: String?, within limits: ContextLimits) -> [ChunkContext] {
        var groups: [[String]] = []
        var group: [String] = []
        var tokens = 0
        var bytes = 0
        for chunk in chunks {
            let text = group.isEmpty ? embeddedText(title, chunk) : chunk
            let own = TokenEstimate.tokens(in: text)
            let isFull =
                tokens + own > limits.tokens || group.count == limits.parts || bytes + text.utf8.count > limits.bytes
            if isFull, !group.isEmpty {
                groups.append(group)
                group = [embeddedText(title, chunk)]
                tokens = TokenEstimate.tokens(in: group[0])
                bytes = group[0].utf8.count
            } else {
                group.append(text)
                tokens += own
                bytes += text.utf8.count
            }
        }
        groups.append(group)
        return groups.flatMap { group in
            let digest = ChunkContext.digest(of: group)
            return group.indices.map { ChunkContext(chunks: group, digest: digest, index: $0) }
        }
    }
}

/// A part of a text with the neighbours that are embedded together with it, by late chunking.
struct ChunkContext: Sendable {
    /// All of them, in order.
    let chunks: [String]
    /// The digest of all of them and of where one ends.
    let digest: ContentDigest
    /// Which of them it is.
    let index: Int

    static func digest(of chunks: [String]) -> ContentDigest {
        var hasher = ContentHasher()
        hasher.updateDelimited("late chunking")
        chunks.forEach { hasher.updateDelimited($0) }
        return hasher.finalize()
    }

    /// The digest of all that the vector of the part depends on.
    var content: ContentDigest { content(at: index) }

    /// The same of the neighbour at `index`.
    func content(at index: Int) -> ContentDigest {
        var hasher = ContentHasher()
        hasher.update(digest.bytes)
        hasher.updateDelimited("chunk \(index)")
        return hasher.finalize()
    }
}
