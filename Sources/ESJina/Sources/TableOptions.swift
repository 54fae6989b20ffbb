public import JSONValues

/// How tables are read.
public struct TableOptions: Sendable, Hashable {
    /// What stands between cells, one ASCII character; `nil` for a comma in `.csv` and a tab in `.tsv`.
    public var delimiter: Character?
    /// Whether cells may stand in double quotes; default true.
    ///
    /// Where not, a quote is a character as any other.
    public var hasQuotes = true
    /// What the cells of some columns are; all others are strings.
    public var types: [String: ColumnType] = [:]
    /// What separates the values of one cell in columns of a list type; default `|`.
    public var listSeparator: Character = "|"

    /// Makes options with the defaults.
    public init() {}
}

extension TableOptions {
    /// The options that are not the defaults, as a JSON object: `delimiter`, `quotes`, `types`, `list_separator`.
    public var json: JSONValue {
        let usual = TableOptions()
        var object = JSONObject()
        object["delimiter"] = delimiter.map { .string(String($0)) }
        if hasQuotes != usual.hasQuotes { object["quotes"] = .bool(hasQuotes) }
        if !types.isEmpty {
            let sorted = types.sorted { $0.key < $1.key }
            object["types"] = .object(JSONObject(sorted.map { ($0.key, .string($0.value.name)) }))
        }
        if listSeparator != usual.listSeparator { object["list_separator"] = .string(String(listSeparator)) }
        return .object(object)
    }

    /// Reads what ``json`` wrote; what cannot be read is the default.
    public init(json: JSONValue) {
        self.init()
        delimiter = json["delimiter"]?.string?.first
        hasQuotes = json["quotes"]?.bool ?? hasQuotes
        for (column, name) in json["types"]?.object ?? [:] {
            types[column] = name.string.flatMap { ColumnType(name: $0) }
        }
        listSeparator = json["list_separator"]?.string?.first ?? listSeparator
    }
}
