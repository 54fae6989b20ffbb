import HTTPTransport
import JSONValues
import Testing

@testable import Elasticsearch

@Suite("Indices, aliases and documents")
struct IndexTests {
    private func client(
        _ version: String = "9.5.4",
        _ answer: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse
    ) throws -> (ElasticsearchClient, FakeTransport) {
        let info = try Fixture.response("info", version)
        let license = try Fixture.response("license", version)
        let transport = FakeTransport { request, _ in
            try request.url.hasSuffix(":9200/")
                ? info : request.url.hasSuffix("/_license") ? license : answer(request)
        }
        return (try makeClient(transport), transport)
    }

    @Test("An index is created once; a second one of the name is an error of its own kind")
    func create() async throws {
        let exists = try Fixture.response("create-existing")
        let (client, transport) = try client { _ in exists }
        let error = try await failure {
            try await client.createIndex("fixture", IndexDefinition(mapping: IndexMapping(properties: ["t": .text()])))
        }
        #expect(error.kind == .resourceAlreadyExists)
        #expect(transport.requests.last?.method == .put)
        #expect(transport.requests.last?.text == #"{"mappings":{"properties":{"t":{"type":"text"}}}}"#)
        #expect(transport.requests.last?.isIdempotent == false)
        #expect(try await failure { try await client.createIndex("Fixture") }.kind == .invalidRequest)
        #expect(transport.requests.count == 3)
    }

    @Test("Deleting says whether there was one, and never takes a pattern")
    func delete() async throws {
        let unknown = try Fixture.response("unknown-index")
        let (client, transport) = try client { $0.url.hasSuffix("missing") ? unknown : .json(["acknowledged": true]) }
        #expect(try await client.deleteIndex("there"))
        #expect(try await client.deleteIndex("missing") == false)
        for name in ["*", "_all", "a,b"] {
            #expect(try await failure { try await client.deleteIndex(name) }.kind == .invalidRequest)
        }
        #expect(transport.requests.count == 2)
    }

    @Test("Whether an index exists; a foreign 404 is no answer")
    func exists() async throws {
        let (client, transport) = try client { request in
            let isForeign = request.url.hasSuffix("foreign")
            return HTTPResponse(
                status: request.url.hasSuffix("there") ? 200 : 404,
                headers: isForeign ? [:] : ["x-elastic-product": "Elasticsearch"]
            )
        }
        #expect(try await client.indexExists("there"))
        #expect(try await client.indexExists("missing") == false)
        #expect(try await failure { _ = try await client.indexExists("foreign") }.status == 404)
        #expect(transport.requests[0].method == .head)
    }

    @Test("Mapping and settings of one index; a name for several is refused", arguments: Fixture.versions)
    func reading(version: String) async throws {
        let mapping = try Fixture.response("mapping", version)
        let settings = try Fixture.response("settings", version)
        let (client, _) = try client(version) { request in
            if request.url.contains("several") { return .json(["a": [:], "b": [:]]) }
            if request.url.contains("nothing") { return .json([:]) }
            return request.url.hasSuffix("_mapping") ? mapping : settings
        }
        #expect(try await client.mapping(of: "alias").denseVectorFields.count == 3)
        #expect(try await client.settings(of: "alias")["number_of_shards"] == "1")
        let several = try await failure { _ = try await client.mapping(of: "several") }
        #expect(several.message == "[several] stands for the indices a, b; name one of them")
        #expect(try await failure { _ = try await client.mapping(of: "nothing*") }.kind == .indexNotFound)
    }

