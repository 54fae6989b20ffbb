import JSONValues
import SQLiteStorage

extension RequestHandler {
    private static let readParameters: Set<String> = [
        "_source", "_source_includes", "_source_excludes", "_source_exclude_vectors", "refresh", "realtime",
        "preference",
        "routing", "version", "version_type", "stored_fields",
    ]
    private static let writeParameters: Set<String> = [
        "refresh", "routing", "op_type", "if_seq_no", "if_primary_term", "version", "version_type",
        "wait_for_active_shards",
        "require_alias", "pipeline", "require_data_stream", "include_source_on_error",
    ]

    /// `_doc` in its forms.
    func document(_ request: RESTRequest, _ index: String, _ id: String?) throws -> Answer {
        guard let id else {
            guard request.method == "POST" else { throw wrongMethod(request, allowed: "POST") }
            return try write(request, index, nil, isCreate: request["op_type"] == "create")
        }
        switch request.method {
        case "GET", "HEAD": return try get(request, index, id)
        case "PUT", "POST":
            if let type = request["op_type"], type != "index", type != "create" {
                throw RESTError.illegalArgument("opType must be 'create' or 'index', found: [\(type)]")
            }
            return try write(request, index, id, isCreate: request["op_type"] == "create")
        case "DELETE":
            try request.allow(Self.writeParameters)
            return try delete(request, index, id)
        default: throw wrongMethod(request, allowed: "GET, PUT, POST, DELETE, HEAD")
        }
    }

    /// `_create`.
    func createDocument(_ request: RESTRequest, _ index: String, _ id: String) throws -> Answer {
        guard request.method == "PUT" || request.method == "POST" else {
            throw wrongMethod(request, allowed: "POST, PUT")
        }
        return try write(request, index, id, isCreate: true)
    }

    private func write(_ request: RESTRequest, _ index: String, _ id: String?, isCreate: Bool) throws -> Answer {
        try request.allow(Self.writeParameters)
        guard !request.body.isEmpty else { throw RESTError(400, "parse_exception", "request body is required") }
        var operation = BulkOperation(
            kind: isCreate ? .create : .index,
            index: index,
            id: id,
            routing: request["routing"],
            source: request.body
        )
        operation.condition = try WriteCondition(
            ifSequence: request["if_seq_no"],
            ifTerm: request["if_primary_term"],
            version: request["version"],
            versionType: request["version_type"]
        )
        return try runOne(operation, request)
    }

    private func delete(_ request: RESTRequest, _ index: String, _ id: String) throws -> Answer {
        var operation = BulkOperation(kind: .delete, index: index, id: id, routing: request["routing"], source: [])
        operation.condition = try WriteCondition(
            ifSequence: request["if_seq_no"],
            ifTerm: request["if_primary_term"],
            version: request["version"],
            versionType: request["version_type"]
        )
        return try runOne(operation, request)
    }

    /// `_update`.
    func update(_ request: RESTRequest, _ index: String, _ id: String) throws -> Answer {
        try request.allow(
            Self.writeParameters.union(["retry_on_conflict", "_source", "_source_includes", "_source_excludes"])
        )
        let content = try request.requiredContent()
        var operation = BulkOperation(
            kind: .update,
            index: index,
            id: id,
            routing: request["routing"],
            source: request.body
        )
        operation.update = try UpdateBody(content)
        operation.isSingle = true
        return try runOne(operation, request)
    }

    /// Runs one write outside a bulk: a failed item is a failed request.
    private func runOne(_ operation: BulkOperation, _ request: RESTRequest) throws -> Answer {
        let refresh = try Self.refreshes(request)
        let outcome = try BulkRunner(handler: self, refresh: refresh).run([operation])[0]
        switch outcome {
        case .failure(let error, _): throw error
        case .success(var object, let status):
            object["status"] = nil
            return .json(status, .object(object))
        }
    }

    /// Whether the request asks for a refresh.
    static func refreshes(_ request: RESTRequest) throws -> Bool {
        switch request["refresh"] {
        case nil, "false", "wait_for": return false
        case "", "true": return true
        case let other?: throw RESTError.illegalArgument("Unknown value for refresh: [\(other)].")
        }
    }

