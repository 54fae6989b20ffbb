import Elasticsearch
import JSONValues

/// The fields of an index by their whole path, as far as filters need to know them.
struct FilterFields {
    /// What a field holds.
    enum Kind: Hashable {
        case keyword(ignoreAbove: Int?)
        case text
        case integer(IntegerSize)
        case decimal
        case boolean
        case date(format: String?)
        case place
        case address
        case object
        case nested
        /// An object whose fields are all exact words and not in the mapping.
        case flattened
        /// The document's id.
        case id
        /// What is compared in a way only the server knows, such as a version.
        case other(String)
        /// What cannot be compared, such as a vector.
        case opaque(String)
    }

    /// One field.
    struct Field {
        var name: String
        var kind: Kind
        /// The innermost nested object it is in.
        var nested: String?
        /// Whether the index knows its values.
        var isSearchable = true
    }

    private(set) var fields: [String: Field] = [:]
    private var aliases: [String: String] = [:]

    init(_ mapping: IndexMapping) {
        add(mapping.properties, prefix: "", nested: nil)
        for (name, json) in mapping.extras["runtime"]?.object ?? [:] { add(json, path: name, nested: nil) }
    }

    /// The field of a path, be it an alias or inside a flattened object.
    subscript(path: String) -> Field? {
        if path == "_id" { return Field(name: path, kind: .id) }
        if let field = fields[aliases[path] ?? path] { return field }
        var parent = path[...]
        while let dot = parent.lastIndex(of: ".") {
            parent = parent[..<dot]
            if let field = fields[String(parent)] {
                guard field.kind == .flattened else { return nil }
                return Field(name: path, kind: .keyword(ignoreAbove: nil), nested: field.nested)
            }
        }
        return nil
    }

    /// The exact sub-field of a full-text field.
    func exactField(of field: Field) -> Field? {
        if let keyword = subfield("keyword", of: field), case .keyword = keyword.kind { return keyword }
        return subfields(of: field).first { if case .keyword = $0.kind { $0.isSearchable } else { false } }
    }

    /// The full-text sub-field of an exact field.
    func textField(of field: Field) -> Field? { subfields(of: field).first { $0.kind == .text && $0.isSearchable } }

    private func subfield(_ name: String, of field: Field) -> Field? { fields["\(field.name).\(name)"] }

    private func subfields(of field: Field) -> [Field] {
        let prefix = field.name + "."
        return fields.values.filter { $0.name.hasPrefix(prefix) }.sorted { $0.name < $1.name }
    }

    /// The fields inside an object.
    func names(in field: Field) -> [String] { subfields(of: field).map(\.name).filter { !$0.hasSuffix(".keyword") } }

    /// The fields that a filter may name.
    var names: [String] {
        let all = fields.values.filter { field in
            switch field.kind {
            case .object, .nested, .opaque: false
            default: field.isSearchable && !field.name.hasSuffix(".keyword")
            }
        }
        return (all.map(\.name) + aliases.keys).sorted()
    }

    /// The field whose name is most like `name`; `nil` where none is like it.
    func nearest(to name: String) -> String? {
        // Inside an object that there is, only the last name can be wrong.
        var wrong = name[...]
        if let dot = name.lastIndex(of: "."), let parent = self[String(name[..<dot])], !names(in: parent).isEmpty {
            wrong = name[name.index(after: dot)...]
        }
        let limit = min(8, max(1, wrong.count / 2))
        var best: (name: String, distance: Int)?
        for candidate in (Set(names).union(fields.keys.filter { fields[$0]?.isSearchable == true })).sorted() {
            if candidate.hasSuffix(".keyword") { continue }
            // Who forgets the object a field is in knows its last name.
            let isLastName = candidate.lowercased().hasSuffix("." + name.lowercased())
            let distance = isLastName ? 1 : EditDistance.between(candidate, name, atMost: limit)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }
}

extension FilterFields {
    private mutating func add(_ members: FieldMappings, prefix: String, nested: String?) {
        for member in members.members { add(member.mapping, path: prefix + member.name, nested: nested) }
    }

    private mutating func add(_ mapping: FieldMapping, path: String, nested: String?) {
        let kind: Kind
        switch mapping {
        case .text(_, let inner):
            kind = .text
            add(inner, prefix: path + ".", nested: nested)
        case .keyword(let ignoreAbove): kind = .keyword(ignoreAbove: ignoreAbove)
        case .integer: kind = .integer(.integer)
        case .long: kind = .integer(.long)
        case .double: kind = .decimal
        case .boolean: kind = .boolean
        case .date: kind = .date(format: nil)
        case .geoPoint: kind = .place
        case .object(let inner):
            kind = .object
            add(inner, prefix: path + ".", nested: nested)
        case .denseVector: kind = .opaque("dense_vector")
        case .raw(let json): return add(json, path: path, nested: nested)
        }
        fields[path] = Field(name: path, kind: kind, nested: nested)
    }

    private mutating func add(_ json: JSONValue, path: String, nested: String?) {
        let type = json["type"]?.string ?? "object"
        if type == "alias" {
            aliases[path] = json["path"]?.string
            return
        }
        let kind = Self.kind(of: type, json)
        var field = Field(name: path, kind: kind, nested: nested)
        if kind == .nested { field.nested = path }
        let isIndexed = json["index"]?.bool != false
        let hasColumn = json["doc_values"]?.bool != false && kind != .text
        field.isSearchable = (isIndexed || hasColumn) && json["enabled"]?.bool != false
        fields[path] = field
        for key in ["properties", "fields"] {
            for (name, inner) in json[key]?.object ?? [:] {
                add(inner, path: "\(path).\(name)", nested: kind == .nested ? path : nested)
            }
        }
    }

    private static func kind(of type: String, _ json: JSONValue) -> Kind {
        switch type {
        case "keyword", "constant_keyword", "wildcard", "counted_keyword":
            .keyword(ignoreAbove: json["ignore_above"]?.int)
        case "text", "match_only_text", "search_as_you_type", "annotated_text": .text
        case "byte": .integer(.byte)
        case "short": .integer(.short)
        case "integer", "token_count": .integer(.integer)
        case "long": .integer(.long)
        case "unsigned_long": .integer(.unsignedLong)
        case "double", "float", "half_float", "scaled_float": .decimal
        case "boolean": .boolean
        case "date", "date_nanos": .date(format: json["format"]?.string)
        case "geo_point": .place
        case "ip": .address
        case "object", "passthrough": .object
        case "nested": .nested
        case "flattened": .flattened
        case "version", "integer_range", "long_range", "float_range", "double_range", "date_range", "ip_range":
            .other(type)
        default: .opaque(type)
        }
    }
}

/// The whole numbers that a field can hold.
enum IntegerSize: Hashable {
    case byte, short, integer, long, unsignedLong

    var bounds: (lower: String, upper: String) {
        switch self {
        case .byte: (String(Int8.min), String(Int8.max))
        case .short: (String(Int16.min), String(Int16.max))
        case .integer: (String(Int32.min), String(Int32.max))
        case .long: (String(Int64.min), String(Int64.max))
        case .unsignedLong: ("0", String(UInt64.max))
        }
    }

    /// Whether a field of this size can hold `number`.
    func holds(_ number: Int64) -> Bool {
        switch self {
        case .byte: Int8(exactly: number) != nil
        case .short: Int16(exactly: number) != nil
        case .integer: Int32(exactly: number) != nil
        case .long: true
        case .unsignedLong: number >= 0
        }
    }
}
