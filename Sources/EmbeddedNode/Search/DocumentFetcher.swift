import JSONValues
import SQLiteStorage

/// Reads stored documents for answers: their source, their vectors, their fields.
struct DocumentFetcher {
    let reader: IndexReader

    struct Stored {
        let id: String
        let version: Int
        let sequence: Int
        let routing: String?
        let source: [UInt8]
    }

    /// The document with this number; `nil` where it is gone.
    func document(_ number: UInt32) throws -> Stored? {
        try reader.connection.first(
            "SELECT id, version, seq, routing, source FROM docs WHERE doc = ?",
            [.int(Int(number))]
        ) { row in
            Stored(
                id: row.text(0),
                version: row.int(1),
                sequence: row.int(2),
                routing: row.optionalText(3),
                source: row.blob(4)
            )
        }
    }

    /// The source as `selection` asks for it, as JSON.
    func source(_ stored: Stored, _ number: UInt32, _ selection: SourceSelection) throws -> [UInt8] {
        if selection.isPlain { return stored.source }
        var object = (try? JSONValue.parse(stored.source).object) ?? [:]
        if !selection.excludesVectors { try addVectors(to: &object, number) }
        return JSONValue.object(selection.filtered(object)).serialized()
    }

    /// Puts the stored vectors of a document back into its source.
    func addVectors(to object: inout JSONObject, _ number: UInt32) throws {
        for field in reader.mapping.vectorFields.sorted(by: { $0.path < $1.path }) {
            guard let vector = try vector(field, number) else { continue }
            SourcePath.insert(vector, at: field.path, into: &object)
        }
    }

    /// The vector of a document as numbers; `nil` where it has none.
    func vector(_ field: FieldMapping, _ number: UInt32) throws -> JSONValue? {
        guard let mapping = field.vector, let id = reader.snapshot.fieldIDs[field.path] else { return nil }
        let column = try reader.snapshot.vectors(id, reader.connection)
        guard let mapped = column.mapped, let place = column.place(of: number) else { return nil }
        return VectorDecoder.json(
            mapped.row(Int(column.rows[place])),
            magnitude: column.magnitudes[place],
            mapping
        )
    }

    /// The components of a document's vector as it was given; `nil` where it has none.
    func components(_ field: FieldMapping, _ number: UInt32) throws -> [Float]? {
        try vector(field, number)?.array?.compactMap { $0.double.map { Float($0) } }
    }

    /// The `fields` of a hit.
    func fields(_ stored: Stored, _ number: UInt32, _ requests: [SearchRequest.FieldRequest]) throws -> JSONObject {
        let source = (try? JSONValue.parse(stored.source).object) ?? [:]
        var result = JSONObject()
        for request in requests {
            for field in reader.mapping.fields.values.sorted(by: { $0.path < $1.path })
            where request.pattern.matches(Array(field.path.utf8)) && result[field.path] == nil {
                if field.type == .denseVector {
                    if let vector = try vector(field, number) { result[field.path] = vector }
                    continue
                }
                let path = sourcePath(of: field.path)
                let values = Self.values(at: path.split(separator: ".").map(String.init)[...], in: .object(source))
                    .compactMap { FieldFormatter.formatted($0, field, format: request.format) }
                if !values.isEmpty { result[field.path] = .array(values) }
            }
        }
        return result
    }

    /// The values of a hit that are kept by document, ascending.
    func docValues(_ number: UInt32, _ requests: [SearchRequest.FieldRequest]) throws -> JSONObject {
        var result = JSONObject()
        for request in requests {
            for field in reader.mapping.fields.values.sorted(by: { $0.path < $1.path })
            where request.pattern.matches(Array(field.path.utf8)) {
                var values: [GroupKey] = []
                try AggregationColumn(field, reader).forEach([number]) { values = $1 }
                guard !values.isEmpty else { continue }
                result[field.path] = .array(
                    values.sorted { $0.precedes($1) }
                        .map { value in
                            switch value {
                            case .text(let text): .string(text)
                            case .number(let bits): AggregationColumn.value(bits, field, format: request.format)
                            case .none: .null
                            }
                        }
                )
            }
        }
        return result
    }

    /// The values of a field in a source, as texts.
    func texts(of field: FieldMapping, in source: JSONObject) -> [String] {
        let path = sourcePath(of: field.path).split(separator: ".").map(String.init)
        return Self.values(at: path[...], in: .object(source))
            .compactMap { value in
                let text = value.string ?? value.text
                return field.type == .keyword && text.utf16.count > field.ignoreAbove ? nil : text
            }
    }

    /// A multi-field takes its values from the field it belongs to.
    private func sourcePath(of path: String) -> String {
        guard let dot = path.lastIndex(of: ".") else { return path }
        let parent = String(path[..<dot])
        let isMultiField = reader.mapping.fields[parent]?.multiFields.contains { $0.path == path } ?? false
        return isMultiField ? parent : path
    }

    private static func values(at path: ArraySlice<String>, in value: JSONValue) -> [JSONValue] {
        switch value {
        case .array(let elements): return elements.flatMap { values(at: path, in: $0) }
        case .object(let object):
            guard !path.isEmpty else { return [] }
            // A name with dots may be one key or several objects.
            return (1...path.count)
                .flatMap { length -> [JSONValue] in
                    let key = path.prefix(length).joined(separator: ".")
                    return object[key].map { values(at: path.dropFirst(length), in: $0) } ?? []
                }
        case .null: return []
        default: return path.isEmpty ? [value] : []
        }
    }
}

/// Shows values of a source as their field's type.
enum FieldFormatter {
    static func formatted(_ value: JSONValue, _ field: FieldMapping, format: String?) -> JSONValue? {
        let text = value.string ?? value.text
        switch field.type {
        case .text: return .string(text)
        case .keyword: return text.utf16.count <= field.ignoreAbove ? .some(.string(text)) : .none
        case .boolean: return value.bool.map(JSONValue.bool) ?? .bool(text == "true")
        case .date:
            guard let date = field.dateFormats.milliseconds(text) else { return nil }
            switch format ?? field.parameters["format"]?.string {
            case "epoch_millis": return .string(String(date))
            case "epoch_second": return .string(String(date / 1000))
            case "yyyy-MM-dd", "strict_date", "date": return .string(String(CivilDate.text(date).prefix(10)))
            default: return .string(CivilDate.text(date))
            }
        case _ where field.type.isInteger:
            return Int64(text).map(JSONValue.integer)
                ?? Double(text).flatMap { Int64(exactly: $0.rounded(.towardZero)) }.map(JSONValue.integer)
        case _ where field.type.isFloating:
            guard let number = Double(text) else { return nil }
            let stored = FieldValueParser.rounded(number, field.type)
            return .number(field.type == .double ? stored : Double(Float(stored).description) ?? stored)
        default: return value
        }
    }
}
