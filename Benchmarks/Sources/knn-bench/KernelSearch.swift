import Dispatch
import Embeddings
import Measuring

/// The bare kernel: inner products of a query with all rows, block by block, and the best of them in a heap.
struct KernelSearch {
    private let vectors: VectorMatrix
    private let copy: [Float]
    private let k: Int
    private let threads: Int
    private static let blockRows = 1024

    /// Prepares a search.
    ///
    /// - Parameters:
    ///   - vectors: The rows.
    ///   - k: How many to find.
    ///   - threads: How many threads share the rows.
    ///   - copies: Whether the rows are copied out of the mapped file into the heap first.
    init(_ vectors: VectorMatrix, k: Int, threads: Int, copies: Bool) {
        self.vectors = vectors
        self.k = k
        self.threads = threads
        copy = copies ? Array(vectors.values) : []
    }

    /// The numbers of the best rows, best first.
    func nearest(_ query: UnsafeBufferPointer<Float>) -> [Int] {
        if copy.isEmpty { return nearest(query, in: vectors.values) }
        return copy.withUnsafeBufferPointer { nearest(query, in: $0) }
    }

    private func nearest(_ query: UnsafeBufferPointer<Float>, in rows: UnsafeBufferPointer<Float>) -> [Int] {
        guard let matrix = rows.baseAddress else { return [] }
        guard threads > 1 else { return scan(query, matrix, 0..<vectors.rows).sorted }
        var parts = [BestRows](repeating: BestRows(k), count: threads)
        parts.withUnsafeMutableBufferPointer { buffer in
            // Every thread writes its own element alone, and only reads the rest.
            nonisolated(unsafe) let buffer = buffer
            nonisolated(unsafe) let (query, matrix) = (query, matrix)
            DispatchQueue.concurrentPerform(iterations: threads) { part in
                let range = vectors.rows * part / threads..<vectors.rows * (part + 1) / threads
                buffer[part] = scan(query, matrix, range)
            }
        }
        var all = BestRows(k)
        for part in parts { for hit in part.hits { all.offer(hit.row, hit.score) } }
        return all.sorted
    }

    private func scan(
        _ query: UnsafeBufferPointer<Float>,
        _ matrix: UnsafePointer<Float>,
        _ range: Range<Int>
    ) -> BestRows {
        var best = BestRows(k)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.blockRows) { scores in
            guard let out = scores.baseAddress else { return }
            for first in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockRows) {
                let count = min(Self.blockRows, range.upperBound - first)
                VectorKernels.dotBatch(query: query, matrix: matrix + first * query.count, rows: count, into: out)
                for row in 0..<count where out[row] > best.least { best.offer(first + row, out[row]) }
            }
        }
        return best
    }
}

/// The best rows met so far, kept in order; `k` is small.
struct BestRows: Sendable {
    private(set) var hits: [(row: Int, score: Float)] = []
    private let k: Int
    /// A row must score more than this to be among the best.
    private(set) var least = -Float.infinity

    init(_ k: Int) { self.k = k }

    mutating func offer(_ row: Int, _ score: Float) {
        guard score > least || hits.count < k else { return }
        hits.insert((row, score), at: hits.firstIndex { score > $0.score } ?? hits.endIndex)
        if hits.count > k { hits.removeLast() }
        if hits.count == k, let last = hits.last { least = last.score }
    }

    var sorted: [Int] { hits.map(\.row) }
}
