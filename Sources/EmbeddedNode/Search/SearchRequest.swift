import JSONValues

/// A search as its body and its URL ask for it.
struct SearchRequest: Sendable {
    /// How the total number of hits is counted.
    enum TotalHits: Sendable { case exact, none, upTo(Int) }

    struct SortKey: Sendable {
        enum Kind: Sendable { case score, document, shardDocument, field(String) }
        var kind: Kind
        var isDescending: Bool
        var missingFirst = false
        /// The lowest value of several counts instead of the highest; by default as the order asks.
        var takesLowest: Bool?
        var unmappedType: FieldType?
        /// What stands in for a missing value.
        var missing: String?
        /// How dates are shown.
        var format: String?

        /// Whether hits come in the order of their documents.
        var isDocumentOrder: Bool {
            switch kind {
            case .document, .shardDocument: true
            case .score, .field: false
            }
        }
    }

    /// The point in time a search looks at.
    struct PointReference: Sendable {
        var id: String
        /// How long it shall be kept from now on; `nil` leaves that as it is.
        var keepAlive: TimeValue?
        var keepAliveText = ""
    }

    struct FieldRequest: Sendable {
        var pattern: WildcardPattern
        var format: String?
    }

    var from = 0
    var size = 10
    var query: QueryClause?
    var knn: [KnnClause] = []
    var postFilter: [QueryClause] = []
    var sort: [SortKey] = []
    /// What the last hit of the page before was sorted by; empty for the first page.
    var searchAfter: [ContentNode] = []
    var pointInTime: PointReference?
    var source = SourceSelection()
    var fields: [FieldRequest] = []
    var totalHits = TotalHits.upTo(10_000)
    var minScore: Float?
    var docValueFields: [FieldRequest] = []
    var collapse: CollapseClause?
    var rescores: [RescoreClause] = []
    /// What the retrievers around the innermost one do, innermost first.
    var stages: [RankStage] = []
    var aggregations: [Aggregation]?
    var showsTypes = false
    var highlight: HighlightRequest?
    var explains = false
    var showsVersion = false
    var showsSequence = false
    var tracksScores = false

    /// Whether hits are ordered by score alone.
    var isSortedByScore: Bool {
        guard let key = sort.first else { return true }
        if sort.count == 1, case .score = key.kind, key.isDescending { return true }
        return false
    }

    /// Makes the order of a search on a point in time whole, so that pages neither overlap nor leave gaps.
    mutating func addTieBreaker() {
        guard pointInTime != nil, let last = sort.last, searchAfter.count != sort.count else { return }
        if case .shardDocument = last.kind { return }
        // Values too many or too few are counted against the order the client gave.
        guard searchAfter.isEmpty || searchAfter.count == sort.count + 1 else { return }
        sort.append(SortKey(kind: .shardDocument, isDescending: false))
    }
}

/// Reads the body of a search.
struct SearchRequestParser {
    let content: Content
    private let queries: QueryParser

    init(content: Content) {
        self.content = content
        queries = QueryParser(content: content)
    }

    func request() throws -> SearchRequest {
        guard let members = content.root.members else {
            throw RESTError.parsing(
                "Expected [START_OBJECT] but found [\(content.root.token)]",
                content,
                at: content.root.start
            )
        }
        var request = SearchRequest()
        var present: [String] = []
        for member in members {
            try read(member, into: &request)
            present.append(member.key)
        }
        guard request.searchAfter.isEmpty || request.from == 0 else {
            throw RESTError.validation("[from] parameter must be set to 0 when [search_after] is used")
        }
        if present.contains("retriever") {
            let conflicts = ["query", "knn", "sort", "post_filter", "min_score"].filter(present.contains)
            if !conflicts.isEmpty {
                throw RESTError.validation(conflicts.map { "cannot specify [retriever] and [\($0)]" })
            }
        }
        return request
    }

    private func unknownKey(_ member: ContentNode.Member) -> RESTError {
        .parsing("Unknown key for a \(member.value.token) in [\(member.key)].", content, at: member.value.start)
    }

