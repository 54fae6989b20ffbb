import CommandTree
import Embeddings
import Jina

/// `es-jina models`: lists Jina's models and says everything that is known of one.
struct ModelsCommand {
    private enum KindChoice: String, OptionChoice {
        case embedding
        case multiVector = "multi-vector"
        case reranker, reader, vlm

        var summary: String {
            switch self {
            case .embedding: "one vector an input"
            case .multiVector: "a vector a token"
            case .reranker: "orders passages for a query"
            case .reader: "turns web pages into clean text"
            case .vlm: "answers about pictures"
            }
        }
    }

    private enum ModalityChoice: String, OptionChoice {
        case text, image, pdf, audio, video, code
    }

    private static let names = Argument(
        "MODEL",
        arity: .any,
        suggested: ModelNames.all,
        help: "The models to show; one alone is shown with everything that is known of it."
    )
    private static let kind = Option<KindChoice?>("kind", value: "KIND", help: "Only models for this use.")
    private static let modalities = Option<[ModalityChoice]>(
        "modality",
        value: "NAME,…",
        help: "Only models that read all of these."
    )
    private static let task = Option<String?>(
        "task",
        value: "TASK",
        help: "Only models whose requests can name this task, such as retrieval.query, or the part before the point."
    )
    .suggesting(ModelNames.tasks)
    private static let commercial = Option.flag(
        "commercial",
        help: "Only models whose weights may be used commercially under their licence."
    )

    static let declaration = Command(
        "models",
        summary: "List Jina's models: sizes, contexts, tasks, licences",
        discussion: """
            Nothing is asked for over the network: the catalogue is part of es-jina, and each entry names its sources. What is not known \
            is left out, and where sources contradict each other a note says so.

            Vectors can be cut to any size a model was trained for without embedding anything again, and with a warning to others in \
            the range that the API cuts to. JSON holds every entry whole: `{"models": [{"id", "kinds", …}]}`, sizes in bytes, \
            `null` for what is unknown or does not apply.
            """,
        options: [OptionGroup("Models", [kind, modalities, task, commercial]), OutputOptions.group],
        arguments: [names],
        examples: [
            Example("es-jina models --modality image", "Models that read pictures"),
            Example("es-jina models jina-clip-v2", "Everything about one"),
            Example(
                "es-jina models --kind embedding --commercial --ndjson | jq -r .id",
                "The names of those whose weights may be used commercially"
            ),
        ],
        exitCodes: ExitStatus.documentation
    )

    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    func run() throws -> ExitStatus {
        let filter = CatalogueFilter(
            kind: command[Self.kind].map { .init(rawValue: $0.rawValue) },
            modalities: Set(command[Self.modalities].map { Modality(rawValue: $0.rawValue) }),
            task: try task(),
            needsCommercialUse: command[Self.commercial]
        )
        let names = command[Self.names]
        var named: [CatalogueModel] = []
        for name in names {
            let model = try model(name)
            if !named.contains(model) { named.append(model) }
        }
        let document = ModelsDocument(
            models: (names.isEmpty ? JinaModels.catalogue : named).filter(filter.accepts),
            isDetailed: named.count == 1
        )
        try document.print(OutputOptions.chosen(command, console.terminal), console)
        return .success
    }

    private func model(_ name: String) throws -> CatalogueModel {
        do throws(JinaError) {
            return try JinaModels.model(name)
        } catch {
            throw UsageError(
                .invalidValue,
                error.message + (error.message.hasSuffix("?") ? "" : "."),
                command: "es-jina models"
            )
        }
    }

    /// A task no model has is a mistake, not an empty list.
    private func task() throws -> String? {
        guard let task = command[Self.task] else { return nil }
        guard JinaModels.catalogue.contains(where: CatalogueFilter(task: task).accepts) else {
            let tasks = ModelNames.tasks.map(\.text).joined(separator: ", ")
            throw UsageError(
                .invalidValue,
                "Invalid value '\(task)' for '--task': no model has it; there are \(tasks).",
                command: "es-jina models"
            )
        }
        return task
    }
}
