import EmbeddedNode
import HTTPTransport
import JSONValues
import Testing

@Suite("Points in time")
struct PointInTimeTests {
    private let node: TemporaryNode
    private var client: Client { node.client }

    init() throws { node = try TemporaryNode() }

    private func fill(_ index: String, _ numbers: Range<Int>, round: Int = 0) async throws {
        try await client.bulk(
            index,
            numbers.map {
                ("d\($0)", ["n": JSONValue($0), "round": JSONValue(round), "v": [1, .number(Double($0 + 1))]])
            }
        )
    }

    private func makeIndex(_ index: String) async throws {
        let vector: JSONValue = ["type": "dense_vector", "dims": 2, "index_options": ["type": "flat"]]
        try await client.send("PUT", "/\(index)", ["mappings": ["properties": ["v": vector, "n": ["type": "long"]]]])
    }

    private func open(_ index: String, keepAlive: String = "1m") async throws -> String {
        let answer = try await client.send("POST", "/\(index)/_pit?keep_alive=\(keepAlive)")
        return try #require(answer.json["id"]?.string)
    }

    /// All hits of a walk through a point in time, page after page.
    private func walk(
        _ id: String,
        size: Int,
        sort: JSONValue = ["_shard_doc"],
        _ other: JSONObject = [:]
    ) async throws
        -> [JSONValue]
    {
        var found: [JSONValue] = []
        var after: JSONValue?
        while true {
            var body = other
            body["pit"] = ["id": .string(id), "keep_alive": "1m"]
            body["size"] = JSONValue(size)
            body["sort"] = sort
            body["track_total_hits"] = false
            if let after { body["search_after"] = after }
            let answer = try await client.send("POST", "/_search", .object(body))
            try #require(answer.status == 200, "\(answer.json.text)")
            let hits = try #require(answer.json["hits"]?["hits"]?.array)
            guard let last = hits.last else { return found }
            found += hits
            after = last["sort"]
        }
    }

    @Test(
        "A walk sees what there was, whatever is written, deleted, compacted or merged meanwhile",
        arguments: [1, 7, 500]
    )
    func snapshot(size: Int) async throws {
        try await makeIndex("i")
        for batch in 0..<6 { try await fill("i", batch * 200..<(batch + 1) * 200) }
        let id = try await open("i")
        let before = try await walk(id, size: 1_000, ["_source": ["exclude_vectors": false]])
        #expect(before.count == 1_200)
        // More than half of the documents change, so that the next request compacts the index and removes its files.
        try await fill("i", 0..<700, round: 1)
        try await client.send("POST", "/i/_bulk", text: "{\"delete\":{\"_id\":\"d900\"}}\n")
        try await client.send("POST", "/i/_forcemerge?max_num_segments=1")
        try await client.send("PUT", "/i/_mapping", ["properties": ["later": ["type": "keyword"]]])
        try await fill("i", 2_000..<2_050)
        #expect(try await client.send("GET", "/i/_count").json["count"] == 1_249)
        let after = try await walk(id, size: size == 1 ? 100 : size, ["_source": ["exclude_vectors": false]])
        #expect(after == before)
        let knn: JSONValue = [
            "pit": ["id": .string(id)], "knn": ["field": "v", "query_vector": [1, 1], "k": 3], "size": 3,
        ]
        let hits = try await client.send("POST", "/_search", knn).json["hits"]?["hits"]?.array ?? []
        #expect(hits.compactMap { $0["_id"] } == ["d0", "d1", "d2"])
        #expect(hits.allSatisfy { $0["_source"]?["round"] == 0 })
    }

    @Test(
        "Pages neither overlap nor leave gaps in any order",
        arguments: [
            ["_shard_doc"], ["_doc"], [["n": "desc"]], [["group": "asc"]],
            [["group": ["order": "desc", "missing": "_first"]]],
            ["_score"],
        ] as [JSONValue]
    )
    func orders(sort: JSONValue) async throws {
        try await client.send(
            "PUT",
            "/k",
            ["mappings": ["properties": ["group": ["type": "keyword"], "n": ["type": "long"]]]]
        )
        try await client.bulk("k", (0..<20).map { ("k\($0)", ["n": JSONValue($0), "group": "g1"]) })
        try await client.send(
            "PUT",
            "/i",
            ["mappings": ["properties": ["group": ["type": "keyword"], "n": ["type": "long"]]]]
        )
        try await client.bulk(
            "i",
            (0..<100)
                .map { number in
                    var source: JSONObject = ["n": JSONValue(number / 3)]
                    if number % 5 != 0 { source["group"] = .string("g\(number % 4)") }
                    return ("d\(number)", .object(source))
                }
        )
        let id = try await open("i,k")
        let whole = try await walk(id, size: 1_000, sort: sort)
        #expect(whole.count == 120)
        for size in [1, 7, 119] {
            let paged = try await walk(id, size: size, sort: sort)
            #expect(paged.map { $0["_id"] } == whole.map { $0["_id"] })
        }
    }

