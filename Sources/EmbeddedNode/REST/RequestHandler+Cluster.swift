import HTTPTransport
import JSONValues

extension RequestHandler {
    /// `_refresh`, `_flush` and `_forcemerge`; writes are visible at once, so only the last has something to do.
    func maintain(_ request: RESTRequest, _ expression: String, _ name: String) throws -> Answer {
        guard request.method == "POST" || request.method == "GET" && name != "_forcemerge" else {
            throw wrongMethod(request, allowed: name == "_forcemerge" ? "POST" : "GET, POST")
        }
        try request.allow(
            "ignore_unavailable",
            "allow_no_indices",
            "expand_wildcards",
            "force",
            "wait_if_ongoing",
            "max_num_segments",
            "only_expunge_deletes",
            "flush",
            "wait_for_completion"
        )
        let entries = try resolve(expression, request)
        if name == "_forcemerge" {
            for entry in entries {
                let kept = IndexSettings.deletesKept(entry)
                try catalog.store(entry).write(compacts: true, deletesKept: kept) { _ in }
            }
        }
        let total = entries.reduce(0) { $0 + IndexSettings.copies($1) }
        return .ok([
            "_shards": ["total": JSONValue(total), "successful": JSONValue(entries.count), "failed": 0]
        ])
    }

    /// Documents that count, deleted ones that still take room, and bytes.
    private func numbers(_ entry: IndexCatalog.Entry) throws -> (documents: Int, deleted: Int, bytes: Int) {
        let store = catalog.store(entry)
        let (documents, deleted) = try store.read { reader in
            (reader.snapshot.liveCount, reader.snapshot.documentLimit - reader.snapshot.liveCount)
        }
        return (documents, deleted, store.sizeInBytes)
    }

    private func health(_ entry: IndexCatalog.Entry) -> String { IndexSettings.copies(entry) > 1 ? "yellow" : "green" }

    /// `_stats`: documents and bytes.
    func stats(_ request: RESTRequest, _ expression: String, _ metrics: String?) throws -> Answer {
        guard request.method == "GET" else { throw wrongMethod(request, allowed: "GET") }
        let wanted = try Self.metrics(metrics, request)
        var indices = JSONObject()
        var sum = (documents: 0, deleted: 0, bytes: 0)
        let entries = try resolve(expression, request)
        func block(_ numbers: (documents: Int, deleted: Int, bytes: Int)) -> JSONValue {
            let bytes = JSONValue(numbers.bytes)
            var block = JSONObject()
            if wanted.contains("docs") {
                block["docs"] = [
                    "count": JSONValue(numbers.documents), "deleted": JSONValue(numbers.deleted),
                    "total_size_in_bytes": bytes,
                ]
            }
            if wanted.contains("store") {
                block["store"] = [
                    "size_in_bytes": bytes, "total_data_set_size_in_bytes": bytes, "reserved_in_bytes": 0,
                ]
            }
            return .object(block)
        }
        for entry in entries {
            let numbers = try numbers(entry)
            sum = (sum.documents + numbers.documents, sum.deleted + numbers.deleted, sum.bytes + numbers.bytes)
            indices[entry.name.name] = [
                "uuid": .string(entry.name.uuid),
                "health": .string(health(entry)),
                "status": "open",
                "primaries": block(numbers),
                "total": block(numbers),
            ]
        }
        let total = entries.reduce(0) { $0 + IndexSettings.copies($1) }
        return .ok([
            "_shards": ["total": JSONValue(total), "successful": JSONValue(entries.count), "failed": 0],
            "_all": ["primaries": block(sum), "total": block(sum)],
            "indices": .object(indices),
        ])
    }

