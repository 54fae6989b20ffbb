import JSONValues

/// The settings of an index: kept flat without the prefix `index.`, read back as the server nests them.
///
/// Of what they say `mapping.exclude_source_vectors` and `gc_deletes` change what this engine does, and replicas what it
/// says. The others describe shards, refreshes and merges, which it has not: above all, writes are visible to searches at
/// once, also under a `refresh_interval` of -1.
enum IndexSettings {
    private static let fixed: Set<String> = [
        "number_of_shards", "number_of_routing_shards", "mapping.exclude_source_vectors", "codec", "mode",
        "routing_partition_size", "shard.check_on_startup", "soft_deletes.enabled", "uuid", "version.created",
        "creation_date", "provided_name",
    ]
    private static let dynamic: Set<String> = [
        "number_of_replicas", "refresh_interval", "auto_expand_replicas", "max_result_window", "hidden", "priority",
        "max_terms_count", "mapping.total_fields.limit", "mapping.depth.limit", "mapping.nested_fields.limit",
        "mapping.nested_objects.limit", "mapping.field_name_length.limit", "mapping.ignore_malformed",
        "mapping.dimension_fields.limit", "write.wait_for_active_shards", "search.idle.after", "gc_deletes",
        "max_inner_result_window", "max_rescore_window", "max_docvalue_fields_search", "max_script_fields",
        "max_ngram_diff", "max_shingle_diff", "max_refresh_listeners", "max_regex_length",
        "highlight.max_analyzed_offset",
        "dense_vector.hnsw_filter_heuristic", "dense_vector.hnsw_enable_early_termination",
    ]
    private static let dynamicPrefixes = [
        "translog.", "merge.", "routing.", "indexing.", "search.slowlog.", "lifecycle.", "unassigned.", "allocation.",
        "query.", "requests.", "blocks.", "warmer.",
    ]
    private static let unsupportedPrefixes = [
        "analysis.", "similarity.", "sort.", "default_pipeline", "final_pipeline",
    ]

    /// The settings of a request as flat keys without `index.`, values as strings.
    static func flattened(_ settings: JSONObject) throws -> JSONObject {
        var flat = JSONObject()
        func visit(_ object: JSONObject, _ prefix: String) {
            for (key, value) in object {
                let name = prefix + key
                if let inner = value.object { visit(inner, name + "."); continue }
                let short = name.hasPrefix("index.") ? String(name.dropFirst(6)) : name
                switch value {
                case .null, .string, .array: flat[short] = value
                default: flat[short] = .string(value.text)
                }
            }
        }
        visit(settings, "")
        return flat
    }

    private static func checkKnown(_ key: String) throws {
        if unsupportedPrefixes.contains(where: { key.hasPrefix($0) }) {
            throw RESTError.unsupported("the setting [index.\(key)]")
        }
        guard fixed.contains(key) || dynamic.contains(key) || dynamicPrefixes.contains(where: { key.hasPrefix($0) })
        else {
            throw RESTError.illegalArgument(
                "unknown setting [index.\(key)] please check that any required plugins are installed, or check the breaking "
                    + "changes documentation for removed settings"
            )
        }
    }

    private static let times: Set<String> = ["refresh_interval", "gc_deletes"]

    /// How long the version of a deleted document is remembered by default, in milliseconds.
    static let defaultDeletesKept: Int64 = 60_000

    /// How long the version of a deleted document is remembered, in milliseconds.
    static func deletesKept(_ entry: IndexCatalog.Entry) -> Int64 {
        let text = entry.settings["gc_deletes"]?.string
        guard let time = try? text.map({ try TimeValue($0, setting: "gc_deletes") }) else { return defaultDeletesKept }
        // Never shorter than one request takes, as on the server, which looks at the clock only now and then.
        return max(time.milliseconds, 0) + 1_000
    }

