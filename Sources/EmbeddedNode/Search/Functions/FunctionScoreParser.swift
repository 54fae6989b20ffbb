/// Reads `function_score`.
extension QueryParser {
    private static let otherFunctions: Set<String> = ["gauss", "exp", "linear", "script_score"]

    func functionScore(_ body: ContentNode) throws -> QueryClause {
        var clause = QueryClause(kind: .matchNone)
        var score = FunctionScoreClause()
        var single: FunctionScoreClause.Function?
        for member in body.members ?? [] where try !takeCommon(member, &clause) {
            let node = member.value
            switch member.key {
            case "query": score.query = try self.clause(node)
            case "score_mode": score.scoreMode = try mode(node, "ScoreMode", "FunctionScoreQuery.")
            case "boost_mode": score.boostMode = try mode(node, "CombineFunction", "")
            case "max_boost": score.maxBoost = Double(try float(node))
            case "min_score": score.minScore = try float(node)
            case "weight":
                var function = single ?? .init()
                function.weight = try weight(node)
                single = function
            case "functions":
                guard let elements = node.elements else {
                    throw RESTError.parsing(
                        "failed to parse [function_score] query. array of functions expected",
                        content,
                        at: node.start
                    )
                }
                score.functions = try elements.map(function)
            case "field_value_factor", "random_score":
                var function = single ?? .init()
                function.kind = try kind(member)
                single = function
            default:
                if Self.otherFunctions.contains(member.key) {
                    throw RESTError.unsupported("the function [\(member.key)] of a [function_score] query")
                }
                guard node.members == nil else {
                    throw RESTError.parsing(
                        "unknown field [\(member.key)]",
                        content,
                        at: node.start,
                        causedBy: ExceptionBody(
                            "named_object_not_found_exception",
                            "\(content.bracketed(node.start)) unknown field [\(member.key)]"
                        )
                    )
                }
                throw RESTError.parsing(
                    "failed to parse [function_score] query. field [\(member.key)] is not supported",
                    content,
                    at: node.start
                )
            }
        }
        if let single { score.functions.append(single) }
        clause.kind = .functionScore(score)
        return clause
    }

    private func weight(_ node: ContentNode) throws -> Float {
        let value = try float(node)
        guard value >= 0 else {
            throw RESTError.illegalArgument("[weight] cannot be negative for a filtering function")
        }
        return value
    }

    private func mode<Mode: RawRepresentable<String>>(
        _ node: ContentNode,
        _ name: String,
        _ owner: String
    ) throws -> Mode {
        let text = node.scalarText ?? ""
        guard let mode = Mode(rawValue: text.lowercased()) else {
            throw RESTError.illegalArgument(
                "No enum constant org.elasticsearch.common.lucene.search.function.\(owner)\(name).\(text.uppercased())"
            )
        }
        return mode
    }

    private func function(_ node: ContentNode) throws -> FunctionScoreClause.Function {
        guard let members = node.members else {
            throw RESTError.parsing(
                "failed to parse [function_score]. malformed query, expected a [START_OBJECT] while parsing functions but got "
                    + "a [\(node.token)] instead",
                content,
                at: node.start
            )
        }
        var function = FunctionScoreClause.Function()
        var hasFunction = false
        for member in members {
            switch member.key {
            case "filter": function.filter = try clause(member.value)
            case "weight":
                function.weight = try weight(member.value)
                hasFunction = true
            case "field_value_factor", "random_score":
                function.kind = try kind(member)
                hasFunction = true
            default:
                if Self.otherFunctions.contains(member.key) {
                    throw RESTError.unsupported("the function [\(member.key)] of a [function_score] query")
                }
                throw RESTError.parsing(
                    "unknown field [\(member.key)]",
                    content,
                    at: member.value.start,
                    causedBy: ExceptionBody(
                        "named_object_not_found_exception",
                        "\(content.bracketed(member.value.start)) unknown field [\(member.key)]"
                    )
                )
            }
        }
        guard hasFunction else {
            throw RESTError.parsing(
                "failed to parse [function_score] query. an entry in functions list is missing a function.",
                content,
                at: node.end
            )
        }
        return function
    }

    private func kind(_ member: ContentNode.Member) throws -> FunctionScoreClause.Function.Kind {
        let members = member.value.members ?? []
        if member.key == "random_score" {
            var seed = Int32(truncatingIfNeeded: NodeIdentity.now)
            var field = "_seq_no"
            for option in members {
                switch option.key {
                case "seed":
                    if let text = option.value.string {
                        seed = text.utf16.reduce(Int32(0)) { $0 &* 31 &+ Int32($1) }
                    } else {
                        let value = Int64(try int(option.value))
                        // Java's hash of a long that is no int.
                        seed = Int32(exactly: value) ?? Int32(truncatingIfNeeded: value ^ (value >> 32))
                    }
                case "field": field = option.value.scalarText ?? field
                default:
                    throw RESTError.parsing(
                        "random_score query does not support [\(option.key)]",
                        content,
                        at: option.value.start
                    )
                }
            }
            return .random(seed: seed, field: field)
        }
        var field: String?
        var factor: Float = 1
        var modifier = FunctionScoreClause.Modifier.none
        var missing: Double?
        for option in members {
            switch option.key {
            case "field": field = option.value.scalarText
            case "factor": factor = try float(option.value)
            case "missing": missing = Double(try float(option.value))
            case "modifier":
                let text = option.value.scalarText ?? ""
                guard let known = FunctionScoreClause.Modifier(rawValue: text.lowercased()) else {
                    throw RESTError.illegalArgument(
                        "No enum constant org.elasticsearch.common.lucene.search.function.FieldValueFactorFunction.Modifier."
                            + text.uppercased()
                    )
                }
                modifier = known
            default:
                throw RESTError.parsing(
                    "field_value_factor query does not support [\(option.key)]",
                    content,
                    at: option.value.start
                )
            }
        }
        guard let field else {
            throw RESTError.parsing(
                "[field_value_factor] required field 'field' missing",
                content,
                at: member.value.end
            )
        }
        return .field(field, factor: factor, modifier, missing: missing)
    }
}
