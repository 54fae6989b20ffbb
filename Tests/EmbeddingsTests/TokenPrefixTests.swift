import Embeddings
import Testing

@Suite("Token prefix")
struct TokenPrefixTests {
    @Test("is the longest beginning of whole characters within the tokens", arguments: Sample.all)
    func longest(sample: Sample) {
        for tokens in [1, 2, 3, 10, 33, 100, 10_000] {
            let prefix = TokenEstimate.prefix(of: sample.text, tokens: tokens)
            #expect(sample.text.hasPrefix(prefix))
            #expect(sample.text.isEmpty || !prefix.isEmpty)
            #expect(TokenEstimate.tokens(in: prefix) <= tokens || prefix.count == 1)
            guard prefix.endIndex < sample.text.endIndex else { continue }
            let longer = sample.text[...prefix.endIndex]
            #expect(TokenEstimate.tokens(in: longer) > tokens, "a character more would be too much")
        }
    }

    @Test("of nothing is nothing, and the first character stays whatever it costs")
    func edges() {
        #expect(TokenEstimate.prefix(of: "", tokens: 5) == "")
        #expect(TokenEstimate.prefix(of: "👨‍👩‍👧‍👦a", tokens: 1) == "👨‍👩‍👧‍👦")
        #expect(TokenEstimate.prefix(of: "ab", tokens: .max) == "ab")
    }
}
