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
        if let left = old.vector, var right = new.vector {
            compare("element_type", left.elementType.rawValue, right.elementType.rawValue)
            if right.dims == nil {
                right.dims = left.dims
                right.completeDefaults()
            } else if let dims = left.dims, let newDims = right.dims {
                compare("dims", String(dims), String(newDims))
            }
            compare("index", String(left.isIndexed), String(right.isIndexed))
            compare("similarity", left.similarity.rawValue, right.similarity.rawValue)
            if conflicts.isEmpty, !VectorIndexOptions.allows(left.indexOptions, changeTo: right.indexOptions) {
                compare(
                    "index_options",
                    VectorIndexOptions.conflictText(left.indexOptions),
                    VectorIndexOptions.conflictText(right.indexOptions)
                )
            }
            try refuse(conflicts, old.path)
            var result = new
            result.vector = right
            return result
        }
        if old.type == .text {
            compare("index", String(old.isIndexed), String(new.isIndexed))
            compare("norms", String(old.hasNorms), String(new.hasNorms))
            let name = { (field: FieldMapping) in field.parameters["analyzer"]?.string ?? "default" }
            compare("analyzer", name(old), name(new))
        } else {
            compare("index", String(old.isIndexed), String(new.isIndexed))
            compare("doc_values", docValues(old), docValues(new))
            if old.type == .date {
                let format = { (field: FieldMapping) in
                    field.parameters["format"]?.string ?? "strict_date_optional_time||epoch_millis"
                }
                compare("format", format(old), format(new))
            }
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

    /// The parameter as the server shows it: of keywords with what else is kept beside the values.
    private static func docValues(_ field: FieldMapping) -> String {
        let flag = String(field.hasDocValues)
        return field.type == .keyword
            ? "Values[enabled=\(flag), cardinality=low, multiValue=true, nullability=true]" : flag
    }

    private static func refuse(_ conflicts: [String], _ path: String) throws {
        guard !conflicts.isEmpty else { return }
        throw RESTError.illegalArgument(
            "Mapper for [\(path)] conflicts with existing mapper:" + conflicts.map { "\n\t\($0)" }.joined()
        )
    }
}
