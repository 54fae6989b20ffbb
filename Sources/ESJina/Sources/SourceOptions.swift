/// Which files are inputs and how their records are read.
public struct SourceOptions: Sendable {
    /// Which fields of a record mean what.
    public var fields: RecordFields
    /// Patterns of what counts in directories and lists, as in a `.gitignore` file; empty for everything.
    ///
    /// A pattern without a slash matches a name at any depth, one with a slash the path from the root on; a directory that
    /// matches counts with all that is in it. Upper and lower case differ.
    public var include: [String] = []
    /// Patterns of what does not count, even where ``include`` names it; an excluded directory is not looked into.
    public var exclude: [String] = []
    /// Whether names that begin with a dot count; default false.
    public var includesHidden = false
    /// Whether symbolic links below a directory are followed; default true.
    ///
    /// Links back to a directory above are never followed.
    public var followsLinks = true
    /// Files that list paths, one a line, relative to the working directory; `-` is standard input.
    public var pathLists: [String] = []
    /// Whether the paths in ``pathLists`` end with a NUL rather than a newline, as `find -print0` writes them.
    public var isNullSeparated = false
    /// What the records on standard input are; default JSONL.
    public var standardInput = RecordFormat.jsonl
    /// How tables are read.
    public var table = TableOptions()
    /// A file of vectors, `.npy` or `.f32`, whose rows belong to the records of the one file named as input.
    public var vectors: String?
    /// How many numbers a row of ``vectors`` has; needed for `.f32`, which does not say.
    public var vectorDims: Int?

    /// Makes options with the defaults.
    public init(fields: RecordFields = RecordFields()) { self.fields = fields }
}

/// A form of records.
public enum RecordFormat: String, Sendable, Hashable, CaseIterable {
    /// A JSON object a line.
    case jsonl
    /// Rows of cells with commas between them (RFC 4180), the first naming the columns.
    case csv
    /// The same with tabs.
    case tsv

    /// The form that a file's name says; `nil` where it says none.
    init?(path: String) {
        switch FilePath.pathExtension(path) {
        case "jsonl", "ndjson": self = .jsonl
        case "csv": self = .csv
        case "tsv", "tab": self = .tsv
        default: return nil
        }
    }
}
