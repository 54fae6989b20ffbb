import HTTPTransport
import Testing

@testable import Elasticsearch

@Suite("ElasticsearchConfiguration")
struct ConfigurationTests {
    @Test(
        "URLs get their default port, lose slashes at the end and keep a path",
        arguments: [
            ("http://localhost", "http://localhost:9200"),
            ("http://localhost:9200/", "http://localhost:9200"),
            ("https://Search.Example.com", "https://search.example.com:443"),
            ("https://example.com:9243/es//", "https://example.com:9243/es"),
            ("http://[::1]", "http://[::1]:9200"),
            ("http://[::1]:80/", "http://[::1]:80"),
            (" http://127.0.0.1:1 \n", "http://127.0.0.1:1"),
            ("http+unix://%2Frun%2Fes.sock/x", "http+unix://%2Frun%2Fes.sock/x"),
        ]
    )
    func normalForm(given: String, expected: String) throws {
        #expect(try ElasticsearchConfiguration(given).urls == [expected])
    }

    @Test(
        "A URL that cannot be used is named with its fault",
        arguments: [
            ("localhost:9200", "[localhost:9200] has no scheme; write http://localhost:9200 or https://…"),
            ("ftp://x", "has the scheme [ftp]; use http or https"),
            ("http://", "has no host"),
            ("http://:9200", "has no valid host"),
            ("http://x:port", "has no valid port"),
            ("http://x:70000", "has no valid port"),
            ("http://x?q=1", "has a query or a fragment"),
            ("", "has no scheme; write http://localhost:9200"),
        ]
    )
    func invalid(given: String, expected: String) async throws {
        let error = try await failure { _ = try ElasticsearchConfiguration(given) }
        #expect(error.kind == .invalidConfiguration)
        #expect(error.message.contains(expected), "\(error.message)")
    }

    @Test("A password inside a URL becomes the credentials and is in no message")
    func credentialsInURL() async throws {
        let configuration = try ElasticsearchConfiguration("https://elastic:p%40ss@host:9200")
        #expect(configuration.urls == ["https://host:9200"])
        #expect(configuration.credentials == .basic(username: "elastic", password: Secret("p@ss")))
        #expect(!"\(configuration)".contains("p@ss"))
        let error = try await failure { _ = try ElasticsearchConfiguration("http://elastic:hunter2@:9200") }
        #expect(!error.message.contains("hunter2"))
        let twice = try await failure {
            _ = try ElasticsearchConfiguration("http://a:hunter2@h", credentials: .apiKey(Secret("k")))
        }
        #expect(twice.message.contains("remove one of the two"))
        #expect(!twice.message.contains("hunter2"))
    }

    @Test("No URL at all says which variable to set")
    func none() async throws {
        let error = try await failure { _ = try ElasticsearchConfiguration(urls: []) }
        #expect(error.message == "no Elasticsearch URL; set ELASTICSEARCH_URL or give --url")
    }

    // cluster:base64(host[:port]$elasticsearch$kibana); the first is the example of Elastic's own client documentation.
    @Test(
        "A cloud id becomes the deployment's URL",
        arguments: [
            (
                "cluster:dXMtZWFzdC0xLmF3cy5mb3VuZC5pbyQ0ZmE4ODIxZTc1NjM0MDMyYmVkMWNmMjIxMTBlMmY5NyQ=",
                "https://4fa8821e75634032bed1cf22110e2f97.us-east-1.aws.found.io:443"
            ),
            ("n:aG9zdDo5MjQzJGVzJGti", "https://es.host:9243"),
            ("aG9zdCRlczo5MjAwJGti", "https://es.host:9200"),
        ]
    )
    func cloudID(given: String, expected: String) throws {
        #expect(try ElasticsearchConfiguration.cloudID(given).urls == [expected])
    }

    @Test("What is no cloud id is refused", arguments: ["", "name:", "name:!!!", "name:aG9zdA==", "name:JGVzJGti"])
    func invalidCloudID(given: String) async throws {
        let error = try await failure { _ = try ElasticsearchConfiguration.cloudID(given) }
        #expect(error.kind == .invalidConfiguration)
    }

    @Test("Credentials become the Authorization header")
    func authorization() {
        #expect(Credentials.none.authorization == nil)
        #expect(Credentials.apiKey(Secret("Zm9vOmJhcg==")).authorization == "ApiKey Zm9vOmJhcg==")
        #expect(Credentials.apiKey(Secret("foo:bar\n")).authorization == "ApiKey Zm9vOmJhcg==")
        #expect(
            Credentials.basic(username: "Aladdin", password: Secret("open sesame")).authorization
                == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        )
        #expect(Credentials.bearer(Secret("t")).authorization == "Bearer t")
        #expect("\(Credentials.apiKey(Secret("foo:bar")))" == "apiKey(<redacted>)")
    }
}
