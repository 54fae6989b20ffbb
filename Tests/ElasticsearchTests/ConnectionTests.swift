import HTTPTransport
import JSONValues
import Testing

@testable import Elasticsearch

@Suite("ElasticsearchClient connection")
struct ConnectionTests {
    @Test("A node says what it is", arguments: Fixture.versions)
    func info(version: String) async throws {
        let transport = FakeTransport(try Fixture.response("info", version))
        let client = try makeClient(transport, credentials: .apiKey(Secret("foo:bar")))
        let info = try await client.serverInfo()
        #expect(info.version.description == version)
        #expect(info.flavour == .stack)
        #expect(info.clusterName == "test")
        let request = transport.requests[0]
        #expect(request.url == "http://one:9200/")
        #expect(request.headers["accept"] == "application/json")
        #expect(request.headers["authorization"] == "ApiKey Zm9vOmJhcg==")
    }

    @Test("Capabilities are asked once, by two requests")
    func capabilities() async throws {
        let info = try Fixture.response("info")
        let license = try Fixture.response("license")
        let transport = FakeTransport { request, _ in request.url.hasSuffix("/_license") ? license : info }
        let client = try makeClient(transport)
        let basic = LicenceTerms(tier: .basic, status: "active", expiry: nil)
        #expect(try await client.capabilities() == Capabilities(version: "9.5.4", flavour: .stack, terms: basic))
        let copy = client
        #expect(try await copy.capabilities().acceptsBase64Vectors)
        #expect(transport.requests.map(\.url) == ["http://one:9200/", "http://one:9200/_license"])
    }

    @Test("A server that keeps its version to itself counts as the oldest, and is known for unknown")
    func versionUnknown() async throws {
        // An API key for one index may do this and that with it, and not ask the cluster who it is.
        let denied = HTTPResponse.json(
            [
                "error": [
                    "type": "security_exception",
                    "reason": "action [cluster:monitor/main] is unauthorized for API key id [x] of user [y]",
                ], "status": 403,
            ],
            status: 403
        )
        let client = try makeClient(FakeTransport(denied))
        let found = try await client.capabilities()
        #expect(!found.isVersionKnown && found.version == "8.19" && found.licence == .basic && found.terms == nil)
        #expect(found.summary == "Elasticsearch of an unknown version (basic)")
        #expect(found.supportsExcludeVectors && !found.acceptsBase64Vectors)
        // Its address tells a Serverless project apart, which takes other media types.
        let project = try makeClient(
            FakeTransport(denied),
            urls: ["https://shop-cd40d6.es.us-central1.gcp.elastic.cloud:443"]
        )
        #expect(try await project.capabilities().isServerless)
        let wrong = try makeClient(FakeTransport(try Fixture.response("unauthorized")))
        #expect(try await failure { _ = try await wrong.capabilities() }.kind == .authentication)
    }

    @Test("A managed service may refuse the licence in any way", arguments: [400, 403, 404, 405, 410])
    func licenceWithheld(status: Int) async throws {
        let info = try Fixture.response("info")
        let client = try makeClient(
            FakeTransport { request, _ in
                request.url.hasSuffix("/") ? info : .json(["error": "no", "status": JSONValue(status)], status: status)
            }
        )
        #expect(try await client.capabilities() == Capabilities(version: "9.5.4", flavour: .stack, terms: nil))
    }

