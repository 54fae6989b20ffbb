public import JSONValues

/// How an input is found again: a file, or a record with the fields that gave it its meaning.
///
/// Dead letters carry it, so that a failed input can be tried again without its source.
public struct InputOrigin: Sendable, Hashable {
    /// The absolute path of the file; `-` for standard input.
    public var path: String
    /// The path from the root that was asked for, which makes the id.
    public var relative: String
    /// The record itself and its number in the file, from 1; `nil` where the whole file is the input.
    public var record: Record?

    /// One record of a file.
    public struct Record: Sendable, Hashable {
        /// The most bytes of a record that are kept in its origin: 1 MiB; larger ones are read from their file again.
        public static let maxKeptBytes = 1 << 20

        /// Its number: the line of JSONL, the row of a table, its header not counted.
        public var number: Int
        /// Its fields; `nil` for a record that is read from its file again, because it is large, could not be parsed, or names
        /// a picture by a URL with a password.
        public var fields: JSONObject?
        /// Which of the fields mean what.
        public var meaning: RecordFields
        /// The row of the vector that was made for it elsewhere.
        public var vector: VectorRow?
        /// How its table is read, where it is a row that is read from its file again.
        public var table: TableOptions?

        /// Makes a record.
        public init(
            number: Int,
            fields: JSONObject?,
            meaning: RecordFields,
            vector: VectorRow? = nil,
            table: TableOptions? = nil
        ) {
            self.number = number
            self.fields = fields
            self.meaning = meaning
            self.vector = vector
            self.table = table
        }
    }

    /// One row of a ``VectorFile``.
    public struct VectorRow: Sendable, Hashable {
        /// The absolute path of the vectors.
        public var path: String
        /// The row, from 0.
        public var row: Int
        /// The dims of a file without a header; `nil` where its header says them.
        public var dims: Int?

        /// Makes a row.
        public init(path: String, row: Int, dims: Int? = nil) {
            self.path = path
            self.row = row
            self.dims = dims
        }
    }

    /// Makes an origin.
    public init(path: String, relative: String, record: Record? = nil) {
        self.path = path
        self.relative = relative
        self.record = record
    }
}

extension InputOrigin {
    /// The origin as a JSON object: `path`, `relative`, and of a record `record` with `number`, `fields`, `meaning`, `vector`,
    /// `table`.
    public var json: JSONValue {
        var object: JSONObject = ["path": .string(path), "relative": .string(relative)]
        if let record {
            var member: JSONObject = ["number": JSONValue(record.number)]
            member["fields"] = record.fields.map(JSONValue.object)
            let meaning = record.meaning.json
            if meaning.object?.isEmpty == false { member["meaning"] = meaning }
            if let vector = record.vector {
                var row: JSONObject = ["path": .string(vector.path), "row": JSONValue(vector.row)]
                row["dims"] = vector.dims.map { JSONValue($0) }
                member["vector"] = .object(row)
            }
            if let table = record.table, table != TableOptions() { member["table"] = table.json }
            object["record"] = .object(member)
        }
        return .object(object)
    }

    /// Reads what ``json`` wrote; `nil` for anything else.
    public init?(json: JSONValue) {
        guard let path = json["path"]?.string, let relative = json["relative"]?.string else { return nil }
        self.init(path: path, relative: relative)
        guard let member = json["record"], !member.isNull else { return }
        guard let number = member["number"]?.int, number > 0 else { return nil }
        var record = Record(
            number: number,
            fields: member["fields"]?.object,
            meaning: member["meaning"].flatMap { RecordFields(json: $0) } ?? RecordFields()
        )
        if let vector = member["vector"], let path = vector["path"]?.string, let row = vector["row"]?.int, row >= 0 {
            record.vector = VectorRow(path: path, row: row, dims: vector["dims"]?.int)
        }
        record.table = member["table"].map { TableOptions(json: $0) }
        self.record = record
    }
}
