import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import Elasticsearch

@Suite("Search requests")
struct SearchRequestTests {
    private let newest = Capabilities(version: "9.5")
    private let eight = Capabilities(version: "8.19")
    // The golden vector of Elasticsearch's own tests (search.vectors/172): [0.1, 0.2, 0.3] is PczMzT5MzM0+mZma.
    private let vector = Embedding([0.1, 0.2, 0.3])

    @Test("A knn search sends base64 where the server takes it, else the shortest numbers")
    func vectors() throws {
        let request = SearchRequest(
            knn: [
                KnnSearch(
                    field: "v",
                    vector: vector,
                    k: 5,
                    filter: [.term("k", "x")],
                    similarity: 0.5,
                    rescoreOversample: 2
                )
            ],
            size: 3
        )
        #expect(
            String(decoding: try request.body(for: newest), as: UTF8.self)
                == #"{"knn":[{"field":"v","query_vector":"PczMzT5MzM0+mZma","k":5,"num_candidates":100,"filter":[{"term":{"k":{"value":"x"}}}],"similarity":0.5,"rescore_vector":{"oversample":2}}],"size":3,"_source":{"exclude_vectors":true}}"#
        )
        #expect(
            String(decoding: try request.body(for: eight), as: UTF8.self)
                == #"{"knn":[{"field":"v","query_vector":[0.1,0.2,0.3],"k":5,"num_candidates":100,"filter":[{"term":{"k":{"value":"x"}}}],"similarity":0.5,"rescore_vector":{"oversample":2}}],"size":3,"_source":{"exclude_vectors":true}}"#
        )
    }

    @Test("Everything else a request can hold")
    func members() throws {
        let request = SearchRequest(
            query: .match("t", "a"),
            from: 20,
            size: 10,
            source: .fields(["t", "u*"], excluding: ["u1"]),
            postFilter: .term("k", "x"),
            trackTotalHits: .exact,
            minScore: 0.5,
            sort: [SearchRequest.Sort("n", descending: true), SearchRequest.Sort(raw: "_score")],
            highlight: ["fields": ["t": [:]]],
            explain: true,
            fields: ["t"],
            extras: ["timeout": "1s"]
        )
        #expect(
            try request.json(for: eight).text
                == #"{"query":{"match":{"t":{"query":"a"}}},"from":20,"size":10,"_source":{"exclude_vectors":true,"includes":["t","u*"],"excludes":["u1"]},"post_filter":{"term":{"k":{"value":"x"}}},"track_total_hits":true,"min_score":0.5,"sort":[{"n":{"order":"desc"}},"_score"],"highlight":{"fields":{"t":{}}},"explain":true,"fields":["t"],"timeout":"1s"}"#
        )
        #expect(
            try SearchRequest(trackTotalHits: SearchRequest.TotalHits.none).json(for: eight)["track_total_hits"]
                == false
        )
        #expect(try SearchRequest(trackTotalHits: .upTo(5)).json(for: eight)["track_total_hits"] == 5)
    }

    @Test("Vectors stay out of the source on every server unless asked for")
    func source() throws {
        func source(_ filter: SourceFilter, _ server: Capabilities) throws -> JSONValue? {
            try SearchRequest(query: .bool(should: [.knn(KnnSearch(field: "q", vector: vector))]), source: filter)
                .json(for: server)["_source"]
        }
        #expect(try source(.withoutVectors, newest) == ["exclude_vectors": true])
        #expect(try source(.withoutVectors, eight) == ["exclude_vectors": true])
        // The one version in between lacks the word.
        let nine = Capabilities(version: "9.0")
        #expect(try source(.withoutVectors, nine) == ["excludes": ["q"]])
        #expect(try source(.withoutVectors(in: ["v", "q"]), nine) == ["excludes": ["v", "q"]])
        #expect(try source(.all, newest) == ["exclude_vectors": false])
        #expect(try source(.all, eight) == nil)
        #expect(try source(.none, newest) == false)
        #expect(try source(.none, eight) == false)
    }

    @Test(
        "knn searches that make no sense are refused before they are sent",
        arguments: [
            (KnnSearch(field: "", vector: Embedding([1])), "names no field"),
            (KnnSearch(field: "v", vector: Embedding([1]), k: 0), "asks for k 0; it must be at least 1"),
            (
                KnnSearch(field: "v", vector: Embedding([1]), k: 20, numCandidates: 10),
                "num_candidates must not be less than k"
            ),
            (KnnSearch(field: "v", vector: Embedding([1]), numCandidates: 10_001), "10000 is the most"),
            (KnnSearch(field: "v", vector: Embedding([1]), k: 10_001), "10000 is the most"),
            (KnnSearch(field: "v", vector: Embedding([])), "has an empty vector"),
            (KnnSearch(field: "v", vector: Embedding([1, .nan])), "component 1 is no finite number"),
            (KnnSearch(field: "v", vector: Embedding([1]), boost: -1), "has the boost -1.0"),
            (
                KnnSearch(field: "v", vector: Embedding([1]), rescoreOversample: 0.5),
                "oversample of 0.5; it must be 1 or more, or 0"
            ),
            (KnnSearch(field: "v", vector: Embedding([1]), visitPercentage: 101), "visit_percentage 101.0"),
        ]
    )
    func invalidKnn(search: KnnSearch, expected: String) async throws {
        let error = try await failure { _ = try SearchRequest(knn: [search]).body(for: newest) }
        #expect(error.kind == .invalidRequest)
        #expect(error.message.contains(expected), "\(error.message)")
        _ = try await failure { _ = try Query.bool(filter: [.knn(search)]).json(for: newest) }
        _ = try await failure { _ = try Retriever.knn(search).json(for: newest) }
    }

    @Test("k of 10000 and the candidates of a default are within bounds")
    func candidates() throws {
        #expect(
            [1, 10, 100, 7000, 10_000].map { KnnSearch(field: "v", vector: vector, k: $0).numCandidates }
                == [100, 100, 150, 10_000, 10_000]
        )
        _ = try SearchRequest(knn: [KnnSearch(field: "v", vector: vector, k: 10_000)]).body(for: newest)
    }

    @Test(
        "Requests that contradict themselves are refused",
        arguments: [
            (SearchRequest(from: -1), "skips -1 hits"),
            (SearchRequest(size: -1), "asks for -1 hits"),
            (SearchRequest(query: .matchAll(), retriever: .standard(nil)), "has a retriever beside query"),
        ]
    )
    func invalid(request: SearchRequest, expected: String) async throws {
        let error = try await failure { _ = try request.body(for: newest) }
        #expect(error.message.contains(expected))
    }
}

