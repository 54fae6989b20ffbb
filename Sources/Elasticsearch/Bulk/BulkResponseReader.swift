import JSONValues

/// Reads a bulk answer in one pass over its bytes; only errors, which are rare, become trees.
struct BulkResponseReader {
    struct Malformed: Error { let what: String }

    /// The names that an answer is made of; all but `other` are written without escapes by every server.
    private enum Name {
        case took, errors, items, id, status, error, action, other

        static let known: [(text: StaticString, name: Name)] = [
            ("_id", .id), ("status", .status), ("index", .action), ("error", .error), ("create", .action),
            ("delete", .action), ("update", .action), ("took", .took), ("errors", .errors), ("items", .items),
        ]
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    /// The operations that were sent, whose ids are expected to come back in their order.
    private let entries: [BulkBatch.Entry]
    private var position = 0

    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - body: The answer.
    ///   - entries: What was asked, so that ids that come back as expected are not made anew.
    /// - Returns: The answer, its items in the order of the server.
    /// - Throws: ``Malformed`` where it is not one.
    static func read(_ body: [UInt8], to entries: [BulkBatch.Entry] = []) throws(Malformed) -> BulkResponse {
        let result: Result<BulkResponse, Malformed> = body.withUnsafeBufferPointer { buffer in
            var reader = BulkResponseReader(bytes: buffer, entries: entries)
            return Result { () throws(Malformed) in try reader.response() }
        }
        return try result.get()
    }

    private mutating func response() throws(Malformed) -> BulkResponse {
        var response = BulkResponse()
        var hasItems = false
        try object { reader, name throws(Malformed) in
            switch name {
            case .took: response.took = .milliseconds(try reader.integer())
            case .errors: response.hasErrors = try reader.boolean()
            case .items:
                hasItems = true
                try reader.items(into: &response.items)
            default: _ = try reader.tree()
            }
        }
        space()
        guard position == bytes.count else { throw fault("text after its end") }
        guard hasItems else { throw fault("no items") }
        return response
    }

    private mutating func items(into items: inout [BulkItem]) throws(Malformed) {
        try expect(UInt8(ascii: "["))
        space()
        if take(UInt8(ascii: "]")) { return }
        items.reserveCapacity(entries.count)
        repeat {
            var item: BulkItem?
            let expected = items.count < entries.count ? entries[items.count].id : nil
            try object { reader, _ throws(Malformed) in item = try reader.item(expected) }
            guard let item else { throw fault("an item without an action") }
            items.append(item)
            space()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
    }

    private mutating func item(_ expected: String?) throws(Malformed) -> BulkItem {
        var id = ""
        var status = 0
        var error: ServerErrorCause?
        try object { reader, name throws(Malformed) in
            switch name {
            case .id:
                if let expected, reader.takeString(expected) { id = expected } else { id = try reader.string() }
            case .status: status = try reader.integer()
            case .error:
                let json = try reader.tree()
                // Whatever is there but not a cause is a failure all the same: a 404 with it must not count as a deletion.
                if json != .null { error = ServerErrorCause(json) ?? ServerErrorCause(type: "", reason: json.text) }
            default: _ = try reader.tree()
            }
        }
        guard status != 0 else { throw fault("an item without a status") }
        return BulkItem(id: id, status: status, error: error)
    }

    // MARK: JSON

    private mutating func object(
        _ member: (inout BulkResponseReader, Name) throws(Malformed) -> Void
    ) throws(Malformed) {
        space()
        try expect(UInt8(ascii: "{"))
        space()
        if take(UInt8(ascii: "}")) { return }
        repeat {
            space()
            let name = try name()
            space()
            try expect(UInt8(ascii: ":"))
            space()
            try member(&self, name)
            space()
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    private mutating func name() throws(Malformed) -> Name {
        for known in Name.known
        where takeString(UnsafeBufferPointer(start: known.text.utf8Start, count: known.text.utf8CodeUnitCount)) {
            return known.name
        }
        _ = try string()
        return .other
    }

    /// Passes over the string `text` where it stands here without escapes.
    private mutating func takeString(_ text: String) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { takeString($0) } ?? false
    }

    private mutating func takeString(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let quote = UInt8(ascii: "\"")
        let end = position + text.count + 1
        guard end < bytes.count, bytes[position] == quote, bytes[end] == quote else { return false }
        for (offset, byte) in text.enumerated() {
            // What would have been escaped is left to the careful way.
            guard bytes[position + 1 + offset] == byte, byte >= 0x20, byte != quote, byte != UInt8(ascii: "\\") else {
                return false
            }
        }
        position = end + 1
        return true
    }

    private mutating func string() throws(Malformed) -> String {
        let start = position
        let isPlain = try skipString()
        if isPlain {
            let inside = UnsafeBufferPointer(rebasing: bytes[(start + 1)..<(position - 1)])
            guard let text = String(validating: inside, as: UTF8.self) else {
                throw fault("a string that is not UTF-8")
            }
            return text
        }
        let json = try? JSONValue.parse(UnsafeBufferPointer(rebasing: bytes[start..<position]))
        guard let text = json?.string else { throw fault("a broken string") }
        return text
    }

    /// Passes over a string and says whether it is without escapes.
    private mutating func skipString() throws(Malformed) -> Bool {
        try expect(UInt8(ascii: "\""))
        var isPlain = true
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return isPlain }
            if byte == UInt8(ascii: "\\") {
                isPlain = false
                position += 1
            } else if byte < 0x20 {
                throw fault("a control character in a string")
            }
        }
        throw fault("a string without an end")
    }

