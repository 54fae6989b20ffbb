/// A second query that changes the scores of the best hits of a search.
struct RescoreClause: Sendable {
    enum Mode: String, Sendable { case total, multiply, avg, max, min }

    var windowSize = 10
    var query = QueryClause.matchNone
    var queryWeight: Float = 1
    var rescoreWeight: Float = 1
    var mode = Mode.total

    /// The score of a hit.
    ///
    /// - Parameters:
    ///   - first: The score so far.
    ///   - second: The score of the second query; `nil` where the hit does not match it.
    /// - Returns: The score from now on.
    func score(_ first: Float, _ second: Float?) -> Float {
        let first = first * queryWeight
        guard let second = second.map({ $0 * rescoreWeight }) else { return first }
        return switch mode {
        case .total: first + second
        case .multiply: first * second
        case .avg: (first + second) / 2
        case .max: Swift.max(first, second)
        case .min: Swift.min(first, second)
        }
    }
}

/// Reads the `rescore` of a search.
struct RescoreParser {
    let content: Content
    let queries: QueryParser

    func clauses(_ node: ContentNode) throws -> [RescoreClause] { try (node.elements ?? [node]).map(clause) }

    private func clause(_ node: ContentNode) throws -> RescoreClause {
        var clause = RescoreClause()
        var hasQuery = false
        for member in node.members ?? [] {
            switch member.key {
            case "window_size": clause.windowSize = try queries.int(member.value)
            case "query" where member.value.members != nil:
                try read(member.value, into: &clause)
                hasQuery = true
            case "script", "learning_to_rank": throw RESTError.unsupported("the rescorer [\(member.key)]")
            default:
                guard member.value.members != nil else {
                    throw RESTError.parsing(
                        "rescore doesn't support [\(member.key)]",
                        content,
                        at: member.value.start
                    )
                }
                let place = content.bracketed(member.value.start)
                throw RESTError(400, "named_object_not_found_exception", "\(place) unknown field [\(member.key)]")
            }
        }
        guard hasQuery else { throw RESTError.parsing("missing rescore type", content, at: node.end) }
        return clause
    }

    private func read(_ node: ContentNode, into clause: inout RescoreClause) throws {
        var hasQuery = false
        for member in node.members ?? [] {
            switch member.key {
            case "rescore_query":
                clause.query = try queries.clause(member.value)
                hasQuery = true
            case "query_weight": clause.queryWeight = try queries.float(member.value)
            case "rescore_query_weight": clause.rescoreWeight = try queries.float(member.value)
            case "score_mode":
                let text = member.value.scalarText ?? ""
                guard let mode = RescoreClause.Mode(rawValue: text.lowercased()) else {
                    throw RESTError.contentParse(
                        "[query] failed to parse field [score_mode]",
                        content,
                        at: member.value.start,
                        causedBy: ExceptionBody("illegal_argument_exception", "illegal score_mode [\(text)]")
                    )
                }
                clause.mode = mode
            default: throw queries.unknownField(member, "query")
            }
        }
        guard hasQuery else { throw RESTError.illegalArgument("rescore_query cannot be null") }
    }
}
