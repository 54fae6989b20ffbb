import CommandTree
import ESJina
import Elasticsearch
import Embeddings
import JSONValues
import Jina

/// `es-jina plan`: says what an index will cost before anything is spent.
struct PlanCommand {
    private static let paths = Argument(
        "PATH",
        arity: .any,
        completion: .files,
        help: "Files and directories to count by a dry run; '-' reads records from standard input."
    )

    static let declaration = Command(
        "plan",
        summary: "Say what an index will cost in memory, disk, tokens and time",
        discussion: """
            Compares vector sizes and index types for so many documents: the memory that searches want in the page cache, the \
            disk, what is sent, what is embedded, and how long it takes. Sizes are cut from one embedding, so several cost no more \
            tokens than one.

            Without paths the numbers of documents are given. With paths every picture is decoded and every record validated as an \
            ingest into an empty index would, without embedding or writing anything: it needs neither cluster nor key nor network, \
            and lists what would be rejected. With paths and `--documents` they are a sample of so many.

            Memory and disk are those of merged segments without deleted documents; nothing of Java's heap is in them. `RAM` and \
            `DISK` are one copy's, the columns behind them those of all copies. On a terminal a table is printed, else \
            tab-separated values in bytes.
            """,
        options: [
            PlanOptions.documentGroup, PlanOptions.indexGroup, vectorGroup, PlanOptions.costGroup,
            PlanOptions.outputGroup,
            InputOptions.group, RecordOptions.group, RunOptions.textGroup,
            OptionGroup(
                "Run",
                [RunOptions.batchSize, RunOptions.concurrency, RunOptions.maxErrors, RunOptions.partition]
            ),
            ConnectionOptions.group, ModelOptions.group, MultiVectorOptions.group,
        ],
        arguments: [paths],
        examples: [
            Example(
                "es-jina plan --pictures 3000000 --dims 256 --index-type int8_hnsw,bbq_hnsw",
                "What 3 million pictures cost in memory"
            ),
            Example("es-jina plan ~/Pictures --dims 1024,256 --ram 64gb", "Count a folder, and see what fits"),
            Example("es-jina plan sample.jsonl --documents 20000000 --for 8.19", "A sample stands for all"),
            Example(
                "es-jina plan --texts 1000000 --model jina-embeddings-v3 --tokens-per-document 300 --token-price 0.05",
                "Tokens and their cost"
            ),
            Example("es-jina plan --pictures 3000000 --dims 1024,512,256 --html plan.html", "With a plot"),
        ],
        exitCodes: ExitStatus.documentation
    )

    /// The options of vector fields; the index types to compare are the plan's own.
    private static var vectorGroup: OptionGroup {
        var group = VectorFieldOptions.group
        group.options.removeAll { $0.name == VectorFieldOptions.indexType.declaration.name }
        return group
    }

    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    func run() async throws -> ExitStatus {
        let paths = command[Self.paths]
        let isDry = !paths.isEmpty || !command[InputOptions.filesFrom].isEmpty
        guard isDry || !command[PlanOptions.dryRun] else {
            throw UsageError(
                .missingArgument,
                "A dry run needs files or directories.",
                command: "es-jina plan"
            )
        }
        let factory = ModelFactory(command)
        let model = try model(factory)
        // Before a long count rather than after it.
        let dims = try IndexPlan(model: model, embedderFingerprint: "", dims: command[PlanOptions.dims]).dims
        let capabilities = try await PlannedServer(command, console).capabilities()
        for size in dims { _ = try VectorFieldOptions.value(command).choice(dims: size, for: capabilities) }
        let embedders = try await factory.rehearsal(of: model)
        let report =
            isDry
            ? try await DryRunJob(command, console).run(paths, embedders: embedders, capabilities: capabilities) : nil
        var options = CapacityPlan.Options(
            corpus: try corpus(report, model, capabilities),
            model: model,
            capabilities: capabilities,
            limits: embedders[0].limits
        )
        try fill(&options, report)
        let plan = try CapacityPlan(options)
        try write(plan, report)
        guard let report else { return .success }
        if report.ingest.isInterrupted { return .interrupted }
        return report.isClean ? .success : .itemsRejected
    }

    /// The model that is named; Jina's for pictures and texts where none is, with or without a key.
    private func model(_ factory: ModelFactory) throws -> EmbeddingModel {
        if command[ModelOptions.model] == nil, command[ModelOptions.embedder] == .auto { return JinaModels.clipV2 }
        return try factory.model()
    }

