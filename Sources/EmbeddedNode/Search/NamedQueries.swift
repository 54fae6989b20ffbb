/// Which named clauses a hit matched.
struct NamedQueries {
    private var matches: [(name: String, byShard: [Matches])] = []

    init(request: SearchRequest, now: Int64, readers: [IndexReader], legs: [[Matches]]) throws {
        for (index, clause) in request.knn.enumerated() {
            if let name = clause.name { matches.append((name, legs[index])) }
        }
        var clauses: [QueryClause] = []
        if let query = request.query { Self.collect(query, into: &clauses) }
        for clause in clauses {
            guard let name = clause.name else { continue }
            let found = try readers.map { reader in
                try QueryEvaluator(reader: reader, now: now, defaultSize: request.size).matches(clause, isScored: false)
            }
            matches.append((name, found))
        }
    }

    private static func collect(_ clause: QueryClause, into clauses: inout [QueryClause]) {
        if clause.name != nil { clauses.append(clause) }
        switch clause.kind {
        case .bool(let bool):
            for inner in bool.must + bool.should + bool.filter { collect(inner, into: &clauses) }
        case .constantScore(let inner): collect(inner, into: &clauses)
        case .disMax(let inner, _): for clause in inner { collect(clause, into: &clauses) }
        case .scriptScore(let score): collect(score.query, into: &clauses)
        case .functionScore(let score):
            for inner in [score.query] + score.functions.compactMap(\.filter) { collect(inner, into: &clauses) }
        default: break
        }
    }

    func names(of document: UInt32, shard: Int) -> [String] {
        matches.filter { $0.byShard[shard].place(of: document) != nil }.map(\.name)
    }
}