    @Test("Elastic Cloud Hosted is told by its proxy and by its hosts, and proxies by what Elasticsearch never sends")
    func hosted() async throws {
        var answer = try Fixture.response("info")
        #expect(try await makeClient(FakeTransport(answer)).serverInfo().intermediaries == [])
        answer.headers["X-Found-Handling-Cluster"] = "607a036b350db1d65291d2520ec0a0d22630eb5c"
        answer.headers["Server"] = "nginx/1.22.1"
        answer.headers["Via"] = "1.1 squid"
        let info = try await makeClient(FakeTransport(answer)).serverInfo()
        #expect(info.flavour == .hosted && info.intermediaries == ["nginx/1.22.1", "1.1 squid"])
        for (host, flavour) in [
            ("https://x.us-east-1.aws.found.io:443", Flavour.hosted), ("x.europe-west3.gcp.cloud.es.io", .hosted),
            ("https://x.es.eastus2.azure.elastic-cloud.com/", .hosted),
            ("https://x.es.us-east-1.aws.elastic.cloud", .serverless), ("http://127.0.0.1:9200", .stack),
            ("https://elastic.cloud.example.com", .stack),
        ] { #expect(Flavour(host: host) == flavour, "\(host)") }
        #expect(
            Capabilities(version: "9.5", flavour: .hosted, licence: .enterprise).summary
                == "Elasticsearch 9.5.0 on Elastic Cloud Hosted (enterprise)"
        )
    }

    @Test("A feature that the server refuses for its licence is not asked for again")
    func refused() async throws {
        let info = try Fixture.response("info")
        let refusal = try Fixture.response("search-rrf")
        let transport = FakeTransport { request, _ in
            if request.url.hasSuffix("/") { return info }
            return request.url.hasSuffix("/_license")
                ? .json(["license": ["type": "enterprise", "status": "active"]]) : refusal
        }
        let client = try makeClient(transport)
        #expect(try await client.capabilities().allowsServerRRF)
        let part = WeightedRetriever(.standard(.match("t", "a")))
        let search = SearchRequest(retriever: .rrf([part, part]))
        #expect(try await failure { _ = try await client.search(search, index: "fixture") }.kind == .licence)
        let after = try await client.capabilities()
        #expect(!after.allowsServerRRF && !after.allowsWeightedRRF && after.allowsLinear)
        #expect(after.obstacle(to: .serverRRF)?.description == "was refused by the server")
    }