    private func corpus(
        _ report: DryRunReport?,
        _ model: EmbeddingModel,
        _ capabilities: Capabilities
    ) throws -> PlannedCorpus {
        let (documents, pictures, texts) = (
            command[PlanOptions.documents], command[PlanOptions.pictures], command[PlanOptions.texts]
        )
        let (size, tokens) = (command[PlanOptions.documentSize]?.bytes, command[PlanOptions.tokensPerDocument])
        func usage(_ message: String) -> UsageError { UsageError(.conflict, message, command: "es-jina plan") }
        if let report {
            guard pictures == nil, texts == nil else {
                throw usage("The dry run counts pictures and texts: leave --pictures and --texts out, or the paths.")
            }
            let vectors = VectorFieldOptions.value(command)
            let fields = try report.ingest.dims.map { try vectors.choice(dims: $0, for: capabilities).field }
            var corpus = PlannedCorpus(report, fields: fields, usesBase64: capabilities.acceptsBase64Vectors)
            if let size { (corpus.sourceBytes, corpus.sourceBytesOrigin) = (Double(size), .given) }
            if let tokens { (corpus.tokensPerText, corpus.tokensOrigin) = (Double(tokens), .given) }
            return documents.map { corpus.scaled(to: $0) } ?? corpus
        }
        guard documents != nil || pictures != nil || texts != nil else {
            throw UsageError(
                .missingArgument,
                "Say how many documents there are with --documents, --pictures or --texts, or name files to count.",
                command: "es-jina plan"
            )
        }
        if pictures ?? 0 > 0, !model.modalities.contains(.image) {
            throw usage("\(model.id) does not embed pictures: choose a model that does, or give --texts.")
        }
        if texts ?? 0 > 0, !model.modalities.contains(.text) {
            throw usage("\(model.id) does not embed texts: choose a model that does, or give --pictures.")
        }
        let given = (pictures ?? 0) + (texts ?? 0)
        guard given <= documents ?? given else {
            throw usage("--pictures and --texts together are more than --documents.")
        }
        // What is left over is what the model is for.
        let rest = (documents ?? given) - given
        let isPictures = pictures == nil && model.modalities.contains(.image)
        return PlannedCorpus(
            pictures: (pictures ?? 0) + (isPictures ? rest : 0),
            texts: (texts ?? 0) + (isPictures ? 0 : rest),
            sourceBytes: size,
            tokensPerText: tokens
        )
    }

    /// What the command line and earlier ingests say of server, memory, prices and rates.
    private func fill(_ options: inout CapacityPlan.Options, _ report: DryRunReport?) throws {
        options.dims = command[PlanOptions.dims]
        options.indexTypes = PlanOptions.indexTypes(command)
        options.vectors = VectorFieldOptions.value(command)
        options.replicas = command[PlanOptions.replicas]
        options.ram = command[PlanOptions.ram]?.bytes
        options.usdPerMillionTokens = command[PlanOptions.tokenPrice]
        options.maxBulkBytes = command[RunOptions.batchSize].bytes
        let isOffline = options.model.id == EmbeddingModel.offlineHashing.id
        let isHosted =
            !isOffline && (command[ModelOptions.jinaURL] ?? JinaConfiguration.hostedURL) == JinaConfiguration.hostedURL
        let last = try MeasuredIngest.last(
            stateDirectory: command[ConnectionOptions.state]
                ?? PlatformFiles(environment: console.environment).stateDirectory,
            index: command.source(of: ConnectionOptions.index) == .default ? nil : command[ConnectionOptions.index],
            model: options.model.id
        )
        if let tokens = command[PlanOptions.tokensPerPicture] {
            (options.tokensPerPicture, options.tokensPerPictureOrigin) = (tokens, .given)
        } else if let tokens = last?.tokensPerPicture {
            (options.tokensPerPicture, options.tokensPerPictureOrigin) = (tokens, .measured)
        } else if !isOffline {
            options.tokensPerPicture = JinaLimits.defaults(for: .hosted).tokensPerImage
        }
        let tier = command[PlanOptions.tier]
        func rate(_ given: Option<Double?>, _ ofTier: Int?) -> LoadRates.Rate? {
            if let value = command[given] { return .init(value, origin: "--\(given.declaration.name)") }
            return isHosted ? ofTier.map { .init(Double($0), origin: tier.name) } : nil
        }
        options.rates.requestsPerMinute = rate(PlanOptions.requestsPerMinute, tier.limits.requestsPerMinute)
        options.rates.tokensPerMinute = rate(PlanOptions.tokensPerMinute, tier.limits.tokensPerMinute)
        options.rates.embeddingsPerSecond = rate(PlanOptions.embedRate, nil)
        options.rates.documentsPerSecond = rate(PlanOptions.indexRate, nil)
        if let last { options.rates.adopt(last) }
        if let report, report.ingest.counters.documents >= 100, report.ingest.duration > .zero {
            let seconds = report.ingest.duration / .seconds(1)
            options.rates.preparationsPerSecond = .init(
                Double(report.ingest.counters.documents) / seconds,
                origin: "this dry run"
            )
        }
    }

    private func write(_ plan: CapacityPlan, _ report: DryRunReport?) throws {
        if let path = command[PlanOptions.html] {
            try ContactSheet.replace(path, with: Array(try PlanPage(plan, report).html().utf8))
        }
        if command[PlanOptions.json] {
            guard var object = plan.json.object else { return }
            object["dry_run"] = report?.json ?? .null
            try console.output.write(JSONValue.object(object).text + "\n")
            return
        }
        if command[MultiVectorOptions.multiVector] != nil {
            console.warn(
                "The figures are without the vectors of tokens that --multi-vector adds; a dry run counts their requests."
            )
        }
        for size in plan.sizes { if let warning = size.warning { console.warn(warning) } }
        let document = PlanDocument(plan, report)
        if console.terminal.isTerminal {
            try console.output.write(
                document.text(width: console.terminal.columns, isStyled: console.terminal.allowsStyle)
            )
        } else {
            for failure in report?.ingest.failures.prefix(10) ?? [] { console.warn(failure.error.message) }
            if let count = report?.rejectedCount, count > 10 { console.warn("\(count - 10) more would be rejected.") }
            try console.output.write(document.table(forPeople: false).tabSeparated(includesTitles: true))
        }
    }
}
