import ESJina
import ESJinaTesting
import Embeddings
import Testing

@Suite struct `Cutting texts into parts` {
    @Test func `a text that fits is one part, an empty one none`() {
        let chunker = TextChunker(maxTokens: 100)
        #expect(chunker.chunks(of: "").isEmpty)
        #expect(chunker.chunks(of: "Short.") == [TextChunk(text: "Short.", range: 0..<6)])
        #expect(chunker.chunks(of: "   ") == [TextChunk(text: "   ", range: 0..<3)])
    }

    @Test func `limits below the smallest count as the smallest`() {
        let text = String(repeating: "word ", count: 100)
        #expect(TextChunker(maxTokens: -5, overlapTokens: -1).chunks(of: text).count > 1)
        #expect(
            TextChunker(maxTokens: 0, overlapTokens: 0).chunks(of: text)
                == TextChunker(maxTokens: 8, overlapTokens: 0).chunks(of: text)
        )
    }

    @Test func `a chunker for a model cuts by its limit and shares a tenth`() {
        let model = EmbeddingModel(id: "small", dims: 4, matryoshkaDims: [4], modalities: [.text], maxTokens: 50)
        #expect(TextChunker(for: model) == TextChunker(maxTokens: 50, overlapTokens: 5))
    }

    @Test(arguments: TextKind.allCases, [0, 1, 7, 40])
    func `parts joined are the text, none is over the limit, all are where they say`(kind: TextKind, overlap: Int) {
        var random = SeededGenerator(seed: 0x5EED + UInt64(overlap))
        for limit in [8, 9, 16, 37, 100, 333] {
            for _ in 0..<8 {
                let text = kind.text(pieces: Int.random(in: 1...220, using: &random), using: &random)
                check(text, TextChunker(maxTokens: limit, overlapTokens: overlap))
            }
        }
    }

    private func check(_ text: String, _ chunker: TextChunker) {
        let chunks = chunker.chunks(of: text)
        #expect(chunks == chunker.chunks(of: text))
        #expect(chunks.map(\.newText).joined() == text)
        let scalars = Array(text.unicodeScalars)
        var end = 0
        for chunk in chunks {
            #expect(TokenEstimate.tokens(in: chunk.text) <= chunker.maxTokens, "\(chunk)")
            #expect(Array(chunk.text.unicodeScalars) == Array(scalars[chunk.range]))
            #expect(chunk.range.lowerBound + chunk.overlap == end)
            #expect(chunk.overlap < chunk.range.count)
            #expect(chunk.overlap >= 0)
            if chunk.overlap > 0 {
                let shared = String(chunk.text.unicodeScalars.prefix(chunk.overlap))
                #expect(TokenEstimate.tokens(in: shared) <= min(chunker.overlapTokens, chunker.maxTokens / 2))
            }
            end = chunk.range.upperBound
        }
        #expect(end == scalars.count)
    }

    @Test func `no scrap is left at the end`() {
        let sentence = "Every sentence of this text is as long as any other one. "
        for count in 20...60 {
            let chunks = TextChunker(maxTokens: 200, overlapTokens: 20)
                .chunks(of: String(repeating: sentence, count: count))
            guard chunks.count > 1, let last = chunks.last else { continue }
            #expect(TokenEstimate.tokens(in: last.newText) >= 50, "\(count) sentences: \(chunks.map(\.range))")
        }
    }
}

/// What random texts are made of.
enum TextKind: CaseIterable, Sendable {
    case words, prose, markdown, ideographs, longWords, emoji, scripts, everything

    func text(pieces count: Int, using random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<count { text += pieces.randomElement(using: &random) ?? "" }
        return text
    }

    private var pieces: [String] {
        switch self {
        case .words: ["a ", "word ", "another ", "  ", "unbelievable ", "42 ", "\n"]
        case .prose:
            [
                "It rained. ", "Dr. Smith said so! ", "Why, then? ", "“No.” ", "About 3.14 of them; ", "e.g. ", "\n\n",
                "a comma, ", "the end… ",
            ]
        case .markdown:
            [
                "# One\n\n", "## Two\n", "- item\n", "1. first\n", "```\n# no heading\n```\n", "Text of it. ",
                "\r\n\r\n", "word ",
            ]
        case .ideographs: ["今天天气很好。", "「你好！」", "我们，", "東京タワー", "ティーッ", "（注）", "１，０００", "か\u{3099}", "ABC"]
        case .longWords:
            [String(repeating: "x", count: 300), "https://example.org/a/b?c=d&e=f", "QmFzZTY0Lw==", " ", "ééééé", "Ж"]
        case .emoji:
            ["👩‍👩‍👧‍👦", "🇩🇪🇫🇷", "👍🏽", "❤️", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", " ", "e" + String(repeating: "\u{301}", count: 40)]
        case .scripts:
            [
                "यह एक वाक्य है। ", "هل هذا سؤال؟ نعم. ", "Τι είναι; Αυτό. ", "ეს არის. ", "ይህ ዓረፍተ ነገር ነው። ", "ประโยคหนึ่ง ",
                "བོད་ཡིག །", "ဤသည်။ ", "នេះ។ ", "Սա է։ ", "한국어 문장이다. ", "Это г. Москва. ",
            ]
        case .everything: TextKind.allCases.filter { $0 != .everything }.flatMap(\.pieces)
        }
    }
}
