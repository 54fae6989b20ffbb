import CurlTransport
import ESJinaTesting
import Elasticsearch
import HTTPTransport
import JSONValues
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One finding of `es-jina doctor --json`.
private struct Finding {
    let json: JSONValue
    var status: String { json["status"]?.string ?? "" }
    var found: String { json["found"]?.string ?? "" }
    var fix: String { json["fix"]?.string ?? "" }
}

extension Tool {
    /// What the doctor finds, by check, and how it ends.
    fileprivate func doctor(
        _ arguments: [String]
    ) async throws -> (status: Int32, findings: [String: [Finding]], text: String) {
        var tool = self
        tool.environment["ES_JINA_CHECK_TIMEOUT"] = environment["ES_JINA_CHECK_TIMEOUT"] ?? "20s"
        let result = try await tool.run(arguments: ["doctor", "--json"] + arguments)
        let report = try JSONValue.parse(result.output)
        var findings: [String: [Finding]] = [:]
        for check in report["checks"]?.array ?? [] {
            findings[check["check"]?.string ?? "", default: []].append(Finding(json: check))
        }
        let expected: Int32 = ["ok": 0, "warn": 1, "fail": 2][report["status"]?.string ?? ""] ?? -1
        #expect(result.status == expected, "\(result.errors)")
        #expect(result.errors == "")
        return (result.status, findings, result.output)
    }
}

@Suite(.timeLimit(.minutes(3)))
struct `The doctor` {
    @Test func `looks at a machine on which nothing happened yet, and leaves no trace`() async throws {
        let tool = try Tool()
        let report = try await tool.doctor([])
        #expect(report.findings["connection"]?.first?.status == "skipped")
        #expect(report.findings["state"]?.first?.found.contains("is not there yet") == true)
        #expect(report.findings["sqlite"]?.first?.status == "ok")
        #expect(report.findings["libcurl"]?.first?.found.hasPrefix("libcurl/") == true)
        #expect(report.findings["libvips"]?.first?.found.contains("JPEG") == true)
        #expect(report.findings["embedding"]?.first?.status == "ok")
        #expect(report.findings["terminal"]?.first?.status == "ok")
        #expect(!TestEquipment.fileExists(tool.state), "the doctor made the state directory")
    }

    @Test func `looks at the embedded engine and its index, and changes nothing`() async throws {
        let tool = try Tool()
        let folder = try tool.writeTexts(3)
        _ = try await tool.run("ingest", folder, "--index", "photos")
        let before = try Self.listing(tool.state)
        let report = try await tool.doctor(["--index", "photos"])
        #expect(report.status <= 1, "\(report.text)")
        #expect(report.findings["flavour"]?.first?.found == "embedded")
        #expect(report.findings["model"]?.first?.found.contains("as is configured") == true)
        #expect(report.findings["index_state"]?.first?.found.hasPrefix("3 documents") == true)
        #expect(report.findings["ingest"]?.first?.found.hasPrefix("finished") == true)
        #expect(report.findings["databases"]?.first?.status == "ok")
        #expect(report.findings["server_rrf"]?.first?.found.hasPrefix("no, needs an Enterprise licence") == true)
        #expect(try Self.listing(tool.state) == before)
        // Another model than the index's is a failure that names the way out.
        let other = try await tool.doctor([
            "--index", "photos", "--only", "model", "--model", "jina-clip-v2", "--offline",
        ])
        #expect(other.status == 2 && other.findings["model"]?.first?.fix.contains("--model es-jina-hashing-v1") == true)
    }

    /// The files below a directory, and their sizes.
    private static func listing(_ directory: String) throws -> String {
        let list = try ChildProcess(["/usr/bin/find", directory, "-type", "f", "-printf", "%P %s\n"])
        var status: Int32 = 0
        waitpid(list.processID, &status, 0)
        return list.outputSoFar.split(separator: "\n").sorted().joined(separator: "\n")
    }

    @Test func `answers quickly without a network, and says what stays dark`() async throws {
        var tool = try Tool()
        tool.environment["ELASTICSEARCH_URL"] = "http://127.0.0.1:1"
        tool.environment["JINA_API_KEY"] = "jina_secret"
        let report = try await tool.doctor(["--offline"])
        #expect(report.findings["connection"]?.first?.found == "no server is asked (--offline)")
        #expect(report.findings["embedding"]?.first?.status == "skipped")
        #expect(!report.text.contains("jina_secret"))
    }

