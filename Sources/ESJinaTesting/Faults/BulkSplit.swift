import HTTPTransport
import JSONValues

/// A bulk body taken apart into its operations, so that some of them can be left out.
struct BulkSplit {
    struct Operation {
        var action: String
        var id: String
        var lines: ArraySlice<UInt8>
    }

    var operations: [Operation] = []

    /// Reads a body; `nil` where it is no bulk body.
    init?(_ body: [UInt8]) {
        var rest = body[...]
        func line() -> ArraySlice<UInt8>? {
            guard let end = rest.firstIndex(of: 0x0A) else { return nil }
            defer { rest = rest[(end + 1)...] }
            return rest[...end]
        }
        while !rest.isEmpty {
            guard let first = line(), let (action, meta) = try? JSONValue.parse(Array(first)).object?.members.first
            else { return nil }
            var end = first.endIndex
            if action != "delete" {
                guard let source = line() else { return nil }
                end = source.endIndex
            }
            operations.append(
                Operation(action: action, id: meta["_id"]?.string ?? "", lines: body[first.startIndex..<end])
            )
        }
    }

    /// The answer to the whole request: `answer`'s items for the operations that were sent on, made ones for the others.
    static func joined(
        _ operations: [Operation],
        refused: [Int: ItemFault],
        answer: HTTPResponse
    ) -> HTTPResponse {
        guard answer.status == 200, var object = try? JSONValue.parse(answer.body).object,
            var rest = (object["items"]?.array)?[...]
        else { return answer }
        object["errors"] = .bool(true)
        object["items"] = .array(
            operations.enumerated()
                .compactMap { place, operation in
                    guard let fault = refused[place] else { return rest.popFirst() }
                    let error: JSONValue = ["type": .string(fault.type), "reason": .string(fault.reason)]
                    return .object([
                        operation.action: [
                            "_id": .string(operation.id), "status": JSONValue(fault.status), "error": error,
                        ]
                    ])
                }
        )
        var joined = answer
        joined.body = JSONValue.object(object).serialized()
        return joined
    }

    /// What Elasticsearch answers where no operation is left.
    static let nothing = HTTPResponse.elasticsearch(200, #"{"errors":false,"took":0,"items":[]}"#)
}
