import JSONValues
import SQLiteStorage

extension RequestHandler {
    /// `_bulk`.
    func bulk(_ request: RESTRequest, index: String?) throws -> Answer {
        guard request.method == "POST" || request.method == "PUT" else {
            throw wrongMethod(request, allowed: "POST, PUT")
        }
        try request.allow(
            "refresh",
            "pipeline",
            "routing",
            "wait_for_active_shards",
            "require_alias",
            "require_data_stream",
            "list_executed_pipelines",
            "include_source_on_error",
            "_source",
            "_source_includes",
            "_source_excludes"
        )
        if let timeout = request["timeout"] { _ = try TimeValue(timeout, setting: "timeout") }
        let refresh = try Self.refreshes(request)
        let clock = ContinuousClock()
        let start = clock.now
        let defaults = BulkParser.Defaults(
            routing: request["routing"],
            pipeline: request["pipeline"],
            requiresAlias: request.flag("require_alias") ?? false
        )
        var operations = try BulkParser(defaultIndex: index, defaults: defaults).operations(request.body)
        if request.flag("require_data_stream") ?? false {
            for place in operations.indices { operations[place].requiresDataStream = true }
        }
        let listsPipelines = request.flag("list_executed_pipelines") ?? false
        let outcomes = try BulkRunner(handler: self, refresh: refresh).run(operations)
        var items = JSONWriter(capacity: operations.count * 160)
        var hasErrors = false
        for (place, (operation, outcome)) in zip(operations, outcomes).enumerated() {
            if place > 0 { items.raw(",") }
            items.raw("{")
            items.key(operation.kind.rawValue)
            switch outcome {
            case .success(var object, _):
                // None was run, as pipelines are refused.
                if listsPipelines, operation.kind != .delete { object["executed_pipelines"] = [] }
                items.value(.object(object))
            case .failure(let error, let name):
                hasErrors = true
                items.value([
                    "_index": .string(name),
                    "_id": operation.id.map(JSONValue.string) ?? nil,
                    "status": JSONValue(error.status),
                    "error": .object(error.exception.json),
                ])
            }
            items.raw("}")
        }
        var writer = JSONWriter(capacity: items.bytes.count + 60)
        writer.raw(hasErrors ? "{\"errors\":true,\"took\":" : "{\"errors\":false,\"took\":")
        let components = (clock.now - start).components
        writer.integer(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
        // The server shows the time of pipelines where some action asked for one, were it an unknown one.
        if operations.contains(where: { $0.pipeline != nil && ($0.kind == .index || $0.kind == .create) }) {
            writer.raw(",\"ingest_took\":0")
        }
        writer.raw(",\"items\":[")
        writer.raw(items.bytes)
        writer.raw("]}")
        return .bytes(200, writer.bytes)
    }
}
