import JSONValues

/// What is counted or measured over the documents of a search.
struct Aggregation: Sendable {
    enum Metric: String, Sendable {
        case min, max, avg, sum, stats, cardinality
        case valueCount = "value_count"
    }

    struct Order: Sendable {
        /// `_count`, `_key`, or a metric with an optional member behind a dot.
        var path: String
        var isDescending: Bool
    }

    struct Range: Sendable {
        var key: String?
        /// As written: a number, or a date.
        var from: QueryValue?
        var to: QueryValue?
    }

    /// The periods of a histogram of dates.
    enum Interval: Sendable {
        /// The request names none.
        case none
        case fixed(milliseconds: Int64)
        /// A unit of ``CivilDate``; `q` is a quarter.
        case calendar(Character)
    }

    enum Kind: Sendable {
        case terms(field: String, size: Int, order: [Order], least: Int, missing: QueryValue?)
        case metric(Metric, field: String, missing: QueryValue?)
        case range(field: String, [Range], isKeyed: Bool)
        case dates(
            field: String,
            Interval,
            order: Order,
            least: Int,
            missing: QueryValue?,
            format: String?,
            isKeyed: Bool
        )
        case filter(QueryClause)
        case filters([(name: String, clause: QueryClause)])
        case missing(field: String)
    }

    var name: String
    var kind: Kind
    var children: [Aggregation] = []
    var meta: JSONValue?
}

/// Reads the `aggs` of a search.
struct AggregationParser {
    let content: Content
    let queries: QueryParser

    private static let unsupported: Set<String> = [
        "adjacency_matrix", "auto_date_histogram", "avg_bucket", "boxplot", "bucket_script", "bucket_selector",
        "bucket_sort", "categorize_text", "children", "composite", "cumulative_sum", "date_range", "derivative",
        "diversified_sampler", "extended_stats", "frequent_item_sets", "geo_bounds", "geo_centroid", "geo_distance",
        "geo_line", "geohash_grid", "geohex_grid", "geotile_grid", "global", "histogram", "ip_prefix", "ip_range",
        "matrix_stats", "max_bucket", "median_absolute_deviation", "min_bucket", "moving_fn", "multi_terms", "nested",
        "normalize", "parent", "percentile_ranks", "percentiles", "random_sampler", "rare_terms", "rate",
        "reverse_nested", "sampler", "scripted_metric", "serial_diff", "significant_terms", "significant_text",
        "stats_bucket", "string_stats", "sum_bucket", "t_test", "time_series", "top_hits", "top_metrics",
        "variable_width_histogram", "weighted_avg",
    ]

    func aggregations(_ node: ContentNode) throws -> [Aggregation] { try (node.members ?? []).map(aggregation) }

    private func aggregation(_ member: ContentNode.Member) throws -> Aggregation {
        guard !member.key.isEmpty, !member.key.contains(where: { "[]>".contains($0) }) else {
            throw RESTError.parsing(
                "Invalid aggregation name [\(member.key)]. Aggregation names can contain any character except '[', ']', and "
                    + "'>'",
                content,
                at: member.start
            )
        }
        guard let members = member.value.members else {
            throw RESTError.parsing(
                "Aggregation definition for [\(member.key) starts with a [\(member.value.token)], expected a [START_OBJECT].",
                content,
                at: member.value.start
            )
        }
        var kind: (name: String, kind: Aggregation.Kind)?
        var result = Aggregation(name: member.key, kind: .missing(field: ""))
        for part in members {
            switch part.key {
            case "aggs", "aggregations": result.children = try aggregations(part.value)
            case "meta": result.meta = try? JSONValue.parse(Array(content.bytes[part.value.start..<part.value.limit]))
            default:
                if let kind {
                    throw RESTError.parsing(
                        "Found two aggregation type definitions in [\(member.key)]: [\(kind.name)] and [\(part.key)]",
                        content,
                        at: part.value.start
                    )
                }
                kind = (part.key, try self.kind(part, of: member.key))
            }
        }
        guard let kind else {
            throw RESTError.parsing(
                "Missing definition for aggregation [\(member.key)]",
                content,
                at: member.value.end
            )
        }
        if !result.children.isEmpty, case .metric = kind.kind {
            throw RESTError.illegalArgument(
                "Aggregator [\(member.key)] of type [\(kind.name)] cannot accept sub-aggregations"
            )
        }
        result.kind = kind.kind
        return result
    }

    private func kind(_ part: ContentNode.Member, of name: String) throws -> Aggregation.Kind {
        let node = part.value
        switch part.key {
        case "terms": return try terms(node, name)
        case "range": return try range(node)
        case "date_histogram": return try dates(node)
        case "filter": return .filter(try queries.clause(node))
        case "filters":
            guard let members = node["filters"]?.members else {
                throw RESTError.unsupported("[filters] without names, as an aggregation,")
            }
            return .filters(try members.map { ($0.key, try queries.clause($0.value)) })
        case "missing": return .missing(field: try field(node, "missing"))
        default:
            if let metric = Aggregation.Metric(rawValue: part.key) {
                try check(node, part.key, ["field", "missing", "precision_threshold", "execution_hint"])
                return .metric(metric, field: try field(node, part.key), missing: missing(node))
            }
            if Self.unsupported.contains(part.key) { throw RESTError.unsupported("the aggregation [\(part.key)]") }
            throw RESTError.parsing(
                "Unknown aggregation type [\(part.key)]",
                content,
                at: node.start,
                causedBy: ExceptionBody(
                    "named_object_not_found_exception",
                    "\(content.bracketed(node.start)) unknown field [\(part.key)]"
                )
            )
        }
    }

