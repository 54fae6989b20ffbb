import JSONValues
import SQLiteStorage

/// Runs writes: those of one index in one transaction, in their order.
struct BulkRunner {
    /// What became of an operation.
    enum Outcome {
        /// The members of its item, status included.
        case success(JSONObject, status: Int)
        /// The refusal, and under which index name.
        case failure(RESTError, index: String)
    }

    let handler: RequestHandler
    let refresh: Bool

    /// Runs `operations` and returns their outcomes in the same order.
    ///
    /// - Throws: ``SQLiteError`` where storage fails: nothing of the index it failed on was written then.
    func run(_ operations: [BulkOperation]) throws -> [Outcome] {
        var outcomes = [Outcome?](repeating: nil, count: operations.count)
        var groups: [String: (entry: IndexCatalog.Entry, places: [Int])] = [:]
        var order: [String] = []
        var targets: [String: Result<IndexCatalog.Entry, RESTError>] = [:]
        for (place, operation) in operations.enumerated() {
            let isDelete = operation.kind == .delete
            if let refusal = try refusal(operation) {
                outcomes[place] = .failure(refusal, index: operation.index)
                continue
            }
            if targets[operation.index] == nil {
                targets[operation.index] = try target(operation.index, creates: !isDelete)
            }
            if case .failure(let error)? = targets[operation.index], error.status == 404, !isDelete {
                targets[operation.index] = try target(operation.index, creates: true)
            }
            switch targets[operation.index] {
            case .success(let entry)?:
                if groups[entry.name.uuid] == nil {
                    groups[entry.name.uuid] = (entry, [])
                    order.append(entry.name.uuid)
                }
                groups[entry.name.uuid]?.places.append(place)
            case .failure(let error)?: outcomes[place] = .failure(error, index: operation.index)
            case nil: break
            }
        }
        for uuid in order {
            guard let group = groups[uuid] else { continue }
            try run(group.places, of: operations, on: group.entry, &outcomes)
        }
        return outcomes.compactMap { $0 }
    }

    /// Why an operation is not tried at all.
    private func refusal(_ operation: BulkOperation) throws -> RESTError? {
        guard operation.kind != .delete else { return nil }
        if let pipeline = operation.pipeline, operation.kind != .update {
            return .illegalArgument("pipeline with id [\(pipeline)] does not exist")
        }
        let name = operation.index
        if operation.requiresAlias, try handler.catalog.state().indices(ofAlias: name).isEmpty {
            return RESTError(
                404,
                "index_not_found_exception",
                "no such index [\(name)] and [require_alias] request flag is [true] and [\(name)] is not an alias",
                members: ["index_uuid": "_na_", "index": .string(name)]
            )
        }
        if operation.requiresDataStream {
            return RESTError(
                404,
                "resource_not_found_exception",
                "[require_data_stream] request flag is [true] and [\(name)] is not a data stream"
            )
        }
        return nil
    }

    private func target(_ name: String, creates: Bool) throws -> Result<IndexCatalog.Entry, RESTError> {
        do {
            if let entry = try handler.writeTarget(name, try handler.catalog.state()) { return .success(entry) }
            guard creates else { return .failure(.indexNotFound(name)) }
            do {
                return .success(try handler.createIndex(name, settings: [:], mappings: [:], aliases: [:]))
            } catch let error as RESTError where error.exception.type == "resource_already_exists_exception" {
                // Another process made it between the look and the attempt.
                guard let entry = try handler.writeTarget(name, try handler.catalog.state()) else { throw error }
                return .success(entry)
            }
        } catch let error as RESTError {
            return .failure(error)
        }
    }

    private func run(
        _ places: [Int],
        of operations: [BulkOperation],
        on entry: IndexCatalog.Entry,
        _ outcomes: inout [Outcome?]
    ) throws {
        let store = handler.catalog.store(entry)
        let kept = IndexSettings.deletesKept(entry)
        let written = try store.write(deletesKept: kept) { writer in
            let worker = DocumentWriter(writer: writer, entry: entry, refresh: refresh)
            return try places.map { place in
                do {
                    let (object, status) = try worker.run(operations[place])
                    return Outcome.success(object, status: status)
                } catch let error as RESTError {
                    return Outcome.failure(error, index: entry.name.name)
                }
            }
        }
        for (place, outcome) in zip(places, written) { outcomes[place] = outcome }
    }
}

/// Runs single writes inside the transaction of an index.
struct DocumentWriter {
    let writer: IndexWriter
    let entry: IndexCatalog.Entry
    let refresh: Bool

    func run(_ operation: BulkOperation) throws -> (JSONObject, status: Int) {
        if let id = operation.id, id.isEmpty {
            throw RESTError.illegalArgument("if _id is specified it must not be empty")
        }
        switch operation.kind {
        case .index, .create: return try put(operation)
        case .update: return try update(operation)
        case .delete: return try delete(operation)
        }
    }

