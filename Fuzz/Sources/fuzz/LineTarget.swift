import ESJina
import Embeddings
import Foundation
import JSONValues

/// Files of a JSON object a line, whose JSON is compared with what Foundation takes for it.
struct LineTarget: FuzzTarget {
    let name = "lines"
    private let scratch = Scratch()

    let seeds: [[UInt8]] = [
        #"{"id":"1","text":"Ein Hund","n":5,"x":{"y":[1,2.5e3,null,true]},"tags":["a","b"],"date":"2026-11-21"}"# + "\n"
            + #"{"id":2,"text":"two \"quoted\" \u00e9\ud83d\ude00","caption":{"de":"Hund","pt":"cão"},"version":7}"#,
        "\u{FEFF}" + #"{"text":"a"}"# + "\r\n\r\n  \n" + #"{"body":"b","title":"t","v":[0.25,-1,3e-2]}"# + "\n",
        #"{"v":"AACAPwAAAEAAAEBA","id":"v"}"# + "\n" + #"{"v":"[1,2,3]","text":""}"# + "\n[]\n7\n" + #"{"text":7}"#,
        #"{"image":"data:image/png;base64,iVBORw0KGgo=","captions":{"en":"x"},"a":{"b":{"c":"deep"}}}"# + "\n"
            + #"{"image":"https://user:secret@example.org/x.png","text":"12345678901234567890"}"# + "\n",
        #"{"text":"x","big":123456789012345678901234567890,"small":-0,"e":1E+2,"text":"again"}"# + "\n\n",
    ]
    .map { Array($0.utf8) }

    let dictionary: [[UInt8]] =
        [
            "\\u0000", "\\ud83d", "\\ude00", "\\\"", "\\\\", "\n", "\r\n", "\u{FEFF}", "{", "}", "[", "]", "\"id\":",
            "\"text\":",
            "\"v\":", "null", "1e999", "-", "0", "00", "1e-400", "99999999999999999999", "é", "e\u{301}", "\0", ",",
            ":",
        ]
        .map { Array($0.utf8) } + [
            [0xFF], [0xC3], [0xED, 0xA0, 0x80], Array(repeating: UInt8(ascii: "["), count: 600),
        ]

    func run(_ input: [UInt8]) async throws {
        var options = SourceOptions()
        options.fields.vector = "v"
        options.fields.date = "date"
        options.fields.version = "version"
        let file = scratch.path + ".jsonl"
        let read = try await scratch.read(input, as: file, options)
        if read.isRefused(file) {
            guard input.starts(with: [0xFF, 0xFE]) || input.starts(with: [0xFE, 0xFF]) else {
                throw Broken("the file was refused: \(read.steps[0].content)")
            }
            return
        }
        let lines = Self.lines(input)
        guard lines.map({ "\(file):\($0.number)" }) == read.steps.map(\.position) else {
            throw Broken("steps \(read.steps.map(\.position).suffix(3)) for lines \(lines.map(\.number).suffix(3))")
        }
        for (line, step) in zip(lines, read.steps) { try compare(line.bytes, step) }
        guard Scratch.isFilled(input), !input.starts(with: [0xEF, 0xBB, 0xBF]) else { return }
        // The same behind so much that it lies across the end of the reader's buffer.
        let filler = Scratch.filler(before: input.count, taken: 12, seed: input)
        let first = Array(#"{"text":""#.utf8) + filler + Array("\"}\n".utf8)
        let moved = try await scratch.read(first + input, as: file, options)
        guard moved.steps.dropFirst().map(\.content) == read.steps.map(\.content) else {
            throw Broken("the end of the buffer changes what is read")
        }
    }

    private static func lines(_ input: [UInt8]) -> [(number: Int, bytes: [UInt8])] {
        let text = input.starts(with: [0xEF, 0xBB, 0xBF]) ? input.dropFirst(3) : input[...]
        var lines: [(number: Int, bytes: [UInt8])] = []
        for (index, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let bytes = Array(line.last == 0x0D ? line.dropLast() : line)
            if !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { lines.append((index + 1, bytes)) }
        }
        return lines
    }

    private func compare(_ line: [UInt8], _ step: Scratch.Step) throws {
        let value = try? JSONValue.parse(line)
        if value?.object == nil, step.record != nil { throw Broken("a line that is no JSON object was read") }
        if let value {
            let written = value.serialized()
            guard let again = try? JSONValue.parse(written), again.serialized() == written else {
                throw Broken("what was read and written is not read again")
            }
        }
        // Foundation guesses UTF-16 and UTF-32 from zeros, and drops U+FEFF where a string begins with it.
        if line.contains(0) || String(decoding: line, as: UTF8.self).unicodeScalars.contains("\u{FEFF}") { return }
        let other = try? JSONSerialization.jsonObject(with: Data(line), options: .fragmentsAllowed)
        if value != nil, other == nil, !Self.isBeyondFoundation(line) {
            throw Broken("Foundation does not take this for JSON: \(String(decoding: line, as: UTF8.self))")
        }
        if value == nil, other != nil, !Self.isBeyondUs(line) {
            throw Broken("Foundation takes this for JSON: \(String(decoding: line, as: UTF8.self))")
        }
        if let object = value?.object, let other = other as? [String: Any] {
            for (key, value) in object.members {
                guard let text = value.string else { continue }
                // Of a key that comes twice Foundation keeps the first.
                guard let theirs = other[key] as? String, object.count == other.count else { continue }
                guard
                    theirs.utf8.elementsEqual(text.utf8) || Self.hasTwice(key, line)
                        || line.contains(UInt8(ascii: "\\"))
                else { throw Broken("another string than Foundation's in \(key)") }
            }
        }
    }

    private static func hasTwice(_ key: String, _ line: [UInt8]) -> Bool {
        String(decoding: line, as: UTF8.self).components(separatedBy: "\"\(key)\"").count > 2
    }

    /// Lone surrogates and numbers beyond its range, which Foundation refuses.
    private static func isBeyondFoundation(_ line: [UInt8]) -> Bool {
        let text = String(decoding: line, as: UTF8.self).lowercased()
        return text.contains("\\ud") || text.contains { $0.isNumber }
    }

    /// Numbers that are not finite, deep nesting and commas behind the last member, which Foundation takes.
    private static func isBeyondUs(_ line: [UInt8]) -> Bool {
        let text = String(decoding: line.filter { $0 > 0x20 }, as: UTF8.self)
        return text.contains(",}") || text.contains(",]") || text.contains("e") || text.contains("E")
            || line.count { $0 == UInt8(ascii: "[") } > 500
    }
}
