import HTTPTransport
import JSONValues

/// Something that goes wrong with one operation of a bulk request while its neighbours are done.
///
/// The operation never reaches the server behind; its item in the answer has the status and error that Elasticsearch 9.5.4
/// gave when it was recorded.
public struct ItemFault: Sendable, Hashable {
    /// The item's status.
    public var status: Int
    /// The exception's type.
    public var type: String
    /// The server's words.
    public var reason: String
    /// How many times one document meets it; default always.
    public var times: Int

    /// Makes a fault.
    public init(status: Int, type: String, reason: String, times: Int = .max) {
        self.status = status
        self.type = type
        self.reason = reason
        self.times = times
    }

    /// This fault for the first `times` tries of a document only.
    public func first(_ times: Int) -> ItemFault {
        var fault = self
        fault.times = times
        return fault
    }

    /// 400: the document does not fit the mapping.
    public static let malformed = ItemFault(
        status: 400,
        type: "document_parsing_exception",
        reason:
            "[1:6] failed to parse field [n] of type [integer] in document. Preview of field's value: 'secret value'"
    )
    /// 403: writing is blocked, as on a full disk.
    public static let blocked = ItemFault(
        status: 403,
        type: "cluster_block_exception",
        reason: "index [things] blocked by: [FORBIDDEN/8/index write (api)];"
    )
    /// 404: the index is not there.
    public static let missingIndex = ItemFault(
        status: 404,
        type: "index_not_found_exception",
        reason: "no such index [things] and [require_alias] request flag is [true] and [things] is not an alias"
    )
    /// 409: somebody else wrote the document.
    public static let conflict = ItemFault(
        status: 409,
        type: "version_conflict_engine_exception",
        reason: "[1]: version conflict, document already exists (current version [1])"
    )
    /// 429: the write queue is full.
    public static let rejected = ItemFault(
        status: 429,
        type: "es_rejected_execution_exception",
        reason: "rejected execution of TimedRunnable on TaskExecutionTimeTrackingEsThreadPoolExecutor[name = "
            + "test-node/write, queue capacity = 1]"
    )
    /// 503: the shard has no active copy.
    public static let unavailable = ItemFault(
        status: 503,
        type: "unavailable_shards_exception",
        reason: "[things][0] primary shard is not active Timeout: [1m]"
    )
}

extension NetworkFault {
    /// A share of the documents of a bulk request, 0 to 1, meet one of `faults` each; both are chosen by the plan's seed and
    /// the document's id.
    ///
    /// - Parameters:
    ///   - faults: What may happen, each equally likely.
    ///   - share: How many documents are concerned; default all.
    /// - Returns: The fault.
    public static func items(_ faults: ItemFault..., share: Double = 1) -> NetworkFault {
        let names = faults.map { $0.times == .max ? "\($0.status)" : "\($0.status) ×\($0.times)" }
        return NetworkFault(
            "items \(names.joined(separator: "/")), share \(share)",
            .items(faults, share: share)
        )
    }

    /// The answer to a bulk request without its last item.
    public static let itemsShorter = items("items shorter") { $0.removeLast() }

    /// The answer to a bulk request with its last item twice.
    public static let itemsLonger = items("items longer") { items in items.last.map { items.append($0) } }

    /// The items of the answer to a bulk request in reverse order.
    public static let itemsReordered = items("items reordered") { $0.reverse() }

    /// The items of the answer to a bulk request named after other documents.
    public static let itemsOfOthers = items("items of other documents") { items in
        items = items.enumerated().map { number, item in changing(item, "_id", to: .string("other-\(number)")) }
    }

    /// The items of the answer to a bulk request without their ids.
    public static let itemsWithoutIDs = items("items without ids") { items in
        items = items.map { changing($0, "_id", to: nil) }
    }

    /// The items of the answer to a bulk request without their statuses.
    public static let itemsWithoutStatus = items("items without status") { items in
        items = items.map { changing($0, "status", to: nil) }
    }

    private static func items(
        _ name: String,
        _ change: @escaping @Sendable (inout [JSONValue]) -> Void
    ) -> NetworkFault {
        answer(name) { answer in
            guard var object = try? JSONValue.parse(answer.body).object, var items = object["items"]?.array,
                !items.isEmpty
            else { return .response(answer) }
            change(&items)
            object["items"] = .array(items)
            var changed = answer
            changed.body = JSONValue.object(object).serialized()
            return .response(changed)
        }
    }

    private static func changing(_ item: JSONValue, _ key: String, to value: JSONValue?) -> JSONValue {
        guard let (action, content) = item.object?.members.first, var fields = content.object else { return item }
        fields[key] = value
        return .object([action: .object(fields)])
    }
}
