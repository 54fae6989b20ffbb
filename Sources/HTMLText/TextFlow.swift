/// Text as it flows into lines: white space collapsed, breaks asked for by blocks merged (CSS Text, and `innerText` of HTML).
struct TextFlow {
    /// What has been written.
    private(set) var bytes: [UInt8] = []
    private var pendingBreaks = 0
    private var pendingSpace = false
    private var pendingTab = false

    /// Asks for `count` line breaks between what was written and what follows.
    mutating func require(_ count: Int) {
        guard count > 0 else { return }
        pendingBreaks = max(pendingBreaks, count)
        pendingSpace = false
        pendingTab = false
    }

    /// Ends the line, as `<br>` does; two in a row leave an empty line.
    mutating func breakLine() {
        pendingBreaks = min(pendingBreaks + 1, 2)
        pendingSpace = false
        pendingTab = false
    }

    /// Begins a cell of a table's row.
    mutating func separateCell() {
        if pendingBreaks == 0 { pendingTab = true }
    }

    /// Adds text between spaces.
    mutating func addWord(_ text: String) {
        pendingSpace = true
        var text = text
        text.withUTF8 { add($0, keepingSpace: false) }
        pendingSpace = true
    }

    /// Adds text.
    mutating func add(_ text: UnsafeBufferPointer<UInt8>, keepingSpace: Bool) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0C, 0x0D:
                if keepingSpace, byte != 0x0D { addKept(byte) } else { pendingSpace = true }
            case 0..<0x20, 0x7F: break
            case 0xC2 where index + 1 < text.count && text[index + 1] == 0xA0:
                // A space that does not break is a space for whoever searches.
                if keepingSpace { addKept(0x20) } else { pendingSpace = true }
                index += 1
            case 0xC2 where index + 1 < text.count && text[index + 1] == 0xAD:
                // A soft hyphen would cut words in two.
                index += 1
            default:
                flush()
                bytes.append(byte)
            }
            index += 1
        }
    }

    private mutating func addKept(_ byte: UInt8) {
        // The line break behind `<pre>` is not shown.
        if byte == 0x0A && pendingBreaks > 0 { return }
        flush()
        bytes.append(byte)
    }

    private mutating func flush() {
        if bytes.isEmpty {
        } else if pendingBreaks > 0 {
            bytes.append(contentsOf: repeatElement(0x0A, count: pendingBreaks))
        } else if pendingTab {
            bytes.append(0x09)
        } else if pendingSpace, bytes.last != 0x0A {
            bytes.append(0x20)
        }
        pendingBreaks = 0
        pendingSpace = false
        pendingTab = false
    }

    /// What was written, as one line.
    var line: String { String(decoding: bytes.map { $0 == 0x0A || $0 == 0x09 ? 0x20 : $0 }, as: UTF8.self) }

    /// `bytes` without white space around them.
    static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0A }
        var rest = bytes.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(decoding: rest, as: UTF8.self)
    }
}
