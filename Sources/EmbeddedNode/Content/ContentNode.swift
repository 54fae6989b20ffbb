/// A JSON value that remembers where its tokens stand, because Elasticsearch's errors name line and column.
struct ContentNode: Sendable {
    enum Value: Sendable {
        case null
        case bool(Bool)
        case integer(Int64)
        case number(Double)
        case string(String)
        case array([ContentNode])
        /// An array of nothing but numbers, kept flat because vectors come this way.
        case numbers([Float])
        case object([Member])
    }

    struct Member: Sendable {
        let key: String
        /// Offset of the key's opening quote.
        let start: Int
        let value: ContentNode
    }

    let value: Value
    /// Offset of the first byte.
    let start: Int
    /// Offset of the closing bracket of a container; of the first byte for anything else.
    let end: Int
    /// Offset behind the last byte.
    let limit: Int

    /// The name Elasticsearch gives to the token this value begins with.
    var token: String {
        switch value {
        case .null: "VALUE_NULL"
        case .bool: "VALUE_BOOLEAN"
        case .integer, .number: "VALUE_NUMBER"
        case .string: "VALUE_STRING"
        case .array, .numbers: "START_ARRAY"
        case .object: "START_OBJECT"
        }
    }

    var string: String? { if case .string(let text) = value { text } else { nil } }
    var members: [Member]? { if case .object(let members) = value { members } else { nil } }
    var elements: [ContentNode]? { if case .array(let elements) = value { elements } else { nil } }
    var isNull: Bool { if case .null = value { true } else { false } }
    var bool: Bool? { if case .bool(let flag) = value { flag } else { nil } }

    // Inlined into a closure it makes the optimizer of Swift 6.3 fail (an ownership error in CopyPropagation).
    @inline(never)
    var double: Double? {
        switch value {
        case .integer(let integer): Double(integer)
        case .number(let number): number
        default: nil
        }
    }

    subscript(key: String) -> ContentNode? { members?.first { $0.key == key }?.value }

    /// The plain value as the text a client wrote; `nil` for `null` and containers.
    var scalarText: String? {
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let integer): String(integer)
        case .number(let number): number.description
        case .null, .array, .numbers, .object: nil
        }
    }
}

/// A parsed JSON text together with its bytes.
struct Content: Sendable {
    let bytes: [UInt8]
    let root: ContentNode

    /// Parses `bytes`.
    ///
    /// - Parameters:
    ///   - bytes: One JSON text.
    ///   - flattensNumbers: Whether arrays of numbers become ``ContentNode/Value/numbers(_:)``.
    /// - Throws: ``ContentFault``.
    init(_ bytes: [UInt8], flattensNumbers: Bool = false) throws(ContentFault) {
        self.bytes = bytes
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(ContentFault) in
                var parser = ContentParser(buffer: buffer, flattensNumbers: flattensNumbers)
                return try parser.document()
            }
        }
        root = try result.get()
    }

    /// The line and column, both from 1, of the byte at `offset`.
    func place(_ offset: Int) -> (line: Int, column: Int) { Content.place(offset, in: bytes) }

    static func place(_ offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
        var line = 1
        var lineStart = 0
        for index in 0..<min(offset, bytes.count) where bytes[index] == 0x0A {
            line += 1
            lineStart = index + 1
        }
        return (line, offset - lineStart + 1)
    }

    /// The place as Elasticsearch writes it before a reason: `[1:7]`.
    func bracketed(_ offset: Int) -> String {
        let place = place(offset)
        return "[\(place.line):\(place.column)]"
    }
}

/// Why bytes are not JSON, in the words of the server's parser.
struct ContentFault: Error {
    enum Kind { case syntax, endOfInput }
    let kind: Kind
    let reason: String
    let offset: Int
}
