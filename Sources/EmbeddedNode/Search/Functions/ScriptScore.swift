import JSONValues

/// A query whose scores a script computes.
struct ScriptScoreClause: Sendable {
    var query = QueryClause.matchAll
    var source = ""
    var script = VectorScript.score
    var minScore: Float?
}

extension QueryParser {
    func scriptScore(_ body: ContentNode) throws -> QueryClause {
        var clause = QueryClause(kind: .matchNone)
        var score = ScriptScoreClause()
        var hasQuery = false
        var script: ContentNode?
        for member in body.members ?? [] where try !takeCommon(member, &clause) {
            switch member.key {
            case "query":
                score.query = try self.clause(member.value)
                hasQuery = true
            case "script": script = member.value
            case "min_score": score.minScore = try float(member.value)
            default: throw unknownField(member, "script_score")
            }
        }
        guard hasQuery else { throw RESTError.illegalArgument("Required [query]") }
        guard let script else { throw RESTError.illegalArgument("Required [script]") }
        score.source = script["source"]?.scalarText ?? script.scalarText ?? ""
        var parameters: [String: [Float]] = [:]
        for member in script["params"]?.members ?? [] {
            if let values = Self.numbers(member.value) { parameters[member.key] = values }
        }
        let language = script["lang"]?.scalarText ?? "painless"
        guard language == "painless", let found = VectorScriptParser.script(score.source, parameters: parameters) else {
            throw RESTError.illegalArgument(
                "the script [\(score.source)] is not supported by the embedded node, which computes with numbers, params, _score, "
                    + "cosineSimilarity, dotProduct, l1norm, l2norm, sigmoid and saturation: use an Elasticsearch cluster "
                    + "(--url) for others"
            )
        }
        score.script = found
        clause.kind = .scriptScore(score)
        return clause
    }
}

extension QueryParser {
    /// A vector, or a number as a vector of one.
    fileprivate static func numbers(_ node: ContentNode) -> [Float]? {
        if case .numbers(let numbers) = node.value { return numbers }
        var numbers: [Float] = []
        for element in node.elements ?? [node] {
            guard let number = element.double else { return nil }
            numbers.append(Float(number))
        }
        return numbers
    }
}

extension QueryEvaluator {
    /// Evaluates a query with a script.
    func matches(_ clause: ScriptScoreClause, boost: Float) throws -> Matches {
        let base = try matches(clause.query)
        let fields = try clause.script.fields.sorted()
            .map { name -> FieldMapping in
                guard let field = mapping.fields[name] else {
                    throw failure("No field found for [\(name)] in mapping", clause)
                }
                guard field.type == .denseVector else {
                    throw failure("Field [\(name)] of type [\(field.type.rawValue)] holds no vectors", clause)
                }
                return field
            }
        let fetcher = DocumentFetcher(reader: reader)
        var result = Matches(documents: [], scores: [])
        for (index, document) in base.documents.enumerated() {
            var vectors: [String: [Float]] = [:]
            for field in fields {
                guard let vector = try fetcher.components(field, document) else {
                    throw failure("A document doesn't have a value for a vector field!", clause)
                }
                vectors[field.path] = vector
            }
            try check(clause.script, vectors, clause)
            let score = Float(try clause.script.value(Double(base.score(index)), vectors)) * boost
            guard score >= 0, score.isFinite else {
                throw failure(
                    "script_score script returned an invalid score [\(score)] for doc [\(document)]. Must be a "
                        + "non-negative score!",
                    clause
                )
            }
            if let least = clause.minScore, score < least { continue }
            result.documents.append(document)
            result.scores?.append(score)
        }
        return result
    }

    private func check(_ script: VectorScript, _ vectors: [String: [Float]], _ clause: ScriptScoreClause) throws {
        switch script {
        case .number, .score: break
        case .measure(_, let query, let field):
            let dims = vectors[field]?.count ?? 0
            guard query.count == dims else {
                throw failure(
                    "The query vector has a different number of dimensions [\(query.count)] than the document vectors "
                        + "[\(dims)].",
                    clause
                )
            }
        case .operation(_, let left, let right), .saturation(let left, let right):
            try check(left, vectors, clause)
            try check(right, vectors, clause)
        case .sigmoid(let value, let k, let a): for part in [value, k, a] { try check(part, vectors, clause) }
        }
    }

    private func failure(_ reason: String, _ clause: ScriptScoreClause) -> RESTError {
        let cause = ExceptionBody(
            "script_exception",
            "runtime error",
            members: ["script": .string(clause.source), "lang": "painless"],
            causedBy: ExceptionBody("illegal_argument_exception", reason)
        )
        return .shard(cause, index: reader.name.name, outerCause: cause)
    }
}
