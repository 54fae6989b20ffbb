import JSONValues

/// Chooses the type of a field that a mapping does not name, as the server does.
enum DynamicMapping {
    /// The definition of the field; `nil` for a value that says nothing about its type.
    static func definition(of node: ContentNode, in content: Content, mapping: IndexMapping) -> JSONObject? {
        switch node.value {
        case .null: return nil
        case .bool: return ["type": "boolean"]
        case .integer: return ["type": "long"]
        case .number: return ["type": "float"]
        case .string(let text):
            let isNumber = Int64(text) != nil || Double(text) != nil
            if isNumber, mapping.detectsNumbers { return ["type": Int64(text) != nil ? "long" : "float"] }
            if !isNumber, mapping.detectsDates, ISODate(text) != nil { return ["type": "date"] }
            return ["type": "text", "fields": ["keyword": ["type": "keyword", "ignore_above": 256]]]
        case .object: return ["type": "object"]
        case .numbers(let values):
            let hasFraction = content.bytes[node.start...node.end]
                .contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == 0x65 }
            if hasFraction, 128...4096 ~= values.count {
                return ["type": "dense_vector", "dims": JSONValue(values.count)]
            }
            return ["type": hasFraction ? "float" : "long"]
        case .array(let elements):
            let isFloats = elements.allSatisfy { $0.double != nil }
            let hasFraction = elements.contains { if case .number = $0.value { true } else { false } }
            if isFloats, hasFraction, 128...4096 ~= elements.count {
                return ["type": "dense_vector", "dims": JSONValue(elements.count)]
            }
            return elements.lazy.compactMap { definition(of: $0, in: content, mapping: mapping) }.first
        }
    }
}
