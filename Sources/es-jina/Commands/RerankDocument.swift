import ESJina
import JSONValues

/// An ordered list of documents, in every output format.
struct RerankDocument {
    var query: String
    var model: String
    var documents: [RerankInput.Document]
    var ranked: RerankedList
    var took: Duration
    var warnings: [String]

    func print(_ format: OutputFormat, top: Int?, _ console: Console) throws {
        let order = Array(ranked.order.prefix(top ?? .max).enumerated())
        switch format {
        case .json:
            let document: JSONValue = [
                "query": .string(query), "model": .string(model),
                "documents": .array(order.map { json(rank: $0.offset + 1, $0.element) }),
                "calls": JSONValue(ranked.calls), "complete": .bool(ranked.isComplete),
                "took_ms": Self.number(Float(took / .milliseconds(1))), "warnings": JSONValue(warnings),
            ]
            try console.output.write(document.text + "\n")
        case .ndjson:
            for (rank, place) in order { try console.output.write(json(rank: rank + 1, place).text + "\n") }
        case .table:
            if order.isEmpty { console.note("No documents.") }
            let text = table(order, characters: 200)
                .text(width: console.terminal.columns, isStyled: console.terminal.allowsStyle)
            try console.output.write(text)
        case .tsv, .auto: try console.output.write(table(order, characters: .max).tabSeparated())
        }
    }

    private func table(_ order: [(offset: Int, element: Int)], characters: Int) -> TextTable {
        TextTable(
            [.init("RANK", .trailing), .init("SCORE", .trailing), .init("TEXT", shrinksTo: 20)],
            rows: order.map { rank, place in
                let score = ranked.scores[place].map { HumanUnits.decimal(Double($0), places: 4) } ?? ""
                return [
                    .init(String(rank + 1)), .init(score),
                    .init(String(documents[place].text.prefix(characters)), .bold),
                ]
            }
        )
    }

    /// The document that went in with its rank and score, or a line as an object of its own.
    private func json(rank: Int, _ place: Int) -> JSONValue {
        let score = ranked.scores[place].map(Self.number) ?? .null
        let document = documents[place]
        guard var object = document.json else {
            return [
                "rank": JSONValue(rank), "score": score, "line": JSONValue(document.line),
                "text": .string(document.text),
            ]
        }
        object["rank"] = JSONValue(rank)
        object["score"] = score
        return .object(object)
    }

    /// The shortest decimal that reads back as the same 32-bit float.
    private static func number(_ value: Float) -> JSONValue { .number(Double(value.description) ?? Double(value)) }
}
