import CurlTransport
import Dispatch
import ESJina
import Elasticsearch
import EmbeddedNode
import Embeddings
import HTTPTransport
import Jina
import VipsImages

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Keeps an index in step with a shop's catalogue: run it from cron, or as a Kubernetes job, as often as you like.
///
/// usage: IngestionJob DIRECTORY. Environment: `ELASTICSEARCH_URL` and `ELASTICSEARCH_API_KEY` name a cluster, else the embedded
/// engine is used; `JINA_API_KEY` switches from the offline embedder to jina-clip-v2; `STATE_DIRECTORY` is where the journal is.
@main
struct IngestionJob {
    static func main() async {
        guard CommandLine.arguments.count == 2 else {
            print("usage: IngestionJob DIRECTORY")
            exit(64)
        }
        do {
            exit(try await run(CommandLine.arguments[1]))
        } catch {
            print("The job failed: \(error)")
            exit(2)
        }
    }

    private static func run(_ directory: String) async throws -> Int32 {
        let state = variable("STATE_DIRECTORY") ?? ".build/state"
        let log = LogObserver()
        var options = IngestOptions(stateDirectory: state)
        // What vanished from the catalogue vanishes from the index, and a job that hangs is ended in order.
        options.prune = .everything
        options.deadline = .seconds(3600)
        options.maxErrors = 100
        let pipeline = IngestPipeline(
            client: try client(state: state, observer: log),
            index: "catalogue",
            embedder: try await embedder(observer: log),
            images: VipsImagePreparer(),
            options: options,
            observer: log
        )
        // A platform that wants the job gone sends SIGTERM: what is under way is finished, the rest is left to the next run.
        let monitor = IngestMonitor()
        let signals = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
        signal(SIGTERM, SIG_IGN)
        signals.setEventHandler { monitor.requestStop("the platform asked for it") }
        signals.resume()

        let outcomes = pipeline.outcomes(of: Catalogue(directory: directory), monitor: monitor)
        for try await outcome in outcomes {
            // As slow as this loop is, so slow the source is read.
            switch outcome.result {
            case .indexed: print("indexed    \(outcome.id ?? outcome.position)")
            case .unchanged: break
            case .skipped(let reason): print("skipped    \(outcome.position): \(reason)")
            case .deadLettered(let error): print("rejected   \(outcome.position): \(error.message)")
            }
        }
        guard let report = outcomes.report else { return 2 }
        let counters = report.counters
        print(
            "\(report.state.rawValue): \(counters.indexed) indexed, \(counters.unchanged) unchanged, "
                + "\(counters.deadLettered) rejected, \(counters.skipped) skipped, \(counters.removed) removed"
        )
        if report.isInterrupted { return 130 }
        return counters.deadLettered > 0 || report.reconciliation?.isConsistent == false ? 1 : 0
    }

    // MARK: Parts

    private static func client(state: String, observer: any Observer) throws -> ElasticsearchClient {
        guard let url = variable("ELASTICSEARCH_URL") else {
            let node = try EmbeddedNode(directory: state + "/embedded")
            return ElasticsearchClient(try ElasticsearchConfiguration("http://embedded"), transport: node)
        }
        let credentials = variable("ELASTICSEARCH_API_KEY").map { Credentials.apiKey(Secret($0)) } ?? .none
        let transport = LibcurlTransport()
            .through(RetryMiddleware(observer: observer), ObservationMiddleware(observer))
        return ElasticsearchClient(
            try ElasticsearchConfiguration(urls: [url], credentials: credentials),
            transport: transport,
            observer: observer
        )
    }

    private static func embedder(observer: any Observer) async throws -> any Embedder {
        guard let key = variable("JINA_API_KEY") else { return HashingEmbedder() }
        let client = JinaClient(
            JinaConfiguration(apiKey: Secret(key)),
            transport: LibcurlTransport(),
            observer: observer
        )
        return try await JinaEmbedder(client: client, model: JinaModels.clipV2)
    }

    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { return nil }
        return value
    }
}

/// Tells a log what an operator wants to know: what is slow, what is tried again, what waits.
struct LogObserver: Observer {
    func batchFinished(_ event: BatchEvent) {
        print("\(event.operation)       \(event.itemCount) items, \(event.bytes) bytes, \(event.duration)")
    }

    func requestRetried(_ event: RetryEvent) {
        print("retry      \(event.operation) in \(event.delay): \(event.reason)")
    }

    func throttled(_ event: ThrottleEvent) { print("waiting    \(event.delay) for \(event.reason)") }
}
