import JSONValues

extension RequestHandler {
    /// `PUT`, `GET`, `HEAD` and `DELETE` of an index.
    func index(_ request: RESTRequest, _ name: String) throws -> Answer {
        switch request.method {
        case "PUT":
            try request.allow("wait_for_active_shards")
            return try createIndex(request, name)
        case "HEAD":
            try request.allow(
                "ignore_unavailable",
                "allow_no_indices",
                "expand_wildcards",
                "local",
                "flat_settings",
                "include_defaults"
            )
            let isThere = (try? resolve(name, request)).map { !$0.isEmpty } ?? false
            return .empty(isThere ? 200 : 404)
        case "GET":
            try request.allow(
                "ignore_unavailable",
                "allow_no_indices",
                "expand_wildcards",
                "local",
                "flat_settings",
                "include_defaults",
                "features"
            )
            var result = JSONObject()
            for entry in try resolve(name, request) {
                result[entry.name.name] = [
                    "aliases": .object(Self.aliasesJSON(entry)),
                    "mappings": .object(try mapping(of: entry).json),
                    "settings": .object(IndexSettings.json(of: entry, isFlat: request.flag("flat_settings") ?? false)),
                ]
            }
            return .ok(.object(result))
        case "DELETE":
            try request.allow("ignore_unavailable", "allow_no_indices", "expand_wildcards")
            return try deleteIndices(request, name)
        default: throw wrongMethod(request, allowed: "GET, PUT, DELETE, HEAD")
        }
    }

    func mapping(of entry: IndexCatalog.Entry) throws -> IndexMapping {
        try catalog.store(entry).read { $0.mapping }
    }