    private mutating func integer() throws(Malformed) -> Int {
        let isNegative = take(UInt8(ascii: "-"))
        var value = 0
        let start = position
        while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
            guard position - start < 18 else { throw fault("a number out of range") }
            value = value * 10 + Int(digit)
            position += 1
        }
        guard position > start else { throw fault("no number where one should be") }
        guard position == start + 1 || bytes[start] != UInt8(ascii: "0") else {
            throw fault("a number with a zero in front")
        }
        return isNegative ? -value : value
    }

    private mutating func boolean() throws(Malformed) -> Bool {
        let isTrue = position < bytes.count && bytes[position] == UInt8(ascii: "t")
        let word: StaticString = isTrue ? "true" : "false"
        for offset in 0..<word.utf8CodeUnitCount {
            guard position + offset < bytes.count, bytes[position + offset] == word.utf8Start[offset] else {
                throw fault("neither true nor false")
            }
        }
        position += word.utf8CodeUnitCount
        return isTrue
    }

    /// Reads one value as a tree: what is rare, or nobody asked for.
    private mutating func tree() throws(Malformed) -> JSONValue {
        let start = position
        try skip()
        do {
            return try JSONValue.parse(UnsafeBufferPointer(rebasing: bytes[start..<position]))
        } catch {
            throw fault("a broken value")
        }
    }

    /// Passes over one value; nesting is counted, not recursed into, so that no answer exhausts the stack.
    private mutating func skip() throws(Malformed) {
        var depth = 0
        repeat {
            space()
            guard position < bytes.count else { throw fault("an end in the middle") }
            switch bytes[position] {
            case UInt8(ascii: "\""): _ = try skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
                guard depth >= 0 else { throw fault("a bracket too many") }
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                guard depth > 0 else { throw fault("no value where one should be") }
                position += 1
            default:
                let start = position
                while position < bytes.count, !Self.endsScalar(bytes[position]) { position += 1 }
                guard position > start else { throw fault("no value where one should be") }
            }
        } while depth > 0
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "["),
            UInt8(ascii: "{"), UInt8(ascii: "\""), 0x20, 0x0A, 0x0D, 0x09:
            true
        default: false
        }
    }

    private mutating func space() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(Malformed) {
        guard take(byte) else { throw fault("no '\(Character(Unicode.Scalar(byte)))' where one should be") }
    }

    private func fault(_ what: String) -> Malformed { Malformed(what: "\(what) (byte \(position) of \(bytes.count))") }
}