@Suite("Previews of searches")
struct RequestPreviewTests {
    @Test("What is printed is what is sent, without host and credentials")
    func previews() async throws {
        let info = try Fixture.response("info")
        let license = try Fixture.response("license")
        let found = try Fixture.response("search")
        let several = try Fixture.response("multi-search")
        let transport = FakeTransport { request, _ in
            if request.url.hasSuffix(":9200/") { return info }
            if request.url.hasSuffix("/_license") { return license }
            return request.url.hasSuffix("/_msearch") ? several : found
        }
        let client = try makeClient(transport, credentials: .apiKey(Secret("hidden-key")))
        let one = SearchRequest(query: .match("title", "boat"))
        let two = SearchRequest(knn: [KnnSearch(field: "v", vector: Embedding([0.1, 0.2, 0.3]))], size: 3)
        let single = try await client.preview(two, index: "a,b*")
        let multi = try await client.preview([one, two], index: "a")
        #expect(transport.requests.allSatisfy { !$0.url.contains("search") })
        _ = try await client.search(two, index: "a,b*")
        _ = try await client.multiSearch([one, two], index: "a")
        let sent = transport.requests.suffix(2)
        #expect(sent.map(\.text) == [single.body, multi.body])
        #expect(sent.allSatisfy { $0.method == .post })
        #expect(single.path == "/a,b*/_search" && multi.path == "/a/_msearch")
        #expect(
            single.description
                == """
                POST /a,b*/_search
                {"knn":[{"field":"v","query_vector":"PczMzT5MzM0+mZma","k":10,"num_candidates":100}],"size":3,"_source":{"exclude_vectors":true}}
                """
        )
        #expect(multi.prettyText == multi.description)
        for text in [single.description, single.prettyText, multi.description] {
            #expect(!text.contains("hidden-key") && !text.contains("one:9200"))
        }
    }

    @Test("A pretty preview spreads the one body of a search over lines")
    func pretty() throws {
        let preview = try SearchRequest(query: .exists("f"), size: 1, source: .none)
            .preview(index: "a", for: Capabilities(version: "9.5"))
        #expect(
            preview.prettyText
                == """
                POST /a/_search
                {
                  "query": {
                    "exists": {
                      "field": "f"
                    }
                  },
                  "size": 1,
                  "_source": false
                }
                """
        )
    }

    @Test("What would be refused has no preview")
    func refused() async throws {
        _ = try await failure {
            _ = try SearchRequest(size: -1).preview(index: "a", for: Capabilities(version: "9.5"))
        }
        _ = try await failure {
            _ = try SearchRequest().preview(index: "A B", for: Capabilities(version: "9.5"))
        }
    }
}

