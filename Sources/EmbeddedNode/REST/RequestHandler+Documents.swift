import JSONValues
import SQLiteStorage

extension RequestHandler {
    static let readParameters: Set<String> = [
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
            kind: isCreate || id == nil ? .create : .index,
            index: index,
            id: id,
            routing: request["routing"],
            source: request.body
        )
        try Self.addParameters(request, to: &operation)
        operation.condition = try Self.condition(operation, request)
        return try runOne(operation, request)
    }

    /// What a write outside a bulk asks for in its URL beside the condition.
    private static func addParameters(_ request: RESTRequest, to operation: inout BulkOperation) throws {
        if operation.routing?.isEmpty == true { operation.routing = nil }
        operation.requiresAlias = request.flag("require_alias") ?? false
        operation.requiresDataStream = request.flag("require_data_stream") ?? false
        guard let pipeline = request["pipeline"], pipeline != "_none" else { return }
        guard !pipeline.isEmpty else { throw RESTError.validation("pipeline cannot be an empty string") }
        operation.pipeline = pipeline
    }

    private static func condition(_ operation: BulkOperation, _ request: RESTRequest) throws -> WriteCondition {
        func integer(_ name: String) throws -> Int? {
            guard let text = request[name] else { return nil }
            guard let value = Int(text) else {
                throw RESTError(
                    400,
                    ExceptionBody(
                        "illegal_argument_exception",
                        "Failed to parse long parameter [\(name)] with value [\(text)]",
                        causedBy: ExceptionBody("number_format_exception", "For input string: \"\(text)\"")
                    )
                )
            }
            return value
        }
        let condition = try WriteCondition(
            operation.kind,
            hasID: operation.id != nil,
            sequence: try integer("if_seq_no"),
            term: try integer("if_primary_term"),
            version: try integer("version"),
            type: .init(request["version_type"])
        )
        guard condition.problems.isEmpty else { throw RESTError.validation(condition.problems) }
        return condition
    }

    private func delete(_ request: RESTRequest, _ index: String, _ id: String) throws -> Answer {
        var operation = BulkOperation(kind: .delete, index: index, id: id, routing: request["routing"], source: [])
        operation.condition = try Self.condition(operation, request)
        return try runOne(operation, request)
    }

    /// `_update`.
    func update(_ request: RESTRequest, _ index: String, _ id: String) throws -> Answer {
        try request.allow(
            Self.writeParameters.subtracting(["pipeline", "op_type", "version", "version_type"])
                .union(["retry_on_conflict", "_source", "_source_includes", "_source_excludes"])
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
        operation.condition = try Self.condition(operation, request)
        operation.requiresAlias = request.flag("require_alias") ?? false
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

    /// A document as `_doc` and `_mget` show it.
    static func found(_ reader: IndexReader, _ id: String, _ selection: SourceSelection) throws -> JSONObject {
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
        // Without a source the server does not look at what is stored beside the document.
        if let routing = stored.routing, selection.isFetched { object["_routing"] = .string(routing) }
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
}