    @Test func `names what does not answer and how to mend it`() async throws {
        let tool = try Tool()
        let nobody = try await tool.doctor(["--url", "http://127.0.0.1:1", "--only", "connection,version"])
        #expect(nobody.status == 2)
        #expect(nobody.findings["connection"]?.first?.fix.hasPrefix("Start the server") == true)
        #expect(nobody.findings["version"]?.first?.found == "the engine does not answer")
        let nowhere = try await tool.doctor(["--url", "http://no.such.host.invalid", "--only", "connection"])
        #expect(nowhere.findings["connection"]?.first?.fix.contains("DNS") == true)
        let wrong = try await tool.run("doctor", "--only", "nonsense")
        #expect(wrong.status == 64 && wrong.errors.contains("There is no check 'nonsense'"))
    }

    @Test func `as tab-separated values is one line a finding`() async throws {
        let result = try await Tool().run("doctor", "--offline")
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.first?.hasPrefix("engine\tconnection\tskipped\t") == true)
        #expect(lines.allSatisfy { $0.split(separator: "\t", omittingEmptySubsequences: false).count == 5 })
        #expect(lines.count > 10)
    }

    @Test func `sees secrets in a configuration file that others may read`() async throws {
        let tool = try Tool()
        let path = try tool.directory.write(
            #"{"contexts": {"a": {"url": "http://u:p4ss@127.0.0.1:1", "api_key": "k3y"}}}"#,
            to: "c.json"
        )
        _ = chmod(path, 0o644)
        let report = try await tool.doctor(["--offline", "--only", "config", "--config", path])
        let finding = try #require(report.findings["config"]?.first)
        #expect(finding.status == "warn" && finding.fix.contains("chmod 600"))
        #expect(finding.found.contains("'contexts.a.url', 'contexts.a.api_key'"))
        #expect(!report.text.contains("p4ss") && !report.text.contains("k3y"))
    }
}

@Suite(
    .timeLimit(.minutes(3)),
    .enabled(
        if: TestEquipment.isRequired || !TestEquipment.clusterURLs.isEmpty,
        "Set ES_JINA_TEST_URLS; see CONTRIBUTING.md."
    )
)
struct `The doctor at real clusters` {
    @Test(arguments: Engine.all.filter { $0.url != nil })
    func `finds what there is`(engine: Engine) async throws {
        let url = try #require(engine.url)
        let tool = try Tool()
        try await engine.withIndex("doctor") { client, index, _ in
            let folder = try tool.writeTexts(2)
            _ = try await tool.run("ingest", folder, "--index", index, "--url", url)
            let report = try await tool.doctor(["--index", index, "--url", url])
            #expect(report.status <= 1, "\(report.text)")
            let version = try await client.capabilities().version
            #expect(report.findings["version"]?.first?.found == version.description)
            #expect(report.findings["connection"]?.first?.found.hasSuffix("nothing in between") == true)
            #expect(report.findings["licence"]?.first?.found == "basic, which never ends")
            #expect(report.findings["privileges"]?.first?.status == "skipped")
            #expect(report.findings["exclude_vectors"]?.first?.json["facts"]?["declared"] == true)
            #expect(report.findings["java"]?.first?.json["facts"]?["versions"] != nil)
            #expect(report.findings["ingest"]?.first?.found.hasPrefix("finished") == true)
            // As a full disk does it.
            try await client.putSettings(["blocks": ["read_only_allow_delete": true]], index: index)
            let blocked = try await tool.doctor(["--index", index, "--url", url, "--only", "index"])
            #expect(blocked.status == 2)
            #expect(blocked.findings["index_state"]?.contains { $0.found.contains("is read-only") } == true)
            try await client.putSettings(["blocks": ["read_only_allow_delete": .null]], index: index)
        }
    }

    /// A real proxy in front of a real node.
    @Test(
        .enabled(
            if: TestEquipment.fileExists("/usr/sbin/nginx") || TestEquipment.isRequired,
            "Install nginx: apt install nginx-light."
        )
    )
    func `sees the proxy in between`() async throws {
        let url = try #require(TestEquipment.clusterURLs.first)
        let directory = try TemporaryDirectory()
        let port = try TestEquipment.freePort()
        let configuration = """
            daemon off; master_process off; pid \(directory.path)/pid; error_log \(directory.path)/errors;
            events {}
            http {
              access_log off; client_body_temp_path \(directory.path)/body; proxy_temp_path \(directory.path)/proxy;
              fastcgi_temp_path \(directory.path)/f; uwsgi_temp_path \(directory.path)/u; scgi_temp_path \(directory.path)/s;
              server { listen 127.0.0.1:\(port); location / { proxy_pass \(url); } }
            }
            """
        let file = try directory.write(configuration, to: "nginx.conf")
        let errors = directory.path + "/errors"
        let proxy = try ChildProcess(["/usr/sbin/nginx", "-e", errors, "-p", directory.path, "-c", file])
        let place = "http://127.0.0.1:\(port)"
        let patience = RetryMiddleware(policy: RetryPolicy(maxAttempts: 50, maxDelay: .milliseconds(100)))
        _ = try await LibcurlTransport().through(patience).send(HTTPRequest(.get, place))
        let report = try await Tool().doctor(["--url", place, "--only", "connection,flavour"])
        proxy.signal(15)
        _ = await proxy.wait()
        #expect(report.findings["connection"]?.first?.found.contains(", through nginx/") == true, "\(report.text)")
        #expect(report.status == 0)
    }