    private func put(_ operation: BulkOperation) throws -> (JSONObject, status: Int) {
        let id = operation.id ?? NodeIdentity.randomID(bytes: 15)
        let existing = operation.id == nil ? nil : try writer.head(id)
        if operation.kind == .create, let existing {
            throw conflict(id, "document already exists (current version [\(existing.version)])")
        }
        try check(operation.condition, id, existing)
        let document = try parse(operation.source, id)
        let change = try writer.put(
            document,
            id: id,
            routing: operation.routing,
            replacing: existing,
            version: operation.condition.externalVersion
        )
        let isNew = existing == nil
        return (item(id, change, isNew ? "created" : "updated", status: isNew ? 201 : 200), isNew ? 201 : 200)
    }

    private func parse(_ source: [UInt8], _ id: String) throws -> ParsedDocument {
        try DocumentParser.parse(
            source,
            id: id,
            mapping: writer.mapping,
            excludesVectors: IndexSettings.excludesVectors(entry)
        )
    }

    private func update(_ operation: BulkOperation) throws -> (JSONObject, status: Int) {
        let id = operation.id ?? ""
        guard let body = operation.update, let changes = body.document else {
            throw RESTError.validation("script or doc is missing")
        }
        guard let existing = try writer.document(id) else {
            guard let new = body.upsert ?? (body.isUpsert ? changes : nil) else {
                throw RESTError(404, "document_missing_exception", "[\(id)]: document missing", members: shard)
            }
            let document = try parse(JSONValue.object(new).serialized(), id)
            try check(operation.condition, id, nil)
            let change = try writer.put(document, id: id, routing: operation.routing, replacing: nil)
            return (item(id, change, "created", status: 201), 201)
        }
        try check(operation.condition, id, existing.head)
        let source = try writer.source(of: existing)
        let merged = UpdateBody.merged(source, changes)
        if body.detectsNoop, merged == source {
            let change = IndexWriter.Change(version: existing.head.version, sequence: existing.head.sequence)
            var object = item(id, change, "noop", status: 200)
            if operation.isSingle { object["_shards"] = ["total": 0, "successful": 0, "failed": 0] }
            return (object, 200)
        }
        let document = try parse(JSONValue.object(merged).serialized(), id)
        let routing = operation.routing ?? existing.head.routing
        let change = try writer.put(document, id: id, routing: routing, replacing: existing.head)
        var object = item(id, change, "updated", status: 200)
        if body.returnsSource {
            object["get"] = [
                "_seq_no": JSONValue(change.sequence),
                "_primary_term": 1,
                "found": true,
                "_source": (try? JSONValue.parse(document.source)) ?? [:],
            ]
        }
        return (object, 200)
    }

    private func delete(_ operation: BulkOperation) throws -> (JSONObject, status: Int) {
        let id = operation.id ?? ""
        let existing = try writer.head(id)
        try check(operation.condition, id, existing)
        let change = try writer.delete(id, existing, version: operation.condition.externalVersion)
        let wasThere = existing != nil
        let status = wasThere ? 200 : 404
        return (item(id, change, wasThere ? "deleted" : "not_found", status: status), status)
    }

    private var shard: JSONObject {
        ["index_uuid": .string(entry.name.uuid), "shard": "0", "index": .string(entry.name.name)]
    }

    private func conflict(_ id: String, _ problem: String) -> RESTError {
        RESTError(409, "version_conflict_engine_exception", "[\(id)]: version conflict, \(problem)", members: shard)
    }

    private func check(_ condition: WriteCondition, _ id: String, _ existing: IndexWriter.Head?) throws {
        if let sequence = condition.sequence {
            let term = condition.term ?? 1
            guard let existing else {
                throw conflict(id, "required seqNo [\(sequence)], primary term [\(term)]. but no document was found")
            }
            guard existing.sequence == sequence, term == 1 else {
                throw conflict(
                    id,
                    "required seqNo [\(sequence)], primary term [\(term)]. current document has seqNo "
                        + "[\(existing.sequence)] and primary term [1]"
                )
            }
        }
        if let version = condition.externalVersion, let current = try existing?.version ?? writer.deletedVersion(id) {
            let isTaken = condition.allowsEqualVersion ? current > version : current >= version
            guard !isTaken else {
                let relation = condition.allowsEqualVersion ? "higher than" : "higher or equal to"
                throw conflict(id, "current version [\(current)] is \(relation) the one provided [\(version)]")
            }
        }
    }

    private func item(_ id: String, _ change: IndexWriter.Change, _ result: String, status: Int) -> JSONObject {
        var object: JSONObject = [
            "_index": .string(entry.name.name), "_id": .string(id), "_version": JSONValue(change.version),
            "result": .string(result),
        ]
        if refresh, result != "noop" { object["forced_refresh"] = true }
        object["_shards"] = ["total": JSONValue(IndexSettings.copies(entry)), "successful": 1, "failed": 0]
        object["_seq_no"] = JSONValue(change.sequence)
        object["_primary_term"] = 1
        object["status"] = JSONValue(status)
        return object
    }
}
