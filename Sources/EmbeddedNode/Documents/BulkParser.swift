import JSONValues

/// Reads the body of a bulk request.
struct BulkParser {
    let defaultIndex: String?
    /// What the request says for all actions that do not say it themselves.
    var defaults = Defaults()

    /// Parameters of a request that an action can have, too.
    struct Defaults {
        var routing: String?
        var pipeline: String?
        var requiresAlias = false
    }

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
        guard problems.isEmpty else { throw RESTError.validation(problems) }
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
        var operation = BulkOperation(kind: kind, index: "", routing: defaults.routing, source: [])
        operation.pipeline = defaults.pipeline
        operation.requiresAlias = defaults.requiresAlias
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
            case "routing", "_routing": operation.routing = item.value.scalarText ?? operation.routing
            case "pipeline": operation.pipeline = item.value.scalarText ?? operation.pipeline
            case "require_alias":
                guard let text = item.value.scalarText else { break }
                guard text == "true" || text == "false" else {
                    throw RESTError.illegalArgument(
                        "Failed to parse value [\(text)] as only [true] or [false] are allowed."
                    )
                }
                operation.requiresAlias = text == "true"
            case "dynamic_templates": throw RESTError.unsupported("[dynamic_templates] of a bulk action")
            default: break
            }
        }
        if operation.routing?.isEmpty == true { operation.routing = nil }
        if operation.pipeline == "_none" { operation.pipeline = nil }
        operation.condition = try condition(kind, member.value, hasID: operation.id != nil)
        if let index { operation.index = index } else { problems.append("index is missing") }
        if kind == .delete || kind == .update, operation.id?.isEmpty ?? true { problems.append("id is missing") }
        problems += operation.condition.problems
        if operation.pipeline == "", kind == .index || kind == .create {
            problems.append("pipeline cannot be an empty string")
        }
        if let id = operation.id, id.utf8.count > 512 {
            problems.append("id [\(id)] is too long, must be no longer than 512 bytes but was: \(id.utf8.count)")
        }
        return operation
    }

    private func condition(_ kind: BulkOperation.Kind, _ node: ContentNode, hasID: Bool) throws -> WriteCondition {
        guard let members = node.members, members.contains(where: { Self.conditions.contains($0.key) }) else {
            return WriteCondition()
        }
        func integer(_ names: String...) throws -> Int? {
            for name in names {
                guard let value = node[name], let text = value.scalarText else { continue }
                switch value.value {
                case .integer(let number): return Int(number)
                case .number(let number): if let whole = Int(exactly: number.rounded(.towardZero)) { return whole }
                case .string: if let number = Int(text) ?? Double(text).flatMap({ Int(exactly: $0) }) { return number }
                default: break
                }
                throw RESTError.illegalArgument("For input string: \"\(text)\"")
            }
            return nil
        }
        return try WriteCondition(
            kind,
            hasID: hasID,
            sequence: try integer("if_seq_no"),
            term: try integer("if_primary_term"),
            version: try integer("version", "_version"),
            type: .init((node["version_type"] ?? node["_version_type"])?.scalarText)
        )
    }

    private static let conditions: Set<String> = [
        "version", "_version", "version_type", "_version_type", "if_seq_no", "if_primary_term",
    ]
}
