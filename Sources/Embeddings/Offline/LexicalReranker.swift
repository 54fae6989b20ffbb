#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An offline stand-in for a neural reranker: orders documents by how many of the query's words they hold, and how closely.
///
/// Words are compared folded, so case and diacritics do not count; related spellings ("apples", "manzanas") match in part by
/// their letters, in every language. A word counts more the fewer of the call's documents hold it, and function words next to
/// nothing. Words that stand together as in the query, or close to each other, raise the score. It does not understand: use a
/// neural reranker to order by meaning.
public struct LexicalReranker: Reranker {
    /// `es-jina-lexical-v1`.
    public let modelID = "es-jina-lexical-v1"
    /// 1,000; beyond, a first stage should choose.
    public let maxDocuments = 1000
    /// True: how rare a word is depends on the other documents.
    public let isListwise = true

    /// What share of the score is for holding the words, for holding them side by side, and for holding them close.
    private enum Share {
        static let coverage: Float = 0.75
        static let phrase: Float = 0.15
        static let proximity: Float = 0.1
    }

    /// Makes the reranker; all are equal.
    public init() {}

    /// Scores `documents` against `query` on the calling task; sends nothing anywhere.
    ///
    /// Takes time proportional to the query's words times the distinct words of all documents.
    ///
    /// - Parameters:
    ///   - query: The query; one without any word scores every document 0.
    ///   - documents: The passages.
    /// - Returns: One score per document, 0…1.
    /// - Throws: `CancellationError`.
    public func rerank(query: String, documents: [String]) async throws -> [Float] {
        let terms = LexicalTerms(query)
        guard !terms.sequence.isEmpty else { return documents.map { _ in 0 } }
        var passages: [LexicalTerms] = []
        passages.reserveCapacity(documents.count)
        for (index, document) in documents.enumerated() {
            if index % 64 == 0 { try Task.checkCancellation() }
            passages.append(LexicalTerms(document))
        }
        let matches = QueryMatches(terms, passages)
        try Task.checkCancellation()
        let average = Float(max(1, passages.reduce(0) { $0 + $1.sequence.count })) / Float(max(1, passages.count))
        return passages.map { score($0, matches, averageLength: average) }
    }

    private func score(_ passage: LexicalTerms, _ matches: QueryMatches, averageLength: Float) -> Float {
        let count = matches.weights.count
        var strengths = [Float](repeating: 0, count: count)
        var frequencies = [Float](repeating: 0, count: count)
        // The places of each query term, for order and closeness.
        var places: [(place: Int, term: Int)] = []
        for (place, word) in passage.sequence.enumerated() {
            guard let hits = matches.terms[word] else { continue }
            for hit in hits {
                strengths[hit.term] = max(strengths[hit.term], hit.strength)
                frequencies[hit.term] += hit.strength
                places.append((place, hit.term))
            }
        }
        let total = matches.weights.reduce(0, +)
        guard total > 0, !places.isEmpty else { return 0 }
        // BM25's saturation, gentle: a second mention adds little, a long passage loses little.
        let length = 0.3 * (0.6 + 0.4 * Float(passage.sequence.count) / averageLength)
        var coverage: Float = 0
        for term in 0..<count where strengths[term] > 0 {
            coverage += matches.weights[term] * strengths[term] * frequencies[term] / (frequencies[term] + length)
        }
        coverage /= total
        let found = Float(strengths.count { $0 > 0 })
        guard count > 1 else { return (Share.coverage + Share.phrase + Share.proximity) * coverage }
        let phrase = Float(LexicalReranker.neighbours(places, count)) / Float(count - 1)
        let window = found > 1 ? LexicalReranker.shortestWindow(places, terms: Int(found), count) : 0
        var proximity: Float = 0
        if window > 0 { proximity = found * found / (Float(count) * Float(max(window, Int(found)))) }
        return Share.coverage * coverage + coverage * (Share.phrase * phrase + Share.proximity * proximity)
    }

    /// How many pairs of neighbouring query terms stand side by side in the passage, in order.
    private static func neighbours(_ places: [(place: Int, term: Int)], _ count: Int) -> Int {
        var pairs = Set<Int>()
        var last: [Int] = Array(repeating: -2, count: count)
        for (place, term) in places {
            if term > 0, last[term - 1] == place - 1 { pairs.insert(term) }
            last[term] = place
        }
        return pairs.count
    }