    /// Which of the two kinds of numbers this engine has a request asks for.
    private static func metrics(_ text: String?, _ request: RESTRequest) throws -> Set<String> {
        let all: Set<String> = ["docs", "store"]
        let names = Set((text ?? "_all").split(separator: ",").map(String.init))
        if names.contains("_all") { return all }
        let others: Set<String> = [
            "shard_stats", "indexing", "get", "search", "merge", "refresh", "flush", "warmer", "query_cache",
            "fielddata", "completion", "segments", "translog", "request_cache", "recovery", "bulk", "mappings",
            "dense_vector", "sparse_vector",
        ]
        let unknown = names.subtracting(all).subtracting(others).sorted()
        guard unknown.isEmpty else {
            let list = unknown.map { "[\($0)]" }.joined(separator: ", ")
            throw RESTError.illegalArgument(
                "request [\(request.path)] contains unrecognized metric\(unknown.count > 1 ? "s" : ""): \(list)"
            )
        }
        return names.intersection(all)
    }

    /// `_cluster/health`.
    func health(_ request: RESTRequest, _ expression: String?) throws -> Answer {
        try request.allow(
            "wait_for_status",
            "wait_for_active_shards",
            "wait_for_nodes",
            "wait_for_no_relocating_shards",
            "wait_for_no_initializing_shards",
            "wait_for_events",
            "level",
            "local",
            "expand_wildcards"
        )
        guard let entries = try? resolve(expression ?? "_all", request) else {
            return .json(408, healthJSON([], status: "red", timedOut: true))
        }
        let isYellow = entries.contains { health($0) == "yellow" }
        let status = isYellow ? "yellow" : "green"
        if request["wait_for_status"] == "green", isYellow {
            return .json(408, healthJSON(entries, status: status, timedOut: true))
        }
        return .ok(healthJSON(entries, status: status, timedOut: false))
    }

    private func healthJSON(_ entries: [IndexCatalog.Entry], status: String, timedOut: Bool) -> JSONValue {
        let active = entries.count
        let unassigned = entries.reduce(0) { $0 + IndexSettings.copies($1) - 1 }
        let percent = active + unassigned == 0 ? 100 : 100 * Double(active) / Double(active + unassigned)
        return [
            "cluster_name": .string(NodeIdentity.name),
            "status": .string(status),
            "timed_out": .bool(timedOut),
            "number_of_nodes": 1,
            "number_of_data_nodes": 1,
            "active_primary_shards": JSONValue(active),
            "active_shards": JSONValue(active),
            "relocating_shards": 0,
            "initializing_shards": 0,
            "unassigned_shards": JSONValue(unassigned),
            "unassigned_primary_shards": 0,
            "delayed_unassigned_shards": 0,
            "number_of_pending_tasks": 0,
            "number_of_in_flight_fetch": 0,
            "task_max_waiting_in_queue_millis": 0,
            "active_shards_percent_as_number": .number(percent),
        ]
    }

    /// `_cat/indices`, as JSON or as a table.
    func cat(_ request: RESTRequest, _ rest: [String]) throws -> Answer {
        guard rest.first == "indices", request.method == "GET" else {
            throw RESTError.unsupported("[_cat/\(rest.first ?? "")]")
        }
        try request.allow(
            "h",
            "v",
            "s",
            "bytes",
            "health",
            "pri",
            "time",
            "expand_wildcards",
            "include_unloaded_segments"
        )
        let defaults = [
            "health", "status", "index", "uuid", "pri", "rep", "docs.count", "docs.deleted", "store.size",
            "pri.store.size", "dataset.size",
        ]
        let columns = request["h"].map { $0.split(separator: ",").map(String.init) } ?? defaults
        var rows: [JSONObject] = []
        for entry in try resolve(rest.count > 1 ? rest[1] : "_all", request) {
            let numbers = try numbers(entry)
            let size = request["bytes"] == "b" ? String(numbers.bytes) : Self.readable(numbers.bytes)
            let values: JSONObject = [
                "health": .string(health(entry)), "status": "open", "index": .string(entry.name.name),
                "uuid": .string(entry.name.uuid), "pri": entry.settings["number_of_shards"] ?? "1",
                "rep": .string(String(IndexSettings.copies(entry) - 1)),
                "docs.count": .string(String(numbers.documents)),
                "docs.deleted": .string(String(numbers.deleted)), "store.size": .string(size),
                "pri.store.size": .string(size), "dataset.size": .string(size),
                "creation.date": .string(String(entry.created)),
                "creation.date.string": .string(CivilDate.text(entry.created)),
            ]
            rows.append(JSONObject(columns.compactMap { name in values[name].map { (name, $0) } }))
        }
        if request["format"] == "json" || (request.headers["Accept"] ?? "").contains("json") {
            return .ok(.array(rows.map(JSONValue.object)))
        }
        return .text(200, Self.table(columns, rows, hasHeader: request.flag("v") ?? false))
    }

