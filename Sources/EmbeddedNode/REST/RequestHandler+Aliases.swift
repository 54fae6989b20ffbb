import JSONValues

extension RequestHandler {
    /// `_alias` in its forms: reading, adding, removing.
    func aliases(_ request: RESTRequest, _ expression: String?, _ rest: [String]) throws -> Answer {
        try request.allow("ignore_unavailable", "allow_no_indices", "expand_wildcards", "local")
        let name = rest.first
        switch request.method {
        case "GET", "HEAD": return try readAliases(request, expression, name)
        case "PUT", "POST":
            guard let expression, let name else { throw wrongMethod(request, allowed: "GET, HEAD") }
            let definition = try request.content().map { try Self.json($0).object ?? [:] } ?? [:]
            try add(name, to: try resolve(expression, request), definition)
            return .ok(["acknowledged": true, "errors": false])
        case "DELETE":
            guard let expression, let name else { throw wrongMethod(request, allowed: "GET, HEAD") }
            let entries = try resolve(expression, request)
            try catalog.updateAliases { state in
                let removals = Self.removals(name.split(separator: ",").map(String.init), entries, state)
                guard !removals.isEmpty else { throw Self.missing(name) }
                return removals
            }
            return .ok(["acknowledged": true, "errors": false])
        default: throw wrongMethod(request, allowed: "GET, HEAD, PUT, POST, DELETE")
        }
    }

    private func readAliases(_ request: RESTRequest, _ expression: String?, _ name: String?) throws -> Answer {
        let entries = try resolve(expression ?? "_all", request)
        var result = JSONObject()
        guard let name else {
            for entry in entries { result[entry.name.name] = ["aliases": .object(Self.aliasesJSON(entry))] }
            return request.method == "HEAD" ? .empty(200) : .ok(.object(result))
        }
        var missing: [String] = []
        for part in name.split(separator: ",").map(String.init) {
            let pattern = WildcardPattern(part)
            var isFound = part.contains("*")
            for entry in entries {
                for (alias, definition) in Self.aliasesJSON(entry) where pattern.matches(Array(alias.utf8)) {
                    var aliases = result[entry.name.name]?["aliases"]?.object ?? [:]
                    aliases[alias] = definition
                    result[entry.name.name] = ["aliases": .object(aliases)]
                    isFound = true
                }
            }
            if !isFound { missing.append(part) }
        }
        if request.method == "HEAD" { return .empty(missing.isEmpty && !result.isEmpty ? 200 : 404) }
        guard missing.isEmpty else {
            let noun = missing.count > 1 ? "aliases" : "alias"
            throw RESTError(404, text: "\(noun) [\(missing.joined(separator: ","))] missing")
        }
        return .ok(.object(result))
    }

    private func add(_ alias: String, to entries: [IndexCatalog.Entry], _ definition: JSONObject) throws {
        try catalog.updateAliases { state in
            guard state.entries[alias] == nil else { throw Self.aliasNameTaken(alias) }
            return entries.map { .add(alias: alias, index: $0.name.name, definition: definition) }
        }
    }

    private static func removals(
        _ aliases: [String],
        _ entries: [IndexCatalog.Entry],
        _ state: IndexCatalog.State
    )
        -> [IndexCatalog.AliasChange]
    {
        var removals: [IndexCatalog.AliasChange] = []
        for alias in aliases {
            let pattern = WildcardPattern(alias == "_all" ? "*" : alias)
            for entry in entries {
                for known in state.entries[entry.name.name]?.aliases.keys.sorted() ?? []
                where pattern.matches(Array(known.utf8)) {
                    removals.append(.remove(alias: known, index: entry.name.name))
                }
            }
        }
        return removals
    }

    private static func missing(_ alias: String) -> RESTError {
        RESTError(
            404,
            "aliases_not_found_exception",
            "aliases [\(alias)] missing",
            members: ["resource.type": "aliases", "resource.id": .string(alias)]
        )
    }

    /// `POST _aliases`: all changes together or none.
    func updateAliases(_ request: RESTRequest) throws -> Answer {
        try request.allow()
        let content = try request.requiredContent()
        let actions = content.root["actions"]?.elements ?? []
        guard !actions.isEmpty else { throw RESTError.illegalArgument("No action specified") }
        var removed: [IndexCatalog.Entry] = []
        try catalog.updateAliases { state in
            var changes: [IndexCatalog.AliasChange] = []
            for action in actions {
                guard let member = action.members?.first,
                    let body = try? JSONValue.parse(content.bytes[member.value.start..<member.value.limit])
                else { throw RESTError.illegalArgument("No action specified") }
                let indices = Self.strings(body, "index", "indices")
                let aliases = Self.strings(body, "alias", "aliases")
                let entries = try indices.flatMap { try Self.resolve($0, in: state) }
                switch member.key {
                case "add":
                    var definition = JSONObject()
                    for key in ["filter", "index_routing", "search_routing", "routing", "is_write_index", "is_hidden"] {
                        if let value = body[key] { definition[key] = value }
                    }
                    guard definition["filter"] == nil else { throw RESTError.unsupported("[filter] of an alias") }
                    for alias in aliases {
                        guard state.entries[alias] == nil else { throw Self.aliasNameTaken(alias) }
                        changes += entries.map { .add(alias: alias, index: $0.name.name, definition: definition) }
                    }
                case "remove":
                    let removals = Self.removals(aliases, entries, state)
                    guard !removals.isEmpty || body["must_exist"]?.bool == false else {
                        throw Self.missing(aliases.joined(separator: ","))
                    }
                    changes += removals
                case "remove_index": removed += entries
                default:
                    let inner = RESTError.contentParse(
                        "[alias_action] unknown field [\(member.key)]",
                        content,
                        at: member.start
                    )
                    var outer = RESTError.contentParse(
                        "[aliases] failed to parse field [actions]",
                        content,
                        at: member.value.end,
                        causedBy: inner.exception
                    )
                    outer.root = inner.exception
                    throw outer
                }
            }
            return changes
        }
        if !removed.isEmpty { try catalog.delete(removed) }
        return .ok(["acknowledged": true, "errors": false])
    }

    private static func strings(_ value: JSONValue, _ one: String, _ many: String) -> [String] {
        let found = value[one] ?? value[many]
        return found?.string.map { [$0] } ?? found?.array?.compactMap(\.string) ?? []
    }
}