    @Test("A point that nobody used in time is gone")
    func expiry() async throws {
        try await fill("i", 0..<3)
        let id = try await open("i", keepAlive: "1nanos")
        let answer = try await client.send("POST", "/_search", ["pit": ["id": .string(id)], "size": 1])
        #expect(answer.status == 404)
        #expect(answer.json["error"]?["root_cause"]?.array?.first?["type"] == "search_context_missing_exception")
        #expect(try await client.send("DELETE", "/_pit", ["id": .string(id)]).json["num_freed"] == 0)
        // A search that asks for no more time leaves what is left, one that asks for less takes it away.
        let second = try await open("i")
        #expect(try await client.send("POST", "/_search", ["pit": ["id": .string(second)]]).status == 200)
        let short: JSONValue = ["pit": ["id": .string(second), "keep_alive": "1nanos"]]
        #expect(try await client.send("POST", "/_search", short).status == 200)
        #expect(try await client.send("POST", "/_search", short).status == 404)
    }

    @Test("There are only so many points at once, and a closed one makes room")
    func limit() async throws {
        try await fill("i", 0..<3)
        var ids: [String] = []
        for _ in 0..<64 { ids.append(try await open("i")) }
        #expect(Set(ids).count == 64)
        let refused = try await client.send("POST", "/i/_pit?keep_alive=1m")
        #expect(refused.status == 429)
        #expect(refused.json["error"]?["type"] == "es_rejected_execution_exception")
        #expect(refused.json["error"]?["reason"]?.string?.contains("holds 64 points in time") == true)
        #expect(try await client.send("DELETE", "/_pit", ["id": .string(ids[0])]).json["num_freed"] == 1)
        #expect(try await client.send("POST", "/i/_pit?keep_alive=1m").status == 200)
    }

    @Test("A point belongs to the process that opened it: another one says that it is not there")
    func otherProcess() async throws {
        try await fill("i", 0..<3)
        let id = try await open("i")
        let other = try node.reopened()
        for client in [other, try node.reopened()] {
            let answer = try await client.send("POST", "/_search", ["pit": ["id": .string(id)]])
            #expect(answer.status == 404)
            #expect(answer.json["error"]?["failed_shards"]?.array?.first?["index"] == "i")
        }
        #expect(try await client.send("POST", "/_search", ["pit": ["id": .string(id)]]).status == 200)
        // Another process compacts and deletes under it.
        try await other.send("POST", "/i/_bulk", text: "{\"delete\":{\"_id\":\"d1\"}}\n")
        try await other.send("POST", "/i/_forcemerge")
        #expect(try await walk(id, size: 2).count == 3)
        try await other.send("DELETE", "/i")
        #expect(try await client.send("POST", "/_search", ["pit": ["id": .string(id)]]).status == 503)
    }

    @Test("An id that was made up is refused in a sentence", arguments: ["abc", "", "zz", "65732d6a696e612d706974"])
    func invalid(id: String) async throws {
        let answer = try await client.send("POST", "/_search", ["pit": ["id": .string(id)]])
        #expect(answer.status == 400)
        #expect(
            answer.json["error"]?["reason"]?.string
                == "[\(id)] is not the id of a point in time of the embedded node: open one with POST /INDEX/_pit"
        )
    }

    @Test("Ten thousand hits fit one page, and one more does not")
    func largePage() async throws {
        try await client.send("PUT", "/i", ["mappings": ["properties": ["n": ["type": "long"]]]])
        for batch in 0..<3 {
            try await client.bulk("i", (batch * 4_000..<(batch + 1) * 4_000).map { ("d\($0)", ["n": JSONValue($0)]) })
        }
        let id = try await open("i")
        let hits = try await walk(id, size: 10_000, ["_source": false])
        #expect(hits.count == 12_000)
        #expect(Set(hits.compactMap { $0["_id"]?.string }).count == 12_000)
        #expect(hits.allSatisfy { $0["_source"] == nil })
        let answer = try await client.send("POST", "/_search", ["pit": ["id": .string(id)], "size": 10_001])
        #expect(answer.status == 400)
    }
}
