import EmbeddedNode
import HTTPTransport
import JSONValues
import Testing

@Suite("Requests to the embedded node")
struct RequestTests {
    private let node: TemporaryNode

    init() throws { node = try TemporaryNode() }

    @Test("It says what it is, on any host, with the header clients check")
    func root() async throws {
        let transport = try EmbeddedNode(directory: node.directory.path)
        for url in ["http://embedded", "https://cluster.example:9200/", "/"] {
            let answer = try await transport.send(HTTPRequest(.get, url))
            #expect(answer.status == 200)
            #expect(answer.headers["X-Elastic-Product"] == "Elasticsearch")
            let json = try JSONValue.parse(answer.body)
            #expect(json["version"]?["number"] == "9.5.0")
            #expect(json["version"]?["build_flavor"] == "default")
            #expect(json["name"] == "es-jina-embedded")
            #expect(json["cluster_name"] == "es-jina-embedded")
        }
        #expect(try await node.client.send("GET", "/_license").json["license"]?["type"] == "basic")
    }

    @Test("A compatible media type is answered in kind")
    func mediaType() async throws {
        let transport = try EmbeddedNode(directory: node.directory.path)
        let type = "application/vnd.elasticsearch+json; compatible-with=8"
        let request = HTTPRequest(
            .post,
            "http://x/_count",
            headers: ["Accept": type, "Content-Type": type],
            body: .bytes(Array("{}".utf8))
        )
        let answer = try await transport.send(request)
        #expect(answer.status == 200)
        #expect(answer.headers["Content-Type"] == type)
    }

    @Test("A streamed body is read to its end")
    func stream() async throws {
        let transport = try EmbeddedNode(directory: node.directory.path)
        let pieces = Pieces(["{\"index\":{\"_id\":\"1\"}}\n{\"t\":", "\"x\"}\n"])
        let request = HTTPRequest(
            .post,
            "http://x/s/_bulk",
            headers: ["Content-Type": "application/x-ndjson"],
            body: .stream { await pieces.next() }
        )
        #expect(try await transport.send(request).status == 200)
        #expect(try await node.client.send("GET", "/s/_doc/1").status == 200)
    }

    private actor Pieces {
        private var rest: [String]
        init(_ pieces: [String]) { rest = pieces.reversed() }
        func next() -> [UInt8]? { rest.popLast().map { Array($0.utf8) } }
    }

