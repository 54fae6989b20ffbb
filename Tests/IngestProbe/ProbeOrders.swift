import CurlTransport
import ESJina
import Elasticsearch
import EmbeddedNode
import Embeddings
import HTTPTransport
import Jina
import VipsImages

/// What the probe is to do, from arguments such as `index=things`.
struct ProbeOrders {
    struct Misunderstanding: Error, CustomStringConvertible {
        let description: String
    }

    let runs: Int
    let killAt: Int?
    private let values: [String: String]

    init(_ arguments: some Sequence<String>) throws {
        var values: [String: String] = [:]
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw Misunderstanding(description: "'\(argument)' is not name=value.") }
            values[parts[0]] = parts[1]
        }
        self.values = values
        runs = values["runs"].flatMap { Int($0) } ?? 1
        killAt = values["kill-at"].flatMap { Int($0) }
    }

    /// Runs the ingest once.
    func run(_ watch: WriteWatch) async throws -> IngestReport {
        let workers = try number("workers")
        var options = IngestOptions(stateDirectory: try value("state"))
        options.dims = [64]
        options.windowSize = 8
        options.concurrentWindows = workers
        options.maxTokens = 40
        options.overlapTokens = 8
        options.prune = .everything
        options.defersRefresh = true
        options.onJournalWrite = { watch.pass($0) }
        let network = LibcurlTransport()
        let jina = JinaClient(
            JinaConfiguration(baseURL: try value("jina"), apiKey: Secret(try value("key")), dialect: .hosted),
            transport: network
        )
        let pipeline = IngestPipeline(
            client: try client(network),
            index: try value("index"),
            embedder: try await JinaEmbedder(client: jina, model: JinaModels.clipV2),
            images: VipsImagePreparer(),
            options: options
        )
        return try await pipeline.run(ProbeCorpus(edition: try number("edition")))
    }

    private func client(_ network: LibcurlTransport) throws -> ElasticsearchClient {
        if let url = values["url"] {
            return ElasticsearchClient(
                try ElasticsearchConfiguration(url),
                transport: network.through(RetryMiddleware())
            )
        }
        return ElasticsearchClient(
            try ElasticsearchConfiguration("http://embedded"),
            transport: try EmbeddedNode(directory: try value("embedded"))
        )
    }

    private func value(_ name: String) throws -> String {
        guard let value = values[name] else { throw Misunderstanding(description: "Say \(name)=….") }
        return value
    }

    private func number(_ name: String) throws -> Int {
        guard let number = Int(try value(name)) else { throw Misunderstanding(description: "\(name) is no number.") }
        return number
    }
}
