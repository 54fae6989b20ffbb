import Embeddings
import JSONValues

/// Compares the definitions of fields, as servers write them.
struct FieldComparison {
    let capabilities: Capabilities
    /// Whether the index says what its `default` analyzer is; else that is `standard`.
    let hasOwnDefaultAnalyzer: Bool

    typealias Entry = MappingComparison.Entry
    typealias Change = MappingComparison.Change

    /// What comparing came to: the entries, and what would be sent for all of them; empty for nothing.
    struct Outcome {
        var entries: [Entry] = []
        var body = JSONObject()
    }

    /// Compares the whole of two mappings but their `_meta`.
    func compareWhole(_ wanted: JSONObject, _ found: JSONObject) -> Outcome {
        var outcome = Outcome()
        let known = FieldParameters.whole
        for (key, value) in wanted where key != "properties" && key != "_meta" {
            let held = found[key]
            let change = Change(
                parameter: key,
                found: held ?? known.defaults[key],
                wanted: value,
                obstacle: known.changeable.contains(key)
                    ? nil
                    : "cannot change from \(Self.text(held ?? known.defaults[key])) to \(Self.text(value)) in place"
            )
            let isSame = known.same(known.completed(key, change.found), known.completed(key, value))
            let status: MappingComparison.Status =
                isSame ? .equal : change.obstacle == nil ? (held == nil ? .add : .update) : .migrate
            var entry = Entry(part: .mapping, path: key, status: status)
            if !isSame {
                entry.changes = [change]
                if change.obstacle == nil {
                    entry.definition = value
                    outcome.body[key] = key == "dynamic" ? .string(Self.dynamic(value)) : value
                }
            }
            outcome.entries.append(entry)
        }
        let fields = compare(
            wanted["properties"]?.object ?? [:],
            found["properties"]?.object ?? [:],
            prefix: "",
            dynamic: Self.dynamic(found["dynamic"] ?? true)
        )
        outcome.entries += fields.entries
        if !fields.body.isEmpty { outcome.body["properties"] = .object(fields.body) }
        return outcome
    }

    private func compare(
        _ wanted: JSONObject,
        _ found: JSONObject,
        prefix: String,
        dynamic: String
    ) -> Outcome {
        var outcome = Outcome()
        for (name, value) in wanted {
            let path = prefix + name
            guard let wantedField = value.object else { continue }
            let type = Self.type(wantedField)
            guard let foundField = found[name]?.object else {
                outcome.entries.append(Entry(path: path, type: type, status: .add, definition: value))
                outcome.body[name] = value
                continue
            }
            let foundType = Self.type(foundField)
            guard type == foundType else {
                let change = Change(
                    parameter: "type",
                    found: .string(foundType),
                    wanted: .string(type),
                    obstacle: "cannot change its type from [\(foundType)] to [\(type)]"
                )
                outcome.entries.append(Entry(path: path, type: type, status: .migrate, changes: [change]))
                continue
            }
            let field =
                type == "object" || type == "nested"
                ? compareObject(wantedField, foundField, path: path, type: type, dynamic: dynamic)
                : compareField(wantedField, foundField, path: path, type: type)
            outcome.entries += field.entries
            if !field.body.isEmpty { outcome.body[name] = .object(field.body) }
        }
        for (name, value) in found where wanted[name] == nil {
            outcome.entries.append(
                Entry(path: prefix + name, type: value.object.map(Self.type), status: .extra)
            )
        }
        return outcome
    }

    private func compareObject(
        _ wanted: JSONObject,
        _ found: JSONObject,
        path: String,
        type: String,
        dynamic: String
    ) -> Outcome {
        var changes = FieldParameters.of(type)
            .changes(wanted, found, except: ["type", "properties", "dynamic"]) { $0 }
        // What an object does not say it takes from the one around it.
        let inner = found["dynamic"].map(Self.dynamic) ?? dynamic
        if let rule = wanted["dynamic"].map(Self.dynamic), rule != inner {
            changes.append(
                Change(parameter: "dynamic", found: .string(inner), wanted: .string(rule), obstacle: nil)
            )
        }
        var outcome = Outcome()
        let isBlocked = changes.contains { $0.obstacle != nil }
        if !isBlocked, !changes.isEmpty {
            for (key, value) in found where key != "properties" { outcome.body[key] = value }
            for change in changes { outcome.body[change.parameter] = change.wanted }
        }
        var entry = Entry(path: path, type: type, status: isBlocked ? .migrate : changes.isEmpty ? .equal : .update)
        entry.changes = changes
        if entry.status == .update { entry.definition = .object(outcome.body) }
        outcome.entries = [entry]
        let fields = compare(
            wanted["properties"]?.object ?? [:],
            found["properties"]?.object ?? [:],
            prefix: path + ".",
            dynamic: inner
        )
        outcome.entries += fields.entries
        guard !fields.body.isEmpty else { return outcome }
        // A nested object that leaves out how it is kept says that it is kept as by default.
        if outcome.body.isEmpty { for (key, value) in found where key != "properties" { outcome.body[key] = value } }
        outcome.body["properties"] = .object(fields.body)
        return outcome
    }

