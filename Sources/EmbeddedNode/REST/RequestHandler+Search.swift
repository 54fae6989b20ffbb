import JSONValues

extension RequestHandler {
    private static let searchParameters: Set<String> = [
        "size", "from", "_source", "_source_includes", "_source_excludes", "_source_exclude_vectors", "search_type",
        "ignore_unavailable", "allow_no_indices", "expand_wildcards", "preference", "routing", "request_cache",
        "rest_total_hits_as_int", "track_total_hits", "typed_keys", "sort", "batched_reduce_size",
        "max_concurrent_shard_requests", "allow_partial_search_results", "ccs_minimize_roundtrips", "version",
        "seq_no_primary_term", "track_scores", "pre_filter_shard_size",
    ]

    /// `_search`.
    func search(_ request: RESTRequest, _ expression: String) throws -> Answer {
        try Self.refuseQueryString(request)
        try request.allow(Self.searchParameters)
        let entries = try resolve(expression, request)
        let content = try request.content(flattensNumbers: true)
        let body = try searchBody(entries, content, request)
        return .bytes(200, body)
    }

    private static func refuseQueryString(_ request: RESTRequest) throws {
        for name in ["q", "scroll"] where request[name] != nil {
            throw RESTError.unsupported("the parameter [\(name)]")
        }
    }

    private func searchBody(
        _ entries: [IndexCatalog.Entry],
        _ content: Content?,
        _ request: RESTRequest?
    ) throws -> [UInt8] {
        let clock = ContinuousClock()
        let start = clock.now
        var search = try content.map { try SearchRequestParser(content: $0).request() } ?? SearchRequest()
        if let request { try Self.apply(request, to: &search) }
        var hits = JSONWriter(capacity: 4096)
        try read(entries[...], []) { readers in
            let searcher = Searcher(request: search, now: NodeIdentity.now)
            if readers.isEmpty {
                hits.raw("{\"total\":{\"value\":0,\"relation\":\"eq\"},\"max_score\":0.0,\"hits\":[]}")
            } else {
                try searcher.run(readers, into: &hits)
            }
        }
        var writer = JSONWriter(capacity: hits.bytes.count + 160)
        writer.raw("{\"took\":")
        let components = (clock.now - start).components
        writer.integer(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
        writer.raw(",\"timed_out\":false,\"_shards\":{\"total\":")
        writer.integer(entries.count)
        writer.raw(",\"successful\":")
        writer.integer(entries.count)
        writer.raw(",\"skipped\":0,\"failed\":0},\"hits\":")
        writer.raw(hits.bytes)
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
                search.sort = try SortParser(content: content).keys(content.root)
            }
        }
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
            var expression: String
            var content: Content?
            var search: SearchRequest
        }
        var legs: [Leg] = []
        for pair in stride(from: 0, to: lines.count - 1, by: 2) {
            var expression = index ?? "_all"
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
            legs.append(Leg(expression: expression, content: content, search: search))
        }
        let clock = ContinuousClock()
        let start = clock.now
        var responses = JSONWriter(capacity: 8192)
        for (place, leg) in legs.enumerated() {
            if place > 0 { responses.raw(",") }
            do {
                let body = try searchBody(try resolve(leg.expression, request), leg.content, nil)
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
