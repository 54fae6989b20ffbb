/// What a parser would pay for a file's markup in the worst case, told by one pass over its bytes.
///
/// libxml2 before 2.14 compares each attribute of an element with all before it, and looks every end tag up among all open
/// elements: both quadratic, so that one hostile file could hold up a run for hours.
struct MarkupBudget {
    /// The most comparisons to allow, a few seconds' worth.
    static let limit = 2_000_000_000

    /// The comparisons of attributes' names.
    private(set) var attributeCost = 0
    /// How many attributes the element with most of them has.
    private(set) var mostAttributes = 0
    private var endTags = 0

    /// How deep elements may be nested, so that looking up the end tags stays within the limit; at least 1000.
    var maxDepth: Int { max(1000, min(1_000_000, Self.limit / max(1, endTags))) }

    init(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { scan($0) }
    }

    private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>) {
        // Counted wherever they stand, because parsers disagree about where comments and scripts end.
        for index in bytes.indices.dropLast() where bytes[index] == UInt8(ascii: "<") {
            if bytes[index + 1] == UInt8(ascii: "/") { endTags += 1 }
        }
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "<") else {
                index += 1
                continue
            }
            index += 1
            guard index < bytes.count else { return }
            switch bytes[index] {
            case UInt8(ascii: "!") where bytes[index...].starts(with: "!--".utf8):
                index = endOfComment(from: index + 1, bytes)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                index = scanTag(bytes, index)
            default: break
            }
        }
    }

    /// Counts the attributes of the tag whose name begins at `start`, and returns where it ends.
    private mutating func scanTag(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var index = start
        var words = 0
        var inWord = false
        scan: while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: ">"): break scan
            case UInt8(ascii: "="):
                index = endOfValue(bytes, index + 1)
                inWord = false
                continue scan
            case let byte where Self.isNamePart(byte):
                if !inWord { words += 1 }
                inWord = true
            default: inWord = false
            }
            index += 1
        }
        let attributes = max(0, words - 1)
        attributeCost += attributes * attributes / 2
        mostAttributes = max(mostAttributes, attributes)
        // What stands in these is not markup.
        if names(bytes, start, "script") { return end(of: "</script", from: index, bytes) }
        if names(bytes, start, "style") { return end(of: "</style", from: index, bytes) }
        return index
    }

    private func names(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ name: StaticString) -> Bool {
        let end = start + name.utf8CodeUnitCount
        guard end < bytes.count, !Self.isNamePart(bytes[end]) else { return false }
        return (start..<end).allSatisfy { bytes[$0] | 0x20 == name.utf8Start[$0 - start] }
    }

    private func endOfComment(from start: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var index = start
        while index + 2 < bytes.count {
            if bytes[index] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: "-"),
                bytes[index + 2] == UInt8(ascii: ">") || bytes[index + 2] == UInt8(ascii: "!")
            {
                return index
            }
            index += 1
        }
        return bytes.count
    }

    private func endOfValue(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
        guard index < bytes.count else { return index }
        if bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") {
            let quote = bytes[index]
            index += 1
            while index < bytes.count, bytes[index] != quote { index += 1 }
            return index + 1
        }
        while index < bytes.count, bytes[index] > 0x20, bytes[index] != UInt8(ascii: ">") { index += 1 }
        return index
    }

    private func end(of mark: StaticString, from start: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let count = mark.utf8CodeUnitCount
        var index = start
        while index + count <= bytes.count {
            if (0..<count).allSatisfy({ bytes[index + $0] | 0x20 == mark.utf8Start[$0] | 0x20 }) { return index }
            index += 1
        }
        return bytes.count
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "."), 0x80...:
            true
        default: false
        }
    }
}
