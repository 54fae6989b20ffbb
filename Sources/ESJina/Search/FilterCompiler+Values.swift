import JSONValues

extension FilterCompiler {
    /// The value as `target` holds it.
    ///
    /// - Parameters:
    ///   - value: The value as typed.
    ///   - field: The field as typed.
    ///   - target: What it is compared with.
    ///   - isBound: Whether it is the end of a range and may lie between the values there can be.
    /// - Returns: The value as the server takes it.
    /// - Throws: ``ExpressionError`` at the value.
    func json(
        _ value: FilterValue,
        _ field: FilterField,
        _ target: FilterFields.Field,
        isBound: Bool
    ) throws(ExpressionError) -> JSONValue {
        switch target.kind {
        case .integer(let size): return try integer(value, field, size, isBound: isBound)
        case .decimal:
            guard let number = value.number else { throw mismatch(value, field, "numbers") }
            return .number(number)
        case .boolean:
            guard value.text == "true" || value.text == "false" else {
                throw fault("The field '\(field.path)' is true or false, not \(value).", value.range)
            }
            return .bool(value.text == "true")
        case .date(let format):
            do throws(FilterDate.Problem) {
                return .string(try FilterDate(value.text, format: format).text)
            } catch {
                throw fault("The field '\(field.path)' holds dates: \(error.message)", value.range)
            }
        case .address:
            guard Self.isAddress(value.text, mayBeNetwork: !isBound) else {
                throw mismatch(value, field, "IP addresses")
            }
            return .string(value.text)
        case .keyword:
            if isBound {
                if !value.isQuoted, value.number != nil {
                    throw fault(
                        "The field '\(field.path)' holds exact words, which are compared letter by letter: 10 stands before 9. "
                            + "Where that is meant, write the value in quotes.",
                        value.range
                    )
                }
            } else {
                try checkLength(value, field, target)
            }
            return .string(value.text)
        default: return .string(value.text)
        }
    }

    /// Refuses a value that is longer than those the index knows.
    func checkLength(
        _ value: FilterValue,
        _ field: FilterField,
        _ target: FilterFields.Field
    ) throws(ExpressionError) {
        // The server counts UTF-16 code units (measured with Elasticsearch 8.19.21 and 9.5.4).
        let length = value.text.utf16.count
        guard case .keyword(let limit?) = target.kind, length > limit else { return }
        let words = fields[field.path].flatMap { $0.kind == .text ? $0 : fields.textField(of: $0) }
        let hint = words == nil ? "" : " Look for its words: \(field) : \"…\"."
        throw fault(
            "'\(target.name)' knows no values longer than \(limit) characters, so none matches this one of \(length).\(hint)",
            value.range
        )
    }

    private func integer(
        _ value: FilterValue,
        _ field: FilterField,
        _ size: IntegerSize,
        isBound: Bool
    ) throws(ExpressionError) -> JSONValue {
        guard let number = value.number else { throw mismatch(value, field, "whole numbers") }
        if let whole = Int64(value.text) ?? Int64(exactly: number), size.holds(whole) { return .integer(whole) }
        if size == .unsignedLong, UInt64(value.text) != nil { return .string(value.text) }
        let (lower, upper) = size.bounds
        let isWhole = number == number.rounded()
        guard let least = Double(lower), let most = Double(upper), !isWhole, least...most ~= number else {
            throw fault("The field '\(field.path)' holds whole numbers from \(lower) to \(upper).", value.range)
        }
        if isBound { return .number(number) }
        throw fault("The field '\(field.path)' holds whole numbers, so none is \(value).", value.range)
    }

    private func mismatch(_ value: FilterValue, _ field: FilterField, _ what: String) -> ExpressionError {
        let isField = !value.isQuoted && fields[value.text] != nil
        let hint = isField ? " Two fields cannot be compared." : ""
        return fault("The field '\(field.path)' holds \(what); \(value) is none.\(hint)", value.range)
    }

    /// Whether this looks like an address, or a network such as `10.0.0.0/8`.
    private static func isAddress(_ text: String, mayBeNetwork: Bool) -> Bool {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, mayBeNetwork {
            guard let length = UInt8(parts[1]), length <= 128 else { return false }
            parts.removeLast()
        }
        guard parts.count == 1, let address = parts.first else { return false }
        if address.contains(":") { return address.utf8.allSatisfy { "0123456789abcdefABCDEF:.".utf8.contains($0) } }
        let octets = address.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets.allSatisfy { !$0.hasPrefix("+") && UInt8($0) != nil }
    }
}