    @Test("The server itself says what it knows, where it says so", arguments: Fixture.versions)
    func probes(version: String) async throws {
        func client(_ name: String) throws -> ElasticsearchClient {
            try makeClient(FakeTransport(try Fixture.response(name, version)))
        }
        let isNew = version == "9.5.4"
        #expect(try await client("capabilities-exclude-vectors").declares(.excludeVectors) == true)
        #expect(try await client("capabilities-base64-query").declares(.base64QueryVectors) == isNew)
        #expect(try await client("no-handler").declares(.base64QueryVectors) == nil)
        #expect(try await client("no-handler").declares(.serverRRF) == nil)
        #expect(try await client("script-language").scriptLanguages() == [])
        #expect(try await client("analyze-german").hasAnalyzer("german") == true)
        #expect(try await client("analyze-missing").hasAnalyzer("klingon") == false)
        #expect(
            try await client("has-privileges").missingPrivileges(cluster: ["monitor"], index: ["write"], on: "a") == nil
        )
    }

    @Test("A server that hides its licence counts as basic, one whose licence ended too")
    func licenceUnknown() async throws {
        let info = try Fixture.response("info")
        for answer in [
            HTTPResponse.json(["error": "no", "status": 403], status: 403),
            .json(["license": ["type": "enterprise", "status": "expired"]]),
        ] {
            let client = try makeClient(FakeTransport { request, _ in request.url.hasSuffix("/") ? info : answer })
            #expect(try await client.capabilities().licence == .basic)
        }
        let trial = HTTPResponse.json(["license": ["type": "trial", "status": "active"]])
        let client = try makeClient(FakeTransport { request, _ in request.url.hasSuffix("/") ? info : trial })
        #expect(try await client.capabilities().allowsServerRRF)
    }

    @Test("Serverless is asked with its own versioning and not for a licence")
    func serverless() async throws {
        let transport = FakeTransport { request, _ in
            request.url.hasSuffix("/")
                ? .json(["version": ["number": "8.11.0", "build_flavor": "serverless"]]) : .json(["count": 3])
        }
        let client = try makeClient(transport)
        #expect(try await client.capabilities().isServerless)
        #expect(try await client.count("a") == 3)
        #expect(transport.requests.count == 2)
        #expect(transport.requests[1].headers["elastic-api-version"] == "2023-10-31")
        #expect(transport.requests[1].headers["accept"] == "application/json")
    }

    @Test(
        "What is not Elasticsearch is named",
        arguments: [
            (
                HTTPResponse(
                    status: 200,
                    headers: ["Server": "nginx/1.27"],
                    body: Array("<html><head><title>Welcome to nginx!</title></head></html>".utf8)
                ), "a web page titled \"Welcome to nginx!\" answered with 200"
            ),
            (
                HTTPResponse(
                    status: 200,
                    body: Array(#"{"version":{"distribution":"opensearch","number":"2.11.0"}}"#.utf8)
                ), "OpenSearch 2.11.0 answered"
            ),
            (HTTPResponse(status: 200, headers: ["server": "Jetty"], body: []), "the server \"Jetty\" answered"),
            (HTTPResponse(status: 204), "something else answered with 204"),
        ]
    )
    func notElasticsearch(answer: HTTPResponse, expected: String) async throws {
        let client = try makeClient(FakeTransport(answer))
        let error = try await failure { _ = try await client.serverInfo() }
        #expect(error.kind == .notElasticsearch)
        #expect(error.message.contains("http://one:9200 is not Elasticsearch: \(expected)"), "\(error.message)")
        #expect(error.message.hasSuffix("check the URL and its port"))
    }

    @Test("An old Elasticsearch is refused with its version")
    func tooOld() async throws {
        let client = try makeClient(FakeTransport(.json(["version": ["number": "7.17.9"]])))
        let error = try await failure { _ = try await client.serverInfo() }
        #expect(error.kind == .unsupportedVersion)
        #expect(error.message == "the server is Elasticsearch 7.17.9; this client needs 8.19 or newer")
    }

    @Test("A wrong key says which variable to set", arguments: Fixture.versions)
    func unauthorized(version: String) async throws {
        let client = try makeClient(FakeTransport(try Fixture.response("unauthorized", version)))
        let error = try await failure { _ = try await client.serverInfo() }
        #expect(error.kind == .authentication)
        #expect(error.status == 401)
        #expect(
            error.message == "connect failed: missing authentication credentials for REST request [/]; "
                + "set ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD, to valid credentials"
        )
    }

    @Test("Requests go round all nodes, and past one that cannot be reached")
    func failover() async throws {
        let clock = ManualClock()
        let transport = FakeTransport { request, _ in
            if request.url.hasPrefix("http://two") {
                throw TransportError(.connectionFailed, "refused", requestMayHaveBeenProcessed: false)
            }
            return .json(["count": 1])
        }
        let client = try makeClient(transport, urls: ["http://one", "http://two", "http://three"], clock: clock)
        func hosts() -> [String] { transport.requests.map { String($0.url.dropFirst(7).prefix { $0 != ":" }) } }
        for _ in 0..<4 { _ = try await client.count("a") }
        #expect(hosts() == ["one", "two", "three", "one", "three"])
        clock.advance(by: .seconds(6))
        _ = try await client.count("a")
        _ = try await client.count("a")
        #expect(hosts().suffix(3) == ["one", "two", "three"])
    }

    @Test("A write whose fate is unknown is not sent to another node")
    func noFailoverForWrites() async throws {
        let transport = FakeTransport { _, _ in throw TransportError(.connectionLost, "lost on the way") }
        let client = try makeClient(transport, urls: ["http://one", "http://two"])
        let error = try await failure {
            _ = try await client.bulk(BulkBatch([BulkOperation(id: "1", source: Array("{}".utf8))]), index: "a")
        }
        #expect(error.kind == .unreachable)
        #expect(error.transport?.kind == .connectionLost)
        #expect(error.message == "bulk on index [a] had no answer: lost on the way")
        #expect(transport.requests.count == 1)
        _ = try await failure { _ = try await client.count("a") }
        #expect(transport.requests.count == 3)
    }

    @Test("An error of TLS is not tried elsewhere, and cancellation stays what it is")
    func noFailover() async throws {
        let tls = FakeTransport { _, _ in throw TransportError(.tls, "not trusted") }
        let client = try makeClient(tls, urls: ["http://one", "http://two"])
        _ = try await failure { _ = try await client.count("a") }
        #expect(tls.requests.count == 1)
        let cancelled = try makeClient(FakeTransport { _, _ in throw CancellationError() })
        await #expect(throws: CancellationError.self) { _ = try await cancelled.count("a") }
    }

    @Test("The raw request reaches everything else")
    func perform() async throws {
        let transport = FakeTransport(.json(["ok": true]))
        let client = try makeClient(transport)
        let answer = try await client.perform(
            .put,
            "_ingest/pipeline/x",
            query: [("timeout", "1m"), ("q", "a b&c")],
            body: ["processors": []]
        )
        #expect(answer == ["ok": true])
        #expect(transport.requests[0].url == "http://one:9200/_ingest/pipeline/x?timeout=1m&q=a%20b%26c")
        #expect(transport.requests[0].text == #"{"processors":[]}"#)
        #expect(
            transport.requests[0].headers["content-type"] == "application/vnd.elasticsearch+json; compatible-with=8"
        )
    }

    @Test("Headers of the configuration win")
    func headers() async throws {
        let transport = FakeTransport(.json(["count": 1]))
        let client = ElasticsearchClient(
            try ElasticsearchConfiguration(
                urls: ["http://one/prefix/"],
                headers: ["X-Opaque-Id": "me", "Authorization": "Custom x"]
            ),
            transport: transport
        )
        _ = try await client.count("a")
        #expect(transport.requests[0].url == "http://one:9200/prefix/a/_count")
        #expect(transport.requests[0].headers["x-opaque-id"] == "me")
        #expect(transport.requests[0].headers["authorization"] == "Custom x")
    }
}

