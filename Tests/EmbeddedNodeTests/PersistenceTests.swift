import EmbeddedNode
import JSONValues
import Testing

@Suite("Durable storage")
struct PersistenceTests {
    private static let mapping: JSONValue = [
        "mappings": [
            "properties": [
                "t": ["type": "text"], "tag": ["type": "keyword"], "n": ["type": "long"],
                "v": ["type": "dense_vector", "dims": 4],
            ]
        ]
    ]

    private static func document(_ number: Int, round: Int = 0) -> JSONValue {
        let tag = "tag\(number % 7)"
        return [
            "t": .string("common word\(number % 13) round\(round)"), "tag": .string(tag), "n": JSONValue(number),
            "v": .array([1, Double(number % 11), Double(number % 5), Double(round)].map(JSONValue.number)),
        ]
    }

    @Test("Another process sees documents, postings, columns, vectors, mapping, settings and aliases as they were")
    func reopened() async throws {
        let node = try TemporaryNode()
        try await node.client.send("PUT", "/i", Self.mapping)
        try await node.client.send("PUT", "/i/_settings", ["refresh_interval": "5s"])
        try await node.client.send("PUT", "/i/_alias/a")
        for batch in 0..<13 {
            try await node.client.bulk("i", (0..<20).map { ("d\(batch * 20 + $0)", Self.document(batch * 20 + $0)) })
        }
        let searches: [JSONValue] = [
            ["query": ["match": ["t": "word3 common"]], "size": 50],
            ["query": ["bool": ["filter": [["term": ["tag": "tag2"]], ["range": ["n": ["gte": 100]]]]]], "size": 50],
            [
                "knn": ["field": "v", "query_vector": [1, 3, 2, 0], "k": 12],
                "query": ["match_phrase": ["t": "common word5"]],
            ],
            ["sort": [["tag": "desc"], ["n": "asc"]], "size": 50],
        ]
        let other = try node.reopened()
        for search in searches {
            let before = try await node.client.send("POST", "/i/_search", search).json["hits"]
            let after = try await other.send("POST", "/a/_search", search).json["hits"]
            #expect(before == after)
            #expect(before?["hits"]?.array?.isEmpty == false)
        }
        let before = try await node.client.send("GET", "/i").json
        #expect(try await other.send("GET", "/i").json == before)
        #expect(before["i"]?["settings"]?["index"]?["refresh_interval"] == "5s")
    }

    @Test("Changed and deleted documents are gone from every search, and compaction keeps the rest as it was")
    func compaction() async throws {
        let node = try TemporaryNode()
        try await node.client.send("PUT", "/i", Self.mapping)
        for round in 0..<4 {
            for batch in 0..<4 {
                try await node.client.bulk(
                    "i",
                    (0..<250).map { ("d\(batch * 250 + $0)", Self.document(batch * 250 + $0, round: round)) }
                )
            }
        }
        let lines = (0..<100).map { "{\"delete\":{\"_index\":\"i\",\"_id\":\"d\($0 * 10)\"}}\n" }
        try await node.client.send("POST", "/_bulk", text: lines.joined())
        func state(_ client: Client) async throws -> [JSONValue?] {
            let count = try await client.send("GET", "/i/_count").json["count"]
            let old = try await client.send("POST", "/i/_count", ["query": ["match": ["t": "round2"]]]).json["count"]
            let match = try await client.send(
                "POST",
                "/i/_search",
                ["query": ["match": ["t": "word4"]], "size": 100, "sort": [["n": "asc"]], "track_scores": true]
            )
            let knn = try await client.send(
                "POST",
                "/i/_search",
                [
                    "knn": ["field": "v", "query_vector": [1, 4, 1, 3], "k": 40], "size": 40,
                    "_source": ["exclude_vectors": false],
                ]
            )
            return [count, old, match.json["hits"], knn.json["hits"]]
        }
        let before = try await state(node.client)
        #expect(before[0] == 900)
        #expect(before[1] == 0)
        let stats = try await node.client.send("GET", "/i/_stats").json
        let files = TemporaryDirectory.files(below: node.directory.path).filter { $0.hasSuffix(".bin") }
        #expect(files.count == 1)
        try await node.client.send("POST", "/i/_forcemerge?max_num_segments=1")
        #expect(try await state(node.client) == before)
        #expect(try await state(try node.reopened()) == before)
        let after = try await node.client.send("GET", "/i/_stats").json
        #expect(after["indices"]?["i"]?["total"]?["docs"]?["deleted"] == 0)
        #expect((stats["indices"]?["i"]?["total"]?["docs"]?["deleted"]?.int ?? 0) > 0)
        let left = TemporaryDirectory.files(below: node.directory.path).filter { $0.hasSuffix(".bin") }
        #expect(left.count == 1)
        #expect(left != files)
        try await node.client.bulk("i", [("new", Self.document(4, round: 9))])
        #expect(try await node.client.ids("i", ["query": ["match": ["t": "round9"]]]) == ["new"])
    }

