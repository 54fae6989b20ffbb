public import JSONValues

/// Only the best hit of those that have the same value in a field.
public struct Collapse: Sendable, Hashable, ExpressibleByStringLiteral {
    let node: BodyNode
    /// The field; `nil` for raw JSON without one.
    public let field: String?

    /// Makes a collapse.
    ///
    /// - Parameters:
    ///   - field: A keyword or a number with one value; documents without a value are one group.
    ///   - innerHits: Brings more hits of each group, in lists with names of their own; default none.
    ///   - maxConcurrentGroupSearches: How many groups are searched at a time for those; default by the nodes.
    public init(_ field: String, innerHits: [InnerHits] = [], maxConcurrentGroupSearches: Int? = nil) {
        var body = BodyObject("the collapse on [\(field)]")
        body.refuse(if: field.isEmpty, "names no field")
        body.add("field", field)
        body.refuse(
            if: innerHits.contains { $0.name == nil },
            "has inner hits without a name; give each list a name"
        )
        if innerHits.count == 1 {
            body.add("inner_hits", node: innerHits[0].node)
        } else if !innerHits.isEmpty {
            body.add("inner_hits", node: .array(innerHits.map(\.node)))
        }
        body.add("max_concurrent_group_searches", maxConcurrentGroupSearches)
        node = body.node
        self.field = field
    }

    /// Makes a collapse on a field.
    public init(stringLiteral value: String) { self.init(value) }

    /// Makes a collapse of any JSON.
    public init(raw json: JSONValue) {
        node = .json(json)
        field = json["field"]?.string
    }
}

/// More hits within a hit: parts of the document that matched, or the rest of its group.
public struct InnerHits: Sendable, Hashable {
    let node: BodyNode
    /// The name of the list in ``SearchHit/innerHits``; `nil` for the nested field's.
    public let name: String?

    /// Makes a list.
    ///
    /// - Parameters:
    ///   - name: The name of the list; default the nested field's. A collapse needs one.
    ///   - from: How many hits to skip; default 0.
    ///   - size: How many hits; default 3, with `from` at most 100.
    ///   - sort: Their order; default by score.
    ///   - source: What of each to bring; default everything but vectors on servers that know them.
    ///   - fields: Values of fields to bring beside the source.
    ///   - highlight: What to highlight in them.
    ///   - explain: Whether they explain their scores; default `false`.
    ///   - collapse: Only the best of those with the same value; within a collapse's inner hits.
    public init(
        _ name: String? = nil,
        from: Int? = nil,
        size: Int? = nil,
        sort: [SearchRequest.Sort] = [],
        source: SourceFilter = .withoutVectors,
        fields: [FieldRequest] = [],
        highlight: Highlight? = nil,
        explain: Bool = false,
        collapse: Collapse? = nil
    ) {
        var body = BodyObject("the inner hits [\(name ?? "")]")
        body.add("name", name)
        body.refuse(if: (from ?? 0) < 0, "skip \(from ?? 0) hits; from must be 0 or more")
        body.refuse(if: (size ?? 0) < 0, "are \(size ?? 0); size must be 0 or more")
        body.refuse(
            if: (from ?? 0) + (size ?? 3) > 100,
            "reach to hit \((from ?? 0) + (size ?? 3)); from + size must be at most 100, the server's index.max_inner_result_window"
        )
        body.add("from", from)
        body.add("size", size)
        if !sort.isEmpty { body.add("sort", .array(sort.map(\.json))) }
        if source != .withoutVectors { body.add("_source", node: .source(source)) }
        if !fields.isEmpty { body.add("fields", .array(fields.map(\.json))) }
        body.add("highlight", node: highlight?.node)
        if explain { body.add("explain", true) }
        body.add("collapse", node: collapse?.node)
        node = body.node
        self.name = name
    }

    /// Makes a list of any JSON.
    public init(raw json: JSONValue) {
        node = .json(json)
        name = json["name"]?.string
    }
}
