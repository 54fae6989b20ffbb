extension FilterCompiler {
    /// The field as the index has it.
    func known(_ field: FilterField) throws(ExpressionError) -> FilterFields.Field {
        guard let target = fields[field.path] else {
            throw fault("The index has no field '\(field.path)'. \(hint(for: field.path))", field.range)
        }
        guard target.isSearchable else {
            throw fault("The field '\(field.path)' is stored only; the index knows none of its values.", field.range)
        }
        return target
    }

    private func hint(for path: String) -> String {
        // A name that shares hardly a letter is no guess but noise.
        if let nearest = fields.nearest(to: path) {
            let name = FilterField(nearest).description
            return "Did you mean \(name == nearest ? "'\(name)'" : name)?"
        }
        if let dot = path.lastIndex(of: "."), let parent = fields[String(path[..<dot])] {
            let names = fields.names(in: parent)
            if !names.isEmpty { return "'\(parent.name)' has: \(Self.list(names))." }
        }
        return "It has: \(Self.list(fields.names))."
    }

    /// The field to compare exactly: full text is compared by its exact sub-field.
    func exact(_ field: FilterField) throws(ExpressionError) -> FilterFields.Field {
        let target = try comparable(field)
        guard target.kind == .text else { return target }
        if let exact = fields.exactField(of: target) { return exact }
        throw fault(
            "The field '\(field.path)' is full text without an exact sub-field, so no whole value can be compared. Look for its "
                + "words: \(field) : \"…\".",
            field.range
        )
    }

    /// The field to compare by order.
    func ordered(_ field: FilterField) throws(ExpressionError) -> FilterFields.Field {
        let target = try comparable(field)
        switch target.kind {
        case .text:
            if let exact = fields.exactField(of: target) { return exact }
            throw fault(
                "The field '\(field.path)' is full text, which has no order to compare by. Look for its words: \(field) : \"…\".",
                field.range
            )
        case .boolean:
            throw fault(
                "The field '\(field.path)' is true or false, which has no order; write \(field) == true.",
                field.range
            )
        case .id: throw fault("Ids have no order; write _id == or _id in.", field.range)
        default: return target
        }
    }

    /// The field to compare letter by letter.
    func lettered(_ field: FilterField) throws(ExpressionError) -> FilterFields.Field {
        let target = try comparable(field)
        switch target.kind {
        case .keyword: return target
        case .text:
            if let exact = fields.exactField(of: target) { return exact }
            throw fault(
                "The field '\(field.path)' is full text without an exact sub-field, so no whole value can be compared with a "
                    + "pattern. Look for its words: \(field) : \"…\".",
                field.range
            )
        case .id: throw fault("Ids are found whole only; write _id == or _id in.", field.range)
        default:
            throw fault(
                "The field '\(field.path)' holds \(target.kind.plural), which have no letters to compare.",
                field.range
            )
        }
    }

    /// A field whose values can be compared at all.
    private func comparable(_ field: FilterField) throws(ExpressionError) -> FilterFields.Field {
        let target = try known(field)
        switch target.kind {
        case .object, .nested:
            let names = fields.names(in: target)
            let hint = names.isEmpty ? "" : "; compare one of its fields: \(Self.list(names))"
            throw fault("'\(field.path)' is an object\(hint).", field.range)
        case .flattened:
            throw fault("'\(field.path)' is an object; compare one of its fields, such as \(field).name.", field.range)
        case .place:
            throw fault(
                "The field '\(field.path)' holds places on earth: write near(\(field), 48.85, 2.35, \"10km\").",
                field.range
            )
        case .opaque(let type):
            throw fault(
                "The field '\(field.path)' is of the type \(type), which no filter compares; exists(\(field)) asks whether it is "
                    + "there.",
                field.range
            )
        default: return target
        }
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(20).joined(separator: ", ") + (names.count > 20 ? " and \(names.count - 20) more" : "")
    }
}

extension FilterFields.Kind {
    /// What such a field holds, for sentences.
    var plural: String {
        switch self {
        case .keyword: "exact words"
        case .text: "full text"
        case .integer: "whole numbers"
        case .decimal: "numbers"
        case .boolean: "true or false"
        case .date: "dates"
        case .place: "places on earth"
        case .address: "IP addresses"
        case .object, .nested, .flattened: "objects"
        case .id: "ids"
        case .other(let type), .opaque(let type): "values of the type \(type)"
        }
    }
}
