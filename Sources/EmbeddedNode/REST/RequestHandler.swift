import HTTPTransport
import JSONValues
import SQLiteStorage

/// Finds the function that answers a request and gives its answer the server's form.
struct RequestHandler: Sendable {
    let catalog: IndexCatalog
    let points = PointsInTime()

    /// An answer before it is written: JSON as a tree, as bytes, or plain text.
    enum Answer {
        case json(Int, JSONValue)
        case bytes(Int, [UInt8])
        case text(Int, String)
        case empty(Int)

        static func ok(_ value: JSONValue) -> Answer { .json(200, value) }
        static let acknowledged = Answer.ok(["acknowledged": true])
    }

    /// Answers a request; every failure is an answer too.
    func response(to request: RESTRequest) -> HTTPResponse {
        let answer: Answer
        points.removeExpired()
        do {
            try request.checkContentType()
            answer = try route(request)
        } catch let error as RESTError {
            answer = .json(error.status, error.json)
        } catch let error as SQLiteError {
            let failure = Self.failure(error)
            answer = .json(failure.status, failure.json)
        } catch {
            answer = .json(500, RESTError(500, "exception", "The embedded node failed: \(error)").json)
        }
        return write(answer, request)
    }

    /// Storage that fails, as an error of the server.
    static func failure(_ error: SQLiteError) -> RESTError {
        switch error.kind {
        case .full: RESTError(507, "disk_full_exception", error.message)
        case .busy: RESTError(429, "es_rejected_execution_exception", error.message)
        case .readOnly: RESTError(403, "cluster_block_exception", error.message)
        case .corrupt: RESTError(500, "corrupt_index_exception", error.message)
        default: RESTError(500, "exception", error.message)
        }
    }

    private func write(_ answer: Answer, _ request: RESTRequest) -> HTTPResponse {
        var headers: HTTPHeaders = ["X-elastic-product": "Elasticsearch"]
        if let id = request.headers["X-Opaque-Id"] { headers["X-Opaque-Id"] = id }
        let accept = request.headers["Accept"] ?? ""
        headers["content-type"] =
            accept.hasPrefix("application/vnd.elasticsearch+json")
            ? accept.split(separator: ",").first.map(String.init) ?? "application/json" : "application/json"
        var status: Int
        var body: [UInt8]
        switch answer {
        case .json(let code, let value):
            (status, body) = (code, formatted(value, request, isFiltered: code < 400 || value["error"] == nil))
        case .bytes(let code, let bytes):
            status = code
            let needsTree = request["filter_path"] != nil || request.flag("pretty") == true
            body = needsTree ? (try? JSONValue.parse(bytes)).map { formatted($0, request) } ?? bytes : bytes
        case .text(let code, let text):
            (status, body) = (code, Array(text.utf8))
            headers["content-type"] = "text/plain; charset=UTF-8"
        case .empty(let code): (status, body) = (code, [])
        }
        headers["content-length"] = String(body.count)
        if request.method == "HEAD" { body = [] }
        return HTTPResponse(status: status, headers: headers, body: body)
    }

    private func formatted(_ value: JSONValue, _ request: RESTRequest, isFiltered: Bool = true) -> [UInt8] {
        let path = isFiltered ? request["filter_path"] : nil
        let filtered = path.map { ResponseFilter($0).filtered(value) } ?? value
        return request.flag("pretty") == true ? Array((filtered.prettyText + "\n").utf8) : filtered.serialized()
    }

    private func route(_ request: RESTRequest) throws -> Answer {
        let segments = request.segments
        guard let first = segments.first else { return try root(request) }
        if first.hasPrefix("_"), first != "_all" {
            if let answer = try routeGlobal(request, first, Array(segments.dropFirst())) { return answer }
        } else if segments.count == 1 {
            return try index(request, first)
        } else if let answer = try routeIndex(request, first, segments[1], Array(segments.dropFirst(2))) {
            return answer
        }
        if segments.count == 1, request.method == "PUT" { return try index(request, first) }
        throw RESTError(
            400,
            text: "no handler found for uri [\(request.path)] and method [\(request.method)]",
            omitsStatus: true
        )
    }

