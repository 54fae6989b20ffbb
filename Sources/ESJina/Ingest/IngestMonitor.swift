public import HTTPTransport
import JSONValues
import Synchronization

/// Watches one ingest from outside and can ask it to stop.
///
/// It is also the observer to give to the client and the embedder, so that their retries and waits are counted.
public final class IngestMonitor: Observer {
    private let counters = Mutex(IngestCounters())
    private let stopping = Mutex<String?>(nil)

    /// Makes a monitor for one run.
    public init() {}

    /// The counts at this moment.
    public var snapshot: IngestCounters { counters.withLock { $0 } }

    /// Asks the run to take no further input, finish what is under way and return its report.
    ///
    /// - Parameter reason: Why, for the report; the first one counts.
    public func requestStop(_ reason: String = "it was asked to stop") {
        stopping.withLock { $0 = $0 ?? reason }
    }

    /// Whether a stop was asked for.
    public var isStopping: Bool { stopReason != nil }

    /// Why a stop was asked for; `nil` where none was.
    public var stopReason: String? { stopping.withLock { $0 } }

    func update(_ change: (inout IngestCounters) -> Void) { counters.withLock { change(&$0) } }

    /// Counts a request that is sent again.
    public func requestRetried(_ event: RetryEvent) { update { $0.retries += 1 } }

    /// Adds up where the time goes.
    public func stageFinished(_ event: StageEvent) { update { $0.stages.add(event) } }

    /// Adds up the time that limits cost.
    public func throttled(_ event: ThrottleEvent) {
        update {
            $0.throttled += event.delay
            $0.throttleReason = event.reason
        }
    }
}

/// What an ingest has done so far.
public struct IngestCounters: Sendable, Hashable {
    /// Inputs taken from the source.
    public var started = 0
    /// Inputs all of whose documents the server acknowledged.
    public var indexed = 0
    /// Inputs that were in the index already, unchanged since.
    public var unchanged = 0
    /// Inputs that could not become documents.
    public var deadLettered = 0
    /// Inputs that were left out on purpose.
    public var skipped = 0
    /// Documents the server acknowledged: one an input, more where it has parts.
    public var documents = 0
    /// Pictures among those documents.
    public var pictures = 0
    /// Documents removed, because their inputs vanished or became shorter.
    public var removed = 0
    /// Inputs sent to the embedder.
    public var embedded = 0
    /// Inputs whose vector was in the cache.
    public var cachedEmbeddings = 0
    /// Calls to the embedder.
    public var embeddingCalls = 0
    /// Texts sent to the embedder of token vectors.
    public var multiVectors = 0
    /// Texts whose token vectors were in the cache.
    public var cachedMultiVectors = 0
    /// Calls to the embedder of token vectors.
    public var multiVectorCalls = 0
    /// Tokens the embedders billed.
    public var billedTokens = 0
    /// Bulk batches sent.
    public var bulkBatches = 0
    /// Bytes of bulk bodies sent.
    public var bulkBytes = 0
    /// Requests that were sent again, to the cluster and to the embedder.
    public var retries = 0
    /// Time that work waited for limits, of all tasks together.
    public var throttled: Duration = .zero
    /// Which limit was waited for last.
    public var throttleReason: String?
    /// Where the time went.
    public var stages = StageTimes()

    /// Makes counters of nothing.
    public init() {}

    /// Inputs that reached their end.
    public var finished: Int { indexed + unchanged + deadLettered + skipped }

    var json: JSONObject {
        [
            "indexed": JSONValue(indexed),
            "unchanged": JSONValue(unchanged),
            "dead_lettered": JSONValue(deadLettered),
            "skipped": JSONValue(skipped),
            "documents": JSONValue(documents),
            "pictures": JSONValue(pictures),
            "removed": JSONValue(removed),
            "embedded": JSONValue(embedded),
            "cached_embeddings": JSONValue(cachedEmbeddings),
            "embedding_calls": JSONValue(embeddingCalls),
            "multi_vectors": JSONValue(multiVectors),
            "cached_multi_vectors": JSONValue(cachedMultiVectors),
            "multi_vector_calls": JSONValue(multiVectorCalls),
            "billed_tokens": JSONValue(billedTokens),
            "bulk_batches": JSONValue(bulkBatches),
            "bulk_bytes": JSONValue(bulkBytes),
            "retries": JSONValue(retries),
            "throttled_ms": JSONValue(Int(throttled / .milliseconds(1))),
        ]
    }
}

/// Where an ingest's time went, added up over all tasks.
public struct StageTimes: Sendable, Hashable {
    /// Reading, fetching and digesting inputs.
    public var read: Duration = .zero
    /// Decoding pictures.
    public var decode: Duration = .zero
    /// Waiting for vectors.
    public var embed: Duration = .zero
    /// Writing documents.
    public var build: Duration = .zero
    /// Waiting for the cluster.
    public var index: Duration = .zero
    /// Keeping the journal.
    public var journal: Duration = .zero

    mutating func add(_ event: StageEvent) {
        switch event.stage {
        case "read": read += event.duration
        case "decode": decode += event.duration
        case "embed": embed += event.duration
        case "build": build += event.duration
        case "index": index += event.duration
        case "journal": journal += event.duration
        default: break
        }
    }

    var json: JSONValue {
        let milliseconds = { (time: Duration) in JSONValue(Int(time / .milliseconds(1))) }
        return [
            "read": milliseconds(read), "decode": milliseconds(decode), "embed": milliseconds(embed),
            "build": milliseconds(build), "index": milliseconds(index), "journal": milliseconds(journal),
        ]
    }
}

extension Observer {
    /// Tells of a stage how long it took, from `start` until now.
    func stage(_ name: String, _ itemCount: Int, since start: ContinuousClock.Instant) {
        stageFinished(StageEvent(stage: name, itemCount: itemCount, duration: .now - start))
    }
}