@Suite("Search answers")
struct SearchResponseTests {
    private func client(
        _ answer: HTTPResponse,
        _ version: String = "9.5.4"
    ) throws -> (ElasticsearchClient, FakeTransport) {
        let info = try Fixture.response("info", version)
        let license = try Fixture.response("license", version)
        let transport = FakeTransport { request, _ in
            request.url.hasSuffix(":9200/") ? info : request.url.hasSuffix("/_license") ? license : answer
        }
        return (try makeClient(transport), transport)
    }

    @Test("Hits of a real node", arguments: Fixture.versions)
    func hits(version: String) async throws {
        let (client, transport) = try client(try Fixture.response("search", version), version)
        let response = try await client.search(SearchRequest(query: .match("title", "boat")), index: "fixture")
        #expect(response.total == SearchResponse.Total(value: 3))
        #expect(response.hits.map(\.id) == ["1", "7 \"é\"", "8"])
        let first = response.hits[0]
        #expect(first.index == "fixture")
        #expect(first.score == response.maxScore)
        #expect(first.source == ["title": "red boat"])
        #expect(first.fields == ["title.raw": ["red boat"]])
        #expect(first.highlight == ["title": ["red <em>boat</em>"]])
        #expect(first.matchedQueries == ["words"])
        #expect(!response.timedOut && response.shardFailures.isEmpty && response.shards == 1)
        #expect(transport.requests.last?.url == "http://one:9200/fixture/_search")
    }

    @Test("One failure of a multi-search leaves the other its hits", arguments: Fixture.versions)
    func multiSearch(version: String) async throws {
        let (client, transport) = try client(try Fixture.response("multi-search", version), version)
        let results = try await client.multiSearch(
            [SearchRequest(), SearchRequest(knn: [KnnSearch(field: "text", vector: Embedding([1, 2]))])],
            index: "fixture"
        )
        #expect(try results[0].get().hits.map(\.id) == ["1"])
        let error = try await failure { _ = try results[1].get() }
        #expect(error.kind == .queryShard)
        #expect(error.status == 400)
        let body = try #require(transport.requests.last?.text)
        #expect(body.split(separator: "\n", omittingEmptySubsequences: false).count == 5)
        #expect(body.hasPrefix("{}\n{\"size\":10") && body.hasSuffix("}\n"))
    }

    @Test("A multi-search that the server cannot read is sent one by one")
    func multiSearchUnreadable() async throws {
        let info = try Fixture.response("info")
        let license = try Fixture.response("license")
        let unreadable = try Fixture.response("multi-search-unreadable")
        let found = try Fixture.response("search")
        let unknown = try Fixture.response("search-unknown-query")
        let transport = FakeTransport { request, _ in
            if request.url.hasSuffix(":9200/") { return info }
            if request.url.hasSuffix("/_license") { return license }
            if request.url.hasSuffix("/_msearch") { return unreadable }
            return request.text.contains("bogus") ? unknown : found
        }
        let client = try makeClient(transport)
        let results = try await client.multiSearch(
            [SearchRequest(query: .raw(["bogus": [:]])), SearchRequest()],
            index: "fixture"
        )
        #expect(try await failure { _ = try results[0].get() }.kind == .parsing)
        #expect(try results[1].get().hits.count == 3)
        #expect(transport.requests.count == 5)
        #expect(try await client.multiSearch([], index: "fixture").isEmpty)
        #expect(transport.requests.count == 5)
    }