    private static func readable(_ bytes: Int) -> String {
        guard bytes >= 1024 else { return "\(bytes)b" }
        var value = Double(bytes)
        var unit = ""
        for name in ["kb", "mb", "gb", "tb"] where value >= 1024 || unit.isEmpty {
            value /= 1024
            unit = name
        }
        let tenths = (value * 10).rounded(.down) / 10
        return tenths == tenths.rounded() ? "\(Int(tenths))\(unit)" : "\(tenths)\(unit)"
    }

    private static func table(_ columns: [String], _ rows: [JSONObject], hasHeader: Bool) -> String {
        var lines = rows.map { row in columns.map { row[$0]?.string ?? "" } }
        if hasHeader { lines.insert(columns, at: 0) }
        let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return
            lines.map { line in
                zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: " ")
                    + "\n"
            }
            .joined()
    }

    /// `_analyze`.
    func analyze(_ request: RESTRequest, _ index: String?) throws -> Answer {
        try request.allow("index")
        let content = try request.requiredContent()
        var texts: [String] = []
        var analyzer: (any Analyzer)?
        var name = "standard"
        for member in content.root.members ?? [] {
            switch member.key {
            case "text": texts = (member.value.elements ?? [member.value]).compactMap(\.scalarText)
            case "analyzer":
                name = member.value.scalarText ?? ""
                guard let known = Analyzers.named(name) else {
                    throw RESTError.illegalArgument(
                        index == nil
                            ? "failed to find global analyzer [\(name)]" : "failed to find analyzer [\(name)]"
                    )
                }
                analyzer = known
            case "field":
                guard let index else {
                    throw RESTError.illegalArgument(
                        "analysis based on a specific field requires an index"
                    )
                }
                let field = try mapping(of: try single(index)).fields[member.value.scalarText ?? ""]
                if let field, field.type.hasTerms {
                    analyzer = field.analyzer
                    name = field.analyzerName
                }
            case "tokenizer", "filter", "char_filter", "normalizer", "explain", "attributes":
                throw RESTError.unsupported("[\(member.key)] of _analyze")
            default:
                throw RESTError.contentParse(
                    "[analyze_request] unknown field [\(member.key)]",
                    content,
                    at: member.start
                )
            }
        }
        guard !texts.isEmpty else { throw RESTError.validation("text is missing") }
        if index != nil, analyzer == nil { _ = try resolve(index ?? "", request) }
        var tokens: [JSONValue] = []
        var offset = 0
        var position = 0
        let type = name == "standard" ? "<ALPHANUM>" : "word"
        for text in texts {
            var last = -1
            for token in (analyzer ?? StandardAnalyzer()).tokens(of: text) {
                tokens.append([
                    "token": .string(token.term),
                    "start_offset": JSONValue(offset + token.start),
                    "end_offset": JSONValue(offset + token.end),
                    "type": .string(type),
                    "position": JSONValue(position + token.position),
                ])
                last = token.position
            }
            offset += text.utf16.count + 1
            position += last + 101
        }
        return .ok(["tokens": .array(tokens)])
    }
}
