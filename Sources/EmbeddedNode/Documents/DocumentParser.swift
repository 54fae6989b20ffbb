import JSONValues

/// Turns the JSON of a document into what is indexed, after a mapping.
struct DocumentParser {
    /// The document's id, for messages.
    let id: String
    /// Whether vectors stay out of the stored source.
    let excludesVectors: Bool
    private var mapping: IndexMapping
    private var isMappingChanged = false
    private var document = ParsedDocument()
    private var vectorMembers: Set<Int> = []
    private var content: Content
    /// Why the index cannot store a vector of the document, whatever its value.
    private var writeFault: RESTError?
    private var tokens: [String: ParsedDocument.Terms] = [:]

    /// An array of many numbers belongs to a field that needs them exactly, so the document is parsed again.
    private struct NeedsExactNumbers: Error {}

    /// Parses a document.
    ///
    /// - Parameters:
    ///   - bytes: The JSON of the document.
    ///   - id: Its id, for messages.
    ///   - mapping: The index's mapping.
    ///   - excludesVectors: Whether vectors stay out of the stored source.
    /// - Returns: What to index, with the mapping where it changed.
    /// - Throws: ``ExceptionBody`` wrapped in ``RESTError``, in the server's words.
    static func parse(
        _ bytes: [UInt8],
        id: String,
        mapping: IndexMapping,
        excludesVectors: Bool
    ) throws -> ParsedDocument {
        guard bytes.contains(where: { $0 > 0x20 }) else {
            throw RESTError(400, "document_parsing_exception", "[0:0] failed to parse, document is empty")
        }
        let isVectorMapping = mapping.fields.values.contains { $0.type == .denseVector }
        if isVectorMapping {
            // Numbers in one flat array are quick, but lose the places of errors: a failure is looked at again without.
            if let quick = try? parseOnce(bytes, id, mapping, excludesVectors, flattensNumbers: true) { return quick }
        }
        return try parseOnce(bytes, id, mapping, excludesVectors, flattensNumbers: false)
    }

    private static func parseOnce(
        _ bytes: [UInt8],
        _ id: String,
        _ mapping: IndexMapping,
        _ excludesVectors: Bool,
        flattensNumbers: Bool
    ) throws -> ParsedDocument {
        let content: Content
        do throws(ContentFault) {
            content = try Content(bytes, flattensNumbers: flattensNumbers)
        } catch {
            let cause = error.exception(bytes)
            let place = "[1:\(max(1, min(error.offset, 1)))]"
            throw RESTError(
                400,
                ExceptionBody(
                    "document_parsing_exception",
                    "\(place) failed to parse: \(cause.reason)",
                    causedBy: cause
                )
            )
        }
        guard let members = content.root.members else {
            throw RESTError(400, "document_parsing_exception", "Malformed content, must start with an object")
        }
        var parser = DocumentParser(id: id, excludesVectors: excludesVectors, mapping: mapping, content: content)
        do {
            try parser.object(members, mapping.root, path: "")
        } catch let fault as DocumentFault {
            let exception = fault.exception(bytes)
            let root = exception.causes.first { $0.type == "parsing_exception" }
            throw RESTError(400, exception, root: root)
        }
        if let fault = parser.writeFault { throw fault }
        return parser.finished()
    }

    private init(id: String, excludesVectors: Bool, mapping: IndexMapping, content: Content) {
        self.id = id
        self.excludesVectors = excludesVectors
        self.mapping = mapping
        self.content = content
    }

    private consuming func finished() -> ParsedDocument {
        var document = document
        document.terms = Array(tokens.values)
        document.mapping = isMappingChanged ? mapping : nil
        document.source =
            excludesVectors && !vectorMembers.isEmpty
            ? SourceStripper(bytes: content.bytes, dropped: vectorMembers).stripped(content.root) : content.bytes
        return document
    }

    private mutating func object(_ members: [ContentNode.Member], _ object: ObjectMapping, path: String) throws {
        for member in members {
            if path.isEmpty, Self.metadataNames.contains(member.key) {
                throw DocumentFault(
                    member.value.start,
                    "document_parsing_exception",
                    "failed to parse field [\(member.key)] of type [\(member.key)] in document with id '\(id)'. "
                        + "Preview of field's value: '\(member.value.scalarText ?? "")'",
                    cause: ExceptionBody(
                        "document_parsing_exception",
                        "\(content.bracketed(member.value.start)) Field [\(member.key)] is a metadata field and cannot be "
                            + "added inside a document. Use the index API request parameters."
                    )
                )
            }
            try check(member)
            try value(member.value, name: member.key, parent: path, member: member)
        }
    }

