import CommandTree
import ESJina
import Elasticsearch
import Embeddings
import JSONValues
import Jina

/// `es-jina mapping`: prints what an index would be created from.
struct MappingCommand {
    private static let version = Option<String?>(
        "for",
        value: "VERSION",
        help: "The server the mapping is for, such as 8.19, 9.5 or serverless."
    )
    .defaultDescribed("the connected engine")
    private static let dims = Option<[Int]>(
        "dims",
        short: "d",
        value: "N,N",
        environment: "ES_JINA_DIMS",
        configKey: "dims",
        help: "The vector sizes to index, all cut from one embedding."
    )
    .defaultDescribed("the model's full size")

    static let declaration = Command(
        "mapping",
        summary: "Print the settings and mapping an index would be created with",
        discussion: """
            Nothing is created. What a server takes depends on its version and licence, so `--for` names one; otherwise the \
            engine is asked.
            """,
        options: [
            OptionGroup("Mapping", [dims, version]), ConnectionOptions.group, ModelOptions.group,
            VectorFieldOptions.group, MultiVectorOptions.group,
        ],
        examples: [
            Example(
                "es-jina mapping --model jina-clip-v2 --dims 1024,256 --for 9.5",
                "Two sizes, for Elasticsearch 9.5"
            )
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
        let capabilities = try await capabilities()
        let factory = ModelFactory(command)
        var plan = try IndexPlan(
            model: try factory.model(),
            embedderFingerprint: try await factory.fingerprint(),
            dims: command[Self.dims]
        )
        for warning in plan.warnings { console.warn(warning) }
        plan.vectorOptions = VectorFieldOptions.value(command)
        plan.tokenVectors = try await MultiVectorFactory(command, factory).field(for: capabilities)
        let body = try plan.definition(for: capabilities).json(for: capabilities)
        try console.output.write(body.prettyText + "\n")
        return .success
    }

    private func capabilities() async throws -> Capabilities {
        guard let name = command[Self.version] else { return try await Engine(command, console).client.capabilities() }
        if name == "serverless" { return .serverless }
        guard let version = ServerVersion(name), version >= "8.19" else {
            throw UsageError(
                .invalidValue,
                "Invalid value '\(name)' for '--for': expected a version from 8.19 on, such as 9.5, or serverless.",
                command: "es-jina mapping"
            )
        }
        return Capabilities(version: version, flavour: .stack, licence: .basic)
    }
}