    @Test("Small requests have their paths and bodies")
    func requests() async throws {
        let health = try Fixture.response("health")
        let (client, transport) = try client { request in
            request.url.contains("_cluster")
                ? health : .json(["a": ["aliases": ["x": [:], "y": [:]]], "b": ["aliases": [:]]])
        }
        _ = try await client.capabilities()
        try await client.refresh("a")
        try await client.forceMerge("a", maxSegments: 0)
        try await client.putSettings(["refresh_interval": nil], index: "a")
        try await client.putMapping(IndexMapping(properties: ["n": .long]), index: "a")
        #expect(try await client.aliases() == ["a": ["x", "y"], "b": []])
        try await client.updateAliases([])
        try await client.updateAliases([
            .remove("x", from: "a"), .add("x", to: "b", isWriteIndex: true), .removeIndex("a"),
        ])
        let found = try await client.health(of: "fixture", waitFor: .yellow)
        #expect(found.status == .yellow && found.nodes == 1 && found.unassignedShards == 1)
        #expect(ClusterHealth.Status.red < .yellow && ClusterHealth.Status.yellow < .green)
        let lines = transport.requests.dropFirst(2).map { "\($0.method.rawValue) \($0.url.dropFirst(15)) \($0.text)" }
        #expect(
            lines == [
                "POST /a/_refresh ", "POST /a/_forcemerge?max_num_segments=1 ",
                #"PUT /a/_settings {"index":{"refresh_interval":null}}"#,
                #"PUT /a/_mapping {"properties":{"n":{"type":"long"}}}"#, "GET /_alias ",
                #"POST /_aliases {"actions":[{"remove":{"index":"a","alias":"x"}},{"add":{"index":"b","alias":"x","is_write_index":true}},{"remove_index":{"index":"a"}}]}"#,
                "GET /_cluster/health/fixture?wait_for_status=yellow&timeout=30s ",
            ]
        )
    }

    @Test("Serverless has no force merge")
    func noForceMerge() async throws {
        let transport = FakeTransport(.json(["version": ["number": "9.5.0", "build_flavor": "serverless"]]))
        let client = try makeClient(transport)
        #expect(try await failure { try await client.forceMerge("a") }.kind == .invalidRequest)
    }

    @Test("Documents found and not found", arguments: Fixture.versions)
    func get(version: String) async throws {
        let found = try Fixture.response("get", version)
        let missing = try Fixture.response("get-missing", version)
        let noIndex = try Fixture.response("get-unknown-index", version)
        let several = try Fixture.response("multi-get", version)
        let gone = try Fixture.response("delete-missing", version)
        let (client, transport) = try client(version) { request in
            if request.method == .delete { return gone }
            if request.url.contains("_mget") { return several }
            if request.url.contains("/missing/") { return noIndex }
            return request.url.contains("_doc/1") ? found : missing
        }
        let document = try #require(try await client.get("1", index: "fixture", source: .withoutVectors(in: ["text"])))
        #expect(document.id == "1" && document.version == 1 && document.source["title"] == "red boat")
        #expect(try await client.get("a/b ?", index: "fixture") == nil)
        #expect(transport.requests.last?.url.contains("/fixture/_doc/a%2Fb%20%3F?") != (version == "8.19.21"))
        #expect(transport.requests.last?.url.contains("/fixture/_doc/a%2Fb%20%3F") == true)
        let error = try await failure { _ = try await client.get("1", index: "missing") }
        #expect(error.kind == .indexNotFound)
        #expect(try await client.multiGet(["1", "missing"], index: "fixture").map { $0?.id } == ["1", nil])
        #expect(try await client.multiGet([], index: "fixture").isEmpty)
        #expect(try await client.delete("missing", index: "fixture") == false)
        #expect(try await failure { _ = try await client.get("", index: "fixture") }.kind == .invalidRequest)
        let parameters = SourceFilter.withoutVectors(in: ["text"]).parameters(for: try await client.capabilities())
        #expect(
            parameters.map { "\($0.0)=\($0.1)" }
                == (version == "9.5.4" ? ["_source_exclude_vectors=true"] : ["_source_excludes=text"])
        )
    }

    @Test("Counting", arguments: Fixture.versions)
    func count(version: String) async throws {
        let answer = try Fixture.response("count", version)
        let (client, transport) = try client(version) { _ in answer }
        #expect(try await client.count("fixture") == 3)
        #expect(try await client.count("fixture", query: .exists("title")) == 3)
        #expect(transport.requests.last?.text == #"{"query":{"exists":{"field":"title"}}}"#)
    }
}
