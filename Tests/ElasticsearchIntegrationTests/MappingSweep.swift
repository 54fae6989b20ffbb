import Elasticsearch
import HTTPTransport
import JSONValues

/// Asks a server of many vector fields whether it takes them: their mapping, and a document with a vector in each.
///
/// Fields that should be valid share an index, so that a few hundred cost two requests. Those that should be refused are added
/// one by one to the mapping of an index; what a mapping alone does not show, the write of a document does.
struct MappingSweep {
    /// Why a server refused a field.
    struct Refusal: Sendable, Equatable {
        var status: Int
        var type: String
        var reason: String
        /// Whether the mapping was taken, and a document was refused.
        var isAtWrite: Bool
    }

    let base: String
    let transport: any HTTPTransport
    let server: Capabilities
    let index: String
    private static let chunk = 400

    /// Why the server refuses each field; `nil` where it takes it.
    ///
    /// - Parameters:
    ///   - fields: The fields.
    ///   - areTogether: Whether all of them should be valid.
    /// - Returns: A refusal or `nil` for each, in their order.
    /// - Throws: Errors of the transport, and ``SweepFailure`` for an answer that makes no sense.
    func refusals(of fields: [DenseVectorField], areTogether: Bool) async throws -> [Refusal?] {
        var all: [Refusal?] = []
        for start in stride(from: 0, to: fields.count, by: areTogether ? Self.chunk : fields.count) {
            let part = Array(fields[start..<(areTogether ? min(start + Self.chunk, fields.count) : fields.count)])
            do {
                all += try await refusals(part, areTogether: areTogether)
                _ = try await send(.delete, "")
            } catch {
                _ = try? await send(.delete, "")
                throw error
            }
        }
        return all
    }

    private func refusals(_ fields: [DenseVectorField], areTogether: Bool) async throws -> [Refusal?] {
        func properties(_ range: Range<Int>) -> JSONValue {
            .object(JSONObject(range.map { ("f\($0)", fields[$0].unchecked(for: server)) }))
        }
        var refusals = [Refusal?](repeating: nil, count: fields.count)
        func create(_ properties: JSONValue) async throws -> (status: Int, json: JSONValue) {
            let settings: JSONValue = [
                "number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1",
                "mapping.total_fields.limit": 10_000,
            ]
            return try await send(.put, "", ["settings": settings, "mappings": ["properties": properties]])
        }
        if try await create(areTogether ? properties(fields.indices) : [:]).status != 200 || !areTogether {
            if areTogether { _ = try await create([:]) }
            for (number, refusal) in try await added(fields) { refusals[number] = refusal }
        }
        let mapped = fields.indices.filter { refusals[$0] == nil }
        try await write(mapped.map { ($0, fields[$0]) }) { refusals[$0] = $1 }
        return refusals
    }

    /// Adds fields to the mapping one by one, several at a time, and returns the refusals.
    private func added(_ fields: [DenseVectorField]) async throws -> [(Int, Refusal)] {
        @Sendable func add(_ number: Int) async throws -> (Int, Refusal)? {
            let properties: JSONValue = .object(["f\(number)": fields[number].unchecked(for: server)])
            let answer = try await send(.put, "/_mapping", ["properties": properties])
            guard answer.status != 200 else { return nil }
            return (number, try refusal(answer.json["error"], answer.status, isAtWrite: false))
        }
        return try await withThrowingTaskGroup(of: (Int, Refusal)?.self) { group in
            var refusals: [(Int, Refusal)] = []
            for number in fields.indices {
                if number >= 8, let refusal = try await group.next() ?? nil { refusals.append(refusal) }
                group.addTask { try await add(number) }
            }
            for try await case let refusal? in group { refusals.append(refusal) }
            return refusals
        }
    }

    private func write(
        _ fields: [(number: Int, field: DenseVectorField)],
        refused: (Int, Refusal) -> Void
    ) async throws {
        guard !fields.isEmpty else { return }
        var body: [UInt8] = []
        for (number, field) in fields {
            body += Array(#"{"index":{}}"#.utf8) + [10]
            body += Array(#"{"f\#(number)":\#(field.sampleVector)}"#.utf8) + [10]
        }
        let answer = try await send(.post, "/_bulk", body: body, type: "application/x-ndjson")
        let items = answer.json["items"]?.array ?? []
        guard items.count == fields.count else { throw SweepFailure(text: "the bulk answer is \(answer.json.text)") }
        var written = 0
        for (item, field) in zip(items, fields) {
            let status = item["index"]?["status"]?.int ?? 0
            if status == 201 {
                written += 1
            } else {
                refused(field.number, try refusal(item["index"]?["error"], status, isAtWrite: true))
            }
        }
        // Quantisers run when a segment is written.
        let refresh = try await send(.post, "/_refresh")
        let count = try await send(.get, "/_count")
        guard refresh.json["_shards"]?["failed"] == 0, count.json["count"]?.int == written else {
            throw SweepFailure(text: "\(written) documents were written; \(refresh.json.text), \(count.json.text)")
        }
    }

    private func refusal(_ error: JSONValue?, _ status: Int, isAtWrite: Bool) throws(SweepFailure) -> Refusal {
        guard status == 400 || status == 403 else { throw SweepFailure(text: "\(status): \(error?.text ?? "")") }
        return Refusal(
            status: status,
            type: error?["type"]?.string ?? "",
            reason: error?["reason"]?.string ?? error?.text ?? "",
            isAtWrite: isAtWrite
        )
    }

    private func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSONValue? = nil
    ) async throws -> (status: Int, json: JSONValue) {
        try await send(method, path, body: body?.serialized() ?? [], type: "application/json")
    }

    private func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        body: [UInt8],
        type: String
    ) async throws -> (status: Int, json: JSONValue) {
        let url = "\(base)/\(index)\(path)"
        let request =
            body.isEmpty
            ? HTTPRequest(method, url)
            : HTTPRequest(method, url, headers: ["content-type": type], body: .bytes(body))
        let answer = try await transport.send(request)
        return (answer.status, (try? JSONValue.parse(answer.body)) ?? nil)
    }
}

/// What makes a sweep worthless.
struct SweepFailure: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
}
