import Embeddings
import JSONValues

/// One file of records: what all of its records have in common.
final class RecordFile: Sendable {
    /// A record before it is parsed.
    struct Raw: Sendable {
        var bytes: [UInt8]
        /// The line where it begins.
        var line: Int
        /// What numbers it in its file: the line of JSONL, the row of a table.
        var number: Int
        /// The row of its vector, from 0.
        var vectorRow: Int
    }

    let found: FoundFile
    let fields: RecordFields
    let vectors: VectorFile?
    /// The columns of a table; `nil` for JSONL.
    private let table: TableLayout?
    private let tableOptions: TableOptions
    private let positionPrefix: String
    private let keyPrefix: String

    /// Describes a file of records.
    ///
    /// - Parameters:
    ///   - found: The file.
    ///   - options: What fields mean and how tables are read.
    ///   - vectors: The records' vectors, a row each.
    ///   - form: What ends a row, from ``form(_:_:)``.
    ///   - reader: Its rows; the header of a table is taken from it.
    /// - Throws: ``InputError`` where the header cannot be used.
    init(
        _ found: FoundFile,
        options: SourceOptions,
        vectors: VectorFile?,
        form: RowReader.Form,
        reader: inout RowReader
    ) throws(InputError) {
        self.found = found
        self.vectors = vectors
        fields = options.fields
        tableOptions = options.table
        positionPrefix = found.path + ":"
        keyPrefix = found.relative + "#"
        switch form {
        case .lines: table = nil
        case .table(let delimiter, _):
            table = try Self.layout(&reader, delimiter: delimiter, options: options, name: found.name)
        }
    }

    /// What ends a row of `format`.
    static func form(_ format: RecordFormat, _ options: TableOptions) -> RowReader.Form {
        guard format != .jsonl else { return .lines(end: 0x0A) }
        let delimiter = options.delimiter?.asciiValue ?? (format == .csv ? UInt8(ascii: ",") : 0x09)
        return .table(delimiter: delimiter, hasQuotes: options.hasQuotes)
    }

    private static func layout(
        _ reader: inout RowReader,
        delimiter: UInt8,
        options: SourceOptions,
        name: String
    ) throws(InputError) -> TableLayout {
        while true {
            switch try reader.next() {
            case .blank?: continue
            case nil:
                throw InputError(.read, "\(name) is empty; its first row must name the columns.")
            case .tooLong?, .unclosed?:
                throw InputError(.read, "The header of \(name) has a quote that is never closed. Close it.")
            case .bytes(let header, _)?:
                let table = try TableLayout(header: header, delimiter: delimiter, options: options.table, name: name)
                if let missing = options.fields.named.first(where: { !table.hasColumn($0) }) {
                    throw InputError(
                        .read,
                        "\(name) has no column '\(missing)'; it has \(table.listedColumns). Name another field, or the delimiter with "
                            + "--delimiter."
                    )
                }
                return table
            }
        }
    }

    // MARK: Names

    /// The number of the record that begins in `line` and is the `count`th.
    func number(line: Int, count: Int) -> Int { table == nil ? line : count }

    /// What names a record in reports and in the journal.
    func position(_ number: Int) -> String { positionPrefix + String(number) }

    /// What names a record in errors.
    func place(_ number: Int, line: Int) -> String {
        table == nil ? "Line \(number) of \(found.name)" : "Row \(number) (line \(line)) of \(found.name)"
    }

    // MARK: Records

    /// The step of the walk that `raw` is.
    func entry(_ raw: Raw) -> SourceEntry {
        let number = String(raw.number)
        return SourceEntry(
            position: positionPrefix + number,
            byteCount: raw.bytes.count,
            partitionKey: keyPrefix + number,
            origin: self.origin(of: raw),
            load: { () throws(InputError) in try self.record(raw) }
        )
    }

    private func members(_ raw: Raw) throws(InputError) -> JSONObject {
        let place = place(raw.number, line: raw.line)
        if let table { return try table.record(raw.bytes, place: place) }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(raw.bytes)
        } catch {
            throw InputError(.read, "\(place) is not JSON: \(error.message) in column \(error.column).")
        }
        guard let object = value.object else { throw InputError(.read, "\(place) is no JSON object.") }
        return object
    }

    private func record(_ raw: Raw) throws(InputError) -> IngestRecord {
        let members = try members(raw)
        let parser = RecordParser(
            file: found,
            fields: fields,
            number: raw.number,
            place: place(raw.number, line: raw.line)
        )
        return try parser.record(members, vector: vectors?.vector(raw.vectorRow, of: parser.place))
    }

    private func origin(of raw: Raw) -> InputOrigin {
        let kept = keptFields(raw)
        return InputOrigin(
            path: found.path,
            relative: found.relative,
            record: .init(
                number: raw.number,
                fields: kept,
                meaning: fields,
                vector: vectors.map { InputOrigin.VectorRow(path: $0.path, row: raw.vectorRow, dims: $0.givenDims) },
                table: kept == nil && table != nil ? tableOptions : nil
            )
        )
    }

    /// The fields, where they are to be kept outside of the file.
    private func keptFields(_ raw: Raw) -> JSONObject? {
        guard raw.bytes.count <= InputOrigin.Record.maxKeptBytes, let members = try? members(raw) else { return nil }
        return Self.holdsPassword(.object(members)) ? nil : members
    }

    private static func holdsPassword(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): ImageReference.withoutPassword(text) != text
        case .array(let elements): elements.contains(where: holdsPassword)
        case .object(let object): object.members.contains { holdsPassword($0.value) }
        default: false
        }
    }
}

extension FoundFile {
    /// What names the file in errors.
    var name: String { path == "-" ? "standard input" : path }
}
