import JSONValues

/// Reads the body of a bulk request.
struct BulkParser {
    let defaultIndex: String?
    private static let known: Set<String> = [
        "_index", "_id", "routing", "_routing", "version", "_version", "version_type", "_version_type", "if_seq_no",
        "if_primary_term", "retry_on_conflict", "pipeline", "require_alias", "require_data_stream", "dynamic_templates",
        "list_executed_pipelines", "_source", "parent",
    ]

    /// The operations in order.
    func operations(_ body: [UInt8]) throws -> [BulkOperation] {
        let lines = try BulkLines(body, api: "bulk").lines
        var operations: [BulkOperation] = []
        var problems: [String] = []
        var line = 0
        while line < lines.count {
            let action = lines[line]
            let number = line + 1
            line += 1
            guard action.contains(where: { $0 > 0x20 }) else { continue }
            guard var operation = try operation(action, number, &problems) else { continue }
            if operation.kind != .delete {
                guard line < lines.count else { break }
                operation.source = Array(lines[line])
                line += 1
                if operation.kind == .update, let content = try RequestHandler.content(lines[line - 1]) {
                    operation.update = try UpdateBody(content)
                }
            }
            operations.append(operation)
        }
        guard problems.isEmpty else {
            let list = problems.enumerated().map { "\($0.offset + 1): \($0.element);" }.joined(separator: " ")
            throw RESTError(400, "action_request_validation_exception", "Validation Failed: \(list)")
        }
        guard !operations.isEmpty else { throw RESTError.validation("no requests added") }
        return operations
    }

    private func operation(_ bytes: ArraySlice<UInt8>, _ line: Int, _ problems: inout [String]) throws -> BulkOperation?
    {
        guard let content = try RequestHandler.content(bytes) else { return nil }
        guard let members = content.root.members else {
            throw RESTError.illegalArgument(
                "Malformed action/metadata line [\(line)], expected START_OBJECT but found [\(content.root.token)]"
            )
        }
        guard let member = members.first else {
            throw RESTError.illegalArgument(
                "Malformed action/metadata line [\(line)], expected FIELD_NAME but found [END_OBJECT]"
            )
        }
        guard let kind = BulkOperation.Kind(rawValue: member.key) else {
            throw RESTError.illegalArgument(
                "Malformed action/metadata line [\(line)], expected field [create], [delete], [index] or [update] but found "
                    + "[\(member.key)]"
            )
        }
        guard let metadata = member.value.members else {
            throw RESTError.illegalArgument(
                "Malformed action/metadata line [\(line)], expected START_OBJECT or END_OBJECT but found "
                    + "[\(member.value.token)]"
            )
        }
        var operation = BulkOperation(kind: kind, index: "", source: [])
        var index = defaultIndex
        for item in metadata {
            guard Self.known.contains(item.key) else {
                throw RESTError.illegalArgument(
                    "Action/metadata line [\(line)] contains an unknown parameter [\(item.key)]"
                )
            }
            switch item.key {
            case "_index": index = item.value.scalarText ?? index
            case "_id": operation.id = item.value.scalarText
            case "routing", "_routing": operation.routing = item.value.scalarText
            case "pipeline":
                if let name = item.value.scalarText, name != "_none" {
                    throw RESTError.unsupported("the ingest pipeline [\(name)]")
                }
            case "dynamic_templates": throw RESTError.unsupported("[dynamic_templates] of a bulk action")
            default: break
            }
        }
        operation.condition = try WriteCondition(
            ifSequence: member.value["if_seq_no"]?.scalarText,
            ifTerm: member.value["if_primary_term"]?.scalarText,
            version: (member.value["version"] ?? member.value["_version"])?.scalarText,
            versionType: (member.value["version_type"] ?? member.value["_version_type"])?.scalarText
        )
        if let index { operation.index = index } else { problems.append("index is missing") }
        if kind == .delete || kind == .update, operation.id?.isEmpty ?? true { problems.append("id is missing") }
        if let id = operation.id, id.utf8.count > 512 {
            problems.append("id [\(id)] is too long, must be no longer than 512 bytes but was: \(id.utf8.count)")
        }
        return operation
    }
}
