import CommandTree
import ESJina
import Embeddings
import JSONValues

/// `es-jina rerank`: orders lines or JSON documents by how well each answers a query.
struct RerankCommand {
    private static let query = Argument("QUERY", help: "What the documents are judged by, in any language.")
    private static let file = Argument(
        "FILE",
        arity: .optional,
        completion: .files,
        help: "The documents, one a line; '-', the default, is standard input."
    )
    private static let model = Option<String?>(
        "model",
        short: "m",
        value: "MODEL",
        environment: "ES_JINA_RERANK",
        configKey: "rerank",
        help: "The reranker, such as jina-reranker-v3; 'offline' needs no network."
    )
    .discussed(RerankOptions.modelsDiscussion)
    .defaultDescribed("jina-reranker-v3, or offline without a key or server")
    .suggesting(ModelNames.reranking)
    private static let textField = Option<[String]>(
        "text-field",
        value: "FIELD,…",
        help: "Lines are JSON objects, and these fields of them, in this order, are read."
    )
    .discussed(
        """
        LABEL=FIELD writes a label before the value, dots lead into objects. With --json and --ndjson the objects come out as they \
        went in, with rank and score added, in place of members of these names.
        """
    )
    private static let top = Option<Int?>(
        "top",
        short: "k",
        value: "N",
        allowed: .matching("a whole number from 1 on") { $0 >= 1 },
        help: "Print only the best N."
    )
    .defaultDescribed("all")

    static let declaration = Command(
        "rerank",
        summary: "Order lines or JSON documents by how well each answers a query",
        discussion: """
            Reads up to 10,000 documents of 64 MiB in all, one a line; empty lines are passed over. A document without text keeps \
            its place.

            A reranker that fails is a warning, and the order stays that of the input; --require-rerank makes it a failure. More \
            documents than the model reads at once are ordered by a tournament of windows, in which only ranks count: scores of a \
            listwise model say nothing about documents of another call.
            """,
        options: [
            OptionGroup("Reranking", [model, textField, top] + RerankOptions.common),
            OutputOptions.group,
            OptionGroup("Jina", [ModelOptions.jinaURL, ModelOptions.jinaKey, ModelOptions.dialect]),
            ConnectionOptions.clusterGroup,
        ],
        arguments: [query, file],
        examples: [
            Example("ls | es-jina rerank \"holiday at the sea\" -k 3", "The three file names that fit best"),
            Example(
                "es-jina rerank \"tides\" notes.txt --model jina-reranker-v3",
                "The lines of a file, by Jina's API"
            ),
            Example(
                "es-jina search tides --ndjson | es-jina rerank \"when is high water?\" --text-field source.title,source.body --ndjson",
                "The hits of a search, by another question"
            ),
        ],
        exitCodes: ExitStatus.documentation.map {
            $0.code == ExitStatus.itemsRejected.rawValue
                ? ExitCode($0.code, "Done, but some lines were no JSON objects and were left out") : $0
        }
    )

    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    func run() async throws -> ExitStatus {
        let query = command.first(Self.query) ?? ""
        guard !query.allSatisfy(\.isWhitespace) else {
            throw UsageError(
                .missingArgument,
                "There is nothing to rerank by: give some words.",
                command: "es-jina rerank"
            )
        }
        let list = try RerankerFactory(command, ModelFactory(command)).list(command[Self.model], console)
        let input = try RerankInput(command.first(Self.file) ?? "-", template: try template())
        for notice in input.notices { console.warn(notice) }
        let start = ContinuousClock.now
        let ranked = try await list.order(input.documents.map { .text($0.text) }, for: query)
        let warning = ranked.warning(model: list.reranker.modelID, keeping: "the order of the input")
        if let warning {
            guard !command[RerankOptions.required] else {
                throw CommandError(ranked.warning(model: list.reranker.modelID, keeping: nil) ?? warning)
            }
            console.warn(warning)
        }
        let document = RerankDocument(
            query: query,
            model: list.reranker.modelID,
            documents: input.documents,
            ranked: ranked,
            took: .now - start,
            warnings: input.notices + [warning].compactMap(\.self)
        )
        try document.print(OutputOptions.chosen(command, console.terminal), top: command[Self.top], console)
        return input.rejectedLines.isEmpty ? .success : .itemsRejected
    }

    private func template() throws -> PassageTemplate? {
        let fields = command[Self.textField]
        guard !fields.isEmpty else { return nil }
        do throws(SearchError) {
            return try PassageTemplate(parsing: fields)
        } catch {
            throw UsageError(.invalidValue, error.message, command: "es-jina rerank")
        }
    }
}
