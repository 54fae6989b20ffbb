import JSONValues

/// Values as Java reads and prints them: numbers also from texts.
enum JavaValue {
    /// A 32-bit integer.
    static func int(_ value: JSONValue?) throws -> Int? {
        guard let value, !value.isNull else { return nil }
        switch value {
        case .integer(let integer):
            guard let small = Int32(exactly: integer) else {
                throw RESTError.mapping("integer overflow", "arithmetic_exception")
            }
            return Int(small)
        case .number(let number):
            guard let small = Int32(exactly: number) else {
                throw RESTError.mapping("\(number) is not an integer value", "illegal_argument_exception")
            }
            return Int(small)
        default:
            guard let small = Int32(text(value)) else { throw notANumber(value) }
            return Int(small)
        }
    }

    /// A 32-bit float, as the double with the same digits.
    static func float(_ value: JSONValue?) throws -> Double? {
        guard let value, !value.isNull else { return nil }
        guard let float = value.double.map({ Float($0) }) ?? Float(text(value)) else { throw notANumber(value) }
        return Double(float.description) ?? Double(float)
    }

    private static func notANumber(_ value: JSONValue) -> RESTError {
        .mapping("For input string: \"\(text(value))\"", "number_format_exception")
    }

    /// What `toString()` says of a value.
    static func text(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .array(let elements): "[\(elements.map(text).joined(separator: ", "))]"
        case .object(let object): "{\(object.map { "\($0.key)=\(text($0.value))" }.joined(separator: ", "))}"
        default: value.text
        }
    }

    static func className(_ value: JSONValue) -> String {
        switch value {
        case .array: "java.util.ArrayList"
        case .string: "java.lang.String"
        case .bool: "java.lang.Boolean"
        case .number: "java.lang.Double"
        case .integer(let value): Int32(exactly: value) == nil ? "java.lang.Long" : "java.lang.Integer"
        default: "java.util.LinkedHashMap"
        }
    }

    /// What `Float.toString` says of a float: Swift's digits, but powers of ten below a thousandth and from ten million on.
    static func text(_ value: Float) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        let size = abs(value)
        guard size != 0, !(1e-3..<1e7).contains(size) else { return value.description }
        let parts = size.description.split(separator: "e")
        let written = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let all = written.joined()
        let digits = all.drop { $0 == "0" }
        let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let exponent = written[0].count - 1 - (all.count - digits.count) + power
        var fraction = String(digits.dropFirst())
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(value < 0 ? "-" : "")\(digits.prefix(1)).\(fraction.isEmpty ? "0" : fraction)E\(exponent)"
    }
}
