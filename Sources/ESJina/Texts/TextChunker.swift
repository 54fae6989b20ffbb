public import Embeddings

/// Cuts a text into parts that a model can read whole, at the best places there are.
///
/// Best is before a Markdown heading, then between paragraphs, sentences, clauses, words and, in text without any of these,
/// what a reader takes for characters. A better place is taken where the part is then at least a fifth (heading), a half
/// (paragraph), two fifths (sentence, clause) or three tenths (word) full. Sentences are told by their marks in Latin,
/// Cyrillic, Greek, Arabic, Indic, Armenian, Ethiopic, Khmer, Burmese, Tibetan and East Asian writing; abbreviations, initials,
/// decimals and ellipses do not end them. A rest shorter than two parts is cut near its middle, so that no scrap is left over.
///
/// The same text and limits give the same parts in every run.
public struct TextChunker: Sendable, Hashable {
    /// The most tokens of a part by `TokenEstimate`, overlap included, from 8; smaller values count as 8.
    ///
    /// Leave room for what is put in front of a part: a title, a task's prompt, the model's own two tokens.
    public var maxTokens: Int
    /// The most tokens at the end of a part that the next one begins with, from 0 to half of ``maxTokens``.
    ///
    /// They are whole sentences where one fits, else whole clauses or words. A part that begins with a heading repeats nothing.
    public var overlapTokens: Int

    /// Makes a chunker.
    ///
    /// - Parameters:
    ///   - maxTokens: The most tokens of a part, from 8.
    ///   - overlapTokens: The most tokens that two neighbours share; default a tenth of `maxTokens`.
    public init(maxTokens: Int, overlapTokens: Int? = nil) {
        self.maxTokens = maxTokens
        self.overlapTokens = overlapTokens ?? maxTokens / 10
    }

    /// Makes a chunker for what a model reads at once.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - overlapTokens: The most tokens that two neighbours share; default a tenth of the model's limit.
    public init(for model: EmbeddingModel, overlapTokens: Int? = nil) {
        self.init(maxTokens: model.maxTokens, overlapTokens: overlapTokens)
    }

    /// The parts of `text` in their order.
    ///
    /// - Parameter text: Any text.
    /// - Returns: One part where the text is short enough, none for an empty text. The ``TextChunk/newText`` of all parts joined
    ///   is the text, and the estimate of no part is above ``maxTokens``.
    /// - Complexity: O(*n*) in time; in memory the parts and the boundaries of one.
    public func chunks(of text: String) -> [TextChunk] {
        guard !text.isEmpty else { return [] }
        let total = TokenEstimate.tokens(in: text)
        let limit = max(8, maxTokens)
        guard total > limit else { return [TextChunk(text: text, range: 0..<text.unicodeScalars.count)] }
        var text = text
        return text.withUTF8 { bytes in
            var cutter = TextCutter(
                bytes,
                limit: limit,
                overlap: min(max(0, overlapTokens), limit / 2),
                total: total
            )
            return cutter.run()
        }
    }
}