    private func compareField(_ wanted: JSONObject, _ found: JSONObject, path: String, type: String) -> Outcome {
        let parameters = FieldParameters.of(type)
        let changes: [Change]
        if type == "dense_vector" {
            changes =
                VectorFieldComparison(capabilities: capabilities).changes(wanted, found)
                + parameters.changes(wanted, found, except: VectorFieldComparison.parameters.union(["type"])) { $0 }
        } else {
            changes = parameters.changes(wanted, found, except: ["type", "fields"]) { analyzersResolved($0, type) }
        }
        let isBlocked = changes.contains { $0.obstacle != nil }
        var entry = Entry(path: path, type: type, status: isBlocked ? .migrate : changes.isEmpty ? .equal : .update)
        entry.changes = changes
        var outcome = Outcome()
        // Whatever a definition leaves out goes back to its default, so the one that is sent is the one that is there.
        var definition = found
        definition["fields"] = nil
        if entry.status == .update {
            for key in Set(changes.map { String($0.parameter.prefix { $0 != "." }) }) { definition[key] = wanted[key] }
            // An analyzer of searches cannot be named without the one of documents.
            if definition["search_analyzer"] != nil, definition["analyzer"] == nil {
                definition["analyzer"] = "default"
            }
            entry.definition = .object(definition)
            outcome.body = definition
        }
        outcome.entries = [entry]
        let fields = compare(
            wanted["fields"]?.object ?? [:],
            found["fields"]?.object ?? [:],
            prefix: path + ".",
            dynamic: "false"
        )
        outcome.entries += fields.entries
        guard !fields.body.isEmpty else { return outcome }
        outcome.body = definition
        outcome.body["fields"] = .object(fields.body)
        return outcome
    }

    /// The definition with the analyzers that it leaves to be found out.
    private func analyzersResolved(_ definition: JSONObject, _ type: String) -> JSONObject {
        guard type == "text" else { return definition }
        func name(_ key: String) -> String? {
            definition[key]?.string.map { $0 == "default" && !hasOwnDefaultAnalyzer ? "standard" : $0 }
        }
        var resolved = definition
        let analyzer = name("analyzer") ?? (hasOwnDefaultAnalyzer ? "default" : "standard")
        let search = name("search_analyzer") ?? analyzer
        resolved["analyzer"] = .string(analyzer)
        resolved["search_analyzer"] = .string(search)
        resolved["search_quote_analyzer"] = .string(name("search_quote_analyzer") ?? search)
        if let prefixes = definition["index_prefixes"]?.object {
            var completed: JSONObject = ["min_chars": 2, "max_chars": 5]
            for (key, value) in prefixes { completed[key] = value }
            resolved["index_prefixes"] = .object(completed)
        }
        return resolved
    }

    static func type(_ definition: JSONObject) -> String { definition["type"]?.string ?? "object" }

    static func dynamic(_ value: JSONValue) -> String { value.string ?? value.text }

    static func text(_ value: JSONValue?) -> String { "[\(value?.string ?? value?.text ?? "none")]" }
}

extension IndexMapping {
    /// The mapping as it was found, which need not be one that would be taken today.
    var asFound: JSONObject {
        var object = extras
        object["dynamic"] = dynamic.map { .string($0.rawValue) }
        object["properties"] = .object(properties.asFound)
        return object
    }
}

extension FieldMappings {
    fileprivate var asFound: JSONObject { JSONObject(members.map { ($0.name, $0.mapping.asFound) }) }
}

extension FieldMapping {
    fileprivate var asFound: JSONValue {
        switch self {
        case .text(let analyzer, let fields):
            var object: JSONObject = ["type": "text"]
            object["analyzer"] = analyzer.map(JSONValue.string)
            if !fields.isEmpty { object["fields"] = .object(fields.asFound) }
            return .object(object)
        case .keyword(let ignoreAbove):
            var object: JSONObject = ["type": "keyword"]
            object["ignore_above"] = ignoreAbove.map { JSONValue($0) }
            return .object(object)
        case .integer: return ["type": "integer"]
        case .long: return ["type": "long"]
        case .double: return ["type": "double"]
        case .boolean: return ["type": "boolean"]
        case .date: return ["type": "date"]
        case .geoPoint: return ["type": "geo_point"]
        case .object(let fields): return ["properties": .object(fields.asFound)]
        case .denseVector(let field): return field.asFound
        case .raw(let json): return json
        }
    }
}

extension DenseVectorField {
    fileprivate var asFound: JSONValue {
        var object: JSONObject = ["type": "dense_vector", "dims": JSONValue(dims), "index": .bool(index)]
        if elementType != .float { object["element_type"] = .string(elementType.rawValue) }
        if index { object["similarity"] = .string(similarity.rawValue) }
        object["index_options"] = indexOptions?.json
        return .object(object)
    }
}
