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
        /// Its number: the line of JSONL, the row of CSV.
        public var number: Int
        /// Its fields.
        public var fields: JSONObject
        /// Which of the fields mean what.
        public var meaning: RecordFields

        /// Makes a record.
        public init(number: Int, fields: JSONObject, meaning: RecordFields) {
            self.number = number
            self.fields = fields
            self.meaning = meaning
        }
    }

    /// Makes an origin.
    public init(path: String, relative: String, record: Record? = nil) {
        self.path = path
        self.relative = relative
        self.record = record
    }
}