    @Test("A cancelled task sends nothing")
    func cancelled() async throws {
        let client = node.client
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.send("PUT", "/never", [:]).status
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await client.send("HEAD", "/never").status == 404)
    }

    @Test(
        "What it lacks it refuses by name",
        arguments: [
            ("{\"suggest\":{\"a\":{\"text\":\"x\"}}}", "[suggest] of a search"),
            ("{\"script_fields\":{\"a\":{\"script\":\"1\"}}}", "[script_fields] of a search"),
            ("{\"profile\":true}", "[profile]"),
            ("{\"query\":{\"more_like_this\":{\"like\":\"x\"}}}", "query [more_like_this]"),
            (
                "{\"query\":{\"match\":{\"t\":{\"query\":\"x\",\"fuzzy_rewrite\":\"scoring_boolean\"}}}}",
                "[fuzzy_rewrite] of a [match] query"
            ),
            ("{\"retriever\":{\"rule\":{}}}", "the retriever [rule]"),
        ]
    )
    func refusals(body: String, subject: String) async throws {
        try await node.client.send("PUT", "/r", [:])
        let answer = try await node.client.send("POST", "/r/_search", text: body)
        #expect(answer.status == 400)
        #expect(
            answer.json["error"]?["reason"]?.string
                == "\(subject) is not supported by the embedded node: use an Elasticsearch cluster (--url) for it"
        )
    }

    @Test("A compressed body is refused in a sentence")
    func compressed() async throws {
        let transport = try EmbeddedNode(directory: node.directory.path)
        let request = HTTPRequest(
            .post,
            "http://x/_bulk",
            headers: ["Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"],
            body: .bytes([31, 139])
        )
        let answer = try await transport.send(request)
        #expect(answer.status == 400)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("send the body uncompressed"))
    }

    @Test("Ids are made where none is given, all different and safe in a path")
    func ids() async throws {
        let lines = String(repeating: "{\"index\":{}}\n{\"t\":\"x\"}\n", count: 200)
        let items = try await node.client.send("POST", "/a/_bulk", text: lines).json["items"]?.array ?? []
        let ids = Set(items.compactMap { $0["index"]?["_id"]?.string })
        #expect(ids.count == 200)
        #expect(ids.allSatisfy { $0.utf8.count == 20 && $0.first?.isLetter == true })
    }

    @Test("Long integers keep every digit, in search and in source")
    func longs() async throws {
        try await node.client.bulk("l", [("1", ["n": 9_007_199_254_740_993]), ("2", ["n": 9_007_199_254_740_992])])
        #expect(try await node.client.ids("l", ["query": ["term": ["n": 9_007_199_254_740_993]]]) == ["1"])
        let lines = "{\"index\":{\"_id\":\"3\"}}\n{\"n\":[1,2,3,4,5,6,7,8,9007199254740995],\"v\":[0.5,1]}\n"
        try await node.client.send(
            "PUT",
            "/l2",
            ["mappings": ["properties": ["v": ["type": "dense_vector", "dims": 2]]]]
        )
        try await node.client.send("POST", "/l2/_bulk", text: lines)
        #expect(try await node.client.ids("l2", ["query": ["term": ["n": 9_007_199_254_740_995]]]) == ["3"])
        #expect(try await node.client.ids("l2", ["query": ["term": ["n": 9_007_199_254_740_996]]]).isEmpty)
    }

    @Test("The stored source keeps the digits and spaces it came with, without the vectors")
    func source() async throws {
        try await node.client.send(
            "PUT",
            "/s",
            ["mappings": ["properties": ["o": ["properties": ["v": ["type": "dense_vector", "dims": 2]]]]]]
        )
        let transport = try EmbeddedNode(directory: node.directory.path)
        let body = "{ \"a\" : 1.50 ,\"o\":{\"v\":[1,2],\"k\": \"x\"},\"l\":[{\"z\":1e2}]}"
        try await node.client.send("PUT", "/s/_doc/1", text: body)
        let answer = try await transport.send(HTTPRequest(.get, "http://x/s/_source/1"))
        #expect(String(decoding: answer.body, as: UTF8.self) == "{\"a\":1.5,\"o\":{\"k\":\"x\"},\"l\":[{\"z\":100.0}]}")
        let search = try await transport.send(HTTPRequest(.get, "http://x/s/_search"))
        #expect(
            String(decoding: search.body, as: UTF8.self)
                .contains("\"_source\":{\"a\" : 1.50,\"o\":{\"k\": \"x\"},\"l\":[{\"z\":1e2}]}")
        )
    }

    @Test("copy_to and multi-fields are searched under their own names")
    func copies() async throws {
        try await node.client.send(
            "PUT",
            "/c",
            [
                "mappings": [
                    "properties": [
                        "a": ["type": "text", "copy_to": "all", "fields": ["raw": ["type": "keyword"]]],
                        "b": ["type": "keyword", "copy_to": ["all"]], "all": ["type": "text"],
                    ]
                ]
            ]
        )
        try await node.client.bulk("c", [("1", ["a": "Red Shoe", "b": "Leather"])])
        #expect(try await node.client.ids("c", ["query": ["match": ["all": "leather"]]]) == ["1"])
        #expect(try await node.client.ids("c", ["query": ["match": ["all": "shoe"]]]) == ["1"])
        #expect(try await node.client.ids("c", ["query": ["term": ["a.raw": "Red Shoe"]]]) == ["1"])
        #expect(try await node.client.send("GET", "/c/_source/1").json == ["a": "Red Shoe", "b": "Leather"])
    }
}
