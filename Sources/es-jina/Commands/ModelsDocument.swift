import ESJina
import Embeddings
import JSONValues
import Jina

/// Entries of the catalogue, in every output format.
struct ModelsDocument {
    var models: [CatalogueModel]
    /// Whether people see everything about each instead of a line.
    var isDetailed: Bool

    func print(_ format: OutputFormat, _ console: Console) throws {
        switch format {
        case .json:
            let document: JSONValue = ["models": .array(models.map { ModelDocument($0).json })]
            try console.output.write(document.text + "\n")
        case .ndjson:
            for model in models { try console.output.write(ModelDocument(model).json.text + "\n") }
        case .table:
            if models.isEmpty { console.note("No model of the catalogue is like that.") }
            let width = console.terminal.columns
            let isStyled = console.terminal.allowsStyle
            for table in tables(width: width) {
                try console.output.write(table.text(width: width, isStyled: isStyled))
            }
        case .tsv, .auto:
            for table in tables(width: nil) { try console.output.write(table.tabSeparated()) }
        }
    }

    private func tables(width: Int?) -> [TextTable] {
        isDetailed ? models.map { ModelDocument($0).table(width: width) } : [list]
    }

    private var list: TextTable {
        TextTable(
            [
                .init("MODEL"), .init("KIND"), .init("PARAMS", .trailing), .init("TOKENS", .trailing),
                .init("DIMS", .trailing), .init("CUT TO", shrinksTo: 12), .init("READS", shrinksTo: 12),
                .init("LICENCE"),
            ],
            rows: models.map { model in
                let (kinds, sizes) = (model.kinds.map(\.rawValue), model.smallerSizes.map(String.init))
                let reads = model.modalityNames
                return [
                    .init(model.id, .bold),
                    .init(kinds.joined(separator: ","), shown: StyledText(kinds[0])),
                    .init(String(model.parameters), shown: StyledText(HumanUnits.compactCount(model.parameters))),
                    .init(String(model.contextTokens), shown: StyledText(HumanUnits.count(model.contextTokens))),
                    .init(model.fullSize.map(String.init) ?? ""),
                    .init(sizes.joined(separator: ","), shown: StyledText(sizes.joined(separator: " "))),
                    .init(reads.joined(separator: ","), shown: StyledText(reads.joined(separator: " "))),
                    .init(model.licence.name, shown: StyledText(model.licence.shortName)),
                ]
            }
        )
    }
}

extension CatalogueModel.Licence {
    /// The name without the word that every reader adds.
    fileprivate var shortName: String { name.hasSuffix(" License") ? String(name.dropLast(8)) : name }
}

extension CatalogueModel {
    /// What it reads, in the order people expect.
    var modalityNames: [String] {
        let order: [Modality] = [.text, .image, .pdf, .audio, .video, .code]
        return order.filter(modalities.contains).map(\.rawValue)
    }

    /// The size of its vectors where nobody asks for another.
    fileprivate var fullSize: Int? { vectors?.dims ?? tokenVectors?.dims }

    /// The other sizes, descending.
    fileprivate var smallerSizes: [Int] {
        (vectors?.matryoshkaDims ?? tokenVectors?.sizes ?? []).filter { $0 != fullSize }.reversed()
    }
}
