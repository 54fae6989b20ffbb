import Dispatch
import Embeddings
import JSONValues

/// Exact nearest-neighbour search over the vectors of a field.
struct KnnSearch {
    let evaluator: QueryEvaluator

    private var reader: IndexReader { evaluator.reader }
    private var snapshot: IndexSnapshot { evaluator.reader.snapshot }

    /// The `k` nearest living documents that pass the filter, ascending by document.
    ///
    /// - Parameters:
    ///   - clause: The search; its `k` must be set.
    ///   - phase: The phase that errors name: `dfs` for the section, `query` for the query.
    /// - Returns: The documents with their scores, boosted.
    /// - Throws: ``RESTError`` where the field or the vector does not fit.
    func matches(_ clause: KnnClause, phase: String) throws -> Matches {
        guard let field = reader.mapping.fields[clause.field] else { return .none }
        guard let mapping = field.vector else {
            throw failure("[knn] queries are only supported on [dense_vector] fields", phase)
        }
        guard mapping.isIndexed else {
            throw failure(
                "to perform knn search on field [\(clause.field)], its mapping must have [index] set to [true]",
                phase
            )
        }
        guard mapping.dims != nil else { return .none }
        let query = try prepared(clause, mapping, phase)
        let filter = try evaluator.filter(clause.filter)
        guard let id = snapshot.fieldIDs[clause.field] else { return .none }
        let column = try snapshot.vectors(id, reader.connection)
        guard let mapped = column.mapped, !column.documents.isEmpty else { return .none }
        let scorer = VectorScorer(mapping: mapping, query: query)
        let scan = VectorScan(
            column: column,
            mapped: mapped,
            scorer: scorer,
            live: snapshot.live,
            filter: filter,
            threshold: clause.similarity.map { scorer.score(similarity: $0) }
        )
        // On flat indices the server's knn query scores every vector it may see, whatever `k` says; its section does not.
        let isFlat = mapping.indexOptions?["type"]?.string?.hasSuffix("flat") ?? false
        let count = isFlat && phase == "query" ? column.documents.count : clause.k ?? 10
        let hits = scan.nearest(count).sorted { $0.document < $1.document }
        return Matches(documents: hits.map(\.document), scores: hits.map { $0.score * clause.boost })
    }

    private func failure(_ reason: String, _ phase: String) -> RESTError { evaluator.shardQuery(reason, phase: phase) }

    private func prepared(_ clause: KnnClause, _ mapping: VectorMapping, _ phase: String) throws -> [UInt8] {
        let expected = mapping.rowLength ?? 0
        let components: [Float]
        switch clause.vector {
        case .components(let values): components = values
        case .text(let text):
            let isBinary = mapping.elementType == .byte || mapping.elementType == .bit
            if isBinary, let bytes = Hexadecimal.decode(text), bytes.count == expected {
                components = bytes.map { Float(Int8(bitPattern: $0)) }
            } else if case .success(let bytes) = Base64.decode(text), isBinary, bytes.count == expected {
                components = bytes.map { Float(Int8(bitPattern: $0)) }
            } else if case .success(let bytes) = Base64.decode(text), !isBinary,
                let values = VectorDecoder.floats(bytes, dims: expected)
            {
                components = values
            } else if let bytes = Hexadecimal.decode(text) {
                components = bytes.map { Float(Int8(bitPattern: $0)) }
            } else if case .success(let bytes) = Base64.decode(text) {
                components = [Float](repeating: 0, count: isBinary ? bytes.count : bytes.count / 4)
            } else {
                throw failure(
                    "failed to parse field [query_vector]: [query_vector] must be a valid base64 or hex string",
                    phase
                )
            }
        }
        guard components.count == expected else {
            let isBit = mapping.elementType == .bit
            throw failure(
                "The query vector has a different number of dimensions [\(isBit ? components.count * 8 : components.count)] "
                    + "than the document vectors [\(mapping.dims ?? 0)].",
                phase
            )
        }
        do throws(VectorFault) {
            return try VectorDecoder(path: clause.field, id: "", vector: mapping).prepared(components, isQuery: true).0
        } catch {
            throw failure(error.reason, phase)
        }
    }
}

/// A document with its similarity to a query.
struct ScoredDocument: Sendable {
    let document: UInt32
    let score: Float

