/// Clauses as Lucene writes them, where an explanation names a clause without a score of its own.
enum ClauseText {
    /// The clause without its boost.
    static func text(_ clause: QueryClause) -> String {
        switch clause.kind {
        case .matchAll: "*:*"
        case .matchNone: "MatchNoDocsQuery(\"\")"
        case .match(let field, let text): words(text.value.text, field)
        case .phrase(let field, let text), .phrasePrefix(let field, let text):
            "\(field):\"\(StandardAnalyzer().tokens(of: text.value.text).map(\.term).joined(separator: " "))\""
        case .boolPrefix(let field, let text): words(text.value.text, field) + "*"
        case .fuzzy(let field, let text):
            "\(field):\(text.value.text)~\(text.fuzziness?.edits(from: text.value.text) ?? 0)"
        case .multiMatch(let fields, _, _, let text):
            "(" + fields.map { words(text.value.text, $0.pattern) }.joined(separator: " | ") + ")"
        case .term(let field, let value, _):
            switch value {
            case .integer, .number: "\(field):[\(value.text) TO \(value.text)]"
            case .bool(let flag): "\(field):\(flag ? "T" : "F")"
            case .string(let text): "\(field):\(text)"
            }
        case .terms(let field, let values): "\(field):(\(values.map(\.text).sorted().joined(separator: " ")))"
        case .range(let field, let bounds):
            "\(field):[\(bounds.lower?.value.text ?? "*") TO \(bounds.upper?.value.text ?? "*")]"
        case .ids(let ids): "_id:(\(ids.joined(separator: " ")))"
        case .exists(let field): "ConstantScore(FieldExistsQuery [field=\(field)])"
        case .prefix(let field, let text, _): "\(field):\(text)*"
        case .wildcard(let field, let text, _): "\(field):\(text)"
        case .bool(let bool):
            (bool.must.map { "+" + inner($0) } + bool.should.map { inner($0) } + bool.filter.map { "#" + inner($0) }
                + bool.mustNot.map { "-" + inner($0) })
                .joined(separator: " ")
        case .constantScore(let inner): "ConstantScore(\(text(inner)))"
        case .disMax(let clauses, _): "(" + clauses.map { text($0) }.joined(separator: " | ") + ")"
        case .functionScore(let score): "function score (\(text(score.query)))"
        case .scriptScore(let score): "script_score (\(text(score.query)), script: \(score.source))"
        case .knn(let knn): "KnnQuery:\(knn.field)"
        }
    }

    private static func inner(_ clause: QueryClause) -> String {
        if case .bool = clause.kind { return "(\(text(clause)))" }
        return text(clause)
    }

    private static func words(_ text: String, _ field: String) -> String {
        StandardAnalyzer().tokens(of: text).map { "\(field):\($0.term)" }.joined(separator: " ")
    }
}