    @Test(
        .enabled(
            if: TestEquipment.runs(with: TestEquipment.variable("ES_JINA_TEST_TOXIPROXY")),
            "Set ES_JINA_TEST_TOXIPROXY."
        )
    )
    func `does not wait for a server that never answers`() async throws {
        let url = try #require(TestEquipment.clusterURLs.first)
        let proxy = try await Toxiproxy(upstream: url)
        try await proxy.add(Toxic(type: "timeout", isUpstream: false, attributes: ["timeout": 0]))
        var tool = try Tool()
        tool.environment["ES_JINA_CHECK_TIMEOUT"] = "2s"
        let report = try await tool.doctor(["--url", proxy.url])
        await proxy.end()
        #expect(report.status == 2, "\(report.text)")
        #expect(report.findings["connection"]?.first?.status == "fail")
        #expect(report.findings["java"]?.first?.status != "ok")
        #expect(report.findings["sqlite"]?.first?.status == "ok")
    }
}

@Suite(
    .serialized,
    .timeLimit(.minutes(3)),
    .enabled(
        if: TestEquipment.runs(with: TestEquipment.nodeScript),
        "Set ES_JINA_TEST_NODE_SCRIPT; see CONTRIBUTING.md."
    )
)
struct `The doctor at a node in trouble` {
    @Test func `sees full disks, small requests and breakers that tripped`() async throws {
        let settings = ["http.max_content_length=2mb"]
        try await ElasticsearchNode.run("9.5.4", settings: settings) { node in
            let client = ElasticsearchClient(try ElasticsearchConfiguration(node.url), transport: LibcurlTransport())
            try await client.createIndex("a")
            _ = try await client.perform(.post, "/a/_doc", query: [("refresh", "true")], body: ["k": "word"])
            func set(_ settings: JSONObject) async throws {
                _ = try await client.perform(.put, "/_cluster/settings", body: ["persistent": .object(settings)])
            }
            // More than any disk has must be free, and no request may take memory.
            try await set([
                "cluster.routing.allocation.disk.threshold_enabled": true,
                "cluster.routing.allocation.disk.watermark.low": "900tb",
                "cluster.routing.allocation.disk.watermark.high": "1b",
                "cluster.routing.allocation.disk.watermark.flood_stage": "1b",
                "indices.breaker.request.limit": "1b",
            ])
            _ = try? await client.perform(
                .post,
                "/a/_search",
                body: ["size": 0, "aggs": ["k": ["terms": ["field": "k.keyword"]]]]
            )
            let tool = try Tool()
            let report = try await tool.doctor(["--url", node.url, "--only", "engine"])
            #expect(report.status == 1, "\(report.text)")
            let disk = try #require(report.findings["disk"]?.first)
            #expect(disk.status == "warn" && disk.found.hasSuffix("below the low watermark"), "\(disk.found)")
            #expect(report.findings["request_size"]?.first?.status == "warn")
            let breaker = try #require(report.findings["circuit_breakers"]?.first)
            #expect(
                breaker.status == "warn" && breaker.found.contains("the breaker 'request' refused"),
                "\(breaker.found)"
            )
            try await set(["cluster.routing.allocation.disk.watermark.high": "800tb"])
            let high = try await tool.doctor(["--url", node.url, "--only", "disk"])
            #expect(high.findings["disk"]?.first?.found.hasSuffix("below the high watermark") == true)
            try await set(["cluster.routing.allocation.disk.watermark.flood_stage": "700tb"])
            let flood = try await tool.doctor(["--url", node.url, "--only", "disk"])
            #expect(flood.status == 2 && flood.findings["disk"]?.first?.fix.contains("read-only") == true)
        }
    }
}