@Suite("NodePool")
struct NodePoolTests {
    @Test("A node rests longer with every failure and works again after one success")
    func rests() {
        var pool = NodePool(count: 2)
        pool.fail(0, at: .seconds(0))
        #expect((0..<3).map { _ in pool.choose(at: .seconds(4)) } == [1, 1, 1])
        #expect(pool.choose(at: .seconds(5)) == 0)
        pool.fail(0, at: .seconds(5))
        #expect((0..<2).map { _ in pool.choose(at: .seconds(14)) } == [1, 1])
        #expect(pool.choose(at: .seconds(15)) == 0)
        pool.succeed(0)
        pool.fail(0, at: .seconds(20))
        #expect((0..<2).map { _ in pool.choose(at: .seconds(25)) }.contains(0))
    }

    @Test("When all rest, the one that rests shortest is asked")
    func allRest() {
        var pool = NodePool(count: 3)
        pool.fail(0, at: .seconds(3))
        pool.fail(1, at: .seconds(1))
        pool.fail(2, at: .seconds(2))
        #expect(pool.choose(at: .seconds(4)) == 1)
        #expect(pool.choose(at: .seconds(4), excluding: [1]) == 2)
        #expect(pool.choose(at: .seconds(4), excluding: [0, 1, 2]) == nil)
    }

    @Test("A rest never exceeds the longest")
    func longest() {
        var pool = NodePool(count: 1)
        for _ in 0..<40 { pool.fail(0, at: .zero) }
        var other = pool
        other.fail(0, at: .zero)
        #expect(pool.choose(at: .zero) == 0)
        #expect(other.choose(at: .seconds(301)) == 0)
    }
}
