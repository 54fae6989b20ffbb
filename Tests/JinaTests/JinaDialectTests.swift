import ESJinaTesting
import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import Jina

@Suite("JinaDialect")
struct JinaDialectTests {
    private let picture = EmbeddingImage(bytes: [0x89, 0x50, 0x4E, 0x47, 0xFF], mediaType: "image/png")

    private func body(_ request: EmbeddingsRequest, _ dialect: JinaDialect) -> String {
        String(decoding: request.body(WireFormat(dialect, pathPrefix: "/v1")), as: UTF8.self)
    }

    @Test("the hosted API gets objects of bare base64, tasks and truncation, texts and pictures mixed")
    func hosted() {
        let request = EmbeddingsRequest(
            model: "jina-clip-v2",
            input: [.text("a \"b\"\n"), .image(picture)],
            task: "retrieval.query",
            dimensions: 256
        )
        #expect(
            body(request, .hosted)
                == #"{"model":"jina-clip-v2","task":"retrieval.query","dimensions":256,"truncate":true,"embedding_type":"base64","#
                + #""input":["a \"b\"\n",{"image":"iVBOR/8="}]}"#
        )
    }

    @Test("jina-on-prem gets content parts with data URIs")
    func onPrem() {
        let request = EmbeddingsRequest(
            model: "jina-clip-v2",
            input: [.image(picture), .text("x")],
            truncatesLongTexts: false
        )
        #expect(
            body(request, .onPrem)
                == #"{"model":"jina-clip-v2","embedding_type":"base64","input":[{"type":"image","format":"base64","value":"#
                + #""data:image/png;base64,iVBOR/8="},"x"]}"#
        )
    }

    @Test("infinity gets data URIs and always the modality with them, and nothing it would ignore")
    func infinity() {
        let pictures = EmbeddingsRequest(model: "jina-clip-v2", input: [.image(picture)], task: "retrieval.query")
        #expect(
            body(pictures, .infinity)
                == #"{"model":"jina-clip-v2","encoding_format":"base64","modality":"image","input":["data:image/png;base64,iVBOR/8="]}"#
        )
        let texts = EmbeddingsRequest(model: "m", input: [.text("x")], task: "retrieval.query", encoding: .float)
        #expect(body(texts, .infinity) == #"{"model":"m","encoding_format":"float","input":["x"]}"#)
    }

    @Test("a media type cannot break out of its string")
    func mediaType() {
        let image = EmbeddingImage(bytes: [1, 2, 3], mediaType: "image/png\",\"x\":\"")
        let request = EmbeddingsRequest(model: "m", input: [.image(image)])
        #expect(body(request, .infinity).hasSuffix(#""input":["data:image/pngx;base64,AQID"]}"#))
    }

    @Test("texts beyond infinity's limit are cut at a scalar, elsewhere they are left whole")
    func longTexts() throws {
        let text = String(repeating: "é", count: 122_880) + "end"
        let request = EmbeddingsRequest(model: "m", input: [.text(text)])
        let sent = try JSONValue.parse(body(request, .infinity))["input"]?[0]?.string
        #expect(sent == String(repeating: "é", count: 122_880))
        #expect(try JSONValue.parse(body(request, .hosted))["input"]?[0]?.string == text)
    }

    @Test("base64 is that of RFC 4648")
    func base64() {
        let vectors = [
            "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
            "foobar": "Zm9vYmFy",
        ]
        for (plain, encoded) in vectors {
            #expect(String(decoding: Base64.encode(Array(plain.utf8)), as: UTF8.self) == encoded)
        }
    }

    @Test("rerank requests always say that passages need not come back")
    func rerank() {
        let request = RerankRequest(
            model: "jina-reranker-v3",
            query: "q",
            documents: ["a", "b"],
            maxDocumentTokens: 512
        )
        let hosted = String(decoding: request.body(WireFormat(.hosted, pathPrefix: "/v1")), as: UTF8.self)
        #expect(
            hosted
                == #"{"model":"jina-reranker-v3","query":"q","return_documents":false,"max_doc_length":512,"documents":["a","b"]}"#
        )
        let infinity = String(decoding: request.body(WireFormat(.infinity, pathPrefix: "/v1")), as: UTF8.self)
        #expect(infinity == #"{"model":"jina-reranker-v3","query":"q","return_documents":false,"documents":["a","b"]}"#)
    }

    @Test("names are found and others are not")
    func names() {
        #expect(JinaDialect.all.map(\.name) == ["auto", "hosted", "on-prem", "infinity"])
        #expect(JinaDialect(named: "infinity") == .infinity)
        #expect(JinaDialect(named: "openai") == nil)
    }

    // MARK: Detection

    private func detect(
        _ pages: [String: HTTPResponse],
        url: String = "http://server.test"
    ) async throws -> (dialect: JinaDialect, prefix: String, requests: [HTTPRequest]) {
        let transport = RecordedTransport { request in
            let path = String(request.url.dropFirst("http://server.test".count))
            return pages[path] ?? HTTPResponse(404, #"{"detail":"Not Found"}"#)
        }
        let client = JinaClient(
            JinaConfiguration(baseURL: url, apiKey: Secret("k"), retryPolicy: .never),
            transport: transport
        )
        let wire = try await client.session.wire()
        _ = try await client.session.wire()
        return (wire.dialect, wire.pathPrefix, transport.requests)
    }

    @Test("Jina's own address is known without a request")
    func knownHost() async throws {
        for url in ["https://api.jina.ai", "https://api.jina.ai/v1/", "HTTPS://API.JINA.AI:443"] {
            let found = try await detect([:], url: url)
            #expect(found.dialect == .hosted)
            #expect(found.requests.isEmpty)
        }
    }

    @Test("infinity is known by its list of models, asked for once and with the key")
    func detectsInfinity() async throws {
        let found = try await detect([
            "/health": HTTPResponse(200, Recorded.health), "/v1/models": HTTPResponse(200, Recorded.models),
        ])
        #expect(found.dialect == .infinity)
        #expect(found.prefix == "/v1")
        #expect(found.requests.map(\.url) == ["http://server.test/health", "http://server.test/v1/models"])
        #expect(found.requests.last?.headers["Authorization"] == "Bearer k")
    }

    @Test("infinity is known by its health page where its models want another key, and where it has no prefix")
    func detectsShyInfinity() async throws {
        let shy = try await detect([
            "/health": HTTPResponse(200, Recorded.health),
            "/v1/models": HTTPResponse(401, #"{"detail":"Unauthorized"}"#),
        ])
        #expect(shy.dialect == .infinity)
        let bare = try await detect([
            "/health": HTTPResponse(200, Recorded.health), "/models": HTTPResponse(200, Recorded.models),
        ])
        #expect(bare.dialect == .infinity)
        #expect(bare.prefix == "")
    }

    @Test("jina-on-prem is known by its health page, also while it starts")
    func detectsOnPrem() async throws {
        for status in [200, 503] {
            let found = try await detect(["/health": HTTPResponse(status, Recorded.onPremHealth)])
            #expect(found.dialect == .onPrem)
            #expect(found.requests.count == 1)
        }
    }

    @Test("anybody else is spoken to as Jina's own API")
    func detectsOthers() async throws {
        #expect(try await detect([:]).dialect == .hosted)
        #expect(
            try await detect(["/v1/models": HTTPResponse(200, #"{"data":[{"id":"jina-ai/x"}]}"#)]).dialect == .hosted
        )
    }

    @Test("a server that is down is not guessed about, and asked again the next time")
    func detectsNothing() async throws {
        let answers = RecordedTransport { _ in HTTPResponse(503, "<html><title>503</title></html>") }
        let client = JinaClient(
            JinaConfiguration(baseURL: "http://server.test", retryPolicy: .never),
            transport: answers
        )
        for _ in 0..<2 {
            await #expect {
                try await client.dialect()
            } throws: { error in
                (error as? JinaError)?.kind == .unavailable
                    && "\(error)"
                        == "server.test (auto) is not available (503), saying “a web page titled “503””: wait until it is up and"
                        + " run again"
            }
        }
        #expect(answers.requests.count == 4)
    }

    @Test("the address may end in /v1 or slashes, and hosts in messages are without passwords")
    func addresses() {
        let configuration = JinaConfiguration(baseURL: "http://me:pw@host:7997/proxy/v1//")
        #expect(configuration.rootURL == "http://me:pw@host:7997/proxy")
        #expect(configuration.host == "host:7997")
        #expect(!configuration.isHostedAddress)
        #expect(!JinaConfiguration(baseURL: "https://api.jina.ai.evil.test").isHostedAddress)
    }
}
