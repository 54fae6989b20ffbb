import CommandTree
import ESJina

/// The whole command line of `es-jina`, as one value.
enum ESJinaCommand {
    /// The version of the toolkit.
    static let version = Toolkit.version

    static let root = Command(
        "es-jina",
        summary: "Multilingual, multimodal search on Elasticsearch with Jina's models",
        discussion: """
            Takes a folder of pictures and texts to search: makes the mapping, embeds, bulk-indexes, searches by words and \
            vectors, and reranks.

            Without a cluster everything works on this machine: `--url` or ELASTICSEARCH_URL names a cluster, otherwise the \
            embedded engine answers. Without a key for Jina's API an offline stand-in makes the vectors.
            """,
        options: [GlobalOptions.group],
        examples: [
            Example("es-jina ingest ~/Pictures", "Index a folder of pictures on this machine"),
            Example("es-jina search \"sunset at the beach\"", "Search it, in any language"),
            Example(
                "es-jina ingest photos --url http://127.0.0.1:9200 --dims 1024,256",
                "Index into a cluster, with two sizes of vectors"
            ),
        ],
        exitCodes: ExitStatus.documentation,
        subcommands: [
            IngestCommand.declaration, SearchCommand.declaration, RerankCommand.declaration, StatusCommand.declaration,
            RetryFailedCommand.declaration, PlanCommand.declaration, MappingCommand.declaration,
            ModelsCommand.declaration,
            DoctorCommand.declaration, ConfigCommand.declaration, CompletionCommand.declaration,
            ManualCommand.declaration,
        ],
        version: version
    )
}
