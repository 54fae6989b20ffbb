import ESJina
import JSONValues

/// What a search found, in every output format.
struct SearchResultsDocument {
    private let results: SearchResults

    init(_ results: SearchResults) { self.results = results }

    func print(_ format: OutputFormat, _ console: Console) throws {
        switch format {
        case .json: try console.output.write(json.text + "\n")
        case .ndjson: for hit in results.hits { try console.output.write(Self.json(hit).text + "\n") }
        case .table:
            if results.hits.isEmpty { console.note("No hits.") }
            try console.output.write(
                table.text(width: console.terminal.columns, isStyled: console.terminal.allowsStyle)
            )
        case .tsv, .auto: try console.output.write(table.tabSeparated())
        }
    }

    private var table: TextTable {
        TextTable(
            [
                .init("RANK", .trailing), .init("SCORE", .trailing), .init("ID", shrinksTo: 20),
                .init("TITLE", shrinksTo: 20), .init("FOUND BY", shrinksTo: 12),
            ],
            rows: results.hits.map { hit in
                [
                    .init(String(hit.rank)), .init(HumanUnits.decimal(Double(hit.score), places: 4)),
                    .init(hit.id, .bold), .init(Self.title(hit)), .init(Self.places(hit), .dim),
                ]
            }
        )
    }

    /// The words that best say what a hit is: its title, else a caption, else the beginning of its text.
    static func title(_ hit: SearchResult) -> String {
        let captions = hit.source["captions"]?.object
        let text =
            hit.source["title"]?.string ?? hit.source["caption"]?.string ?? captions?.members.first?.value.string
            ?? hit.source["body"]?.string ?? ""
        return String(text.prefix(120))
    }

    /// Where a hit comes from: `bm25 #1, knn_image #3`.
    static func places(_ hit: SearchResult) -> String {
        hit.provenance.filter { $0.leg != "fused" }.map { "\($0.leg) #\($0.rank)" }.joined(separator: ", ")
    }

    /// The whole answer, a stable contract.
    var json: JSONValue {
        [
            "hits": .array(results.hits.map(Self.json)),
            "mode": .string(results.mode.rawValue),
            "model": results.model.map(JSONValue.string) ?? .null,
            "dims": results.dims.map { JSONValue($0) } ?? .null,
            "took_ms": .object(
                JSONObject(results.timings.map { ($0.phase, Self.number(Float($0.duration / .milliseconds(1)))) })
            ),
            "warnings": JSONValue(results.warnings),
        ]
    }

    /// One hit, the same object in JSON and NDJSON.
    static func json(_ hit: SearchResult) -> JSONValue {
        [
            "rank": JSONValue(hit.rank),
            "id": .string(hit.id),
            "score": number(hit.score),
            "source": .object(hit.source),
            "provenance": .array(
                hit.provenance.map { ["leg": .string($0.leg), "rank": JSONValue($0.rank), "score": number($0.score)] }
            ),
        ]
    }

    /// The shortest decimal that reads back as the same 32-bit float.
    private static func number(_ value: Float) -> JSONValue { .number(Double(value.description) ?? Double(value)) }
}
