import ESJina
import JSONValues

/// The documents somebody wants ordered, one a line.
struct RerankInput {
    /// The most documents.
    static let maxDocuments = 10_000
    /// The most bytes of all lines: 64 MiB.
    static let maxBytes = 64 << 20

    /// One line.
    struct Document {
        /// The line's number, from 1.
        var line: Int
        /// What is judged; empty where there is nothing.
        var text: String
        /// The line as JSON, where the input is that.
        var json: JSONObject?
    }

    private(set) var documents: [Document] = []
    private(set) var emptyLines: [Int] = []
    /// Lines that are no JSON object.
    private(set) var rejectedLines: [Int] = []
    private let name: String

    /// Reads a file, or standard input for `-`.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - template: Which fields of JSON objects are judged; `nil` for lines of text.
    /// - Throws: ``CommandError`` where it cannot be read or is too much.
    init(_ path: String, template: PassageTemplate?) throws(CommandError) {
        name = path == "-" ? "Standard input" : path
        guard let bytes = PlatformFiles.read(path, limit: Self.maxBytes + 1) else {
            throw CommandError("\(name) cannot be read. Is the path right?")
        }
        guard bytes.count <= Self.maxBytes else { throw tooMuch("64 MiB") }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let start = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
        var lines = bytes[start...].split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        for (index, line) in lines.enumerated() {
            try add(line.last == 0x0D ? line.dropLast() : line, number: index + 1, template)
        }
    }

    private mutating func add(
        _ line: ArraySlice<UInt8>,
        number: Int,
        _ template: PassageTemplate?
    ) throws(CommandError) {
        let text = String(decoding: line, as: UTF8.self)
        guard !text.allSatisfy(\.isWhitespace) else {
            emptyLines.append(number)
            return
        }
        var document = Document(line: number, text: text)
        if let template {
            guard let json = (try? JSONValue.parse(Array(line)))?.object else {
                rejectedLines.append(number)
                return
            }
            document.json = json
            document.text = template.text(of: json)
        }
        guard documents.count < Self.maxDocuments else {
            throw tooMuch(HumanUnits.count(Self.maxDocuments, of: "document"))
        }
        documents.append(document)
    }

    private func tooMuch(_ limit: String) -> CommandError {
        CommandError("\(name) has more than \(limit). Rerank what a first stage chose, such as the hits of a search.")
    }

    /// What was passed over, as sentences.
    var notices: [String] {
        let withoutText = documents.filter { $0.text.isEmpty }.map(\.line)
        return [
            Self.notice(emptyLines, one: "is empty and was passed over", more: "are empty and were passed over"),
            Self.notice(
                rejectedLines,
                one: "is no JSON object and was left out",
                more: "are no JSON objects and were left out"
            ),
            Self.notice(
                withoutText,
                one: "has no text in those fields and keeps its place",
                more: "have no text in those fields and keep their places"
            ),
        ]
        .compactMap(\.self)
    }

    private static func notice(_ lines: [Int], one: String, more: String) -> String? {
        guard let first = lines.first else { return nil }
        if lines.count == 1 { return "Line \(first) \(one)." }
        let shown = lines.prefix(5).map(String.init).joined(separator: ", ")
        return "\(HumanUnits.count(lines.count, of: "line")) \(more): \(shown)\(lines.count > 5 ? ", …" : "")."
    }
}
