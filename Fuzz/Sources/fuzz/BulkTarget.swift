import Elasticsearch
import HTTPTransport
import JSONValues

/// Answers to bulk requests, compared with what an independent reader finds in them.
struct BulkTarget: FuzzTarget {
    let name = "bulk"
    private static let secret = "a secret word"
    private let ids = ["1", "2", "3", "gone", "5", "6"]

    let seeds: [[UInt8]] =
        Files.list(Files.repository + "/Tests/ElasticsearchTests/Fixtures")
        .flatMap(Files.list)
        .filter { $0.contains("/bulk-") }
        .compactMap(Files.read)
        .compactMap(Self.body) + [made]

    let dictionary: [[UInt8]] = [
        "\"items\":", "\"_id\":", "\"status\":", "\"error\":", "\"errors\":", "\"took\":", "{\"index\":",
        "{\"delete\":", "null",
        "201", "404", "409", "429", "503", "0", "-1", "99999999999999999999", "\\u0031", "\"1\"", "[]", "{}", "},{",
        "é",
    ]
    .map { Array($0.utf8) }

    func run(_ input: [UInt8]) async throws {
        let client = ElasticsearchClient(
            try ElasticsearchConfiguration("http://127.0.0.1:1"),
            transport: OneAnswer(body: input)
        )
        let batch = BulkBatch(ids.map { BulkOperation(id: $0, source: Array("{\"a\":1}".utf8)) })
        let said = try? JSONValue.parse(input)
        do {
            let response = try await client.bulk(batch, index: "things")
            try check(response, against: said)
        } catch let error as ElasticsearchError {
            try check(error)
        }
        let indexer = BulkIndexer(
            client: client,
            index: "things",
            options: BulkOptions(maxAttempts: 3, initialBackoff: .nanoseconds(1), maxBackoff: .nanoseconds(1))
        )
        do {
            let outcomes = try await indexer.send(batch)
            guard outcomes.map(\.id) == ids else { throw Broken("outcomes of \(outcomes.map(\.id))") }
            for outcome in outcomes where outcome.isDone {
                guard let status = outcome.status, 200..<300 ~= status || status == 404 else {
                    throw Broken("done with status \(outcome.status ?? 0)")
                }
            }
            for outcome in outcomes { if let failure = outcome.failure { try check(failure) } }
        } catch let error as ElasticsearchError {
            try check(error)
        }
    }

    private func check(_ response: BulkResponse, against said: JSONValue?) throws {
        guard let items = said?["items"]?.array else { throw Broken("read where there is no JSON with items") }
        guard response.items.map(\.id) == ids, items.count == ids.count else {
            throw Broken("items of \(response.items.map(\.id))")
        }
        let inOrder = items.map { $0.object?.members.last?.value }
        let names = inOrder.map { $0?["_id"]?.string ?? "" }
        let isInOrder = zip(names, ids).allSatisfy { $0 == $1 || $0.isEmpty }
        for (place, item) in response.items.enumerated() where item.outcome == .done {
            let own = isInOrder ? inOrder[place] : inOrder[names.firstIndex(of: item.id) ?? place]
            let status = own?["status"]?.int ?? 0
            guard 200..<300 ~= status || status == 404 && (own?["error"] ?? .null) == .null else {
                throw Broken("\(item.id) counts as done, and \(own?.text ?? "nothing") was said")
            }
        }
    }

    private func check(_ error: ElasticsearchError) throws {
        guard !error.message.isEmpty, error.message.utf8.count < 5000 else {
            throw Broken("no message: \(error.message)")
        }
        guard !error.message.contains(Self.secret) else { throw Broken("a value got out: \(error.message)") }
    }

    private static func body(_ recording: [UInt8]) -> [UInt8]? {
        recording.indices.dropLast().first { recording[$0] == 0x0A && recording[$0 + 1] == 0x0A }
            .map { Array(recording[($0 + 2)...]) }
    }

    private static let made = Array(
        (#"{"took":3,"errors":true,"items":["#
            + ["6", "5", "gone", "3", "2", "1"].map { #"{"index":{"_id":"\#($0)","status":20\#($0.count % 2)}}"# }
            .joined(separator: ",") + "]}")
            .utf8
    )
}

/// Answers every request alike.
private struct OneAnswer: HTTPTransport {
    let body: [UInt8]

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        HTTPResponse(
            status: 200,
            headers: ["X-elastic-product": "Elasticsearch", "Content-Type": "application/json"],
            body: body
        )
    }
}
