/// Reading of what need not become a tree first.
extension JSONParser {
    /// Reads `bytes` by `body`, which must take exactly one value.
    package static func read(
        _ bytes: [UInt8],
        _ body: (inout JSONParser) throws(JSONError) -> Void
    ) throws(JSONError) {
        let fault: JSONError? = bytes.withUnsafeBytes { buffer in
            var parser = JSONParser(buffer: buffer, maxDepth: 512)
            do throws(JSONError) {
                parser.skipSpace()
                try body(&parser)
                parser.skipSpace()
                return parser.position == buffer.count
                    ? nil : parser.fault("unexpected \(parser.here) after the end of the value")
            } catch {
                return error
            }
        }
        if let fault { throw fault }
    }

    /// The next value as a tree.
    package mutating func tree() throws(JSONError) -> JSONValue { try value(depth: walked) }

    /// Walks the members of the next value, each of which `member` must take; false, and the value passed, where it is no object.
    package mutating func members(
        _ member: (inout JSONParser, String) throws(JSONError) -> Void
    ) throws(JSONError) -> Bool {
        guard peek() == UInt8(ascii: "{") else {
            _ = try tree()
            return false
        }
        position += 1
        walked += 1
        defer { walked -= 1 }
        skipSpace()
        if take(UInt8(ascii: "}")) { return true }
        while true {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else { throw fault("expected a key, found \(here)") }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw fault("expected ':' after a key, found \(here)") }
            skipSpace()
            try member(&self, key)
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw fault("expected ',' or '}', found \(here)") }
            return true
        }
    }

    /// Walks the elements of the next value, each of which `element` must take; false, and the value passed, where it is no array.
    package mutating func elements(
        _ element: (inout JSONParser) throws(JSONError) -> Void
    ) throws(JSONError) -> Bool {
        guard peek() == UInt8(ascii: "[") else {
            _ = try tree()
            return false
        }
        position += 1
        walked += 1
        defer { walked -= 1 }
        skipSpace()
        if take(UInt8(ascii: "]")) { return true }
        while true {
            skipSpace()
            try element(&self)
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw fault("expected ',' or ']', found \(here)") }
            return true
        }
    }
}
