import CommandTree
import Elasticsearch
import Jina

/// What a plan is for: documents, server, memory, prices and rates.
enum PlanOptions {
    enum IndexChoice: String, OptionChoice {
        case all
        case hnsw
        case int8HNSW = "int8_hnsw"
        case int4HNSW = "int4_hnsw"
        case bbqHNSW = "bbq_hnsw"
        case bbqDisk = "bbq_disk"
        case flat
        case int8Flat = "int8_flat"
        case int4Flat = "int4_flat"
        case bbqFlat = "bbq_flat"

        var summary: String {
            switch self {
            case .all: "every type"
            case .hnsw: "a graph over whole vectors"
            case .int8HNSW: "a graph over a byte a component"
            case .int4HNSW: "a graph over half a byte a component"
            case .bbqHNSW: "a graph over a bit a component"
            case .bbqDisk: "clusters on disk"
            case .flat: "every whole vector compared"
            case .int8Flat: "every vector compared by a byte a component"
            case .int4Flat: "every vector compared by half a byte a component"
            case .bbqFlat: "every vector compared by a bit a component"
            }
        }

        static var placeholder: String { "TYPE" }
    }

    enum LicenceChoice: String, OptionChoice {
        case basic, gold, platinum, enterprise, trial

        var licence: Licence { Licence(rawValue: rawValue) }
    }

    enum TierChoice: String, OptionChoice {
        case free
        case first = "1"
        case second = "2"

        var summary: String {
            switch self {
            case .free: "500 requests and 1 million tokens a minute"
            case .first: "500 requests and 10 million tokens a minute"
            case .second: "5,000 requests and 100 million tokens a minute"
            }
        }

        static var placeholder: String { "TIER" }

        var limits: JinaLimits {
            switch self {
            case .free: .freeTier
            case .first: .firstTier
            case .second: .secondTier
            }
        }

        /// What people call it.
        var name: String { self == .free ? "Jina's free tier" : "Jina's tier \(rawValue)" }
    }

    private static func count(_ name: String, _ help: String) -> Option<Int?> {
        Option<Int?>(
            name,
            value: "N",
            allowed: .matching("a whole number from 0 to 1000000000000") { 0...1_000_000_000_000 ~= $0 },
            help: help
        )
    }

    private static func rate(_ name: String, _ help: String) -> Option<Double?> {
        Option<Double?>(
            name,
            value: "N",
            allowed: .matching("a number above 0") { $0 > 0 && $0 <= 1e12 },
            help: help
        )
    }

    static let documents = count(
        "documents",
        "How many documents there are: pictures where the model reads pictures, else texts; with paths, what they are a sample of."
    )
    static let pictures = count("pictures", "How many of them are pictures.")
    static let texts = count("texts", "How many texts there are, each part of a longer one counted.")
    static let tokensPerDocument = count("tokens-per-document", "Tokens of a text.")
        .defaultDescribed(
            "what the dry run counts, else 256"
        )
    static let documentSize = Option<ByteSize?>(
        "document-size",
        help: "Bytes of a document's JSON without its vectors."
    )
    .defaultDescribed("what the dry run counts, else 700")
    static let dryRun = Option.flag(
        "dry-run",
        help: "Count the documents of the paths that are named; naming paths means it, too."
    )

    static let dims = Option<[Int]>(
        "dims",
        short: "d",
        value: "N,N",
        environment: "ES_JINA_DIMS",
        configKey: "dims",
        help: "The vector sizes to compare, all cut from one embedding."
    )
    .defaultDescribed("the model's full size")
    static let indexType = Option<[IndexChoice]>(
        "index-type",
        default: [.all],
        help: "The index types to compare."
    )
    static let replicas = Option<Int>(
        "replicas",
        value: "N",
        default: 1,
        allowed: .matching("a whole number from 0 to 100") { 0...100 ~= $0 },
        help: "How many copies there are of every shard besides the primary."
    )
    static let ram = Option<ByteSize?>(
        "ram",
        help: "Say what fits into this memory: what all data nodes together have left beside Java's heaps."
    )
    static let version = Option<String?>(
        "for",
        value: "VERSION",
        help: "The server, such as 8.19, 9.5 or serverless."
    )
    .defaultDescribed("the connected cluster, else 9.5")
    static let licence = Option<LicenceChoice>("licence", default: .basic, help: "The server's licence, with --for.")

    static let tokenPrice = TelemetryOptions.tokenPrice.aliased("price-per-million")
    static let tokensPerPicture = count("tokens-per-picture", "What a picture is billed as, in tokens.")
        .discussed(
            """
            Jina does not say what a picture costs. Where an earlier ingest was billed for pictures alone, that is what counts; \
            else 4,000, a cautious guess, which the output calls assumed.
            """
        )
        .defaultDescribed("what the last ingest was billed, else 4000")
    static let tier = Option<TierChoice>("jina-tier", default: .free, help: "What Jina's API allows your key.")
    static let requestsPerMinute = rate("rpm", "Requests a minute that the embedder allows.")
        .defaultDescribed("the tier's")
    static let tokensPerMinute = rate("tpm", "Tokens a minute that the embedder allows.").defaultDescribed("the tier's")
    static let embedRate = rate("embed-rate", "Pictures and texts a second that the embedder manages.")
        .defaultDescribed(
            "what the last ingest did, where it waited for vectors most"
        )
    static let indexRate = rate("index-rate", "Documents a second that the cluster manages.")
        .defaultDescribed(
            "what the last ingest did, where it waited for the cluster most"
        )

    static let html = Option<String?>(
        "html",
        value: "FILE",
        completion: .files,
        help: "Write the plan as a page with a plot, too."
    )
    static let json = Option.flag("json", help: "Print one JSON document.")

    static let documentGroup = OptionGroup(
        "Documents",
        [documents, pictures, texts, tokensPerDocument, documentSize, dryRun]
    )
    static let indexGroup = OptionGroup("Index", [dims, indexType, replicas, ram, version, licence])
    static let costGroup = OptionGroup(
        "Cost and time",
        [
            tokenPrice, tokensPerPicture, tier, requestsPerMinute, tokensPerMinute, embedRate, indexRate,
        ]
    )
    static let outputGroup = OptionGroup("Output", [html, json, RunOptions.progress, RunOptions.quiet])

    /// The types to compare.
    static func indexTypes(_ command: ParsedCommand) -> [VectorIndexType] {
        let asked = command[indexType]
        return asked.contains(.all) ? VectorIndexType.known : asked.map { VectorIndexType(rawValue: $0.rawValue) }
    }
}