    private static func checkValues(_ flat: JSONObject) throws {
        for key in flat.keys where times.contains(key) {
            guard let value = flat[key], !value.isNull else { continue }
            _ = try TimeValue(value.string ?? value.text, setting: "index.\(key)")
        }
        for (key, least) in [("number_of_shards", 1), ("number_of_replicas", 0)] {
            guard let text = flat[key]?.string else { continue }
            guard let number = Int(text) else {
                throw RESTError(
                    400,
                    ExceptionBody(
                        "illegal_argument_exception",
                        "Failed to parse value [\(text)] for setting [index.\(key)]",
                        causedBy: ExceptionBody("number_format_exception", "For input string: \"\(text)\"")
                    )
                )
            }
            guard number >= least else {
                throw RESTError.illegalArgument(
                    "Failed to parse value [\(text)] for setting [index.\(key)] must be >= \(least)"
                )
            }
        }
    }

    /// Refuses settings that a new index cannot have.
    static func checkNew(_ flat: JSONObject) throws {
        for key in flat.keys { try checkKnown(key) }
        try checkValues(flat)
    }

    /// Refuses settings that an existing index cannot change.
    static func checkUpdate(_ flat: JSONObject, of entry: IndexCatalog.Entry) throws {
        for key in flat.keys where !isReset(key, flat) { try checkKnown(key) }
        for key in flat.keys where fixed.contains(key) {
            throw RESTError.illegalArgument(
                "Can't update non dynamic setting(s) [[index.\(key)]] for open indices "
                    + "[[\(entry.name.name)/\(entry.name.uuid)]]. The setting(s) [[index.\(key)]] cannot be modified on an index "
                    + "once it is created. You will need to create a new index with the desired setting(s) and reindex your "
                    + "data. See https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-reindex"
            )
        }
        try checkValues(flat)
    }

    /// Whether a key is a pattern whose settings go back to their defaults.
    private static func isReset(_ key: String, _ flat: JSONObject) -> Bool {
        key.contains("*") && flat[key]?.isNull == true
    }

    /// `settings` after a change; what is set to `null` goes back to its default.
    static func changed(_ settings: JSONObject, by changes: JSONObject, keepsExisting: Bool) -> JSONObject {
        var result = settings
        for (key, value) in changes {
            if isReset(key, changes) {
                let pattern = WildcardPattern(key)
                for name in result.keys where !fixed.contains(name) && pattern.matches(Array(name.utf8)) {
                    result[name] = nil
                }
            } else if !keepsExisting || result[key] == nil && !implied.contains(key) {
                result[key] = value.isNull ? .none : .some(value)
            }
        }
        return result
    }

    /// Settings every index has, also where they were not given.
    private static let implied: Set<String> = ["number_of_replicas", "number_of_shards"]

    /// The settings as `GET _settings` shows them.
    static func json(of entry: IndexCatalog.Entry, isFlat: Bool, only patterns: [WildcardPattern]? = nil) -> JSONObject
    {
        var flat = entry.settings
        flat["number_of_shards"] = flat["number_of_shards"] ?? "1"
        flat["number_of_replicas"] = flat["number_of_replicas"] ?? "1"
        flat["provided_name"] = .string(entry.name.name)
        flat["creation_date"] = .string(String(entry.created))
        flat["uuid"] = .string(entry.name.uuid)
        flat["version.created"] = "9111000"
        var result = JSONObject()
        for (key, value) in flat {
            let name = "index.\(key)"
            if let patterns, !patterns.contains(where: { $0.matches(Array(name.utf8)) }) { continue }
            if isFlat {
                result[name] = value
            } else {
                insert(value, name.split(separator: ".").map(String.init)[...], into: &result)
            }
        }
        return result
    }

    private static func insert(_ value: JSONValue, _ path: ArraySlice<String>, into object: inout JSONObject) {
        guard let key = path.first else { return }
        guard path.count > 1 else {
            object[key] = value
            return
        }
        var inner = object[key]?.object ?? [:]
        insert(value, path.dropFirst(), into: &inner)
        object[key] = .object(inner)
    }

    /// How many copies of a shard a write is meant to reach.
    static func copies(_ entry: IndexCatalog.Entry) -> Int {
        1 + (entry.settings["number_of_replicas"]?.string.flatMap(Int.init) ?? 1)
    }

    /// Whether vectors stay out of the stored source.
    static func excludesVectors(_ entry: IndexCatalog.Entry) -> Bool {
        entry.settings["mapping.exclude_source_vectors"]?.string != "false"
    }
}
