import Embeddings

/// Vectors of hashes: the same in every run and on every machine.
enum HostedJinaVectors {
    /// The sum of a random direction for every word; a task turns it by a little, as a prompt does.
    static func vector(text: String, task: String?, dims: Int) -> Embedding {
        var sum = [Float](repeating: 0, count: dims)
        let words = text.lowercased().split { !($0.isLetter || $0.isNumber) }
        for word in words.isEmpty ? [Substring(text)] : words { add(hash(word.utf8), weight: 1, to: &sum) }
        if let task { add(hash(task.utf8), weight: 0.1, to: &sum) }
        return unit(sum)
    }

    /// A chunk's own vector, turned by the whole document as a reader of all of it would.
    static func vector(chunk index: Int, of chunks: [String], task: String?, dims: Int) -> Embedding {
        var sum = vector(text: chunks[index], task: task, dims: dims).values
        add(hash(chunks.joined(separator: "\n").utf8), weight: 0.02, to: &sum)
        return unit(sum)
    }

    /// A vector for every word, turned a little by the whole text, as that of a token is by its context, and by the role.
    static func multiVector(text: String, role: String, dims: Int) -> [Embedding] {
        let words = text.lowercased().split { !($0.isLetter || $0.isNumber) }
        return (words.isEmpty ? [Substring(text)] : words)
            .map { word in
                var sum = [Float](repeating: 0, count: dims)
                add(hash(word.utf8), weight: 1, to: &sum)
                add(hash(text.utf8), weight: 0.1, to: &sum)
                add(hash(role.utf8), weight: 0.1, to: &sum)
                return unit(sum)
            }
    }

    static func vector(image: [UInt8], dims: Int) -> Embedding {
        var sum = [Float](repeating: 0, count: dims)
        add(hash(image), weight: 1, to: &sum)
        return unit(sum)
    }

    static func name(ofImage bytes: [UInt8]) -> String {
        "image of \(bytes.count) bytes \(String(hash(bytes), radix: 16))"
    }

    /// How many words of `query` a passage holds, between −0.5 for none and 1 for all, on reranker-v3's scale.
    static func relevance(of document: String, to query: String) -> Double {
        let words = { (text: String) in Set(text.lowercased().split { !($0.isLetter || $0.isNumber) }) }
        let wanted = words(query)
        guard !wanted.isEmpty else { return 0 }
        let share = Double(wanted.intersection(words(document)).count) / Double(wanted.count)
        return ((share * 1.5 - 0.5) * 1e8).rounded() / 1e8
    }

    private static func unit(_ values: [Float]) -> Embedding {
        let embedding = Embedding(values)
        // Directions that cancel out exactly do not occur with 53-bit numbers.
        return (try? embedding.normalized()) ?? embedding
    }

    private static func add(_ seed: UInt64, weight: Float, to sum: inout [Float]) {
        var generator = SeededGenerator(seed: seed)
        for index in sum.indices { sum[index] += weight * Float.random(in: -1..<1, using: &generator) }
    }

    /// FNV-1a, 64 bits.
    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