    private static let metadataNames: Set<String> = [
        "_id", "_index", "_source", "_routing", "_seq_no", "_version", "_field_names", "_ignored", "_doc_count",
        "_tier",
        "_nested_path", "_feature", "_data_stream_timestamp",
    ]

    private func check(_ member: ContentNode.Member) throws {
        guard !member.key.isEmpty else {
            throw DocumentFault(member.start, parsing: "field name cannot be an empty string")
        }
        let parts = member.key.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ part in part.contains { !$0.isWhitespace } }) else {
            throw DocumentFault(
                member.start,
                parsing: "field name cannot contain only whitespace: ['\(member.key)']"
            )
        }
    }

    private mutating func value(_ node: ContentNode, name: String, parent: String, member: ContentNode.Member) throws {
        let path = parent.isEmpty ? name : "\(parent).\(name)"
        switch lookUp(path) {
        case .field(let field)?:
            if field.type == .denseVector {
                if try vector(node, field) { vectorMembers.insert(member.start) }
            } else {
                try leaf(node, field)
            }
        case .object(let object)?:
            guard object.isEnabled else { return }
            try objectValue(node, object, path: path, member: member)
        case nil: try unmapped(node, name: name, parent: parent, path: path, member: member)
        }
    }

    private mutating func objectValue(
        _ node: ContentNode,
        _ object: ObjectMapping,
        path: String,
        member: ContentNode.Member
    ) throws {
        switch node.value {
        case .object(let members): try self.object(members, object, path: path)
        case .array(let elements):
            for element in elements { try objectValue(element, object, path: path, member: member) }
        case .null: break
        default:
            throw DocumentFault(
                node.start,
                "document_parsing_exception",
                "object mapping for [\(path)] tried to parse field [\(path.split(separator: ".").last ?? "")] as object, "
                    + "but found a concrete value"
            )
        }
    }

    /// What the mapping says about a path, through dotted names and objects alike.
    private func lookUp(_ path: String) -> ObjectMapping.Property? {
        if let field = mapping.fields[path] { return .field(field) }
        var object = mapping.root
        let parts = path.split(separator: ".").map(String.init)
        for (index, part) in parts.enumerated() {
            guard let property = object.properties[part] else { return nil }
            guard case .object(let inner) = property else { return index == parts.count - 1 ? property : nil }
            if !inner.isEnabled { return property }
            object = inner
        }
        return .object(object)
    }

    private mutating func unmapped(
        _ node: ContentNode,
        name: String,
        parent: String,
        path: String,
        member: ContentNode.Member
    ) throws {
        guard let definition = DynamicMapping.definition(of: node, in: content, mapping: mapping) else { return }
        switch dynamicMode(of: path) {
        case .false: return
        case .strict:
            throw DocumentFault(
                node.start,
                "strict_dynamic_mapping_exception",
                "mapping set to strict, dynamic introduction of [\(name)] within [\(parent.isEmpty ? "_doc" : parent)] "
                    + "is not allowed"
            )
        case .true: break
        }
        try define(path, definition, at: node)
        try value(node, name: name, parent: parent, member: member)
    }

    private mutating func define(_ path: String, _ definition: JSONObject, at node: ContentNode) throws {
        let addition = try IndexMapping(["properties": .object([path: .object(definition)])])
        do {
            mapping = try MappingMerger.merged(mapping, addition)
        } catch let error as RESTError {
            throw DocumentFault(node.start, parsing: error.exception.reason)
        }
        isMappingChanged = true
    }

    /// The nearest `dynamic` around a path.
    private func dynamicMode(of path: String) -> DynamicMode {
        var mode = mapping.root.dynamic ?? .true
        var object = mapping.root
        for part in path.split(separator: ".").dropLast() {
            guard case .object(let inner)? = object.properties[String(part)] else { break }
            mode = inner.dynamic ?? mode
            object = inner
        }
        return mode
    }

    private mutating func vector(_ node: ContentNode, _ field: FieldMapping) throws -> Bool {
        guard !node.isNull, var vector = field.vector else { return false }
        let decoder = VectorDecoder(path: field.path, id: id, vector: vector)
        let components = try decoder.components(node)
        if vector.dims == nil {
            vector.dims = vector.elementType == .bit ? components.count * 8 : components.count
            try define(field.path, updated(field, vector), at: node)
            vector = mapping.fields[field.path]?.vector ?? vector
        }
        guard !document.present.contains(field.path) else {
            throw DocumentFault(
                node.start,
                parsing:
                    "Field [\(field.path)] of type [dense_vector] doesn't support indexing multiple values for the same "
                    + "field in the same document"
            )
        }
        let (row, magnitude) = try VectorDecoder(path: field.path, id: id, vector: vector).row(components, at: node)
        document.vectors.append(.init(path: field.path, row: row, magnitude: magnitude))
        writeFault = writeFault ?? VectorIndexOptions.writeFault(vector.indexOptions)
        document.present.insert(field.path)
        return true
    }

    private func updated(_ field: FieldMapping, _ vector: VectorMapping) -> JSONObject {
        var definition = vector.json
        definition["type"] = "dense_vector"
        return definition
    }

    private mutating func leaf(_ node: ContentNode, _ field: FieldMapping) throws {
        switch node.value {
        case .array(let elements): for element in elements { try leaf(element, field) }
        case .numbers: throw NeedsExactNumbers()
        case .null:
            if let substitute = field.nullValue, let content = try? Content(substitute.serialized()) {
                try scalar(content.root, field)
            }
        default: try scalar(node, field)
        }
    }

    private mutating func scalar(_ node: ContentNode, _ field: FieldMapping) throws {
        do {
            try index(node, field)
        } catch let fault as DocumentFault {
            guard field.ignoresMalformed else { throw fault }
        }
        for inner in field.multiFields { try index(node, inner) }
        for target in field.copyTo {
            guard mapping.fields[target] == nil else {
                if let copy = mapping.fields[target] { try index(node, copy) }
                continue
            }
            guard dynamicMode(of: target) == .true,
                let definition = DynamicMapping.definition(of: node, in: content, mapping: mapping)
            else { continue }
            try define(target, definition, at: node)
            if let copy = mapping.fields[target] { try index(node, copy) }
        }
    }

    private mutating func index(_ node: ContentNode, _ field: FieldMapping) throws {
        let values = FieldValueParser(field: field, id: id, content: content)
        switch field.type {
        case .text:
            guard field.isIndexed else { return }
            let text = try values.text(node)
            addText(text, field)
        case .keyword:
            let text = try values.text(node)
            guard text.utf16.count <= field.ignoreAbove else { return }
            if field.isIndexed {
                tokens[field.path, default: .init(path: field.path, tokens: [])].tokens.append((text, 0))
            }
            if field.hasDocValues { document.keywords.append((field.path, text)) }
            // A field that is neither indexed nor kept by document cannot be asked for, not even whether it is there.
            guard field.isIndexed || field.hasDocValues else { return }
        case .denseVector, .object: return
        case .geoPoint:
            // No query looks at the points themselves, only at whether there are any.
            guard field.isIndexed || field.hasDocValues, GeoPointValue.isPoint(node) else { return }
        case .binary:
            // The value stands in the source alone, and the server looks no closer at it.
            guard node.members == nil else {
                throw RESTError.illegalArgument("Malformed content, found extra data after parsing: END_OBJECT")
            }
            return
        default:
            guard let bits = try values.number(node) else { return }
            guard field.hasDocValues || field.isIndexed else { return }
            document.numbers.append((field.path, bits))
        }
        document.present.insert(field.path)
    }

    private mutating func addText(_ text: String, _ field: FieldMapping) {
        var terms = tokens[field.path] ?? .init(path: field.path, tokens: [], length: 0)
        let base = terms.tokens.last.map { $0.position + 1 + field.positionIncrementGap } ?? 0
        var lastPosition = -1
        for token in field.analyzer.tokens(of: text) {
            terms.tokens.append((token.term, base + token.position))
            // Terms on the place of another do not lengthen the field (Lucene's "discount overlaps").
            if token.position != lastPosition { terms.length = (terms.length ?? 0) + 1 }
            lastPosition = token.position
        }
        tokens[field.path] = terms
    }
}