    @Test("A partial update keeps the vector, in the same request and in a later one")
    func updates() async throws {
        let node = try TemporaryNode()
        try await node.client.send("PUT", "/i", Self.mapping)
        let vector: JSONValue = [1.0, 2.0, 2.0, 4.0]
        let lines: [JSONValue] = [
            ["index": ["_id": "a"]], ["t": "first", "v": vector], ["update": ["_id": "a"]], ["doc": ["t": "second"]],
        ]
        try await node.client.send("POST", "/i/_bulk", text: lines.map { $0.text + "\n" }.joined())
        func source() async throws -> JSONValue? {
            try await node.client.send("GET", "/i/_doc/a?_source_exclude_vectors=false").json["_source"]
        }
        #expect(try await source() == ["t": "second", "v": vector])
        try await node.client.send("POST", "/i/_update/a", ["doc": ["tag": "x"]])
        #expect(try await source() == ["t": "second", "tag": "x", "v": vector])
        #expect(try await node.client.ids("i", ["knn": ["field": "v", "query_vector": vector, "k": 1]]) == ["a"])
    }

    @Test("A deleted index leaves no file, and its name is free")
    func deletion() async throws {
        let node = try TemporaryNode()
        try await node.client.bulk("gone", [("1", ["t": "x"])])
        let other = try node.reopened()
        #expect(try await other.send("HEAD", "/gone").status == 200)
        try await node.client.send("DELETE", "/gone")
        #expect(try await other.send("GET", "/gone/_doc/1").status == 404)
        #expect(!TemporaryDirectory.files(below: node.directory.path).contains { $0.contains("/indices/") })
        try await other.bulk("gone", [("2", ["t": "y"])])
        #expect(try await node.client.ids("gone", ["query": ["match_all": [:]]]) == ["2"])
    }

    @Test("One writes while another searches: a search sees whole requests only")
    func twoProcesses() async throws {
        let node = try TemporaryNode()
        try await node.client.send("PUT", "/i", Self.mapping)
        let reader = try node.reopened()
        let writer = node.client
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for batch in 0..<40 {
                    try await writer.bulk(
                        "i",
                        (0..<25).map { ("d\((batch * 25 + $0) % 400)", Self.document($0, round: batch)) }
                    )
                }
                try await writer.send("POST", "/i/_forcemerge")
            }
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<60 {
                        let answer = try await reader.send(
                            "POST",
                            "/i/_search",
                            [
                                "query": ["match": ["t": "common"]], "track_total_hits": true,
                                "knn": ["field": "v", "query_vector": [1, 2, 3, 4], "k": 5],
                            ]
                        )
                        #expect(answer.status == 200, "\(answer.json.text)")
                        let total = answer.json["hits"]?["total"]?["value"]?.int ?? -1
                        #expect(total % 25 == 0 && 0...400 ~= total)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await reader.send("GET", "/i/_count").json["count"] == 400)
    }

