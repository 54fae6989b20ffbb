import Elasticsearch
import HTTPTransport
import JSONValues
import Testing

@testable import ESJina

@Suite struct `Checks of a server` {
    private static func licence(_ type: String, status: String = "active", expiry: Int? = nil) -> HTTPResponse {
        var terms: JSONObject = ["type": .string(type), "status": .string(status)]
        terms["expiry_date_in_millis"] = expiry.map { JSONValue($0) }
        return .server(["license": .object(terms)])
    }

    private static func info(_ number: String, flavour: String = "default") -> HTTPResponse {
        .server([
            "name": "a", "cluster_name": "c", "cluster_uuid": "u",
            "version": ["number": .string(number), "build_flavor": .string(flavour)],
        ])
    }

    @Test(arguments: RecordedServer.versions)
    func `of a real node's answers all is well but for what its start left out`(version: String) async throws {
        let server = RecordedServer(version: version)
        let versionFinding = try await server.finding { VersionCheck($0) }
        #expect(versionFinding == HealthFinding(.engine, "version", .ok, version, facts: ["version": .string(version)]))
        #expect(try await server.finding { FlavourCheck($0) }.found == "self-managed")
        #expect(try await server.finding { LicenceCheck($0) }.found == "basic, which never ends")
        let privileges = try await server.finding { PrivilegeCheck($0, index: "a") }
        #expect(privileges.status == .skipped && privileges.found.contains("no security"))
        let health = try await server.finding { ClusterHealthCheck($0) }
        #expect(health.facts["nodes"] == 1)
        let size = try await server.finding { RequestSizeCheck($0) }
        #expect(size.status == .ok && size.found == "requests of up to 100 MiB (http.max_content_length)")
        #expect(try await server.finding { BreakerCheck($0) }.found == "none refused anything")
        #expect(try await server.finding { PressureCheck($0) }.status == .ok)
        let memory = try await server.finding { MemoryCheck($0) }
        #expect(memory.status == .ok && memory.found.hasPrefix("test-node has a heap of 1 GiB of "))
        let disk = try await server.finding { DiskCheck($0) }
        #expect(disk.status == .ok && disk.found.contains("Elasticsearch does not mind its disks"))
        let java = try await server.finding { JavaCheck($0) }
        if version == "8.19.21" {
            #expect(java.status == .ok && java.found == "Java 17.0.15 with the vector module")
        } else {
            #expect(java.status == .warn)
            #expect(java.found == "Java 25.0.2 of test-node lacks the vector module: vectors are compared slowly")
            #expect(java.fix?.contains("--add-modules=jdk.incubator.vector") == true)
        }
    }

    @Test func `a version that is too old, slow or newer than known is told`() async throws {
        func look(_ number: String, _ flavour: String = "default") async throws -> HealthFinding {
            try await RecordedServer(version: "9.5.4", overrides: [("/", Self.info(number, flavour: flavour))])
                .finding { VersionCheck($0) }
        }
        let old = try await look("8.17.3")
        #expect(old.status == .fail && old.fix == "Upgrade the server to 8.19.0 or newer")
        #expect(try await look("9.1.0").status == .warn)
        #expect(try await look("9.1.1").status == .ok)
        #expect(try await look("9.7.0").found == "9.7.0, newer than the newest es-jina is tested with")
        #expect(try await look("8.11.0", "serverless").found == "Serverless is always the newest")
        let secret = HTTPResponse.server(
            [
                "error": ["type": "security_exception", "reason": "action [cluster:monitor/main] is unauthorized"],
                "status": 403,
            ],
            status: 403
        )
        let unknown = try await RecordedServer(version: "9.5.4", overrides: [("/", secret)])
            .finding { VersionCheck($0) }
        #expect(unknown.status == .warn && unknown.found.contains("taken for 8.19.0"))
    }

    @Test func `a licence is told with its end, and what is gone when it has ended`() async throws {
        let day = 86_400_000
        func look(_ answer: HTTPResponse) async throws -> HealthFinding {
            try await RecordedServer(version: "9.5.4", overrides: [("/_license", answer)])
                .finding { LicenceCheck($0, now: { 0 }) }
        }
        let trial = try await look(Self.licence("trial", expiry: 29 * day))
        #expect(trial.status == .warn && trial.found == "trial, until 1970-01-30T00:00:00Z, 29 days from now")
        let long = try await look(Self.licence("enterprise", expiry: 300 * day))
        #expect(long.status == .ok && long.facts["expiry"] == "1970-10-28T00:00:00Z")
        let ended = try await look(Self.licence("platinum", status: "expired", expiry: -day))
        #expect(ended.status == .fail && ended.found == "platinum, expired: what it included beyond basic is gone")
        let withheld = try await look(.server(["error": "no", "status": 403], status: 403))
        #expect(withheld.status == .warn && withheld.found.contains("taken for basic"))
    }

