import CommandTree
import ESJina
import Elasticsearch
import Embeddings
import JSONValues

/// `es-jina mapping`: prints what an index would be created from.
struct MappingCommand {
    enum TemplateChoice: String, OptionChoice {
        case index, component

        var summary: String {
            switch self {
            case .index: "a body for PUT _index_template/NAME"
            case .component: "a body for PUT _component_template/NAME"
            }
        }
    }

    private static let dims = Option<[Int]>(
        "dims",
        short: "d",
        value: "N,N",
        environment: "ES_JINA_DIMS",
        configKey: "dims",
        help: "The vector sizes to index, all cut from one embedding."
    )
    .defaultDescribed("the model's full size")
    private static let template = Option<TemplateChoice?>(
        "template",
        value: "KIND",
        help: "Print a template instead of the body that creates one index."
    )
    private static let patterns = Option<[String]>(
        "index-pattern",
        value: "PATTERN",
        help: "The names of indices that an index template is for."
    )
    .defaultDescribed("the index's name and everything that begins with it and '-'")
    private static let explain = Option.flag(
        "explain",
        help: "Print what was chosen for each vector field, why, and what it costs, instead of the mapping."
    )
    private static let json = Option.flag(
        "json",
        help: "With --explain, --check and --apply, print one JSON document."
    )

    static let declaration = Command(
        "mapping",
        summary: "Print the settings and mapping an index would be created with, or compare them with an index",
        discussion: """
            Nothing is created. What a server takes depends on its version and licence, so `--for` and `--licence` name one; \
            otherwise the engine is asked. What that server would refuse is refused here, saying why, and nothing newer than the \
            server is ever written.

            Index options are always written out, because what servers choose by themselves differs by version, size and licence. \
            `--explain` says what was chosen and why.
            """,
        options: [
            OptionGroup(
                "Mapping",
                [
                    dims, TargetOptions.version, TargetOptions.licence, TextOptions.analyzers, TextOptions.languages,
                    template, patterns, explain, json,
                ]
            ), MappingCheckOptions.group, VectorFieldOptions.group, ConnectionOptions.group, ModelOptions.group,
            MultiVectorOptions.group,
        ],
        examples: [
            Example(
                "es-jina mapping --model jina-clip-v2 --dims 1024,256 --for 9.5",
                "Two sizes, for Elasticsearch 9.5"
            ),
            Example(
                "es-jina mapping --model jina-clip-v2 --index-type 1024=bbq_hnsw,256=int4_hnsw --dims 1024,256 --explain",
                "What each field would be, and why"
            ),
            Example(
                "es-jina mapping --model jina-embeddings-v3 --optimize disk --for 9.5 --template index",
                "An index template with vectors of half the size on disk"
            ),
            Example("es-jina mapping --check --index photos", "What an index lacks, and what to do about it"),
            Example(
                "es-jina mapping --apply --index photos --dims 1024,256",
                "Add a smaller size to an index of 1024 dims"
            ),
        ],
        exitCodes: MappingCheckOptions.exitCodes
    )

    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    func run() async throws -> ExitStatus {
        if MappingCheckOptions.isAsked(command) {
            let check = MappingCheck(command, console, dims: command[Self.dims], isJSON: command[Self.json])
            return try await check.run()
        }
        try console.output.write(try await text())
        return .success
    }

    /// What is printed.
    func text() async throws -> String {
        let capabilities = try await TargetOptions.capabilities(command, console)
        let plan = try await plan(for: capabilities)
        if command[Self.explain] {
            let explanation = try MappingExplanation(plan, for: capabilities)
            return command[Self.json] ? explanation.json.prettyText + "\n" : explanation.text
        }
        let body = try body(plan.definition(for: capabilities), capabilities)
        for warning in try plan.vectorChoices(for: capabilities).flatMap(\.warnings) { console.warn(warning) }
        return body.prettyText + "\n"
    }

    /// What an index would be made for.
    func plan(for capabilities: Capabilities) async throws -> IndexPlan {
        let factory = ModelFactory(command)
        var plan = try IndexPlan(
            model: try factory.model(),
            embedderFingerprint: try await factory.fingerprint(),
            dims: command[Self.dims]
        )
        for warning in plan.warnings { console.warn(warning) }
        plan.vectorOptions = VectorFieldOptions.value(command)
        plan.modelRevision = ModelFactory.revision(of: plan.model.id)
        plan.analyzers = command[TextOptions.analyzers]?.analyzers ?? .standard
        plan.languages = command[TextOptions.languages].map { $0.lowercased() }
        plan.tokenVectors = try await MultiVectorFactory(command, factory).field(for: capabilities)
        return plan
    }

    private func body(_ definition: IndexDefinition, _ capabilities: Capabilities) throws -> JSONValue {
        let index = command[ConnectionOptions.index]
        let patterns = command[Self.patterns]
        switch command[Self.template] {
        case nil: return try definition.json(for: capabilities)
        case .component?: return try ComponentTemplate(definition: definition).json(for: capabilities)
        case .index?:
            return try IndexTemplate(
                indexPatterns: patterns.isEmpty ? [index, index + "-*"] : patterns,
                priority: 200,
                definition: definition
            )
            .json(for: capabilities)
        }
    }
}
