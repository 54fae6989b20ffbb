/// What the hashing embedder sees of a text: its words, their n-grams, pairs of neighbours and visual concepts, weighted.
enum WordFeatures {
    static let wordSeed: UInt64 = 0x77_6F72_64
    static let gramSeed: UInt64 = 0x67_7261_6D
    static let pairSeed: UInt64 = 0x70_6169_72
    static let conceptSeed: UInt64 = 0x63_6F6E_6365_7074

    /// 1 + ln(n) for n = 1…16; literals, since libraries differ in the last bit of a logarithm.
    private static let termFrequency: [Float] = [
        1, 1.6931472, 2.0986123, 2.3862944, 2.6094379, 2.7917595, 2.9459101, 3.0794415, 3.1972246, 3.3025851, 3.3978953,
        3.4849066, 3.5649494, 3.6390573, 3.7080502, 3.7725887,
    ]

    /// The share of a word's n-grams together, beside the word itself.
    private static let gramWeight: Float = 1
    private static let pairWeight: Float = 0.35

    private struct Term {
        var word: FoldedText.Word
        var hash: UInt64
        var count = 0
    }

    /// Adds the features of `text` to `projection`.
    static func add(_ text: FoldedText, to projection: inout FeatureProjection) {
        var terms: [Term] = []
        var positions: [UInt64: Int] = [:]
        var previous: UInt64?
        for word in text.words {
            if word.script == .unspaced {
                previous = nil
                addUnspaced(text.scalars[word.range], to: &projection)
                continue
            }
            let hash = StableHash.hash(text.scalars[word.range], seed: wordSeed)
            if let position = positions[hash] {
                terms[position].count += 1
            } else {
                positions[hash] = terms.count
                terms.append(Term(word: word, hash: hash, count: 1))
            }
            guard !FunctionWords.hashes.contains(hash), !FunctionWords.pictureWords.contains(hash) else { continue }
            if let previous, previous != hash {
                // Without order, since adjectives stand before the noun in one language and behind it in another.
                projection.add(StableHash.mix((previous &+ hash) ^ pairSeed), pairWeight)
            }
            previous = hash
        }
        for term in terms { add(term, of: text, to: &projection) }
    }

    private static func add(_ term: Term, of text: FoldedText, to projection: inout FeatureProjection) {
        let frequency = termFrequency[min(term.count, termFrequency.count) - 1]
        if FunctionWords.hashes.contains(term.hash) { return projection.add(term.hash, 0.06 * frequency) }
        if FunctionWords.pictureWords.contains(term.hash) { return projection.add(term.hash, 0.15 * frequency) }
        let length = term.word.range.count
        // Short words and numbers are common in every language.
        let rarity: Float =
            switch (term.word.script, length) {
            case (.alphabetic, 1): 0.25
            case (.alphabetic, 2): 0.6
            case (.alphabetic, 3): 0.9
            case (.number, _): 0.6
            default: 1
            }
        let weight = rarity * frequency
        if let concept = VisualConcepts.byWord[term.hash] {
            // The concept says most of it, in every language; n-grams would only make colours outweigh what has them.
            projection.add(concept, frequency)
            return projection.add(term.hash, 0.6 * weight)
        }
        projection.add(term.hash, weight)
        switch term.word.script {
        case .alphabetic where length >= 3:
            addGrams(text.scalars[term.word.range], sizes: 3...5, bounded: true, weight * gramWeight, to: &projection)
        case .hangul where length >= 2:
            addGrams(text.scalars[term.word.range], sizes: 1...2, bounded: false, weight * gramWeight, to: &projection)
        default: break
        }
    }

    /// Adds the n-grams of a word, `weight` together in length; where bounded, the word's ends count as letters.
    private static func addGrams(
        _ word: ArraySlice<UInt32>,
        sizes: ClosedRange<Int>,
        bounded: Bool,
        _ weight: Float,
        to projection: inout FeatureProjection
    ) {
        let edge: UInt32 = 0x20
        let letters = bounded ? [edge] + word + [edge] : Array(word)
        let count = sizes.reduce(0) { $0 + max(0, letters.count - $1 + 1) }
        guard count > 0 else { return }
        let each = weight / Float(count).squareRoot()
        for size in sizes where size <= letters.count {
            for start in 0...(letters.count - size) {
                projection.add(StableHash.hash(letters[start..<start + size], seed: gramSeed), each)
            }
        }
    }

    /// Adds one to three characters at a time of writing without spaces.
    private static func addUnspaced(_ run: ArraySlice<UInt32>, to projection: inout FeatureProjection) {
        for start in run.indices {
            let first = run[start]
            if FoldedText.isHan(first) || run.count == 1 {
                projection.add(StableHash.hash(run[start...start], seed: wordSeed), 0.5)
            }
            for size in 2...3 where start + size <= run.endIndex {
                let gram = run[start..<start + size]
                let weight: Float = size == 2 ? 1 : 0.6
                // Runs of hiragana are endings and particles: 〜です, 〜の.
                let damping: Float = gram.allSatisfy(FoldedText.isHiragana) ? 0.35 : 1
                projection.add(StableHash.hash(gram, seed: wordSeed), weight * damping)
            }
        }
    }
}
