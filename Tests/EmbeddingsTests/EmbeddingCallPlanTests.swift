import Embeddings
import Testing

@Suite struct `Call plans` {
    private func limits(
        texts: Int = .max,
        images: Int = .max,
        bytes: Int = .max,
        tokens: Int = .max,
        mixes: Bool = true
    ) -> EmbedderLimits {
        EmbedderLimits(
            maxTexts: texts,
            maxImages: images,
            maxBytes: bytes,
            maxTokens: tokens,
            mixesModalities: mixes,
            maxConcurrentCalls: 1
        )
    }

    private func calls(_ inputs: [EmbeddingInput], _ limits: EmbedderLimits, longest: Int = .max) -> [[Int]] {
        EmbeddingCallPlan(inputs, limits: limits, maxTokensPerText: longest).calls
    }

    private func image(_ bytes: Int) -> EmbeddingInput {
        .image(EmbeddingImage(bytes: [UInt8](repeating: 1, count: bytes), mediaType: "image/png"))
    }

    @Test func `nothing makes no call`() { #expect(calls([], limits()) == []) }

    @Test func `texts and pictures are counted each by themselves`() {
        let inputs: [EmbeddingInput] = [.text("a"), image(1), .text("b"), .text("c"), image(1), image(1)]
        #expect(calls(inputs, limits()) == [[0, 1, 2, 3, 4, 5]])
        #expect(calls(inputs, limits(texts: 2)) == [[0, 1, 2], [3, 4, 5]])
        #expect(calls(inputs, limits(images: 1)) == [[0, 1, 2, 3], [4], [5]])
        #expect(calls(inputs, limits(texts: 1, images: 1)) == [[0, 1], [2], [3, 4], [5]])
    }

    @Test func `a call holds no more bytes than allowed, to the byte`() {
        #expect(calls([.text("ab"), .text("cd"), .text("e")], limits(bytes: 5)) == [[0, 1, 2]])
        #expect(calls([.text("ab"), .text("cd"), .text("e")], limits(bytes: 4)) == [[0, 1], [2]])
        #expect(calls([.text("é"), .text("é")], limits(bytes: 3)) == [[0], [1]], "bytes of UTF-8, not characters")
    }

    @Test func `a call holds no more tokens than allowed, and a long text counts what the model reads of it`() {
        let inputs: [EmbeddingInput] = [
            .text("a cat"), .text("a dog"), .text("a cow and a hen"), image(9), .text("ox"),
        ]
        #expect(calls(inputs, limits(tokens: 4)) == [[0, 1], [2], [3, 4]])
        #expect(calls(inputs, limits(tokens: 6), longest: 2) == [[0, 1, 2, 3], [4]])
        #expect(calls(inputs, limits(tokens: 1)) == [[0], [1], [2], [3, 4]])
    }

    @Test func `what is larger than a call may be goes alone`() {
        #expect(calls([.text("a"), image(50), .text("b")], limits(bytes: 10)) == [[0], [1], [2]])
    }

    @Test func `where modalities do not mix, texts come first`() {
        #expect(calls([image(1), .text("a"), image(1), .text("b")], limits(mixes: false)) == [[1, 3], [0, 2]])
        #expect(calls([image(1), image(1)], limits(images: 1, mixes: false)) == [[0], [1]])
    }

    @Test func `only the inputs named are planned`() {
        let inputs: [EmbeddingInput] = [.text("a"), .text("b"), .text("c")]
        #expect(EmbeddingCallPlan(inputs, at: [0, 2], limits: limits(), maxTokensPerText: 9).calls == [[0, 2]])
    }

    @Test(arguments: 0..<200) func `every input is in one call, in order, within every limit`(seed: UInt64) {
        var random = RandomNumbers(seed: seed)
        let inputs: [EmbeddingInput] = (0..<Int.random(in: 0...80, using: &random))
            .map { number in
                Bool.random(using: &random)
                    ? image(Int.random(in: 1...300, using: &random))
                    : .text(String(repeating: "word \(number) ", count: Int.random(in: 1...20, using: &random)))
            }
        let limits = limits(
            texts: Int.random(in: 1...20, using: &random),
            images: Int.random(in: 1...20, using: &random),
            bytes: Int.random(in: 50...2000, using: &random),
            tokens: Int.random(in: 10...300, using: &random),
            mixes: Bool.random(using: &random)
        )
        let plan = calls(inputs, limits, longest: 50)
        #expect(plan.flatMap(\.self).sorted() == Array(inputs.indices))
        for call in plan {
            #expect(call == call.sorted())
            var (texts, images, bytes, tokens) = (0, 0, 0, 0)
            for place in call {
                switch inputs[place] {
                case .text(let text):
                    texts += 1
                    bytes += text.utf8.count
                    tokens += min(50, TokenEstimate.tokens(in: text))
                case .image(let image):
                    images += 1
                    bytes += image.bytes.count
                }
            }
            #expect(texts <= limits.maxTexts && images <= limits.maxImages)
            #expect(call.count == 1 || (bytes <= limits.maxBytes && tokens <= limits.maxTokens))
            #expect(limits.mixesModalities || texts == 0 || images == 0)
        }
        // No two neighbours of a kind would have fitted together.
        let kinds = plan.map { inputs[$0[0]].modality }
        #expect(
            plan.isEmpty || limits.mixesModalities
                || kinds == kinds.filter { $0 == .text } + kinds.filter { $0 != .text }
        )
    }
}
