import JSONValues

extension RequestHandler {
    private static let searchParameters: Set<String> = [
        "size", "from", "_source", "_source_includes", "_source_excludes", "_source_exclude_vectors", "search_type",
        "ignore_unavailable", "allow_no_indices", "expand_wildcards", "preference", "routing", "request_cache",
        "rest_total_hits_as_int", "track_total_hits", "typed_keys", "sort", "batched_reduce_size",
        "max_concurrent_shard_requests", "allow_partial_search_results", "ccs_minimize_roundtrips", "version",
        "seq_no_primary_term", "track_scores", "pre_filter_shard_size",
    ]

    /// `_search`; without an expression of all indices, or those of a point in time.
    func search(_ request: RESTRequest, _ expression: String?) throws -> Answer {
        try Self.refuseQueryString(request)
        try request.allow(Self.searchParameters.union(["index"]))
        let expression = expression ?? request["index"]
        let content = try request.content(flattensNumbers: true)
        var search = try content.map { try SearchRequestParser(content: $0).request() } ?? SearchRequest()
        try Self.apply(request, to: &search)
        return .bytes(200, try searchBody(search, try targets(of: search, expression, request), request))
    }

    /// The indices a search looks at; none where it looks at a point in time, which has its own.
    private func targets(
        of search: SearchRequest,
        _ expression: String?,
        _ request: RESTRequest
    ) throws -> [IndexCatalog.Entry] {
        guard search.pointInTime != nil else { return try resolve(expression ?? "_all", request) }
        try Self.checkPointInTime(request, hasIndex: expression != nil)
        return []
    }

    /// A point in time has its indices, its routing and its preference already.
    private static func checkPointInTime(_ request: RESTRequest, hasIndex: Bool) throws {
        var problems: [String] = []
        if hasIndex {
            problems.append(
                "[indices] cannot be used with point in time. Do not specify any index with point in time."
            )
        }
        if ["ignore_unavailable", "allow_no_indices", "expand_wildcards"].contains(where: { request[$0] != nil }) {
            problems.append("[indicesOptions] cannot be used with point in time")
        }
        for name in ["routing", "preference"] where request[name] != nil {
            problems.append("[\(name)] cannot be used with point in time")
        }
        if !problems.isEmpty { throw RESTError.validation(problems) }
    }

    private static func refuseQueryString(_ request: RESTRequest) throws {
        for name in ["q", "scroll"] where request[name] != nil {
            throw RESTError.unsupported("the parameter [\(name)]")
        }
    }