    @Test("Many requests at once are all answered rightly")
    func concurrentRequests() async throws {
        let node = try TemporaryNode()
        let client = node.client
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<6 {
                group.addTask {
                    for round in 0..<5 {
                        let answer = try await client.bulk(
                            "auto\(task % 3)",
                            (0..<10).map { ("t\(task)r\(round)n\($0)", ["t": "x", "n": JSONValue($0)]) }
                        )
                        #expect(answer["errors"] == false)
                        _ = try await client.send("POST", "/auto*/_search", ["query": ["match": ["t": "x"]]])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await client.send("GET", "/_count").json["count"] == 300)
    }

    @Test("A full disk refuses the request with the file and the fix, and keeps everything acknowledged")
    func fullDisk() async throws {
        var options = EmbeddedNode.Options()
        options.maxDatabasePages = 60
        let node = try TemporaryNode(options)
        try await node.client.send("PUT", "/i", Self.mapping)
        var acknowledged = 0
        var refusal: (status: Int, json: JSONValue)?
        for batch in 0..<50 {
            let text = String(repeating: "filler\(batch) ", count: 2000)
            let lines = "{\"index\":{\"_id\":\"d\(batch)\"}}\n{\"t\":\"common \(text)\",\"v\":[1,2,3,4]}\n"
            let answer = try await node.client.send("POST", "/i/_bulk", text: lines)
            guard answer.status == 200 else {
                refusal = answer
                break
            }
            acknowledged += 1
        }
        let refused = try #require(refusal)
        #expect(refused.status == 507)
        #expect(refused.json["error"]?["type"] == "disk_full_exception")
        let reason = refused.json["error"]?["reason"]?.string ?? ""
        #expect(reason.hasPrefix("No space left for \(node.directory.path)/indices/"))
        #expect(reason.hasSuffix("free space on its device or choose another state directory (--state)"))
        #expect(acknowledged > 0)
        for client in [node.client, try node.reopened()] {
            let search: JSONValue = ["query": ["match": ["t": "common"]], "size": 100]
            #expect(try await client.ids("i", search).count == acknowledged)
            let knn: JSONValue = ["knn": ["field": "v", "query_vector": [1, 2, 3, 4], "k": 100], "size": 100]
            #expect(try await client.ids("i", knn).count == acknowledged)
        }
        try await node.reopened().bulk("i", [("more", ["t": "common"])])
        #expect(try await node.client.send("GET", "/i/_count").json["count"] == JSONValue(acknowledged + 1))
    }

    @Test("A damaged catalog cannot be opened, and the error names the file")
    func damagedCatalog() throws {
        let directory = TemporaryDirectory()
        TextFile.write(directory.path + "/node.sqlite", [UInt8](repeating: 66, count: 10_000))
        let error = #expect(throws: EmbeddedNodeError.self) { try EmbeddedNode(directory: directory.path) }
        #expect(error?.kind == .corrupt)
        #expect(error?.message.hasPrefix(directory.path + "/node.sqlite is damaged or not an SQLite database") == true)
    }

    @Test("A damaged index answers with the file, the other indices go on")
    func damagedIndex() async throws {
        let node = try TemporaryNode()
        try await node.client.bulk("good", [("1", ["t": "x"])])
        try await node.client.bulk("bad", [("1", ["t": "x", "v": [1, 2]])])
        let uuid = try #require(
            try await node.client.send("GET", "/bad/_settings").json["bad"]?["settings"]?["index"]?["uuid"]?.string
        )
        let path = "\(node.directory.path)/indices/\(uuid)/index.sqlite"
        for suffix in ["-wal", "-shm"] { TextFile.write(path + suffix, []) }
        TextFile.write(path, [UInt8](repeating: 66, count: 20_000))
        let other = try node.reopened()
        let answer = try await other.send("POST", "/bad/_search", [:])
        #expect(answer.status == 500)
        #expect(answer.json["error"]?["type"] == "corrupt_index_exception")
        #expect(answer.json["error"]?["reason"]?.string?.hasPrefix("\(path) is damaged") == true)
        #expect(try await other.ids("good", [:]) == ["1"])
    }

    @Test("A vector file that lost its end is noticed")
    func truncatedVectors() async throws {
        let node = try TemporaryNode()
        try await node.client.send("PUT", "/i", Self.mapping)
        try await node.client.bulk("i", (0..<50).map { ("d\($0)", Self.document($0)) })
        let path = try #require(TemporaryDirectory.files(below: node.directory.path).first { $0.hasSuffix(".bin") })
        TextFile.write(path, Array(try TextFile.bytes(path).prefix(100)))
        let answer = try await node.reopened()
            .send(
                "POST",
                "/i/_search",
                ["knn": ["field": "v", "query_vector": [1, 2, 3, 4], "k": 3]]
            )
        #expect(answer.status == 500)
        #expect(
            answer.json["error"]?["reason"]?.string?
                .hasPrefix("\(path) is damaged: it holds 100 bytes, its index counts 800")
                == true
        )
    }

    @Test("A directory that is a file is refused with the fix")
    func directoryIsFile() throws {
        let directory = TemporaryDirectory()
        TextFile.write(directory.path + "/file", [1])
        let error = #expect(throws: EmbeddedNodeError.self) { try EmbeddedNode(directory: directory.path + "/file") }
        #expect(error?.message.contains("is a file, not a directory") == true)
    }
}
