/// Reads nearest-neighbour searches in their three forms.
struct KnnParser {
    enum Form { case section, query, retriever }

    let queries: QueryParser
    private var content: Content { queries.content }

    init(queries: QueryParser) { self.queries = queries }

    func clause(_ body: ContentNode, form: Form) throws -> KnnClause {
        var field: String?
        var vector: KnnClause.Vector?
        var clause = KnnClause(field: "", vector: .components([]))
        for member in body.members ?? [] {
            let node = member.value
            switch member.key {
            case "field": field = node.scalarText
            case "query_vector": vector = try self.vector(node)
            case "query_vector_builder":
                let inner = node.members?.first
                let place = content.bracketed(inner?.start ?? node.start)
                let missing = ExceptionBody(
                    "named_object_not_found_exception",
                    "\(place) unknown field [\(inner?.key ?? "")]"
                )
                let builder = ExceptionBody(
                    "x_content_parse_exception",
                    "\(place) [query_vector_builder] failed to parse field [\(inner?.key ?? "")]",
                    causedBy: missing
                )
                let outer = ExceptionBody(
                    "x_content_parse_exception",
                    "\(place) [knn] failed to parse field [query_vector_builder]",
                    causedBy: builder
                )
                throw RESTError(400, outer, root: missing)
            case "k": clause.k = try queries.integer(node)
            case "num_candidates": clause.numCandidates = try queries.integer(node)
            case "filter": clause.filter = try queries.filters(node)
            case "similarity": clause.similarity = try queries.number(node)
            case "boost" where form != .retriever: clause.boost = try queries.number(node)
            case "_name": clause.name = node.scalarText
            case "rescore_vector": try checkRescore(node)
            case "visit_percentage": try checkVisitPercentage(queries.number(node), form)
            case "inner_hits" where form == .section: throw RESTError.unsupported("[inner_hits] of a [knn] search")
            case "min_score" where form == .retriever: break
            default: throw queries.unknown(member, in: "knn")
            }
        }
        guard let field else { throw RESTError.illegalArgument("Required [field]") }
        clause.field = field
        if form == .retriever, clause.k == nil { throw RESTError.illegalArgument("Required [k]") }
        guard let vector else {
            throw failure(
                form == .query
                    ? "either [query_vector] or [query_vector_builder] must be provided"
                    : "either [query_vector_builder] or [query_vector] must be provided",
                form
            )
        }
        clause.vector = vector
        if let problem = Self.problem(clause) { throw failure(problem, form) }
        guard clause.boost >= 0 else {
            throw RESTError.illegalArgument(
                "negative [boost] are not allowed in [knn], use a value between 0 and 1 to deboost"
            )
        }
        return clause
    }

    /// What is wrong with `k` and `num_candidates`.
    private static func problem(_ clause: KnnClause) -> String? {
        if let k = clause.k, k < 1 { return "[k] must be greater than 0" }
        let candidates = clause.numCandidates ?? clause.k.map { min(10_000, Int((Float($0) * 1.5).rounded())) }
        if let k = clause.k, let candidates, candidates < k { return "[num_candidates] cannot be less than [k]" }
        if let candidates, candidates > 10_000 { return "[num_candidates] cannot exceed [10000]" }
        if let candidates = clause.numCandidates, candidates < 1 { return "[num_candidates] must be greater than 0" }
        return nil
    }

    private func failure(_ reason: String, _ form: Form) -> RESTError {
        guard form == .query else { return .illegalArgument(reason) }
        return RESTError(
            400,
            ExceptionBody(
                "x_content_parse_exception",
                "Failed to build [knn] after last required field arrived",
                causedBy: ExceptionBody("illegal_argument_exception", reason)
            )
        )
    }

    func vector(_ node: ContentNode) throws -> KnnClause.Vector {
        switch node.value {
        case .numbers(let values): return .components(values)
        case .string(let text): return .text(text)
        case .array(let elements):
            return .components(
                try elements.map { element in
                    if let value = element.double { return Float(value) }
                    if let text = element.string {
                        if let value = Float(text) { return value }
                        throw RESTError.contentParse(
                            "[knn] failed to parse field [query_vector]",
                            content,
                            at: element.start,
                            causedBy: ExceptionBody("number_format_exception", "For input string: \"\(text)\"")
                        )
                    }
                    throw unsupported(element)
                }
            )
        default:
            if let value = node.double { return .components([Float(value)]) }
            throw unsupported(node)
        }
    }

    private func unsupported(_ node: ContentNode) -> RESTError {
        let inner = RESTError.parsing("Type [\(node.token)] not supported for query vector", content, at: node.start)
        var outer = RESTError.contentParse(
            "[knn] failed to parse field [query_vector]",
            content,
            at: node.start,
            causedBy: inner.exception
        )
        outer.root = inner.exception
        return outer
    }

    /// The search is exact, so oversampling has nothing to do; it is only checked.
    private func checkRescore(_ node: ContentNode) throws {
        guard let oversample = node["oversample"] else {
            throw RESTError.contentParse(
                "[knn] failed to parse field [rescore_vector]",
                content,
                at: node.end,
                causedBy: ExceptionBody("illegal_argument_exception", "Required [oversample]")
            )
        }
        let value = try queries.number(oversample)
        guard value == 0 || value >= 1 else {
            let place = content.bracketed(oversample.start)
            let illegal = ExceptionBody("illegal_argument_exception", "[oversample] must be >= 1.0 or 0")
            let build = ExceptionBody(
                "x_content_parse_exception",
                "Failed to build [rescore_vector] after last required field arrived",
                causedBy: illegal
            )
            let field = ExceptionBody(
                "x_content_parse_exception",
                "\(place) [rescore_vector] failed to parse field [oversample]",
                causedBy: build
            )
            let outer = ExceptionBody(
                "x_content_parse_exception",
                "\(place) [knn] failed to parse field [rescore_vector]",
                causedBy: field
            )
            throw RESTError(400, outer, root: build)
        }
    }

    private func checkVisitPercentage(_ value: Float, _ form: Form) throws {
        guard !(0...100 ~= value) else { return }
        throw failure(
            form == .query
                ? "[visit_percentage] must be between 0.0 and 100.0" : "[visit_percentage] must be between 0 and 100",
            form
        )
    }
}
