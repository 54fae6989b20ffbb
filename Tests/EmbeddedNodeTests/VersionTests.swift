import EmbeddedNode
import HTTPTransport
import JSONValues
import SQLiteStorage
import Testing

@Suite("Versions given from outside")
struct VersionTests {
    private let node: TemporaryNode
    private var client: Client { node.client }

    init() throws { node = try TemporaryNode() }

    private func index(_ id: String, _ version: Int, in client: Client? = nil) async throws -> (Int?, JSONValue?) {
        try await send(
            ["index": ["_id": .string(id), "version": JSONValue(version), "version_type": "external"]],
            ["n": 1],
            client
        )
    }

    private func delete(_ id: String, _ version: Int, in client: Client? = nil) async throws -> (Int?, JSONValue?) {
        try await send(
            ["delete": ["_id": .string(id), "version": JSONValue(version), "version_type": "external"]],
            nil,
            client
        )
    }

    /// Status and version, or reason, of the only item.
    private func send(_ action: JSONValue, _ source: JSONValue?, _ client: Client?) async throws -> (Int?, JSONValue?) {
        let text = action.text + "\n" + (source.map { $0.text + "\n" } ?? "")
        let answer = try await (client ?? self.client).send("POST", "/v/_bulk", text: text)
        let item = answer.json["items"]?.array?.first?.object?.members.first?.value
        return (item?["status"]?.int, item?["_version"] ?? item?["error"]?["reason"])
    }

    /// The database of the only index.
    private func database() throws -> SQLiteDatabase {
        let path = TemporaryDirectory.files(below: node.directory.path).first { $0.hasSuffix("/index.sqlite") }
        return try SQLiteDatabase(path: try #require(path))
    }

    @Test("The versions of documents and of deletions outlive the process and a compaction")
    func restart() async throws {
        #expect(try await index("a", 5) == (201, 5))
        #expect(try await index("b", 7) == (201, 7))
        #expect(try await delete("b", 9) == (200, 9))
        #expect(try await delete("never", 4) == (404, 4))
        for compacts in [false, true] {
            if compacts { try await client.send("POST", "/v/_forcemerge") }
            let other = try node.reopened()
            let stale = try await index("a", 5, in: other)
            #expect(
                stale == (409, "[a]: version conflict, current version [5] is higher or equal to the one provided [5]")
            )
            #expect(
                try await index("b", 9, in: other)
                    == (409, "[b]: version conflict, current version [9] is higher or equal to the one provided [9]")
            )
            #expect(try await index("never", 3, in: other).0 == 409)
            #expect(try await delete("b", 8, in: other).0 == 409)
        }
        let other = try node.reopened()
        #expect(try await index("b", 10, in: other) == (201, 10))
        #expect(try await index("never", 5, in: other) == (201, 5))
    }

    @Test("A deletion is forgotten when index.gc_deletes is over, and its row with it")
    func forgotten() async throws {
        try await client.send("PUT", "/v", ["settings": ["gc_deletes": "30s"]])
        for number in 0..<20 { _ = try await delete("d\(number)", 50) }
        #expect(try await index("d0", 49).0 == 409)
        let database = try database()
        #expect(try database.first("SELECT count(*) FROM deletions") { $0.int(0) } == 20)
        try database.execute("UPDATE deletions SET at = at - 32000 WHERE id <> 'd7'")
        #expect(try await index("d0", 49) == (201, 49))
        #expect(try await index("d7", 49).0 == 409)
        #expect(try database.first("SELECT count(*) FROM deletions") { $0.int(0) } == 1)
    }

    @Test("Without a version a deleted document counts on from the last one, as long as it is remembered")
    func countsOn() async throws {
        for (method, version) in [("PUT", 1), ("PUT", 2), ("DELETE", 3), ("PUT", 4), ("DELETE", 5), ("DELETE", 6)] {
            let answer = try await client.send(method, "/v/_doc/x", method == "PUT" ? ["n": 1] : nil)
            #expect(answer.json["_version"] == JSONValue(version))
        }
        try database().execute("UPDATE deletions SET at = 0")
        #expect(try await client.send("PUT", "/v/_doc/x", ["n": 1]).json["_version"] == 1)
    }

    @Test("An index of the first layout is read, written and forgets its old deletions")
    func migration() async throws {
        _ = try await index("a", 5)
        _ = try await delete("b", 5)
        try database()
            .run(
                """
                DROP INDEX deletions_at; ALTER TABLE deletions DROP COLUMN at; PRAGMA user_version = 1;
                """
            )
        let other = try node.reopened()
        #expect(try await index("a", 5, in: other).0 == 409)
        #expect(try await index("b", 4, in: other) == (201, 4))
    }

    @Test("What a tracing client sends is taken, and X-Opaque-Id is given back")
    func headers() async throws {
        let transport = try EmbeddedNode(directory: node.directory.path)
        for (method, url) in [(HTTPRequest.Method.post, "http://x/v/_bulk"), (.get, "http://x/nope/_doc/1")] {
            var request = HTTPRequest(method, url)
            request.headers["X-Opaque-Id"] = "run-7/batch 3"
            request.headers["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            if method == .post {
                request.headers["Content-Type"] = "application/x-ndjson"
                request.body = .bytes(Array("{\"index\":{\"_id\":\"1\"}}\n{}\n".utf8))
            }
            let answer = try await transport.send(request)
            #expect(answer.headers["X-Opaque-Id"] == "run-7/batch 3")
            #expect(answer.headers["traceparent"] == nil)
        }
        #expect(try await transport.send(HTTPRequest(.get, "http://x/")).headers["X-Opaque-Id"] == nil)
    }
}