    /// The fewest words in a row that hold all the terms found.
    private static func shortestWindow(_ places: [(place: Int, term: Int)], terms: Int, _ count: Int) -> Int {
        var inside = [Int](repeating: 0, count: count)
        var (distinct, first, best) = (0, 0, Int.max)
        for (place, term) in places {
            inside[term] += 1
            if inside[term] == 1 { distinct += 1 }
            while distinct == terms {
                best = min(best, place - places[first].place + 1)
                let dropped = places[first].term
                inside[dropped] -= 1
                if inside[dropped] == 0 { distinct -= 1 }
                first += 1
            }
        }
        return best == .max ? 0 : best
    }
}

/// The words of a text as the reranker counts them: whole words, and pairs of characters of writing without spaces.
private struct LexicalTerms {
    /// The words in order, by hash.
    var sequence: [UInt64] = []
    /// The letters of each word that related spellings are sought for.
    var letters: [UInt64: [UInt32]] = [:]

    init(_ text: String) {
        let folded = FoldedText(text)
        for word in folded.words {
            let run = folded.scalars[word.range]
            guard word.script == .unspaced, run.count > 2 else {
                let hash = StableHash.hash(run, seed: WordFeatures.wordSeed)
                sequence.append(hash)
                if word.script == .alphabetic || word.script == .hangul, letters[hash] == nil {
                    letters[hash] = Array(run)
                }
                continue
            }
            for start in run.startIndex..<run.endIndex - 1 {
                sequence.append(StableHash.hash(run[start...start + 1], seed: WordFeatures.wordSeed))
            }
        }
    }
}

/// Which words of the documents answer which of the query's, and what each of the query's is worth.
private struct QueryMatches {
    /// The query's terms a word matches, and how well, 0…1.
    var terms: [UInt64: [(term: Int, strength: Float)]] = [:]
    /// The worth of each term: how few documents hold it.
    var weights: [Float]

    init(_ query: LexicalTerms, _ passages: [LexicalTerms]) {
        var seen = Set<UInt64>()
        let distinct = query.sequence.filter { seen.insert($0).inserted }
        for (term, hash) in distinct.enumerated() { terms[hash, default: []].append((term, 1)) }
        let sought = distinct.enumerated()
            .compactMap { term, hash -> (term: Int, hash: UInt64, letters: [UInt32])? in
                guard let letters = query.letters[hash], !FunctionWords.hashes.contains(hash) else { return nil }
                // Below four letters, alphabetic words of other meaning look alike; Hangul writes a syllable in one.
                return letters.count >= 4 || (letters.first ?? 0) >= 0xAC00 ? (term, hash, letters) : nil
            }
        var vocabulary: [UInt64: [UInt64]] = [:]
        let lengths = sought.map(\.letters.count)
        for passage in passages {
            for (word, letters) in passage.letters where vocabulary[word] == nil {
                guard lengths.contains(where: { abs($0 - letters.count) <= 4 }) else { continue }
                vocabulary[word] = QueryMatches.grams(letters)
            }
        }
        for (term, hash, letters) in sought {
            let grams = QueryMatches.grams(letters)
            for (word, other) in vocabulary where word != hash && abs(other.count - grams.count) <= 4 {
                let likeness = QueryMatches.likeness(grams, other)
                if likeness >= 0.45 { terms[word, default: []].append((term, 0.85 * likeness)) }
            }
        }
        var documents = [Int](repeating: 0, count: distinct.count)
        for passage in passages {
            var held = Set<Int>()
            for word in Set(passage.sequence) { for hit in terms[word] ?? [] { held.insert(hit.term) } }
            for term in held { documents[term] += 1 }
        }
        weights = distinct.enumerated()
            .map { term, hash in
                let (n, df) = (Float(passages.count), Float(documents[term]))
                // One more than BM25's: a word that all documents hold still counts.
                let idf = 1 + log((n + 1) / (df + 1))
                return FunctionWords.hashes.contains(hash) ? idf * 0.05 : idf
            }
    }

    /// Pairs of neighbouring letters, the word's ends included, sorted.
    private static func grams(_ letters: [UInt32]) -> [UInt64] {
        let bounded = [0x20] + letters + [0x20]
        return (0..<bounded.count - 1).map { UInt64(bounded[$0]) << 32 | UInt64(bounded[$0 + 1]) }.sorted()
    }

    /// Dice's coefficient of two sorted lists: twice the common pairs by all pairs.
    private static func likeness(_ a: [UInt64], _ b: [UInt64]) -> Float {
        var (i, j, common) = (0, 0, 0)
        while i < a.count, j < b.count {
            if a[i] == b[j] {
                common += 1
                i += 1
                j += 1
            } else if a[i] < b[j] {
                i += 1
            } else {
                j += 1
            }
        }
        return Float(2 * common) / Float(a.count + b.count)
    }
}