    private func searchBody(
        _ search: SearchRequest,
        _ entries: [IndexCatalog.Entry],
        _ request: RESTRequest?
    ) throws -> [UInt8] {
        let clock = ContinuousClock()
        let start = clock.now
        var search = search
        search.addTieBreaker()
        var hits = JSONWriter(capacity: 4096)
        var total = entries.count
        var gone: [IndexName] = []
        var aggregations: JSONObject?
        func run(_ readers: [IndexReader]) throws {
            let searcher = Searcher(request: search, now: NodeIdentity.now)
            if readers.isEmpty {
                hits.raw("{\"total\":{\"value\":0,\"relation\":\"eq\"},\"max_score\":0.0,\"hits\":[]}")
            } else {
                aggregations = try searcher.run(readers, into: &hits)
            }
        }
        var writer = JSONWriter(capacity: 160)
        writer.raw("{")
        if let point = search.pointInTime {
            (total, gone) = try readPoint(point, run)
            writer.raw("\"pit_id\":")
            writer.string(point.id)
            writer.raw(",")
        } else {
            try read(entries[...], [], run)
        }
        writer.raw("\"took\":")
        let components = (clock.now - start).components
        writer.integer(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
        writer.raw(",\"timed_out\":false,\"_shards\":{\"total\":")
        writer.integer(total)
        writer.raw(",\"successful\":")
        writer.integer(total - gone.count)
        writer.raw(",\"skipped\":0,\"failed\":")
        writer.integer(gone.count)
        if !gone.isEmpty {
            writer.raw(",\"failures\":")
            writer.value(Self.failures(gone))
        }
        writer.raw("},\"hits\":")
        writer.raw(hits.bytes)
        if let aggregations {
            writer.raw(",\"aggregations\":")
            writer.value(.object(aggregations))
        }
        writer.raw("}")
        guard request?.flag("rest_total_hits_as_int") == true, var answer = try? JSONValue.parse(writer.bytes).object,
            var object = answer["hits"]?.object, let total = object["total"]
        else { return writer.bytes }
        object["total"] = total["value"]
        answer["hits"] = .object(object)
        return JSONValue.object(answer).serialized()
    }

    /// Looks at one state of every index at once.
    private func read(
        _ entries: ArraySlice<IndexCatalog.Entry>,
        _ readers: [IndexReader],
        _ body: ([IndexReader]) throws -> Void
    ) throws {
        guard let entry = entries.first else { return try body(readers) }
        try catalog.store(entry).read { reader in try read(entries.dropFirst(), readers + [reader], body) }
    }

    /// Parameters of the URL win over the body.
    private static func apply(_ request: RESTRequest, to search: inout SearchRequest) throws {
        func int(_ name: String) throws -> Int? {
            guard let text = request[name] else { return nil }
            guard let value = Int(text) else {
                throw RESTError.illegalArgument("Failed to parse int parameter [\(name)] with value [\(text)]")
            }
            return value
        }
        if let size = try int("size") {
            guard size >= 0 else {
                throw RESTError.illegalArgument("[size] parameter cannot be negative, found [\(size)]")
            }
            search.size = size
        }
        if let from = try int("from") {
            guard from >= 0 else {
                throw RESTError.illegalArgument("[from] parameter cannot be negative but was [\(from)]")
            }
            search.from = from
        }
        sourceSelection(request, &search.source)
        if let text = request["track_total_hits"] {
            search.totalHits =
                text == "true" || text.isEmpty ? .exact : text == "false" ? .none : .upTo(Int(text) ?? 10_000)
        }
        if let sort = request["sort"] {
            let list = JSONValue(sort.split(separator: ",").map(String.init))
            if let content = try? Content(list.serialized()) {
                search.sort = try SortParser(content: content, splitsNames: true).keys(content.root)
            }
        }
        if let flag = request.flag("typed_keys") { search.showsTypes = flag }
        if let flag = request.flag("version") { search.showsVersion = flag }
        if let flag = request.flag("seq_no_primary_term") { search.showsSequence = flag }
        if let flag = request.flag("track_scores") { search.tracksScores = flag }
        if request["search_type"] != nil, !search.knn.isEmpty {
            throw RESTError.illegalArgument(
                "cannot set [search_type] when using [knn] search, since the search type is determined automatically"
            )
        }
    }

    /// The `_source` parameters of a URL.
    static func sourceSelection(_ request: RESTRequest, _ selection: inout SourceSelection) {
        if let text = request["_source"] {
            switch text {
            case "true", "": selection.isFetched = true
            case "false": selection.isFetched = false
            default: selection.includes = text.split(separator: ",").map(String.init)
            }
        }
        if let text = request["_source_includes"] { selection.includes = text.split(separator: ",").map(String.init) }
        if let text = request["_source_excludes"] { selection.excludes = text.split(separator: ",").map(String.init) }
        if let flag = request.flag("_source_exclude_vectors") { selection.excludesVectors = flag }
    }

    /// `_msearch`.
    func multiSearch(_ request: RESTRequest, _ index: String?) throws -> Answer {
        try request.allow(Self.searchParameters.union(["max_concurrent_searches"]))
        let lines = try BulkLines(request.body, api: "msearch").lines
        guard lines.count > 1 else { throw RESTError.validation("no requests added") }
        struct Leg {
            /// `nil` where neither the path nor the header names an index.
            var expression: String?
            var search: SearchRequest
        }
        var legs: [Leg] = []
        for pair in stride(from: 0, to: lines.count - 1, by: 2) {
            var expression = index
            let header = try Self.content(lines[pair])
            for member in header?.root.members ?? [] {
                switch member.key {
                case "index", "indices":
                    let names = (member.value.elements ?? [member.value]).compactMap(\.scalarText)
                    if !names.isEmpty { expression = names.joined(separator: ",") }
                case "search_type", "preference", "routing", "ignore_unavailable", "allow_no_indices",
                    "expand_wildcards",
                    "request_cache", "allow_partial_search_results", "ccs_minimize_roundtrips":
                    break
                default:
                    throw RESTError.illegalArgument("key [\(member.key)] is not supported in the metadata section")
                }
            }
            let content = try Self.content(lines[pair + 1], flattensNumbers: true)
            // A body that cannot be read fails the whole request, as the server's does.
            let search = try content.map { try SearchRequestParser(content: $0).request() } ?? SearchRequest()
            legs.append(Leg(expression: expression, search: search))
        }
        let clock = ContinuousClock()
        let start = clock.now
        var responses = JSONWriter(capacity: 8192)
        for (place, leg) in legs.enumerated() {
            if place > 0 { responses.raw(",") }
            do {
                let entries = try targets(of: leg.search, leg.expression, request)
                let body = try searchBody(leg.search, entries, nil)
                responses.raw(Array(body.dropLast()))
                responses.raw(",\"status\":200}")
            } catch let error as RESTError {
                responses.value(error.json)
            }
        }
        var writer = JSONWriter(capacity: responses.bytes.count + 40)
        writer.raw("{\"took\":")
        let components = (clock.now - start).components
        writer.integer(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
        writer.raw(",\"responses\":[")
        writer.raw(responses.bytes)
        writer.raw("]}")
        return .bytes(200, writer.bytes)
    }

    static func content(_ bytes: ArraySlice<UInt8>, flattensNumbers: Bool = false) throws -> Content? {
        guard bytes.contains(where: { $0 > 0x20 }) else { return nil }
        let bytes = Array(bytes)
        do throws(ContentFault) {
            return try Content(bytes, flattensNumbers: flattensNumbers)
        } catch {
            throw RESTError.malformed(error, bytes)
        }
    }

    /// `_count`.
    func count(_ request: RESTRequest, _ expression: String) throws -> Answer {
        try request.allow(
            "ignore_unavailable",
            "allow_no_indices",
            "expand_wildcards",
            "preference",
            "routing",
            "min_score"
        )
        let entries = try resolve(expression, request)
        var query = QueryClause.matchAll
        if let content = try request.content() {
            for member in content.root.members ?? [] {
                guard member.key == "query" else {
                    throw RESTError.parsing("request does not support [\(member.key)]", content, at: member.start)
                }
                query = try QueryParser(content: content).clause(member.value)
            }
        }
        var count = 0
        for entry in entries {
            count += try catalog.store(entry)
                .read { reader in
                    try QueryEvaluator(reader: reader, now: NodeIdentity.now, defaultSize: 10)
                        .matches(query, isScored: false).documents.count
                }
        }
        let shards = JSONValue(entries.count)
        return .ok([
            "count": JSONValue(count),
            "_shards": ["total": shards, "successful": shards, "skipped": 0, "failed": 0],
        ])
    }
}
