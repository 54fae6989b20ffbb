import JSONValues

/// What the parameters of one type of field are by default, and which of them a server changes in an index with documents.
///
/// From every parameter changed both ways on 8.19.21 and 9.5.4.
struct FieldParameters {
    /// What a server takes a parameter for that is left out.
    var defaults: JSONObject
    /// Those that can be changed.
    var changeable: Set<String>

    private static let everywhere: Set<String> = ["meta", "copy_to"]
    private static let values: JSONObject = [
        "index": true, "doc_values": true, "store": false, "null_value": nil, "copy_to": [], "meta": [:],
    ]

    static func of(_ type: String) -> FieldParameters {
        known[type] ?? FieldParameters(defaults: [:], changeable: ["meta"])
    }

    private static let known: [String: FieldParameters] = {
        let number = with(values, ["coerce": true, "ignore_malformed": false])
        let numbers = ["long", "integer", "short", "byte", "double", "float", "half_float", "unsigned_long"]
        var known = Dictionary(
            uniqueKeysWithValues: numbers.map {
                ($0, FieldParameters(defaults: number, changeable: everywhere.union(["coerce", "ignore_malformed"])))
            }
        )
        known["text"] = FieldParameters(
            defaults: [
                "analyzer": "standard", "search_analyzer": "standard", "search_quote_analyzer": "standard",
                "index": true, "store": false, "norms": true, "index_options": "positions", "term_vector": "no",
                "position_increment_gap": 100, "similarity": "BM25", "fielddata": false,
                "eager_global_ordinals": false, "index_phrases": false, "index_prefixes": nil, "copy_to": [],
                "meta": [:],
            ],
            changeable: everywhere.union([
                "search_analyzer", "search_quote_analyzer", "fielddata", "fielddata_frequency_filter",
                "eager_global_ordinals",
            ])
        )
        known["keyword"] = FieldParameters(
            defaults: with(
                values,
                [
                    "ignore_above": 2_147_483_647, "norms": false, "index_options": "docs", "similarity": "BM25",
                    "normalizer": nil, "eager_global_ordinals": false, "split_queries_on_whitespace": false,
                ]
            ),
            changeable: everywhere.union(["ignore_above", "eager_global_ordinals", "split_queries_on_whitespace"])
        )
        known["date"] = FieldParameters(
            defaults: with(
                values,
                [
                    "format": "strict_date_optional_time||epoch_millis", "locale": "en", "ignore_malformed": false,
                ]
            ),
            changeable: everywhere.union(["ignore_malformed"])
        )
        known["boolean"] = FieldParameters(
            defaults: with(values, ["ignore_malformed": false]),
            changeable: everywhere.union(["ignore_malformed"])
        )
        known["geo_point"] = FieldParameters(
            defaults: with(values, ["ignore_malformed": false, "ignore_z_value": true]),
            changeable: everywhere.union(["ignore_malformed", "ignore_z_value"])
        )
        known["binary"] = FieldParameters(
            defaults: ["doc_values": false, "store": false, "meta": [:]],
            changeable: ["meta"]
        )
        known["object"] = FieldParameters(defaults: ["enabled": true, "subobjects": true], changeable: [])
        known["nested"] = FieldParameters(
            defaults: ["enabled": true, "include_in_parent": false, "include_in_root": false],
            changeable: []
        )
        known["dense_vector"] = FieldParameters(defaults: ["meta": [:]], changeable: ["meta"])
        known["rank_vectors"] = FieldParameters(defaults: ["element_type": "float", "meta": [:]], changeable: ["meta"])
        return known
    }()

    /// The parameters of a mapping as a whole.
    static let whole = FieldParameters(
        defaults: [
            "dynamic": "true", "date_detection": true, "numeric_detection": false, "dynamic_templates": [],
            "dynamic_date_formats": ["strict_date_optional_time", "yyyy/MM/dd HH:mm:ss Z||yyyy/MM/dd Z"],
            "runtime": [:], "_source": ["enabled": true, "includes": [], "excludes": []],
            "_routing": ["required": false],
            "_data_stream_timestamp": ["enabled": false], "subobjects": true,
        ],
        changeable: [
            "dynamic", "date_detection", "numeric_detection", "dynamic_templates", "dynamic_date_formats", "runtime",
        ]
    )

    private static func with(_ some: JSONObject, _ more: JSONObject) -> JSONObject {
        var all = some
        for (key, value) in more { all[key] = value }
        return all
    }

    /// What differs between two definitions of one field.
    ///
    /// What neither these tables nor `wanted` know is the server's own and no difference.
    func changes(
        _ wanted: JSONObject,
        _ found: JSONObject,
        except others: Set<String>,
        resolved: (JSONObject) -> JSONObject
    ) -> [MappingComparison.Change] {
        let (left, right) = (resolved(found), resolved(wanted))
        let names = defaults.keys + wanted.keys.filter { defaults[$0] == nil }
        return names.filter { !others.contains($0) }
            .compactMap { name in
                let (old, new) = (left[name] ?? defaults[name], right[name] ?? defaults[name])
                guard !same(old, new) else { return nil }
                let isPossible =
                    changeable.contains(name)
                    // Lengths of fields can be forgotten, not found again.
                    || name == "norms" && FieldParameters.plain(new) == false
                let obstacle =
                    "cannot change [\(name)] from \(FieldComparison.text(old)) to \(FieldComparison.text(new))"
                return MappingComparison.Change(
                    parameter: name,
                    found: old,
                    wanted: new,
                    obstacle: isPossible ? nil : obstacle
                )
            }
    }

    /// Whether two values mean the same to a server, which takes `"true"` for `true`, `"3"` for 3 and one for a list of one.
    func same(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        FieldParameters.plain(left) == FieldParameters.plain(right)
    }

    /// A value that is an object with the members that it leaves out.
    func completed(_ name: String, _ value: JSONValue?) -> JSONValue? {
        guard var members = defaults[name]?.object, let given = value?.object else { return value }
        for (key, value) in given { members[key] = value }
        return .object(members)
    }

    static func plain(_ value: JSONValue?) -> JSONValue {
        switch value {
        case nil, .null?: return .null
        case .string(let text)?:
            if let flag = Bool(text) { return .bool(flag) }
            return Double(text).map(JSONValue.number) ?? .string(text)
        case .array(let elements)?: return elements.count == 1 ? plain(elements[0]) : .array(elements.map { plain($0) })
        case .object(let object)?:
            return .object(JSONObject(object.map { ($0.key, $0.key == "mapping" ? $0.value : plain($0.value)) }))
        case let value?: return value
        }
    }
}
