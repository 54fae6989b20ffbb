/// Writes JSON text straight into bytes.
///
/// The caller writes the punctuation of the containers; the writer escapes strings and formats numbers.
/// Bulk bodies and vectors go through it without a tree of values in between.
public struct JSONWriter: Sendable {
    /// What was written so far, UTF-8.
    public var bytes: [UInt8] = []

    /// Makes an empty writer with room for `capacity` bytes.
    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Writes `text` as it is: punctuation or JSON made elsewhere.
    public mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes `json`, which must be valid JSON already, as it is.
    public mutating func raw(_ json: [UInt8]) { bytes.append(contentsOf: json) }

    /// Writes a quoted, escaped string.
    public mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var start = 0
            for index in 0..<utf8.count {
                let byte = utf8[index]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
                start = index + 1
                escape(byte)
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<utf8.count]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a key and its colon.
    public mutating func key(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes an integer.
    public mutating func integer(_ value: some BinaryInteger) { bytes.append(contentsOf: String(value).utf8) }

    /// Writes a number by the shortest digits that read back to it; NaN and infinities, which JSON lacks, as `null`.
    public mutating func number(_ value: some BinaryFloatingPoint & LosslessStringConvertible) {
        guard value.isFinite else { return raw("null") }
        bytes.append(contentsOf: value.description.utf8)
    }

    /// Writes a 32-bit number by the shortest digits that read back to it; NaN and infinities, which JSON lacks, as `null`.
    public mutating func number(_ value: Float) {
        withUnsafePointer(to: value) { appendNumbers(UnsafeBufferPointer(start: $0, count: 1)) }
    }

    /// Writes `values` as an array of numbers, the form in which every server version takes a vector.
    public mutating func numbers(_ values: some Collection<Float>) {
        bytes.append(UInt8(ascii: "["))
        if values.withContiguousStorageIfAvailable({ appendNumbers($0) }) == nil {
            Array(values).withUnsafeBufferPointer { appendNumbers($0) }
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func appendNumbers(_ values: UnsafeBufferPointer<Float>) {
        // In stretches that stay in the fastest cache and on the stack, whatever the size of a vector.
        let stretch = 1024
        withUnsafeTemporaryAllocation(
            of: UInt8.self,
            capacity: min(values.count, stretch) * (ShortestFloat.maxBytes + 1) + 1
        ) { room in
            guard let out = room.baseAddress else { return }
            for start in stride(from: 0, to: values.count, by: stretch) {
                if start > 0 { bytes.append(UInt8(ascii: ",")) }
                let part = UnsafeBufferPointer(rebasing: values[start..<min(start + stretch, values.count)])
                let count = ShortestFloat.write(part, to: out)
                bytes.append(contentsOf: UnsafeBufferPointer(start: out, count: count))
            }
        }
    }

    /// Writes a tree of values without white space.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .bool(let flag): if flag { raw("true") } else { raw("false") }
        case .integer(let number): integer(number)
        case .bigInteger(let digits): bytes.append(contentsOf: digits.utf8)
        case .number(let number): self.number(number)
        case .string(let text): string(text)
        case .array(let elements):
            raw("[")
            for (index, element) in elements.enumerated() {
                if index > 0 { raw(",") }
                self.value(element)
            }
            raw("]")
        case .object(let object):
            raw("{")
            for (index, member) in object.members.enumerated() {
                if index > 0 { raw(",") }
                key(member.key)
                self.value(member.value)
            }
            raw("}")
        }
    }

    /// Writes a tree of values over several lines, two spaces a level; arrays of plain values stay on one line.
    public mutating func prettyValue(_ value: JSONValue, level: Int = 0) {
        switch value {
        case .array(let elements) where elements.contains(where: \.isContainer):
            block("[", "]", elements, level: level) { writer, element in
                writer.prettyValue(element, level: level + 1)
            }
        case .array(let elements) where !elements.isEmpty:
            raw("[")
            for (index, element) in elements.enumerated() {
                if index > 0 { raw(", ") }
                self.value(element)
            }
            raw("]")
        case .object(let object) where !object.isEmpty:
            block("{", "}", object.members, level: level) { writer, member in
                writer.string(member.key)
                writer.raw(": ")
                writer.prettyValue(member.value, level: level + 1)
            }
        default: self.value(value)
        }
    }

    private mutating func block<Element>(
        _ open: StaticString,
        _ close: StaticString,
        _ elements: [Element],
        level: Int,
        _ write: (inout JSONWriter, Element) -> Void
    ) {
        raw(open)
        for (index, element) in elements.enumerated() {
            raw(index > 0 ? ",\n" : "\n")
            bytes.append(contentsOf: repeatElement(0x20, count: 2 * (level + 1)))
            write(&self, element)
        }
        raw("\n")
        bytes.append(contentsOf: repeatElement(0x20, count: 2 * level))
        raw(close)
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case 0x0A: raw("\\n")
        case 0x0D: raw("\\r")
        case 0x09: raw("\\t")
        default:
            raw("\\u00")
            for nibble in [byte >> 4, byte & 15] {
                bytes.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
            }
        }
    }
}

extension JSONValue {
    /// The value as JSON text without white space, UTF-8.
    public func serialized() -> [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }

    /// The value as JSON text without white space.
    public var text: String { String(decoding: serialized(), as: UTF8.self) }

    /// The value as JSON text over several lines, without a newline at the end.
    public var prettyText: String {
        var writer = JSONWriter()
        writer.prettyValue(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }
}