    /// Whether this one stands before `other` in a list of hits.
    func precedes(_ other: ScoredDocument) -> Bool {
        score == other.score ? document < other.document : score > other.score
    }
}

/// Walks the rows of a vector file, on all processors.
struct VectorScan {
    let column: IndexSnapshot.VectorColumn
    let mapped: MappedVectors
    let scorer: VectorScorer
    let live: Bitset?
    let filter: Bitset?
    /// The least score of a hit.
    let threshold: Float?

    private static let blockRows = 1024
    /// Below it a second thread costs more than it brings.
    private static let bytesPerTask = 4 << 20

    /// The best `count` documents, best first.
    func nearest(_ count: Int) -> [ScoredDocument] {
        if let filter, filter.count * 8 < column.documents.count { return nearestOfFew(count, filter) }
        let rows = mapped.rows
        let documentOfRow = documentsByRow()
        let blocks = (rows + Self.blockRows - 1) / Self.blockRows
        let tasks = max(1, min(Processors.count, rows * mapped.stride / Self.bytesPerTask))
        guard tasks > 1 else { return scan(blocks: 0..<blocks, documentOfRow, count).sorted }
        var results = [TopDocuments](repeating: TopDocuments(count), count: tasks)
        results.withUnsafeMutableBufferPointer { buffer in
            // Every task writes its own element alone.
            nonisolated(unsafe) let buffer = buffer
            DispatchQueue.concurrentPerform(iterations: tasks) { task in
                let range = blocks * task / tasks..<blocks * (task + 1) / tasks
                buffer[task] = scan(blocks: range, documentOfRow, count)
            }
        }
        var merged = TopDocuments(count)
        for result in results { for hit in result.sorted { merged.offer(hit.document, hit.score) } }
        return merged.sorted
    }

    /// The document of every row, `UInt32.max` for rows that no longer belong to one.
    private func documentsByRow() -> [UInt32] {
        guard column.rows.count != mapped.rows else { return column.documents }
        var documents = [UInt32](repeating: .max, count: mapped.rows)
        for (index, row) in column.rows.enumerated() { documents[Int(row)] = column.documents[index] }
        return documents
    }

    private func scan(blocks: Range<Int>, _ documentOfRow: [UInt32], _ count: Int) -> TopDocuments {
        var top = TopDocuments(count)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.blockRows) { scores in
            guard let out = scores.baseAddress else { return }
            for block in blocks {
                let first = block * Self.blockRows
                let rows = min(Self.blockRows, mapped.rows - first)
                scorer.score(mapped.start + first * mapped.stride, rows: rows, into: out)
                for row in 0..<rows where top.isCandidate(out[row]) {
                    let document = documentOfRow[first + row]
                    guard document != .max, live?.contains(document) ?? true, filter?.contains(document) ?? true else {
                        continue
                    }
                    if let threshold, out[row] < threshold { continue }
                    top.offer(document, out[row])
                }
            }
        }
        return top
    }

    private func nearestOfFew(_ count: Int, _ filter: Bitset) -> [ScoredDocument] {
        var top = TopDocuments(count)
        for document in filter.members where live?.contains(document) ?? true {
            guard let place = column.place(of: document) else { continue }
            let row = Int(column.rows[place])
            var score: Float = 0
            scorer.score(mapped.start + row * mapped.stride, rows: 1, into: &score)
            if let threshold, score < threshold { continue }
            top.offer(document, score)
        }
        return top.sorted
    }
}

/// The best documents met so far: a heap with the worst of them on top.
struct TopDocuments: Sendable {
    private let capacity: Int
    private var heap: [ScoredDocument] = []

    init(_ capacity: Int) { self.capacity = capacity }

    /// Whether a document with this score could be among the best.
    func isCandidate(_ score: Float) -> Bool { heap.count < capacity || score >= heap[0].score }

    mutating func offer(_ document: UInt32, _ score: Float) {
        let hit = ScoredDocument(document: document, score: score)
        if heap.count < capacity {
            heap.append(hit)
            var child = heap.count - 1
            while child > 0, heap[(child - 1) / 2].precedes(heap[child]) {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
            return
        }
        guard capacity > 0, hit.precedes(heap[0]) else { return }
        heap[0] = hit
        var parent = 0
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[worst].precedes(heap[child])
            {
                worst = child
            }
            guard worst != parent else { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }

    /// Best first.
    var sorted: [ScoredDocument] { heap.sorted { $0.precedes($1) } }
}