    func read(_ member: ContentNode.Member, into request: inout SearchRequest) throws {
        let node = member.value
        switch member.key {
        case "query":
            guard node.members != nil else { throw unknownKey(member) }
            request.query = try queries.clause(node)
        case "knn":
            let parser = KnnParser(queries: queries)
            switch node.value {
            case .object: request.knn = [try parser.clause(node, form: .section)]
            case .array(let elements): request.knn = try elements.map { try parser.clause($0, form: .section) }
            default: throw unknownKey(member)
            }
        case "retriever": try RetrieverParser(content: content, queries: queries).read(node, into: &request)
        case "from":
            request.from = try queries.integer(node)
            guard request.from >= 0 else {
                throw RESTError.illegalArgument("[from] parameter cannot be negative but was [\(request.from)]")
            }
        case "size":
            request.size = try queries.integer(node)
            guard request.size >= 0 else {
                throw RESTError.illegalArgument("[size] parameter cannot be negative, found [\(request.size)]")
            }
        case "post_filter":
            guard node.members != nil else { throw unknownKey(member) }
            request.postFilter = [try queries.clause(node)]
        case "sort": request.sort = try SortParser(content: content).keys(node)
        case "search_after": request.searchAfter = try searchAfter(member)
        case "pit": request.pointInTime = try pointInTime(member)
        case "_source": request.source = try source(node)
        case "fields":
            guard let elements = node.elements else { throw unknownKey(member) }
            request.fields = try elements.map(field)
        case "docvalue_fields":
            guard let elements = node.elements else { throw unknownKey(member) }
            request.docValueFields = try elements.map(field)
        case "collapse":
            guard node.members != nil else { throw unknownKey(member) }
            request.collapse = try CollapseParser(content: content, queries: queries).clause(node)
        case "rescore": request.rescores = try RescoreParser(content: content, queries: queries).clauses(node)
        case "aggs", "aggregations":
            let found = try AggregationParser(content: content, queries: queries).aggregations(node)
            if !found.isEmpty { request.aggregations = found }
        case "track_total_hits":
            if let flag = node.bool { request.totalHits = flag ? .exact : .none; break }
            let limit = try queries.integer(node)
            request.totalHits = limit == -1 ? .none : .upTo(limit)
        case "min_score": request.minScore = try queries.number(node)
        case "highlight": request.highlight = try HighlightParser(content: content, queries: queries).request(node)
        case "version": request.showsVersion = node.bool ?? false
        case "seq_no_primary_term": request.showsSequence = node.bool ?? false
        case "track_scores": request.tracksScores = node.bool ?? false
        case "timeout":
            let text = node.scalarText ?? ""
            guard text == "-1" || text.contains(where: \.isLetter) && text.first?.isNumber == true else {
                throw RESTError.illegalArgument(
                    "failed to parse setting [timeout] with value [\(text)] as a time value: unit is missing or unrecognized"
                )
            }
        case "explain": request.explains = queries.flag(node)
        case "profile":
            if node.bool != false { throw RESTError.unsupported("[\(member.key)]") }
        case "slice", "suggest",
            "script_fields", "runtime_mappings", "stored_fields", "indices_boost", "terminate_after",
            "ext", "stats", "point_in_time", "rank":
            let isEmpty = node.members?.isEmpty ?? node.elements?.isEmpty ?? node.isNull
            if !isEmpty { throw RESTError.unsupported("[\(member.key)] of a search") }
        default: throw unknownKey(member)
        }
    }

    private func searchAfter(_ member: ContentNode.Member) throws -> [ContentNode] {
        let elements: [ContentNode]
        switch member.value.value {
        case .array(let nodes): elements = nodes
        case .numbers(let numbers):
            // Only a sort of eight keys or more comes here; its places in the text are lost.
            elements = numbers.map {
                ContentNode(value: .number(Double($0)), start: member.value.start, end: 0, limit: 0)
            }
        default:
            throw RESTError.parsing(
                "Unknown key for a \(member.value.token) in [\(member.key)].",
                content,
                at: member.value.start
            )
        }
        for element in elements where element.scalarText == nil && !element.isNull {
            throw RESTError.parsing(
                "Expected [VALUE_STRING] or [VALUE_NUMBER] or [VALUE_BOOLEAN] or [VALUE_NULL] but found [\(element.token)] "
                    + "inside search_after.",
                content,
                at: element.start
            )
        }
        guard !elements.isEmpty else { throw RESTError.illegalArgument("Values must contains at least one value.") }
        return elements
    }

    private func pointInTime(_ member: ContentNode.Member) throws -> SearchRequest.PointReference {
        guard let members = member.value.members else { throw unknownKey(member) }
        var reference = SearchRequest.PointReference(id: "")
        var hasID = false
        for item in members {
            guard item.key == "id" || item.key == "keep_alive" else {
                throw RESTError.contentParse("[pit] unknown field [\(item.key)]", content, at: item.start)
            }
            guard let text = item.value.string else {
                throw RESTError.contentParse(
                    "[pit] \(item.key) doesn't support values of type: \(item.value.token)",
                    content,
                    at: item.value.start
                )
            }
            if item.key == "id" {
                reference.id = text
                hasID = true
            } else {
                reference.keepAlive = try TimeValue(text, setting: "keep_alive")
                reference.keepAliveText = text
            }
        }
        guard hasID else { throw RESTError.illegalArgument("point in time id is not provided") }
        return reference
    }

    private func field(_ node: ContentNode) throws -> SearchRequest.FieldRequest {
        if let text = node.scalarText { return .init(pattern: WildcardPattern(text)) }
        guard let name = node["field"]?.scalarText else {
            throw RESTError.illegalArgument("Required [field]")
        }
        let format = node["format"]?.scalarText
        if let format, DateFormats(format) == nil { throw RESTError.unsupported("the format [\(format)] of [fields]") }
        return .init(pattern: WildcardPattern(name), format: format)
    }

    private func source(_ node: ContentNode) throws -> SourceSelection {
        var selection = SourceSelection()
        switch node.value {
        case .bool(let flag): selection.isFetched = flag
        case .string(let text): selection.includes = [text]
        case .array(let elements): selection.includes = elements.compactMap(\.scalarText)
        case .object(let members):
            for member in members {
                let list = (member.value.elements ?? [member.value]).compactMap(\.scalarText)
                switch member.key {
                case "includes", "include": selection.includes = list
                case "excludes", "exclude": selection.excludes = list
                case "exclude_vectors":
                    selection.excludesVectors = member.value.bool ?? (member.value.string != "false")
                default: throw unknownKey(member)
                }
            }
        default:
            throw RESTError.parsing(
                "Expected one of [VALUE_BOOLEAN, VALUE_STRING, START_ARRAY, START_OBJECT] but found [\(node.token)]",
                content,
                at: node.start
            )
        }
        return selection
    }
}