    private func check(_ node: ContentNode, _ name: String, _ known: Set<String>) throws {
        for member in node.members ?? [] where !known.contains(member.key) {
            if ["script", "include", "exclude", "format", "time_zone", "offset", "extended_bounds", "hard_bounds"]
                .contains(member.key)
            {
                throw RESTError.unsupported("[\(member.key)] of the aggregation [\(name)]")
            }
            throw queries.unknownField(member, name)
        }
    }

    private func field(_ node: ContentNode, _ name: String) throws -> String {
        guard let field = node["field"]?.scalarText else {
            throw RESTError.illegalArgument(
                "Required one of fields [field, script], but none were specified."
            )
        }
        return field
    }

    private func missing(_ node: ContentNode) -> QueryValue? { node["missing"].flatMap { queries.value($0) } }

    private func orders(_ node: ContentNode?) throws -> [Aggregation.Order] {
        try (node?.elements ?? node.map { [$0] } ?? []).flatMap { $0.members ?? [] }
            .map { member in
                let direction = member.value.scalarText?.lowercased() ?? ""
                guard direction == "asc" || direction == "desc" else {
                    throw RESTError.parsing(
                        "Unknown order direction [\(member.value.scalarText ?? "")]",
                        content,
                        at: member.value.start
                    )
                }
                return Aggregation.Order(path: member.key, isDescending: direction == "desc")
            }
    }

    private func terms(_ node: ContentNode, _ name: String) throws -> Aggregation.Kind {
        try check(
            node,
            "terms",
            [
                "field", "size", "order", "missing", "min_doc_count", "shard_size", "show_term_doc_count_error",
                "execution_hint", "collect_mode", "shard_min_doc_count", "value_type",
            ]
        )
        let size = try node["size"].map { try queries.int($0) } ?? 10
        if size <= 0, let place = node["size"] {
            let cause = ExceptionBody(
                "illegal_argument_exception",
                "[size] must be greater than 0. Found [\(size)] in [\(name)]"
            )
            throw RESTError.contentParse(
                "[terms] failed to parse field [size]",
                content,
                at: place.start,
                causedBy: cause
            )
        }
        var order = try orders(node["order"])
        if order.isEmpty { order = [.init(path: "_count", isDescending: true)] }
        return .terms(
            field: try field(node, "terms"),
            size: size,
            order: order,
            least: try node["min_doc_count"].map { try queries.int($0) } ?? 1,
            missing: missing(node)
        )
    }

    private func range(_ node: ContentNode) throws -> Aggregation.Kind {
        try check(node, "range", ["field", "ranges", "keyed"])
        let ranges = (node["ranges"]?.elements ?? [])
            .map { range -> Aggregation.Range in
                let from = range["from"].flatMap { queries.value($0) }
                let to = range["to"].flatMap { queries.value($0) }
                return .init(key: range["key"]?.scalarText, from: from, to: to)
            }
        return .range(field: try field(node, "range"), ranges, isKeyed: node["keyed"].map(queries.flag) ?? false)
    }

    private func dates(_ node: ContentNode) throws -> Aggregation.Kind {
        try check(
            node,
            "date_histogram",
            [
                "field", "calendar_interval", "fixed_interval", "min_doc_count", "missing", "order", "keyed", "format",
            ]
        )
        let format = node["format"]?.scalarText
        if let format, DateFormats(format) == nil {
            throw RESTError.unsupported("the format [\(format)] of the aggregation [date_histogram]")
        }
        return .dates(
            field: try field(node, "date_histogram"),
            try interval(node),
            order: try orders(node["order"]).first ?? .init(path: "_key", isDescending: false),
            least: try node["min_doc_count"].map { try queries.int($0) } ?? 0,
            missing: missing(node),
            format: format,
            isKeyed: node["keyed"].map(queries.flag) ?? false
        )
    }

    private func interval(_ node: ContentNode) throws -> Aggregation.Interval {
        if let text = node["calendar_interval"]?.scalarText {
            let units: [String: Character] = [
                "minute": "m", "1m": "m", "hour": "h", "1h": "h", "day": "d", "1d": "d", "week": "w", "1w": "w",
                "month": "M", "1M": "M", "quarter": "q", "1q": "q", "year": "y", "1y": "y", "second": "s", "1s": "s",
            ]
            guard let unit = units[text] else {
                let reason = "The supplied interval [\(text)] could not be parsed as a calendar interval."
                throw failure(node, "calendar_interval", ExceptionBody("illegal_argument_exception", reason))
            }
            return .calendar(unit)
        }
        guard let text = node["fixed_interval"]?.scalarText else { return .none }
        let units: [(String, Int64)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", CivilDate.millisecondsPerDay),
        ]
        for (unit, length) in units where text.hasSuffix(unit) {
            if let count = Int64(text.dropLast(unit.count)), count > 0 { return .fixed(milliseconds: count * length) }
            let cause = ExceptionBody("number_format_exception", "For input string: \"\(text.dropLast(unit.count))\"")
            throw failure(
                node,
                "fixed_interval",
                ExceptionBody("illegal_argument_exception", "failed to parse [\(text)]", causedBy: cause)
            )
        }
        let reason =
            "failed to parse setting [date_histogram.fixedInterval] with value [\(text)] as a time value: unit is missing or "
            + "unrecognized"
        throw failure(node, "fixed_interval", ExceptionBody("illegal_argument_exception", reason))
    }

    private func failure(_ node: ContentNode, _ key: String, _ cause: ExceptionBody) -> RESTError {
        .contentParse(
            "[date_histogram] failed to parse field [\(key)]",
            content,
            at: node[key]?.start ?? node.start,
            causedBy: cause
        )
    }
}