    @Test func `features say what follows from version and licence, and where the server says otherwise`() async throws
    {
        func look(_ name: String, _ server: RecordedServer) async throws -> HealthFinding {
            let feature = try #require(ServerFeature.named(name))
            return try await server.finding { FeatureCheck($0, feature) }
        }
        let newest = RecordedServer(version: "9.5.4")
        let eight = RecordedServer(version: "8.19.21")
        #expect(try await look("base64_vectors", newest).found == "yes")
        #expect(
            try await look("base64_vectors", eight).found
                == "no, needs 9.3 or newer; es-jina sends numbers instead, four times the bytes"
        )
        #expect(try await look("exclude_vectors", eight).facts["declared"] == true)
        #expect(
            try await look("server_rrf", newest).found
                == "no, needs an Enterprise licence; es-jina fuses by itself with the same formula instead"
        )
        let trial = RecordedServer(version: "9.5.4", overrides: [("/_license", Self.licence("trial"))])
        #expect(try await look("server_rrf", trial).found == "yes")
        // A server that says of itself that it lacks what its version should have is believed to be the odd one.
        let odd = RecordedServer(
            version: "9.5.4",
            overrides: [("knn_query_vector_base64", .server(["supported": false]))]
        )
        #expect(try await look("base64_query_vectors", odd).status == .warn)
        for name in FeatureCheck.decisive { #expect(ServerFeature.named(name) != nil, "\(name)") }
    }

    @Test func `scripts and analyzers are asked for`() async throws {
        let server = RecordedServer(version: "9.5.4")
        #expect(try await server.finding { ScriptCheck($0) }.found == "no; es-jina does without")
        let painless = HTTPResponse.server(["language_contexts": [["language": "painless", "contexts": ["score"]]]])
        #expect(
            try await RecordedServer(version: "9.5.4", overrides: [("/_script_language", painless)])
                .finding { ScriptCheck($0) }.found == "yes"
        )
        let licensed = RecordedServer(version: "9.5.4", overrides: [("/_license", Self.licence("enterprise"))])
        #expect(try await licensed.finding { ScriptCheck($0) }.status == .warn)
        #expect(try await server.finding { AnalyzerCheck($0) }.found == "all 12 asked for")
        let none = RecordedServer(
            version: "9.5.4",
            overrides: [("/_analyze", try RecordedServer.read("analyze-missing", "9.5.4"))]
        )
        #expect(try await none.finding { AnalyzerCheck($0) }.found == "none; words are found as they are written")
    }

    @Test func `privileges that are missing are named with what they are for`() async throws {
        // The form of the documented answer of Elasticsearch's has-privileges API.
        func answer(_ held: [String: Bool]) -> HTTPResponse {
            let rights = JSONObject(PrivilegeCheck.index.map { ($0, JSONValue.bool(held[$0] ?? true)) })
            return .server([
                "username": "x", "has_all_requested": .bool(held.isEmpty), "cluster": ["monitor": true],
                "index": ["a": .object(rights)],
            ])
        }
        func look(_ held: [String: Bool]) async throws -> HealthFinding {
            try await RecordedServer(version: "9.5.4", overrides: [("/_security/", answer(held))])
                .finding { PrivilegeCheck($0, index: "a") }
        }
        #expect(try await look([:]).status == .ok)
        let reader = try await look(["write": false, "manage": false])
        #expect(reader.status == .warn && reader.found == "the credentials lack 'write', 'manage' on 'a'")
        #expect(try await look(["read": false]).status == .fail)
    }

    @Test func `a service that keeps its nodes to itself is skipped with the reason`() async throws {
        let gone = HTTPResponse.server(["error": "no", "status": 410], status: 410)
        let server = RecordedServer(version: "9.5.4", overrides: [("/_nodes", gone), ("/_cluster/", gone)])
        let checks: [(EngineUnderTest) -> any HealthCheck] = [
            { RequestSizeCheck($0) }, { BreakerCheck($0) }, { PressureCheck($0) }, { MemoryCheck($0) },
            { JavaCheck($0) },
            { DiskCheck($0) }, { ShardCheck($0) }, { ClusterHealthCheck($0) },
        ]
        for check in checks {
            let finding = try await server.finding(check)
            #expect(finding.status == .skipped, "\(finding)")
        }
        let serverless = RecordedServer(version: "9.5.4", overrides: [("/", Self.info("9.5.0", flavour: "serverless"))])
        for check in checks { #expect(try await serverless.finding(check).status == .skipped) }
    }

    @Test func `what does not answer is one failure, and everything else is skipped`() async throws {
        let page = HTTPResponse(
            status: 502,
            headers: ["Server": "nginx"],
            body: Array("<title>502 Bad Gateway</title>".utf8)
        )
        let server = RecordedServer(version: "9.5.4", overrides: [("/", page)])
        let engine = try server.engine()
        let connection = try #require(try await ConnectionCheck([engine]).run().first)
        #expect(connection.status == .fail && connection.fix != nil && connection.found.contains("502"))
        #expect(
            try await VersionCheck(engine).run() == [
                HealthFinding(.engine, "version", .skipped, "the engine does not answer")
            ]
        )
        #expect(try await JavaCheck(engine).run().first?.status == .skipped)
    }

    @Test func `proxies and nodes of two clusters are seen`() async throws {
        var answer = try RecordedServer.read("info", "9.5.4")
        answer.headers["Server"] = "nginx/1.22.1"
        let proxied = RecordedServer(version: "9.5.4", overrides: [("/", answer)])
        let direct = RecordedServer(version: "9.5.4")
        let findings = try await ConnectionCheck([try direct.engine(), try proxied.engine()]).run()
        #expect(findings.map(\.status) == [.ok, .ok])
        #expect(
            findings[0].found.hasSuffix(", nothing in between") && findings[1].found.hasSuffix(", through nginx/1.22.1")
        )
        #expect(findings[1].facts["proxies"] == ["nginx/1.22.1"])
        let other = RecordedServer(version: "8.19.21")
        let mixed = try await ConnectionCheck([try direct.engine(), try other.engine()]).run()
        #expect(mixed.map(\.status) == [.ok, .ok, .fail] && mixed[2].found == "these are nodes of 2 clusters")
    }
}
