import JSONValues

/// Adds the definitions of one mapping to another, refusing what would change fields that may hold documents.
enum MappingMerger {
    static func merged(_ old: IndexMapping, _ new: IndexMapping) throws -> IndexMapping {
        var result = old
        result.root = try merged(old.root, new.root, path: "")
        for (key, value) in new.extras { result.extras[key] = value }
        result.indexFields()
        return result
    }

    static func merged(_ old: ObjectMapping, _ new: ObjectMapping, path: String) throws -> ObjectMapping {
        var result = old
        guard new.isEnabled || !old.isEnabled else {
            throw RESTError(
                500,
                "mapper_exception",
                "the [enabled] parameter can't be updated for the object mapping [\(path)]"
            )
        }
        if let dynamic = new.dynamic { result.dynamic = dynamic }
        for (name, property) in new.properties {
            let inner = path.isEmpty ? name : "\(path).\(name)"
            switch (old.properties[name], property) {
            case (nil, _): result.properties[name] = property
            case (.object(let left), .object(let right)):
                result.properties[name] = .object(try merged(left, right, path: inner))
            case (.field(let left), .field(let right)):
                result.properties[name] = .field(try merged(left, right))
            default:
                throw RESTError.illegalArgument("can't merge a non object mapping [\(inner)] with an object mapping")
            }
        }
        return result
    }

    private static func merged(_ old: FieldMapping, _ new: FieldMapping) throws -> FieldMapping {
        guard old.type == new.type else {
            throw RESTError.illegalArgument(
                "mapper [\(old.path)] cannot be changed from type [\(old.type.rawValue)] to [\(new.type.rawValue)]"
            )
        }
        var conflicts: [String] = []
        func compare(_ parameter: String, _ left: String, _ right: String) {
            guard left != right else { return }
            conflicts.append("Cannot update parameter [\(parameter)] from [\(left)] to [\(right)]")
        }
        if let left = old.vector, let right = new.vector {
            try checkOptions(left, right)
            compare("element_type", left.elementType.rawValue, right.elementType.rawValue)
            // A size that no document has set yet can be said.
            if let dims = left.dims { compare("dims", String(dims), right.dims.map { String($0) } ?? "null") }
            compare("index", String(left.isIndexed), String(right.isIndexed))
            compare("similarity", similarity(left), similarity(right))
            if conflicts.isEmpty, !VectorIndexOptions.allows(left.indexOptions, changeTo: right.indexOptions) {
                compare(
                    "index_options",
                    VectorIndexOptions.conflictText(left.indexOptions),
                    VectorIndexOptions.conflictText(right.indexOptions)
                )
            }
            try refuse(conflicts, old.path)
            return new
        }
        for (parameter, standard) in fixedParameters(old.type) {
            let (left, right) = (value(parameter, of: old, standard), value(parameter, of: new, standard))
            // Lengths of fields can be forgotten, not found again.
            if parameter == "norms", right == "false" { continue }
            compare(parameter, left, right)
        }
        try refuse(conflicts, old.path)
        var result = new
        result.multiFields = old.multiFields
        for field in new.multiFields {
            if let place = result.multiFields.firstIndex(where: { $0.path == field.path }) {
                result.multiFields[place] = try merged(result.multiFields[place], field)
            } else {
                result.multiFields.append(field)
            }
        }
        return result
    }

    /// The parameters that stay as they are while there may be documents, with what they are where nobody says, in the
    /// order in which 9.5.4 complains.
    private static func fixedParameters(_ type: FieldType) -> [(name: String, standard: String)] {
        switch type {
        case .text:
            [
                ("index", "true"), ("store", "false"), ("index_options", "positions"), ("norms", "true"),
                ("term_vector", "no"), ("analyzer", "default"), ("position_increment_gap", "100"),
            ]
        case .keyword:
            [
                ("index", "true"), ("doc_values", "true"), ("store", "false"), ("null_value", "null"),
                ("index_options", "docs"), ("norms", "false"),
            ]
        case .date:
            [
                ("index", "true"), ("doc_values", "true"), ("store", "false"),
                ("format", "strict_date_optional_time||epoch_millis"), ("null_value", "null"),
            ]
        case .geoPoint:
            [("doc_values", "true"), ("index", "true"), ("store", "false"), ("null_value", "null")]
        case .binary: [("doc_values", "false"), ("store", "false")]
        default: [("index", "true"), ("doc_values", "true"), ("store", "false"), ("null_value", "null")]
        }
    }

    /// A parameter as the server shows it, doc values with what else is kept of them.
    private static func value(_ parameter: String, of field: FieldMapping, _ standard: String) -> String {
        let given = field.parameters[parameter]
        var text = given?.string ?? given?.text ?? standard
        if parameter == "null_value", field.type.isFloating, let number = given?.double { text = "\(number)" }
        if parameter == "null_value", field.type == .geoPoint, given != nil {
            text = text.split(separator: ",").map { "\(Double($0.drop { $0 == " " }) ?? 0)" }.joined(separator: ", ")
        }
        guard parameter == "doc_values", field.type != .geoPoint, field.type != .binary else { return text }
        return "Values[enabled=\(text), cardinality=low, multiValue=true, nullability=true]"
    }

    /// The server checks new options against what the field was before it compares the two.
    private static func checkOptions(_ old: VectorMapping, _ new: VectorMapping) throws {
        guard let type = new.indexOptions?["type"]?.string else { return }
        guard old.isIndexed else {
            throw RESTError.illegalArgument(
                "Field [index_options] can only be specified for a field of type [dense_vector] when it is indexed"
            )
        }
        guard old.elementType != .byte && old.elementType != .bit || type == "hnsw" || type == "flat" else {
            throw RESTError.illegalArgument(
                "[element_type] cannot be [\(old.elementType.rawValue)] when using index type [\(type)]"
            )
        }
    }

    private static func similarity(_ vector: VectorMapping) -> String {
        vector.isIndexed ? vector.similarity.rawValue : "null"
    }

    private static func refuse(_ conflicts: [String], _ path: String) throws {
        guard !conflicts.isEmpty else { return }
        throw RESTError.illegalArgument(
            "Mapper for [\(path)] conflicts with existing mapper:" + conflicts.map { "\n\t\($0)" }.joined()
        )
    }
}