    private func routeGlobal(_ request: RESTRequest, _ name: String, _ rest: [String]) throws -> Answer? {
        let isRead = request.method == "GET" || request.method == "POST"
        switch name {
        case "_license" where request.method == "GET" && rest.isEmpty: return license()
        case "_bulk" where rest.isEmpty: return try bulk(request, index: nil)
        case "_search" where rest.isEmpty && isRead: return try search(request, nil)
        case "_msearch" where rest.isEmpty && isRead: return try multiSearch(request, nil)
        case "_count" where rest.isEmpty && isRead: return try count(request, "_all")
        case "_mget" where rest.isEmpty && isRead: return try multiGet(request, nil)
        case "_pit" where rest.isEmpty: return try pointInTime(request, nil)
        case "_refresh" where rest.isEmpty, "_flush" where rest.isEmpty, "_forcemerge" where rest.isEmpty:
            return try maintain(request, "_all", name)
        case "_stats" where rest.count <= 1: return try stats(request, "_all", rest.first)
        case "_analyze" where rest.isEmpty && isRead: return try analyze(request, nil)
        case "_aliases" where rest.isEmpty && request.method == "POST": return try updateAliases(request)
        case "_alias", "_aliases": return try aliases(request, nil, rest)
        case "_mapping", "_mappings": return try mapping(request, "_all")
        case "_settings": return try settings(request, "_all", rest)
        case "_cat": return try cat(request, rest)
        case "_cluster" where rest.first == "health": return try health(request, rest.count > 1 ? rest[1] : nil)
        default: return nil
        }
    }

    private func routeIndex(_ request: RESTRequest, _ index: String, _ name: String, _ rest: [String]) throws -> Answer?
    {
        let isRead = request.method == "GET" || request.method == "POST"
        switch name {
        case "_bulk" where rest.isEmpty: return try bulk(request, index: index)
        case "_search" where rest.isEmpty && isRead: return try search(request, index)
        case "_msearch" where rest.isEmpty && isRead: return try multiSearch(request, index)
        case "_count" where rest.isEmpty && isRead: return try count(request, index)
        case "_mget" where rest.isEmpty && isRead: return try multiGet(request, index)
        case "_pit" where rest.isEmpty: return try pointInTime(request, index)
        case "_refresh" where rest.isEmpty, "_flush" where rest.isEmpty, "_forcemerge" where rest.isEmpty:
            return try maintain(request, index, name)
        case "_stats" where rest.count <= 1: return try stats(request, index, rest.first)
        case "_analyze" where rest.isEmpty && isRead: return try analyze(request, index)
        case "_alias", "_aliases": return try aliases(request, index, rest)
        case "_mapping", "_mappings": return try mapping(request, index)
        case "_settings": return try settings(request, index, rest)
        case "_doc" where rest.count <= 1: return try document(request, index, rest.first)
        case "_create" where rest.count == 1: return try createDocument(request, index, rest[0])
        case "_update" where rest.count == 1 && request.method == "POST": return try update(request, index, rest[0])
        case "_source" where rest.count == 1: return try source(request, index, rest[0])
        default: return nil
        }
    }

    /// Refuses a method the path does not take.
    func wrongMethod(_ request: RESTRequest, allowed: String, namesParameters: Bool = false) -> RESTError {
        let query = request.parameters.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let uri = namesParameters && !query.isEmpty ? "\(request.path)?\(query)" : request.path
        return RESTError(
            405,
            text:
                "Incorrect HTTP method for uri [\(uri)] and method [\(request.method)], allowed: [\(allowed)]"
        )
    }

