import CommandTree
import ESJina
import Elasticsearch
import Embeddings

/// `es-jina search`: finds pictures and texts.
struct SearchCommand {
    /// What the configuration file can set, `--dims` aside, which is another option here than for an ingest.
    static let configurable: [any CommandOption] =
        [SearchOptions.mode, SearchOptions.target, SearchOptions.size] + RankingOptions.configurable
        + SearchOutputOptions.configurable

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
            SearchOptions.group, RankingOptions.group, RerankOptions.group, SearchOutputOptions.group,
            BatchOptions.group, ConnectionOptions.group, ModelOptions.group,
        ],
        arguments: [SearchOptions.query],
        examples: [
            Example("es-jina search \"manzana roja\" --in images", "Pictures of a red apple, asked for in Spanish"),
            Example("es-jina search --image cat.jpg -k 5", "The five pictures most like this one"),
            Example("es-jina search \"'beach' + 'night' - 'people'\"", "A sum of what is wanted and what is not"),
            Example("es-jina search \"tides\" --filter 'lang in [en, fr]' --json", "Filtered, for a program"),
            Example("es-jina search \"bicycle repair\" --rerank jina-reranker-v3", "With a second stage"),
            Example(
                "es-jina search \"black cat\" --in images --preview",
                "With the pictures, where the terminal takes any"
            ),
            Example("es-jina search beach -0 | xargs -0 cp -t beach/", "Copy what was found"),
            Example(
                "es-jina search --queries topics.jsonl --trec > run.txt",
                "Many queries, to be judged by trec_eval"
            ),
        ],
        exitCodes: [
            ExitCode(
                ExitStatus.success.rawValue,
                "Done, with or without hits; also when the reader of a pipe went away"
            ),
            ExitCode(ExitStatus.itemsRejected.rawValue, "Done, but some of many queries failed; their records say why"),
            ExitCode(ExitStatus.failure.rawValue, "Could not search"),
            ExitCode(ExitStatus.usage.rawValue, "Wrong usage: command line, environment or configuration"),
            ExitCode(ExitStatus.interrupted.rawValue, "Interrupted; what was printed is whole"),
        ]
    )

    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    func run() async throws -> ExitStatus {
        let start = ContinuousClock.now
        let output = try SearchOutput(command, console)
        let batch = try SearchBatchRun(command, console)
        var query = try SearchOptions.query(command)
        if batch == nil { query.terms = try await SearchOptions.terms(command) }
        output.prepare(&query)
        query.rerankWindow = command[RerankOptions.window]
        query.requiresRerank = command[RerankOptions.required]
        let engine = try Engine(command, console)
        let factory = ModelFactory(command)
        let needsEmbedder = batch == nil ? query.needsEmbedder : query.mode != .bm25
        let pipeline = try await SearchPipeline(
            client: engine.client,
            index: command[ConnectionOptions.index],
            secondStage: try RerankerFactory(command, factory).stage(engine),
            embedder: { index in needsEmbedder ? try await factory.embedder(for: index) : nil }
        )
        if command[SearchOptions.printRequest] {
            try console.output.write(try await pipeline.preview(query).prettyText + "\n")
            return .success
        }
        if let batch { return try await batch.run(pipeline, base: query) }
        let opening = ContinuousClock.now - start
        let results = try await pipeline.search(query)
        try output.show(results, of: query, picture: command[SearchOptions.image], opening: opening)
        return .success
    }
}