    private func get(_ request: RESTRequest, _ index: String, _ id: String) throws -> Answer {
        try request.allow(Self.readParameters)
        var selection = SourceSelection()
        Self.sourceSelection(request, &selection)
        let entry = try single(index)
        let object = try catalog.store(entry).read { reader in try Self.found(reader, id, selection) }
        let isFound = object["found"]?.bool == true
        if request.method == "HEAD" { return .empty(isFound ? 200 : 404) }
        return .json(isFound ? 200 : 404, .object(object))
    }

    private static func found(_ reader: IndexReader, _ id: String, _ selection: SourceSelection) throws -> JSONObject {
        var object: JSONObject = ["_index": .string(reader.name.name), "_id": .string(id)]
        let fetcher = DocumentFetcher(reader: reader)
        let number = try reader.connection.first("SELECT doc FROM docs WHERE id = ?", [.text(id)]) { UInt32($0.int(0)) }
        guard let number, let stored = try fetcher.document(number) else {
            object["found"] = false
            return object
        }
        object["_version"] = JSONValue(stored.version)
        object["_seq_no"] = JSONValue(stored.sequence)
        object["_primary_term"] = 1
        if let routing = stored.routing { object["_routing"] = .string(routing) }
        object["found"] = true
        if selection.isFetched {
            object["_source"] = (try? JSONValue.parse(try fetcher.source(stored, number, selection))) ?? [:]
        }
        return object
    }

    /// `_source`.
    func source(_ request: RESTRequest, _ index: String, _ id: String) throws -> Answer {
        guard request.method == "GET" || request.method == "HEAD" else {
            throw wrongMethod(request, allowed: "GET, HEAD")
        }
        try request.allow(Self.readParameters)
        var selection = SourceSelection()
        Self.sourceSelection(request, &selection)
        let entry = try single(index)
        let object = try catalog.store(entry).read { reader in try Self.found(reader, id, selection) }
        guard object["found"]?.bool == true, let source = object["_source"] else {
            if request.method == "HEAD" { return .empty(404) }
            throw RESTError(404, "resource_not_found_exception", "Document not found [\(index)]/[\(id)]")
        }
        return request.method == "HEAD" ? .empty(200) : .ok(source)
    }

    /// `_mget`.
    func multiGet(_ request: RESTRequest, _ index: String?) throws -> Answer {
        try request.allow(Self.readParameters)
        let content = try request.requiredContent()
        var wanted: [(index: String?, id: String, selection: SourceSelection)] = []
        var selection = SourceSelection()
        Self.sourceSelection(request, &selection)
        for member in content.root.members ?? [] {
            switch member.key {
            case "ids": wanted += (member.value.elements ?? []).compactMap(\.scalarText).map { (index, $0, selection) }
            case "docs":
                for node in member.value.elements ?? [] {
                    guard let id = node["_id"]?.scalarText else {
                        throw RESTError.validation("id is missing for doc 0")
                    }
                    var own = selection
                    if let source = node["_source"] {
                        if let flag = source.bool { own.isFetched = flag }
                        let names = (source["includes"] ?? source).elements ?? []
                        if !names.isEmpty { own.includes = names.compactMap(\.scalarText) }
                        own.excludes = (source["excludes"]?.elements ?? []).compactMap(\.scalarText)
                        if let flag = source["exclude_vectors"]?.bool { own.excludesVectors = flag }
                    }
                    wanted.append((node["_index"]?.scalarText ?? index, id, own))
                }
            default:
                throw RESTError.parsing(
                    "unknown key [\(member.key)] for a \(member.value.token), expected [docs] or [ids]",
                    content,
                    at: member.value.start
                )
            }
        }
        guard !wanted.isEmpty else { throw RESTError.validation("no documents to get") }
        var documents: [JSONValue] = []
        for (name, id, selection) in wanted {
            guard let name else { throw RESTError.validation("index is missing for doc \(documents.count)") }
            do {
                let entry = try single(name)
                documents.append(
                    .object(try catalog.store(entry).read { try Self.found($0, id, selection) })
                )
            } catch let error as RESTError {
                documents.append(["_index": .string(name), "_id": .string(id), "error": error.errorJSON])
            }
        }
        return .ok(["docs": .array(documents)])
    }
}