    private func root(_ request: RESTRequest) throws -> Answer {
        guard request.method == "GET" || request.method == "HEAD" else {
            throw wrongMethod(request, allowed: "GET, HEAD")
        }
        return .ok([
            "name": .string(NodeIdentity.name),
            "cluster_name": .string(NodeIdentity.name),
            "cluster_uuid": .string(NodeIdentity.clusterUUID),
            "version": [
                "number": .string(NodeIdentity.version),
                "build_flavor": "default",
                "build_type": "embedded",
                "build_hash": "unknown",
                "build_date": "1970-01-01T00:00:00.000Z",
                "build_snapshot": false,
                "lucene_version": "10.5.1",
                "minimum_wire_compatibility_version": "8.19.0",
                "minimum_index_compatibility_version": "8.0.0",
            ],
            "tagline": "You Know, for Search",
        ])
    }

    private func license() -> Answer {
        .ok([
            "license": [
                "status": "active",
                "uid": .string(NodeIdentity.clusterUUID),
                "type": "basic",
                "issue_date": "1970-01-01T00:00:00.000Z",
                "issue_date_in_millis": 0,
                "max_nodes": 1,
                "max_resource_units": nil,
                "issued_to": .string(NodeIdentity.name),
                "issuer": .string(NodeIdentity.name),
                "start_date_in_millis": -1,
            ]
        ])
    }

    // MARK: - Names

    /// The indices an expression names: names, aliases, `*` patterns, `_all`, separated by commas.
    func resolve(_ expression: String, _ request: RESTRequest) throws -> [IndexCatalog.Entry] {
        try Self.resolve(
            expression,
            in: try catalog.state(),
            ignoresMissing: request.flag("ignore_unavailable") ?? false
        )
    }

    /// The indices an expression names in `state`.
    static func resolve(
        _ expression: String,
        in state: IndexCatalog.State,
        ignoresMissing: Bool = false
    ) throws -> [IndexCatalog.Entry] {
        var found: [String: IndexCatalog.Entry] = [:]
        for part in expression.split(separator: ",").map(String.init) {
            if part == "_all" || part.contains("*") {
                let pattern = WildcardPattern(part == "_all" ? "*" : part)
                for entry in state.entries.values {
                    let names = [entry.name.name] + entry.aliases.keys
                    if names.contains(where: { pattern.matches(Array($0.utf8)) }) { found[entry.name.name] = entry }
                }
            } else if let entry = state.entries[part] {
                found[part] = entry
            } else {
                let entries = state.indices(ofAlias: part)
                guard !entries.isEmpty || ignoresMissing else { throw RESTError.indexNotFound(part) }
                for entry in entries { found[entry.name.name] = entry }
            }
        }
        return found.values.sorted { $0.name.name < $1.name.name }
    }

    /// The one index a document request names.
    func single(_ name: String) throws -> IndexCatalog.Entry {
        let state = try catalog.state()
        if let entry = state.entries[name] { return entry }
        let entries = state.indices(ofAlias: name)
        guard let entry = entries.first else { throw RESTError.indexNotFound(name) }
        guard entries.count == 1 else {
            let list = entries.map(\.name.name).joined(separator: ", ")
            throw RESTError.illegalArgument(
                "alias [\(name)] has more than one index associated with it [\(list)], can't execute a single index op"
            )
        }
        return entry
    }

    /// The index documents written under a name go to; `nil` where there is none yet.
    func writeTarget(_ name: String, _ state: IndexCatalog.State) throws -> IndexCatalog.Entry? {
        if let entry = state.entries[name] { return entry }
        let entries = state.indices(ofAlias: name)
        guard !entries.isEmpty else { return nil }
        let writers = entries.filter { $0.aliases[name]?["is_write_index"]?.bool == true }
        if let writer = writers.first { return writer }
        if entries.count == 1, entries[0].aliases[name]?["is_write_index"]?.bool != false { return entries[0] }
        throw RESTError.illegalArgument(
            "no write index is defined for alias [\(name)]. The write index may be explicitly disabled using "
                + "is_write_index=false or the alias points to multiple indices without one being designated as a write index"
        )
    }
}
