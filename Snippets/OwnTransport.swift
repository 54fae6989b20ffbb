// Puts code of one's own between the toolkit and its server, and hears what happens there.
//
// A transport is one function. This one lets nothing through that would change the cluster behind it.

import Elasticsearch
import EmbeddedNode
import HTTPTransport
import JSONValues

// snippet.transport
/// Reads through to another transport and answers everything else itself.
struct ReadOnlyTransport: HTTPTransport {
    let base: any HTTPTransport

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let path = request.url.prefix { $0 != "?" }
        let isSearch = path.hasSuffix("/_search") || path.hasSuffix("/_msearch")
        if isSearch || [.get, .head].contains(request.method) { return try await base.send(request) }
        // An answer in Elasticsearch's own shape becomes an ElasticsearchError with a message for people.
        let body: JSONValue = [
            "error": ["type": "read_only_connection", "reason": "this connection is read-only"], "status": 403,
        ]
        return HTTPResponse(status: 403, headers: ["Content-Type": "application/json"], body: body.serialized())
    }
}
// snippet.end

// snippet.observer
/// Bridges events to whatever logs, metrics or traces a program has; here to standard output.
struct PrintingObserver: Observer {
    func requestFinished(_ event: RequestEvent) {
        print(event.operation, event.status.map(String.init) ?? "no answer", "received", event.receivedBytes, "bytes")
    }

    func requestRetried(_ event: RetryEvent) {
        print(event.operation, "again after", event.delay, "because of", event.reason)
    }
}
// snippet.end

let node = try EmbeddedNode(directory: ".build/snippets/embedded")
let observer = PrintingObserver()
let client = ElasticsearchClient(
    try ElasticsearchConfiguration("http://embedded"),
    transport: ReadOnlyTransport(base: node)
        .through(RetryMiddleware(observer: observer), ObservationMiddleware(observer)),
    observer: observer
)
print("version", try await client.serverInfo().version)
do {
    try await client.deleteIndex("gallery")
} catch let error as ElasticsearchError {
    print(error)
}