    static func aliasesJSON(_ entry: IndexCatalog.Entry) -> JSONObject {
        JSONObject(entry.aliases.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.object($0.value)) })
    }

    private func createIndex(_ request: RESTRequest, _ name: String) throws -> Answer {
        let body = try request.content().map { try Self.json($0) } ?? [:]
        guard let definition = body.object else {
            throw RESTError(400, "parse_exception", "request body must be an object")
        }
        for key in definition.keys where !["settings", "mappings", "aliases"].contains(key) {
            throw RESTError(400, "parse_exception", "unknown key [\(key)] for create index")
        }
        _ = try createIndex(
            name,
            settings: definition["settings"]?.object ?? [:],
            mappings: definition["mappings"]?.object ?? [:],
            aliases: definition["aliases"]?.object ?? [:]
        )
        return .ok(["acknowledged": true, "shards_acknowledged": true, "index": .string(name)])
    }

    /// Makes an index; refuses bad names, names in use and definitions it does not understand.
    func createIndex(
        _ name: String,
        settings: JSONObject,
        mappings: JSONObject,
        aliases: JSONObject
    ) throws
        -> IndexCatalog.Entry
    {
        let flat = try IndexSettings.flattened(settings)
        try IndexSettings.checkNew(flat)
        try IndexNaming.check(name)
        let state = try catalog.state()
        try Self.checkFree(name, state)
        let mapping = try IndexMapping(mappings)
        for alias in aliases.keys where state.entries[alias] != nil { throw Self.aliasNameTaken(alias) }
        return try catalog.create(
            name,
            created: NodeIdentity.now,
            settings: flat,
            aliases: aliases,
            mapping: mapping,
            check: { try Self.checkFree(name, $0) }
        )
    }

    private static func checkFree(_ name: String, _ state: IndexCatalog.State) throws {
        if let entry = state.entries[name] {
            throw RESTError(
                400,
                "resource_already_exists_exception",
                "index [\(name)/\(entry.name.uuid)] already exists",
                members: ["index_uuid": .string(entry.name.uuid), "index": .string(name)]
            )
        }
        if !state.indices(ofAlias: name).isEmpty { throw IndexNaming.invalid(name, "already exists as alias") }
    }

    private func deleteIndices(_ request: RESTRequest, _ expression: String) throws -> Answer {
        let parts = expression.split(separator: ",").map(String.init)
        guard !parts.contains(where: { $0.contains("*") || $0 == "_all" }) else {
            throw RESTError.illegalArgument("Wildcard expressions or all indices are not allowed")
        }
        let state = try catalog.state()
        for part in parts where state.entries[part] == nil && !state.indices(ofAlias: part).isEmpty {
            throw RESTError.illegalArgument(
                "The provided expression [\(part)] matches an alias, specify the corresponding concrete indices instead."
            )
        }
        try catalog.delete(try resolve(expression, request))
        return .acknowledged
    }

    /// `GET` and `PUT` of mappings.
    func mapping(_ request: RESTRequest, _ expression: String) throws -> Answer {
        switch request.method {
        case "GET":
            try request.allow("ignore_unavailable", "allow_no_indices", "expand_wildcards", "local")
            var result = JSONObject()
            for entry in try resolve(expression, request) {
                result[entry.name.name] = ["mappings": .object(try mapping(of: entry).json)]
            }
            return .ok(.object(result))
        case "PUT", "POST":
            try request.allow("ignore_unavailable", "allow_no_indices", "expand_wildcards", "write_index_only")
            let entries = try resolve(expression, request)
            let content = try request.requiredContent()
            let addition = try IndexMapping(try Self.json(content).object ?? [:])
            for entry in entries {
                try catalog.store(entry)
                    .write { writer in
                        try writer.replaceMapping(try MappingMerger.merged(writer.mapping, addition))
                    }
            }
            return .acknowledged
        default: throw wrongMethod(request, allowed: "GET, PUT, POST")
        }
    }

    /// `GET` and `PUT` of settings.
    func settings(_ request: RESTRequest, _ expression: String, _ rest: [String]) throws -> Answer {
        switch request.method {
        case "GET":
            try request.allow(
                "ignore_unavailable",
                "allow_no_indices",
                "expand_wildcards",
                "local",
                "flat_settings",
                "include_defaults"
            )
            let patterns = rest.first.map { $0.split(separator: ",").map { WildcardPattern(String($0)) } }
            var result = JSONObject()
            for entry in try resolve(expression, request) {
                let settings = IndexSettings.json(
                    of: entry,
                    isFlat: request.flag("flat_settings") ?? false,
                    only: patterns
                )
                result[entry.name.name] = ["settings": .object(settings)]
            }
            return .ok(.object(result))
        case "PUT":
            try request.allow(
                "ignore_unavailable",
                "allow_no_indices",
                "expand_wildcards",
                "preserve_existing",
                "flat_settings"
            )
            let entries = try resolve(expression, request)
            let definition = try Self.json(try request.requiredContent()).object ?? [:]
            let inner = definition["settings"]?.object
            guard inner == nil || definition.count == 1 else {
                throw RESTError(400, "parse_exception", "mix of settings map and top-level properties")
            }
            let flat = try IndexSettings.flattened(inner ?? definition)
            guard !flat.isEmpty else { throw RESTError.validation("no settings to update") }
            for entry in entries { try IndexSettings.checkUpdate(flat, of: entry) }
            let keepsExisting = request.flag("preserve_existing") ?? false
            try catalog.update(entries.map(\.name)) { settings in
                IndexSettings.changed(settings, by: flat, keepsExisting: keepsExisting)
            }
            return .acknowledged
        default: throw wrongMethod(request, allowed: "GET, PUT")
        }
    }

    static func json(_ content: Content) throws -> JSONValue {
        do {
            return try JSONValue.parse(content.bytes)
        } catch {
            throw RESTError(400, "parse_exception", "\(error)")
        }
    }

    static func aliasNameTaken(_ alias: String) -> RESTError {
        RESTError(
            400,
            "invalid_alias_name_exception",
            "Invalid alias name [\(alias)]: an index, data stream, ESQL view, or ESQL dataset exists with the same name as the "
                + "alias"
        )
    }
}

/// The rules for names of indices.
enum IndexNaming {
    static func invalid(_ name: String, _ problem: String) -> RESTError {
        RESTError(
            400,
            "invalid_index_name_exception",
            "Invalid index name [\(name)], \(problem)",
            members: ["index_uuid": "_na_", "index": .string(name)]
        )
    }

    static func check(_ name: String) throws {
        if name.contains(where: { " \"*,/<>?\\|".contains($0) }) {
            throw invalid(
                name,
                #"must not contain the following characters [' ','"','*',',','/','<','>','?','\','|']"#
            )
        }
        if name.contains("#") { throw invalid(name, "must not contain '#'") }
        if name.contains(":") { throw invalid(name, "must not contain ':'") }
        if let first = name.first, "_-+".contains(first) { throw invalid(name, "must not start with '_', '-', or '+'") }
        if name == "." || name == ".." { throw invalid(name, "must not be '.' or '..'") }
        if name != name.lowercased() { throw invalid(name, "must be lowercase") }
        let length = name.utf8.count
        if length > 255 { throw invalid(name, "index name is too long, (\(length) > 255)") }
    }
}
