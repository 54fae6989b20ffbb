import HTTPTransport
import Testing

@testable import Elasticsearch

/// A client of one node behind `transport`.
func makeClient(
    _ transport: any HTTPTransport,
    urls: [String] = ["http://one"],
    credentials: Credentials = .none,
    clock: any Clock<Duration> = ManualClock(),
    observer: (any Observer)? = nil
) throws -> ElasticsearchClient {
    ElasticsearchClient(
        try ElasticsearchConfiguration(urls: urls, credentials: credentials),
        transport: transport,
        observer: observer,
        clock: clock
    )
}

/// Runs `body`, which must throw an ``ElasticsearchError``, and returns it.
func failure(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async throws -> ElasticsearchError {
    do {
        try await body()
    } catch let error as ElasticsearchError {
        return error
    }
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    throw CancellationError()
}
