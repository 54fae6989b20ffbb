import CommandTree
import ESJina
import Elasticsearch
import HTTPTransport

/// How an ingest runs: how much at once, how long, and what it does besides indexing.
enum RunOptions {
    static let dims = Option<[Int]>(
        "dims",
        short: "d",
        value: "N,N",
        environment: "ES_JINA_DIMS",
        configKey: "dims",
        help: "The vector sizes to index, all cut from one embedding."
    )
    .defaultDescribed("what the index holds, else the model's full size")
    static let batchSize = Option<ByteSize>(
        "batch-size",
        default: .mebibytes(5),
        configKey: "batch_size",
        allowed: .matching("a size from 1KiB to 100MiB") { ByteSize.kibibytes(1) <= $0 && $0 <= .mebibytes(100) },
        help: "The largest bulk request."
    )
    static let concurrency = Option<Int>(
        "concurrency",
        value: "N",
        default: 4,
        configKey: "concurrency",
        allowed: .matching("a whole number from 1 to 64") { 1...64 ~= $0 },
        help: "How many batches of inputs are worked on at once."
    )
    static let chunkTokens = Option<Int?>(
        "chunk-tokens",
        value: "N",
        configKey: "chunk_tokens",
        allowed: .matching("a whole number from 16 on") { $0 >= 16 },
        help: "Cut texts into parts of at most this many tokens, at the ends of sentences."
    )
    .defaultDescribed("what the model reads")
    static let chunkOverlap = Option<Int>(
        "chunk-overlap",
        value: "N",
        default: 32,
        configKey: "chunk_overlap",
        allowed: .matching("a whole number from 0 to 4096") { 0...4096 ~= $0 },
        help: "How many tokens a part shares with the one before."
    )
    static let lateChunking = Option.flag(
        "late-chunking",
        configKey: "late_chunking",
        help: "Embed the parts of a text together, so that each knows the others, where the model can."
    )
    static let createOnly = Option.flag(
        "create-only",
        help: "Leave documents that are in the index as they are, even where their inputs have changed."
    )
    static let pipeline = Option<String?>(
        "pipeline",
        value: "NAME",
        configKey: "pipeline",
        help: "Send documents through this ingest pipeline of the cluster."
    )
    static let prune =
        Option.flag(
            "prune",
            help: "Remove documents of files and records that are no longer below the given paths."
        )
        .discussed(
            """
            Only after the walk reached its end, and never what could not be read. What `--include` and `--exclude` leave out \
            counts as gone. A journal that was lost is made again from the index and then knows the documents of other machines, \
            too: do not prune where machines keep different files at the same path.
            """
        )
        .excluding("partition", "files-from")
    static let partition = Option<Share?>(
        "partition",
        help:
            "Ingest the I-th of N shares; each of N machines takes its own, and 'status --merge' adds their reports up."
    )
    static let fastLoad =
        Option.flag(
            "fast-load",
            help: "Turn refreshes and replicas off for the load and restore them at its end."
        )
        .discussed("What was set before is kept in the index itself: after a crash the next ingest restores it.")
    static let maxErrors = Option<Int?>(
        "max-errors",
        value: "N",
        configKey: "max_errors",
        allowed: .matching("a whole number from 0 on") { $0 >= 0 },
        help: "Give up when more inputs than this have failed."
    )
    .defaultDescribed("never")
    static let deadline = Option<Duration?>(
        "deadline",
        value: "TIME",
        help: "Finish what is under way and stop after this time, such as 45m; the same command goes on later."
    )
    static let reconcile = Option<Int>(
        "reconcile",
        value: "N",
        default: 1000,
        configKey: "reconcile",
        allowed: .matching("a whole number from 0 to 1000000") { 0...1_000_000 ~= $0 },
        help: "How many documents are looked up in the index at the end; 0 looks up none."
    )
    static let fetchImages = Option.flag(
        "fetch-images",
        help: "Fetch pictures that records name by an http or https URL, never from private addresses."
    )
    static let fetchPrivate = Option.flag(
        "fetch-private",
        help: "With --fetch-images, fetch from loopback and private addresses too, and through a proxy."
    )
    static let progress = Option<ProgressMode>(
        "progress",
        default: .auto,
        configKey: "progress",
        help: "How progress is shown on standard error."
    )
    static let quiet = Option.flag("quiet", short: "q", help: "Show neither progress nor the report.")
    static let json = Option.flag("json", help: "Print the report as one JSON document.")

    static let indexGroup = OptionGroup("Index", [dims, TextOptions.analyzers, createOnly, pipeline, fastLoad])
    static let textGroup = OptionGroup(
        "Texts and remote pictures",
        [chunkTokens, chunkOverlap, lateChunking, fetchImages, fetchPrivate]
    )
    static let run: [any CommandOption] = [batchSize, concurrency, maxErrors, deadline, reconcile]
    static let outputGroup = OptionGroup("Output", [progress, quiet, json])

    /// The pipeline's options as the command line gives them.
    static func ingestOptions(_ command: ParsedCommand, stateDirectory: String) -> IngestOptions {
        var options = IngestOptions(stateDirectory: stateDirectory)
        options.dims = command[dims]
        options.vectors = VectorFieldOptions.value(command)
        options.analyzers = command[TextOptions.analyzers]?.analyzers
        options.images.maxPixels = command[InputOptions.maxMegapixels] * 1_000_000
        options.maxBulkBytes = command[batchSize].bytes
        options.concurrentWindows = command[concurrency]
        options.maxTokens = command[chunkTokens]
        options.overlapTokens = command[chunkOverlap]
        options.lateChunking = command[lateChunking]
        options.createsOnly = command[createOnly]
        options.bulk.pipeline = command[pipeline]
        options.defersRefresh = command[fastLoad]
        options.maxErrors = command[maxErrors]
        options.deadline = command[deadline]
        options.reconciliationSample = command[reconcile]
        return options
    }
}

/// A share of a corpus, as people write it.
struct Share: OptionElement {
    static let placeholder = "I/N"

    var partition: Partition

    init(optionText: String) throws(ValueError) {
        guard let partition = Partition(optionText) else {
            throw ValueError(expected: "I/N with I from 1 to N, such as 2/5")
        }
        self.partition = partition
    }

    var optionText: String { partition.description }
}
