import JSONValues

/// Reads one value of a document as the type of its field.
struct FieldValueParser {
    let field: FieldMapping
    let id: String
    let content: Content

    func text(_ node: ContentNode) throws -> String {
        if let text = node.scalarText {
            // Numbers keep the digits they were written with.
            guard case .number = node.value else { return text }
            return String(decoding: content.bytes[node.start..<node.limit], as: UTF8.self)
        }
        let place = content.place(node.start)
        throw fault(
            node.end,
            preview: preview(node),
            cause: ExceptionBody(
                "illegal_argument_exception",
                "Expected text at \(place.line):\(place.column) but found \(node.token)"
            )
        )
    }

    /// The sortable form of a number, date or truth value; `nil` where the value counts as absent.
    func number(_ node: ContentNode) throws -> Int64? {
        switch field.type {
        case .boolean: try boolean(node)
        case .date: try date(node)
        default: field.type.isInteger ? try integer(node) : try floating(node)
        }
    }

    private func boolean(_ node: ContentNode) throws -> Int64? {
        if let flag = node.bool { return flag ? 1 : 0 }
        guard let text = node.string else {
            throw fault(
                node.start,
                preview: preview(node),
                cause: parserException(
                    node,
                    "Current token (VALUE_NUMBER_\(isInteger(node) ? "INT" : "FLOAT")) not of boolean type",
                    "json_parse_exception"
                )
            )
        }
        switch text {
        case "true": return 1
        case "false", "": return 0
        default:
            throw fault(
                node.start,
                preview: text,
                cause: ExceptionBody(
                    "illegal_argument_exception",
                    "Failed to parse value [\(text)] as only [true] or [false] are allowed."
                )
            )
        }
    }

    private func date(_ node: ContentNode) throws -> Int64 {
        let text = node.scalarText ?? ""
        guard node.bool == nil, node.members == nil, let milliseconds = field.dateFormats.milliseconds(text) else {
            throw fault(
                node.start,
                preview: preview(node),
                cause: ExceptionBody(
                    "illegal_argument_exception",
                    "failed to parse date field [\(preview(node))] with format [\(field.dateFormats.text)]",
                    causedBy: ExceptionBody("date_time_parse_exception", "Failed to parse with all enclosed parsers")
                )
            )
        }
        return milliseconds
    }

    private func integer(_ node: ContentNode) throws -> Int64? {
        let range = field.type.integerRange
        switch node.value {
        case .integer(let value):
            guard range.contains(value) else { throw outOfRange(node, String(value)) }
            return value
        case .number(let value): return try truncated(value, node)
        case .string(let text):
            if text.isEmpty, field.coerces { return nil }
            if let value = Int64(text) {
                guard range.contains(value) else { throw outOfRange(node, text, isString: true) }
                return value
            }
            guard let value = Double(text) else {
                throw fault(
                    node.start,
                    preview: text,
                    cause: ExceptionBody("illegal_argument_exception", "For input string: \"\(text)\"")
                )
            }
            return try truncated(value, node)
        default: throw notNumeric(node)
        }
    }

    private func truncated(_ value: Double, _ node: ContentNode) throws -> Int64 {
        guard field.coerces || value == value.rounded() else {
            throw fault(
                node.start,
                preview: preview(node),
                cause: ExceptionBody("illegal_argument_exception", "Value [\(preview(node))] has a decimal part")
            )
        }
        guard let integer = Int64(exactly: value.rounded(.towardZero)), field.type.integerRange.contains(integer) else {
            throw outOfRange(node, preview(node), isString: true)
        }
        return integer
    }

    private func floating(_ node: ContentNode) throws -> Int64? {
        let written: Double
        switch node.value {
        case .integer(let value): written = Double(value)
        case .number(let value): written = value
        case .string(let text):
            if text.isEmpty, field.coerces { return nil }
            guard let value = Double(text) else {
                throw fault(
                    node.start,
                    preview: text,
                    cause: ExceptionBody("number_format_exception", "For input string: \"\(text)\"")
                )
            }
            written = value
        default: throw notNumeric(node)
        }
        let stored = Self.rounded(written, field.type)
        guard stored.isFinite else {
            let isHalf = field.type == .halfFloat
            throw fault(
                node.start,
                preview: isHalf ? preview(node) : "Infinity",
                cause: ExceptionBody(
                    "illegal_argument_exception",
                    "[\(field.type.rawValue)] supports only finite values, but got [\(isHalf ? written.description : "Infinity")]"
                )
            )
        }
        return SortableNumber.bits(stored)
    }

    /// The value as precise as its type keeps it.
    static func rounded(_ value: Double, _ type: FieldType) -> Double {
        switch type {
        case .float: return Double(Float(value))
        case .halfFloat:
            #if arch(x86_64) && os(macOS)
            return Double(Float(value))
            #else
            return Double(Float16(value))
            #endif
        default: return value
        }
    }

    private func isInteger(_ node: ContentNode) -> Bool { if case .integer = node.value { true } else { false } }

    private func notNumeric(_ node: ContentNode) -> DocumentFault {
        let token = node.bool.map { $0 ? "VALUE_TRUE" : "VALUE_FALSE" } ?? node.token
        return fault(
            node.start,
            preview: preview(node),
            cause: parserException(
                node,
                "Current token (\(token)) not numeric, can not use numeric value accessors",
                "json_parse_exception"
            )
        )
    }

    private func outOfRange(_ node: ContentNode, _ text: String, isString: Bool = false) -> DocumentFault {
        let range = field.type.integerRange
        switch field.type {
        case .integer where !isString, .short where !isString:
            let name = field.type == .integer ? "int (\(range.lowerBound) - \(range.upperBound))" : "Java short"
            return fault(
                node.start,
                preview: text,
                cause: parserException(
                    node,
                    "Numeric value (\(text)) out of range of \(name)",
                    "input_coercion_exception"
                )
            )
        default:
            let article = field.type == .integer ? "an" : "a"
            return fault(
                node.start,
                preview: text,
                cause: ExceptionBody(
                    "illegal_argument_exception",
                    "Value [\(text)] is out of range for \(article) \(field.type.rawValue)"
                )
            )
        }
    }

    private func parserException(_ node: ContentNode, _ reason: String, _ type: String) -> ExceptionBody {
        let place = content.place(node.limit)
        let source = String(decoding: content.bytes.prefix(500), as: UTF8.self)
        let text = "\(reason)\n at [Source: (byte[])\"\(source)\"; line: \(place.line), column: \(place.column)]"
        return ExceptionBody(
            "x_content_parse_exception",
            "[\(place.line):\(place.column)] \(text)",
            causedBy: ExceptionBody(type, text)
        )
    }

    private func fault(_ offset: Int, preview: String, cause: ExceptionBody) -> DocumentFault {
        DocumentFault(
            offset,
            "document_parsing_exception",
            "failed to parse field [\(field.path)] of type [\(field.type.rawValue)] in document with id '\(id)'. "
                + "Preview of field's value: '\(preview)'",
            cause: cause
        )
    }

    /// The value as the server's messages show it: objects as Java prints maps.
    private func preview(_ node: ContentNode) -> String {
        switch node.value {
        case .object(let members): "{\(members.map { "\($0.key)=\(preview($0.value))" }.joined(separator: ", "))}"
        case .array(let elements): "[\(elements.map(preview).joined(separator: ", "))]"
        case .null: "null"
        case .numbers: ""
        default: node.scalarText ?? ""
        }
    }
}