    @Test(
        "What is no search answer is malformed",
        arguments: ["", "{}", #"{"hits":{"hits":[{}]}}"#, "[1", #"{"responses":[]}"#]
    )
    func malformed(body: String) async throws {
        let answer = HTTPResponse(status: 200, headers: ["x-elastic-product": "Elasticsearch"], body: Array(body.utf8))
        let (client, _) = try client(answer)
        let error = try await failure { _ = try await client.search(SearchRequest(), index: "a") }
        #expect(error.kind == .malformedResponse)
        let several = try await failure { _ = try await client.multiSearch([SearchRequest()], index: "a") }
        #expect(several.kind == .malformedResponse)
    }

    @Test("Shards that failed are told, and a count that is a bound")
    func shardFailures() throws {
        let json: JSONValue = [
            "took": 5, "timed_out": true,
            "_shards": [
                "total": 2, "successful": 1, "failed": 1,
                "failures": [["shard": 0, "reason": ["type": "query_shard_exception", "reason": "why"]]],
            ],
            "hits": ["total": ["value": 10000, "relation": "gte"], "max_score": nil, "hits": []],
        ]
        let response = try #require(SearchResponse(json))
        #expect(response.shardFailures == [ServerErrorCause(type: "query_shard_exception", reason: "why")])
        #expect(response.total == SearchResponse.Total(value: 10000, isExact: false))
        #expect(response.timedOut && response.maxScore == nil)
    }

    @Test("An answer read from its bytes is the answer read from a tree", arguments: ["8.19.21", "9.5.4"])
    func readingBytes(version: String) throws {
        let search = try Fixture.response("search", version).body
        #expect(try SearchResponseReader.search(search) == SearchResponse(JSONValue.parse(search)))
        let several = try Fixture.response("multi-search", version).body
        let trees = try #require(JSONValue.parse(several)["responses"]?.array)
        let answers = try #require(try SearchResponseReader.multiSearch(several))
        #expect(answers.count == trees.count)
        for (answer, tree) in zip(answers, trees) {
            switch answer {
            case .found(let response): #expect(response == SearchResponse(tree))
            case .failed(let error, let status):
                #expect(error == tree["error"])
                #expect(status == tree["status"]?.int)
            case .malformed: Issue.record("\(tree.text) is taken for no answer")
            }
        }
    }

    @Test("Whatever stands in an answer, bytes and tree read the same")
    func readingOddities() throws {
        let hit = #"{"_index":"i","_id":"1","_score":1.5,"_source":{"a":[1]}"#
        let texts = [
            #"{}"#, #"[]"#, #"7"#, #"{"hits":7}"#, #"{"hits":{}}"#, #"{"hits":{"hits":{}}}"#, #"{"hits":{"hits":[]}}"#,
            #"{"hits":{"hits":[7]}}"#, #"{"hits":{"hits":[{}]}}"#, #"{"hits":{"hits":[{"_id":7}]}}"#,
            #"{"hits":{"hits":[\#(hit)}]}}"#, #"{"hits":{"hits":[\#(hit)},7]}}"#,
            #" { "took" : 3 , "hits" : { "hits" : [ ] } } "#,
            #"{"took":"x","timed_out":1,"_shards":[],"hits":{"total":12,"max_score":null,"hits":[\#(hit)}]}}"#,
            #"{"hits":{"total":{"value":3,"relation":"gte"},"max_score":2,"hits":[]},"aggregations":{"a":{"value":1}}}"#,
            #"{"hits":{"hits":[\#(hit),"_routing":"r","sort":[1,"b"],"fields":{"f":[2]},"highlight":{"t":["<em>x</em>"]},"#
                + #""matched_queries":["q"],"_explanation":{"value":1},"inner_hits":{"n":{"hits":{"hits":[\#(hit)}]}}}}]}}"#,
            #"{"hits":{"hits":[\#(hit),"matched_queries":{"q":1.0},"_source":7}]}}"#,
            #"{"h\u0069ts":{"hits":[{"_\u0069d":"\u0031","_index":null,"_score":null}]}}"#,
            #"{"hits":{"hits":[7]},"hits":{"hits":[]}}"#,
        ]
        for text in texts {
            let read = try SearchResponseReader.search(Array(text.utf8))
            #expect(read == (try SearchResponse(JSONValue.parse(text))), "\(text)")
            #expect((try? SearchResponseReader.search(Array((text + "x").utf8))) == nil)
            #expect(
                (try? SearchResponseReader.search(Array(text.dropLast(text.last == " " ? 2 : 1).utf8))) == nil
                    || text == "7"
            )
        }
    }
}
