import CommandTree
import ESJina
import Embeddings

/// What the fields of records mean and how tables are read.
enum RecordOptions {
    private static let idField = field(
        "id",
        "id",
        "The field of a record that holds its id.",
        else: "id or _id, else its number"
    )
    private static let textField = Option<[String]>(
        "text-field",
        value: "FIELD",
        separator: nil,
        configKey: "text_field",
        help: "The field that holds the text to embed; given several times, the texts are joined line by line."
    )
    .defaultDescribed("text, body or content")
    private static let imageField = field(
        "image",
        "image",
        "The field that holds a picture: a path relative to the records' file, a data URI, or a URL.",
        else: "image"
    )
    private static let titleField = field("title", "title", "The field that holds the title.", else: "title")
    private static let captionField = field(
        "caption",
        "caption",
        "The field that holds a caption: a string, or an object of captions by language.",
        else: "caption or captions"
    )
    private static let tagField = field("tag", "tag", "The field that holds the tags.", else: "tags")
    private static let dateField = field(
        "date",
        "date",
        "The field that becomes the attribute 'date': ISO 8601, or milliseconds since 1970."
    )
    private static let versionField = field(
        "version",
        "version",
        "The field that holds the record's version, a whole number; an older one never replaces a newer one."
    )
    private static let routingField = field("routing", "routing", "The field whose value chooses the shard.")
    private static let vectorField = field(
        "vector",
        "vector",
        "The field that holds a vector made elsewhere: an array of numbers, or base64 of float32."
    )
    private static let vectorEncoding = Option<VectorEncoding>(
        "vector-encoding",
        default: .littleEndian,
        configKey: "vector_encoding",
        help: "How base64 in --vector-field is to be read."
    )
    private static let attributes = Option<[String]>(
        "attributes",
        value: "FIELD,FIELD",
        default: ["all"],
        configKey: "attributes",
        help: "Which other fields are indexed under their own names: all, none, or those listed."
    )
    private static let delimiter = Option<Delimiter?>(
        "delimiter",
        configKey: "delimiter",
        help: "What stands between the cells of a table: one character, or 'tab'."
    )
    .defaultDescribed("',' in .csv, tab in .tsv")
    private static let quotes = Option.flag(
        "quotes",
        isNegatable: true,
        default: true,
        configKey: "quotes",
        help: "Read double quotes around the cells of a table as RFC 4180 does, not as characters."
    )
    private static let types = Option<[TypedColumn]>(
        "type",
        separator: nil,
        help: "What the cells of a column are, such as price=double; may be repeated."
    )
    .discussed(
        """
        Types are long, double, boolean, date, keyword and text, and with [] behind them lists. A column without a type is a \
        string whatever it looks like: 00123 stays 00123. A cell that is not of its type fails its row; an empty one is absent.
        """
    )
    private static let listSeparator = Option<Delimiter>(
        "list-separator",
        default: Delimiter(character: "|"),
        configKey: "list_separator",
        help: "What separates the values in one cell of a list type."
    )
    static let inputFormat = Option<InputFormat>(
        "input-format",
        default: .jsonl,
        configKey: "input_format",
        help: "What the records on standard input are."
    )
    static let vectors = Option<String?>(
        "vectors",
        value: "FILE",
        completion: .files,
        help: "Vectors made elsewhere, .npy or .f32: row i belongs to record i of the one file that is named."
    )
    static let vectorDims = Option<Int?>(
        "vector-dims",
        value: "N",
        allowed: .matching("a whole number from 1 to 65536") { 1...65_536 ~= $0 },
        help: "How many numbers a row of --vectors has; needed for .f32."
    )

    static let group = OptionGroup(
        "Records",
        [
            idField, textField, imageField, titleField, captionField, tagField, dateField, versionField, routingField,
            attributes, vectorField, vectorEncoding, vectors, vectorDims, inputFormat, delimiter, quotes, types,
            listSeparator,
        ]
    )

    private static func field(
        _ name: String,
        _ key: String,
        _ help: String,
        else usual: String? = nil
    ) -> Option<String?> {
        let option = Option<String?>("\(name)-field", value: "FIELD", configKey: "\(key)_field", help: help)
        return usual.map { option.defaultDescribed($0) } ?? option
    }

    /// Whether records bring their vectors.
    static func bringsVectors(_ command: ParsedCommand) -> Bool {
        command[vectorField] != nil || command[vectors] != nil
    }

    /// What the fields mean.
    static func fields(_ command: ParsedCommand) -> RecordFields {
        let rule: AttributeRule =
            switch command[attributes] {
            case ["all"]: .all
            case ["none"], []: .none
            case let names: .only(names)
            }
        return RecordFields(
            id: command[idField],
            text: command[textField],
            image: command[imageField],
            title: command[titleField],
            caption: command[captionField],
            tags: command[tagField],
            date: command[dateField],
            version: command[versionField],
            routing: command[routingField],
            vector: command[vectorField],
            vectorByteOrder: command[vectorEncoding] == .bigEndian ? .big : .little,
            attributes: rule
        )
    }

    /// How tables are read.
    static func table(_ command: ParsedCommand) -> TableOptions {
        var options = TableOptions()
        options.delimiter = command[delimiter]?.character
        options.hasQuotes = command[quotes]
        options.types = Dictionary(command[types].map { ($0.column, $0.type) }) { $1 }
        options.listSeparator = command[listSeparator].character
        return options
    }
}

/// How vectors are written in base64.
enum VectorEncoding: String, OptionChoice {
    case littleEndian = "base64"
    case bigEndian = "base64-be"

    static var placeholder: String { "ENCODING" }

    var summary: String {
        switch self {
        case .littleEndian: "little-endian float32, as NumPy and Jina write it"
        case .bigEndian: "big-endian float32, as Elasticsearch reads it"
        }
    }
}

/// A form of records on the command line.
enum InputFormat: String, OptionChoice {
    case jsonl
    case csv
    case tsv

    static var placeholder: String { "FORMAT" }

    var summary: String {
        switch self {
        case .jsonl: "a JSON object a line"
        case .csv: "rows of cells with commas, the first naming the columns"
        case .tsv: "the same with tabs"
        }
    }

    var format: RecordFormat {
        switch self {
        case .jsonl: .jsonl
        case .csv: .csv
        case .tsv: .tsv
        }
    }
}

/// One character between cells or values.
struct Delimiter: OptionElement {
    static let placeholder = "CHAR"

    var character: Character

    init(character: Character) { self.character = character }

    init(optionText: String) throws(ValueError) {
        let text = ["tab", "\\t"].contains(optionText) ? "\t" : optionText
        guard let byte = text.utf8.first, text.utf8.count == 1, byte < 0x80, !"\"\r\n\0".utf8.contains(byte) else {
            throw ValueError(expected: "one ASCII character that is no quote or newline, or 'tab'")
        }
        character = Character(Unicode.Scalar(byte))
    }

    var optionText: String { character == "\t" ? "tab" : String(character) }
}

/// A column of a table and what its cells are.
struct TypedColumn: OptionElement {
    static let placeholder = "COLUMN=TYPE"

    var column: String
    var type: ColumnType

    init(optionText: String) throws(ValueError) {
        guard let equals = optionText.lastIndex(of: "="), equals > optionText.startIndex,
            let type = ColumnType(name: String(optionText[optionText.index(after: equals)...]))
        else {
            let names = ColumnType.Element.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValueError(expected: "a column and one of \(names), with or without [], such as price=double")
        }
        column = String(optionText[..<equals])
        self.type = type
    }

    var optionText: String { "\(column)=\(type.name)" }
}
