import CommandTree
import ESJina
import ESJinaTesting
import Embeddings
import JSONValues
import Jina
import TestSupport
import Testing
import VipsImages

@testable import es_jina

@Suite struct `The doctor's report` {
    /// Findings of every kind, as real servers and machines gave them.
    private static let report = HealthReport(findings: [
        HealthFinding(
            .engine,
            "connection",
            .ok,
            "http://127.0.0.1:9200 answers in 3 ms, nothing in between",
            facts: ["url": "http://127.0.0.1:9200", "milliseconds": 3, "proxies": [], "cluster": "test", "node": "a"]
        ),
        HealthFinding(
            .engine,
            "java",
            .warn,
            "Java 25.0.2 of a lacks the vector module: vectors are compared slowly",
            fix: "Start it as Elasticsearch's own script does, with --add-modules=jdk.incubator.vector",
            facts: ["versions": "25.0.2", "without_vector_module": ["a"]]
        ),
        HealthFinding(.engine, "privileges", .skipped, "the server has no security, or it is turned off"),
        HealthFinding(
            .index,
            "index_state",
            .fail,
            "'photos' is read-only (index.blocks.read_only_allow_delete), as a full disk makes it",
            fix: "Make room on the disks; the server lifts the block by itself then",
            facts: ["index": "photos", "blocks": ["read_only_allow_delete"]]
        ),
    ])

    @Test func `is a table for people`() {
        let document = DoctorDocument(report: Self.report)
        Golden.verify(document.text(width: 80, isStyled: false), as: "results/doctor.txt")
        Golden.verify(document.text(width: 80, isStyled: true), as: "results/doctor.styled.txt")
        #expect(!document.text(width: 20, isStyled: false).isEmpty)
    }

    @Test func `is a record a line for pipes`() {
        Golden.verify(DoctorDocument(report: Self.report).tabSeparated, as: "results/doctor.tsv")
    }

    @Test func `is one document for programs`() {
        Golden.verify(DoctorDocument(report: Self.report).json.prettyText + "\n", as: "results/doctor.json")
    }

    @Test(
        arguments: [
            ("libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13 brotli/1.0.9 nghttp2/1.52.0", nil),
            ("libcurl/8.7.1 (SecureTransport) LibreSSL/3.3.6 zlib/1.2.12 nghttp2/1.61.0", nil),
            ("libcurl/7.88.1 GnuTLS/3.7.9 zlib/1.2.13 nghttp2/1.52.0", "--ca-fingerprint"),
            ("libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13", "HTTP/2"), ("libcurl/7.88.1 zlib/1.2.13", "https://"),
        ] as [(String, String?)]
    )
    func `tells what a libcurl lacks`(version: String, complaint: String?) {
        let facts = LibraryCheck.curl(version)
        #expect(facts.version == version)
        #expect(complaint.map { facts.complaint?.contains($0) == true } ?? (facts.complaint == nil))
        #expect((facts.fix == nil) == (complaint == nil))
    }

    @Test func `tells what libvips reads`() {
        let whole = LibraryCheck.vips(.init(version: "8.14.1", formats: ["JPEG", "PNG"], missing: [], complaint: nil))
        #expect(whole.version == "8.14.1, reads JPEG, PNG" && whole.complaint == nil)
        let partial = LibraryCheck.vips(.init(version: "8.14.1", formats: ["JPEG"], missing: ["PDF"], complaint: nil))
        #expect(partial.complaint == "PDF rejected" && partial.fix != nil)
        let none = LibraryCheck.vips(.init(version: nil, formats: [], missing: [], complaint: "not installed"))
        #expect(none.complaint == "not installed")
        // The one of this machine reads what the tests of pictures need.
        #expect(VipsLibrary.facts().formats.contains("JPEG"))
    }

    @Test func `finds secrets by their keys and in addresses`() {
        let text = """
            {"url": ["http://a:9200", "https://elastic:x@b"], "api_key": "k", "client_key": "/f.pem", "model": "jina-clip-v2",
             "contexts": {"c": {"jina_url": "http://u:p@h", "password": "p", "max_tokens": 3}}}
            """
        #expect(
            ConfigFileCheck.secrets(Array(text.utf8)) == [
                "url", "api_key", "contexts.c.jina_url", "contexts.c.password",
            ]
        )
        #expect(ConfigFileCheck.secrets(Array("no json".utf8)) == [])
    }

    @Test func `says what standard output is`() async throws {
        func look(_ columns: Int?) async throws -> HealthFinding {
            let terminal = Terminal(isTerminal: columns != nil, reportedColumns: columns, environment: [:])
            return try await TerminalCheck(terminal: terminal, environment: ["TERM": "xterm-kitty"]).run()[0]
        }
        #expect(try await look(nil).found.contains("a file or a pipe"))
        #expect(try await look(120).found == "120 columns, colours, pictures by kitty")
        #expect(try await look(40).status == .warn)
    }
}

@Suite struct `The doctor's questions to a server of models` {
    /// A client of a server that speaks as Jina's own API is documented to.
    private func client(
        _ server: HostedJinaServer,
        key: String = HostedJinaServer.defaultKey
    ) throws -> (JinaClient, RateLimitHeaders) {
        let limits = RateLimitHeaders()
        let command = try ESJinaCommand.root.parse(["doctor", "--jina-url", server.url, "--jina-dialect", "hosted"])
            .resolve(environment: ["JINA_API_KEY": key], configuration: nil)
        let models = ModelFactory(command, middlewares: [limits], patience: .seconds(5))
        return (try models.client(needsKey: false).impatient(within: .seconds(2)), limits)
    }

    @Test func `tell the tokens they cost and what is left`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let (client, limits) = try client(server)
        let model = try JinaModels.embeddingModel("jina-clip-v2")
        let finding = try await EmbeddingCheck(client: client, model: model, limits: limits).run()[0]
        #expect(finding.status == .ok, "\(finding)")
        #expect(finding.found.contains("jina-clip-v2 answers with 1024 dims, for "))
        #expect(finding.facts["billed_tokens"]?.int == server.billedTokens && server.billedTokens > 0)
        #expect(finding.facts["remaining_requests"]?.int != nil && finding.found.contains("left this minute"))
        #expect(server.paidInputs.count == 1)
        let address = try await ModelServerCheck(client: client).run()[0]
        #expect(address.status == .ok && address.facts["dialect"] == "hosted")
    }

    @Test(arguments: [
        (HostedJinaFault.invalidKey, HealthFinding.Status.fail, "JINA_API_KEY"),
        (.paymentRequired, .fail, "Buy tokens"),
        (.insufficientBalance, .fail, "Buy tokens"), (.requestLimit(retryAfter: 60), .warn, "Wait a minute"),
        (.wrongDims(512), .fail, "--model-dims 512"),
    ])
    func `name what to do`(fault: HostedJinaFault, status: HealthFinding.Status, fix: String) async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        server.fail(fault, fault, fault)
        let (client, limits) = try client(server)
        let model = try JinaModels.embeddingModel("jina-clip-v2")
        let finding = try await EmbeddingCheck(client: client, model: model, limits: limits).run()[0]
        #expect(finding.status == status, "\(finding)")
        #expect(finding.fix?.contains(fix) == true, "\(finding)")
        #expect(!finding.found.contains(HostedJinaServer.defaultKey))
    }

    @Test func `leave credentials out of an address`() {
        #expect(ModelServerCheck.withoutCredentials("http://u:p@h:1/v1") == "http://h:1/v1")
        #expect(ModelServerCheck.withoutCredentials("http://h/v1?a=b@c") == "http://h/v1?a=b@c")
    }
}
