/// What the hashing embedder sees of a text: its words, their stems and n-grams, and visual concepts, weighted.
enum WordFeatures {
    static let wordSeed: UInt64 = 0x77_6F72_64
    static let gramSeed: UInt64 = 0x67_7261_6D
    static let stemSeed: UInt64 = 0x73_7465_6D
    static let conceptSeed: UInt64 = 0x63_6F6E_6365_7074

    /// The lengths of a word's stems together and of its n-grams together, beside the word itself.
    private enum Length {
        static let stems: Float = 1.5
        static let grams: Float = 1
        /// Colours say less than what has them.
        static let concept: Float = 0.7
        static let colourWord: Float = 0.6
        static let functionWord: Float = 0.06
        static let pictureWord: Float = 0.15
    }

    /// How fast attention fades along a caption, per word that says something; captions name their subject first.
    private static let captionDecay: Float = 0.6

    private struct Term {
        var letters: ArraySlice<UInt32>
        var script: FoldedText.Script
        var hash: UInt64
        var isFiller: Bool
        var attention: Float
    }

    /// The distinct words of one input, each with the attention it got in all its places.
    private struct Terms {
        var all: [Term] = []
        var positions: [UInt64: Int] = [:]
    }

    /// Adds the features of `text` to `projection`.
    static func add(_ text: FoldedText, to projection: inout FeatureProjection) {
        var terms = Terms()
        collect(text, decay: 0, into: &terms, &projection)
        for term in terms.all { add(term, to: &projection) }
    }

    /// Adds the features of a picture's captions, names and tags, which all describe the same thing.
    static func add(captions: [String], to projection: inout FeatureProjection) {
        var terms = Terms()
        for caption in captions { collect(FoldedText(caption), decay: captionDecay, into: &terms, &projection) }
        for term in terms.all { add(term, to: &projection) }
    }

    /// Adds writing without spaces to `projection` at once, and the words to `terms`.
    private static func collect(
        _ text: FoldedText,
        decay: Float,
        into terms: inout Terms,
        _ projection: inout FeatureProjection
    ) {
        var place: Float = 0
        for word in text.words {
            let letters = text.scalars[word.range]
            if word.script == .unspaced {
                addUnspaced(letters, to: &projection)
                continue
            }
            let attention = 1 / (1 + decay * place)
            let hash = StableHash.hash(letters, seed: wordSeed)
            if let position = terms.positions[hash] {
                terms.all[position].attention += attention
                if !terms.all[position].isFiller { place += 1 }
                continue
            }
            let isFiller = FunctionWords.hashes.contains(hash) || FunctionWords.pictureWords.contains(hash)
            terms.positions[hash] = terms.all.count
            terms.all.append(
                Term(letters: letters, script: word.script, hash: hash, isFiller: isFiller, attention: attention)
            )
            if !isFiller { place += 1 }
        }
    }

    private static func add(_ term: Term, to projection: inout FeatureProjection) {
        // Roots, so that what is said in four captions does not outweigh what is said in one, and long texts stay in bounds.
        let frequency = min(16, term.attention).squareRoot()
        if term.isFiller {
            let isPictureWord = FunctionWords.pictureWords.contains(term.hash)
            return projection.add(term.hash, (isPictureWord ? Length.pictureWord : Length.functionWord) * frequency)
        }
        let length = term.letters.count
        // Short words and numbers are common in every language.
        let rarity: Float =
            switch (term.script, length) {
            case (.alphabetic, 1): 0.25
            case (.alphabetic, 2): 0.6
            case (.alphabetic, 3): 0.9
            case (.number, _): 0.6
            default: 1
            }
        let weight = rarity * frequency
        if let concept = VisualConcepts.byWord[term.hash] {
            // The concept says most of it, in every language; n-grams would only make colours outweigh what has them.
            projection.add(concept, Length.concept * frequency)
            projection.add(concept, frequency, to: .concepts)
            return projection.add(term.hash, Length.colourWord * weight)
        }
        projection.add(term.hash, weight)
        switch term.script {
        case .alphabetic where length >= 3:
            addStems(term.letters, weight * Length.stems, to: &projection)
            addGrams(term.letters, sizes: 3...4, bounded: true, weight * Length.grams, to: &projection)
        case .hangul where length >= 2:
            addGrams(term.letters, sizes: 1...2, bounded: false, weight * Length.grams, to: &projection)
        default: break
        }
    }

    /// Adds the word without its last letters, `weight` together in length: light stems of languages that inflect by endings.
    ///
    /// Up to three letters go, two of short words, and three letters always stay: "manzana" and "manzanas" share two stems
    /// of four.
    private static func addStems(_ word: ArraySlice<UInt32>, _ weight: Float, to projection: inout FeatureProjection) {
        let shortest = max(3, word.count - (word.count >= 6 ? 3 : 2))
        let each = weight / Float(word.count - shortest + 1).squareRoot()
        for length in shortest...word.count {
            projection.add(StableHash.hash(word.prefix(length), seed: stemSeed), each)
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
