import CommandTree
import ESJina
import Elasticsearch
import Embeddings
import HTTPTransport
import JSONValues
import Jina

/// `es-jina mapping --check` and `--apply`: compares an index with what it is wanted for, and changes what can be changed.
struct MappingCheck {
    private let command: ParsedCommand
    private let console: Console
    private let dims: [Int]
    private let isJSON: Bool

    /// Takes what the command's own options say.
    init(_ command: ParsedCommand, _ console: Console, dims: [Int], isJSON: Bool) {
        self.command = command
        self.console = console
        self.dims = dims
        self.isJSON = isJSON
    }

    func run() async throws -> ExitStatus {
        let engine = try Engine(command, console)
        let index = command[ConnectionOptions.index]
        let capabilities = try await engine.client.capabilities()
        let found = try await mapping(of: index, engine)
        let plan = try await plan(for: found, index: index, capabilities)
        var drift = try await drift(plan, found, engine, capabilities)
        var document = MappingCheckDocument(drift, server: engine.name)
        if command[MappingCheckOptions.apply], let update = drift.update {
            try await engine.client.putMapping(update, index: index)
            drift = try await self.drift(plan, try await mapping(of: index, engine), engine, capabilities)
            // What was put is there now, or the server did something else than it said.
            guard drift.update == nil else {
                let left = drift.fields.entries.filter { $0.status == .add || $0.status == .update }.map(\.path)
                throw CommandError(
                    "The server took the change of the mapping of '\(index)', and yet there are differences: "
                        + "\(left.isEmpty ? "_meta" : left.joined(separator: ", ")). Look at it with es-jina mapping --check."
                )
            }
            document.isApplied = true
            document.isAsWanted = drift.isNone
        }
        if !drift.migrations.isEmpty {
            document.migration = MappingMigration(
                index: index,
                realIndex: try await realName(of: index, engine),
                isEmbedded: engine.isEmbedded,
                // A name and password in it are nobody else's business.
                url: command[ConnectionOptions.url].first { !$0.contains("@") },
                arguments: arguments(plan)
            )
        }
        if isJSON {
            try console.output.write(document.json.text + "\n")
        } else {
            try console.output.write(document.table(console.terminal))
            document.notes.forEach(console.note)
        }
        return drift.isNone ? .success : .itemsRejected
    }

    private func mapping(of index: String, _ engine: Engine) async throws -> IndexMapping {
        do {
            return try await engine.client.mapping(of: index)
        } catch let error as ElasticsearchError where error.kind == .indexNotFound {
            throw CommandError(
                "There is no index '\(index)' in \(engine.name). Name another with --index, or make it with es-jina ingest."
            )
        }
    }

    private func drift(
        _ plan: IndexPlan,
        _ found: IndexMapping,
        _ engine: Engine,
        _ capabilities: Capabilities
    ) async throws -> IndexDrift {
        let index = command[ConnectionOptions.index]
        let settings = try await engine.client.settings(of: index)
        return try IndexDrift(plan, index: index, mapping: found, settings: settings, for: capabilities)
    }

    /// What the index is wanted for: what it was made for, and otherwise where options say so.
    private func plan(
        for found: IndexMapping,
        index: String,
        _ capabilities: Capabilities
    ) async throws -> IndexPlan {
        let factory = ModelFactory(command)
        let asked = try asksForModel ? factory.model() : nil
        let made = try IndexPlan(madeFor: found, index: index) { model($0) }
        var plan = made
        if let asked {
            plan = try IndexPlan(model: asked, embedderFingerprint: try await factory.fingerprint(), dims: dims)
            if dims.isEmpty, asked.id == made.model.id { plan.dims = made.dims }
            plan.preprocessing = made.preprocessing
            plan.vectorOptions = made.vectorOptions
            plan.analyzers = made.analyzers
            plan.tokenVectors = made.tokenVectors
        } else if !dims.isEmpty {
            plan.dims = try IndexPlan(
                model: plan.model,
                embedderFingerprint: plan.embedderFingerprint,
                dims: dims
            )
            .dims
        }
        let vectors = VectorFieldOptions.value(command)
        if !vectors.isEmpty { plan.vectorOptions = vectors }
        if let analyzers = command[TextOptions.analyzers] { plan.analyzers = analyzers.analyzers }
        plan.languages = command[TextOptions.languages].map { $0.lowercased() }
        if let field = try await MultiVectorFactory(command, factory).field(for: capabilities) {
            plan.tokenVectors = field
        }
        return plan
    }

    private var asksForModel: Bool {
        command[ModelOptions.model] != nil || command[ModelOptions.embedder] != .auto
    }

    /// What is known of the model that made an index.
    private func model(_ index: IndexDescription) -> EmbeddingModel {
        let offline = HashingEmbedder().model
        if index.modelID == offline.id { return offline }
        if let known = try? JinaModels.embeddingModel(index.modelID) { return known }
        return EmbeddingModel(
            id: index.modelID,
            dims: index.dims.first ?? 1,
            matryoshkaDims: index.dims.reversed(),
            modalities: index.modalities,
            maxTokens: .max
        )
    }

    /// What an ingest into another index needs, so that it is what is wanted.
    private func arguments(_ plan: IndexPlan) -> [String] {
        var arguments = ["--model \(plan.model.id)", "--dims \(plan.dims.map(String.init).joined(separator: ","))"]
        arguments += plan.vectorOptions.arguments
        if let field = plan.tokenVectors { arguments.append("--multi-vector \(field.option)") }
        return arguments
    }

    /// The index behind a name: itself, or what an alias stands for.
    private func realName(of index: String, _ engine: Engine) async throws -> String {
        let answer = try await engine.client.perform(.get, "/\(index)/_alias")
        return answer.object?.keys.first ?? index
    }
}
