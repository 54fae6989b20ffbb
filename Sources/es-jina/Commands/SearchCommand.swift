import CommandTree
import ESJina
import Embeddings

/// `es-jina search`: finds pictures and texts.
struct SearchCommand {
    enum ModeChoice: String, OptionChoice {
        case auto, hybrid, knn, bm25

        var summary: String {
            switch self {
            case .auto: "hybrid where there are words, else knn"
            case .hybrid: "by words and by vectors, fused by rank"
            case .knn: "by vectors alone"
            case .bm25: "by words alone"
            }
        }
    }

    enum TargetChoice: String, OptionChoice {
        case all, images, texts
    }

    private static let query = Argument("QUERY", arity: .optional, help: "What to search for, in any language.")
    private static let image = Option<String?>(
        "image",
        value: "FILE",
        completion: .files,
        help: "Search by this picture: a file, an http(s) URL, or '-' for standard input."
    )
    private static let mode = Option<ModeChoice>(
        "mode",
        default: .auto,
        configKey: "mode",
        help: "How documents are found."
    )
    private static let target = Option<TargetChoice>(
        "in",
        default: .all,
        configKey: "in",
        help: "Which documents are searched."
    )
    private static let size = Option<Int>(
        "size",
        short: "k",
        value: "N",
        default: 10,
        configKey: "size",
        allowed: .matching("a whole number from 1 to 10000") { 1...10_000 ~= $0 },
        help: "How many hits to print."
    )
    private static let from = Option<Int>(
        "from",
        value: "N",
        default: 0,
        allowed: .matching("a whole number from 0 to 9999") { 0...9_999 ~= $0 },
        help: "How many of the best hits to pass over."
    )
    private static let filter = Option<String?>(
        "filter",
        short: "f",
        value: "EXPR",
        help: "Only documents for which this holds, such as 'lang == \"fr\" && year >= 2020'."
    )
    .discussed("Operators: == != < <= > >= in [a, b] exists(field) && || ! and parentheses.")
    private static let dims = Option<Int?>(
        "dims",
        short: "d",
        value: "N",
        configKey: "search_dims",
        help: "The size of the vectors to search."
    )
    .defaultDescribed("the largest the index holds")
    private static let numCandidates = Option<Int?>(
        "num-candidates",
        value: "N",
        configKey: "num_candidates",
        help: "How many nearest neighbours each shard considers."
    )
    .defaultDescribed("three times what each leg brings")

    /// What the configuration file can set, `--dims` aside, which is another option here than for an ingest.
    static let configurable: [any CommandOption] = [mode, target, size, numCandidates]

    static let declaration = Command(
        "search",
        summary: "Search pictures and texts",
        discussion: """
            Words are matched by BM25 over titles, captions, tags and texts, and by vectors over pictures and texts. Each of \
            these legs ranks by itself; the ranks are fused, because scores of different legs cannot be compared. With \
            `--rerank` a model that reads query and text together orders the best of them.

            Every hit says where it comes from: its rank and score in each leg. The embedder is the one the index was made \
            with. A reranker that fails is a warning, and the order of the first stage stays.
            """,
        options: [
            OptionGroup("Search", [image, mode, target, size, from, filter, dims, numCandidates]),
            RerankOptions.group, SearchOutputOptions.group, ConnectionOptions.group, ModelOptions.group,
        ],
        arguments: [query],
        examples: [
            Example("es-jina search \"manzana roja\" --in images", "Pictures of a red apple, asked for in Spanish"),
            Example("es-jina search --image cat.jpg -k 5", "The five pictures most like this one"),
            Example("es-jina search \"tides\" --filter 'lang in [en, fr]' --json", "Filtered, for a program"),
            Example("es-jina search \"bicycle repair\" --rerank jina-reranker-v3", "With a second stage"),
        ],
        exitCodes: ExitStatus.documentation
    )

    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    func run() async throws -> ExitStatus {
        let query = try await makeQuery()
        let engine = try Engine(command, console)
        let factory = ModelFactory(command)
        let pipeline = try await SearchPipeline(
            client: engine.client,
            index: command[ConnectionOptions.index],
            secondStage: try RerankerFactory(command).stage(engine),
            embedder: { index in query.mode == .bm25 ? nil : try await factory.embedder(for: index) }
        )
        let results = try await pipeline.search(query)
        try SearchOutput(command, console).show(results, of: query, picture: command[Self.image])
        return .success
    }

    private func makeQuery() async throws -> SearchQuery {
        let text = command.first(Self.query)
        guard text != nil || command[Self.image] != nil else {
            throw UsageError(
                .missingArgument,
                "There is nothing to search for: give some words, or a picture with --image.",
                command: "es-jina search"
            )
        }
        var query = try options()
        query.terms = SearchQuery(text: text).terms
        if let name = command[Self.image] {
            query.terms.append(QueryTerm(.image(try await QueryImage(command).prepared(name))))
        }
        return query
    }

    /// What is asked for besides words and pictures.
    private func options() throws -> SearchQuery {
        var query = SearchQuery(terms: [])
        query.mode =
            switch command[Self.mode] {
            case .auto: nil
            case .hybrid: .hybrid
            case .knn: .knn
            case .bm25: .bm25
            }
        query.target = .init(rawValue: command[Self.target].rawValue)
        query.size = command[Self.size]
        query.from = command[Self.from]
        query.dims = command[Self.dims]
        query.rerankWindow = command[RerankOptions.window]
        query.requiresRerank = command[RerankOptions.required]
        query.numCandidates = command[Self.numCandidates]
        do throws(FilterError) {
            query.filter = try command[Self.filter]
                .map { text throws(FilterError) in try FilterExpression(parsing: text) }
        } catch {
            throw UsageError(.invalidValue, "The filter cannot be read: \(error)", command: "es-jina search")
        }
        return query
    }
}
