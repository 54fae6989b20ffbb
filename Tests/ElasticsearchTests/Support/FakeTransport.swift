import HTTPTransport
import JSONValues
import Synchronization

/// Answers requests by a function and remembers them.
final class FakeTransport: HTTPTransport {
    private let seen = Mutex<[HTTPRequest]>([])
    private let answer: @Sendable (HTTPRequest, Int) async throws -> HTTPResponse

    /// The function gets the request and how many came before it.
    init(_ answer: @escaping @Sendable (HTTPRequest, Int) async throws -> HTTPResponse) { self.answer = answer }

    /// Answers with `responses` in turn, the last one for ever.
    convenience init(_ responses: HTTPResponse...) {
        self.init { _, count in responses[min(count, responses.count - 1)] }
    }

    var requests: [HTTPRequest] { seen.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let count = seen.withLock { seen in
            seen.append(request)
            return seen.count - 1
        }
        return try await answer(request, count)
    }
}

extension HTTPResponse {
    /// An answer of Elasticsearch.
    static func json(_ json: JSONValue, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["X-elastic-product": "Elasticsearch"], body: json.serialized())
    }

    /// What a bulk request of `statuses` is answered with.
    static func bulk(_ statuses: [(id: String, status: Int)], took: Int = 1) -> HTTPResponse {
        let items = statuses.map { id, status -> JSONValue in
            var item: JSONObject = ["_id": .string(id), "status": JSONValue(status)]
            if status >= 400 {
                let type =
                    status == 429
                    ? "es_rejected_execution_exception"
                    : status == 409 ? "version_conflict_engine_exception" : "document_parsing_exception"
                item["error"] = ["type": .string(type), "reason": "because"]
            }
            return ["index": .object(item)]
        }
        return .json([
            "errors": .bool(statuses.contains { $0.status >= 400 }), "took": JSONValue(took), "items": .array(items),
        ])
    }
}

extension HTTPRequest {
    var bytes: [UInt8] {
        if case .bytes(let bytes) = body { bytes } else { [] }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The ids of a bulk body whose actions have only an id.
    var bulkIDs: [String] {
        text.split(separator: "\n")
            .compactMap { line in
                (try? JSONValue.parse(String(line)))?.object
                    .flatMap { object in
                        object.count == 1 ? object.members[0].value["_id"]?.string : nil
                    }
            }
    }
}
