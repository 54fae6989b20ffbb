import CurlTransport
import ESJinaTesting
import HTTPTransport
import JSONValues
import Testing

/// A toxiproxy in front of a server, with its control API.
struct FaultyNetwork {
    let url: String
    private let control: String
    private let program: RunningProgram
    private let transport = LibcurlTransport()

    init(upstream: String) async throws {
        guard let path = environment("ES_JINA_TEST_TOXIPROXY") else {
            throw TransportError(.unavailable, "Set ES_JINA_TEST_TOXIPROXY to the path of toxiproxy-server.")
        }
        let (controlPort, port) = (try Equipment.freePort(), try Equipment.freePort())
        program = try RunningProgram(path, ["-host", "127.0.0.1", "-port", "\(controlPort)"])
        control = "http://127.0.0.1:\(controlPort)"
        url = "http://127.0.0.1:\(port)"
        let retry = RetryMiddleware(policy: RetryPolicy(maxAttempts: 50, maxDelay: .milliseconds(100)))
        let patient = transport.through(retry)
        _ = try await patient.send(HTTPRequest(.get, control + "/version"))
        try await post(
            "/proxies",
            ["name": "es", "listen": .string("127.0.0.1:\(port)"), "upstream": .string(String(upstream.dropFirst(7)))]
        )
    }

    func post(_ path: String, _ value: JSONValue) async throws {
        let answer = try await transport.send(HTTPRequest(.post, control + path, body: .bytes(value.serialized())))
        guard (200..<300).contains(answer.status) else {
            throw TransportError(.unavailable, "toxiproxy: \(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    func add(_ type: String, upstream: Bool = false, _ attributes: JSONValue) async throws {
        try await post(
            "/proxies/es/toxics",
            ["type": .string(type), "stream": .string(upstream ? "upstream" : "downstream"), "attributes": attributes]
        )
    }

    func heal() async throws { try await post("/reset", [:]) }

    func setEnabled(_ enabled: Bool) async throws { try await post("/proxies/es", ["enabled": .bool(enabled)]) }

    func end() { program.end() }
}

/// A real Elasticsearch node behind a network that fails.
@Suite(
    .serialized,
    .enabled(
        if: Equipment.isRequired
            || environment("ES_JINA_TEST_URLS") != nil && environment("ES_JINA_TEST_TOXIPROXY") != nil,
        "set ES_JINA_TEST_URLS to the URLs of Elasticsearch nodes and ES_JINA_TEST_TOXIPROXY to the path of toxiproxy-server"
    )
)
struct FaultyNetworkTests {
    func withNetwork(_ body: (FaultyNetwork) async throws -> Void) async throws {
        let urls = (environment("ES_JINA_TEST_URLS") ?? "").split(separator: " ")
        try #require(!urls.isEmpty, "set ES_JINA_TEST_URLS to the URLs of Elasticsearch nodes")
        for url in urls {
            let network = try await FaultyNetwork(upstream: String(url))
            defer { network.end() }
            try await body(network)
        }
    }

    @Test func `a slow network is waited for, and no longer than allowed`() async throws {
        try await withNetwork { network in
            let transport = LibcurlTransport()
            try await network.add("latency", ["latency": 300])
            let start = ContinuousClock.now
            #expect(try await transport.send(HTTPRequest(.get, network.url + "/")).status == 200)
            #expect(ContinuousClock.now - start >= .milliseconds(300))
            let hurried = HTTPRequest(.get, network.url + "/", timeouts: HTTPTimeouts(total: .milliseconds(100)))
            #expect(try await failure(transport, hurried).kind == .timedOut)
        }
    }

    @Test func `a network that cuts answers, resets or falls silent is an error each time and healed by retries`()
        async throws
    {
        try await withNetwork { network in
            let transport = LibcurlTransport()
            let get = HTTPRequest(.get, network.url + "/", timeouts: HTTPTimeouts(stall: .milliseconds(300)))
            try await network.add("limit_data", ["bytes": 50])
            #expect(try await failure(transport, get).kind == .connectionLost)
            try await network.heal()
            try await network.add("reset_peer", ["timeout": 0])
            #expect(try await failure(transport, get).kind == .connectionLost)
            try await network.heal()
            try await network.add("timeout", ["timeout": 0])
            let silent = try await failure(transport, get)
            #expect(silent.kind == .timedOut)
            #expect(silent.requestMayHaveBeenProcessed)

            let retrying = transport.through(
                RetryMiddleware(policy: RetryPolicy(maxAttempts: 20, maxDelay: .milliseconds(200)))
            )
            async let answer = retrying.send(get)
            try await Task.sleep(for: .milliseconds(500))
            try await network.heal()
            #expect(try await answer.status == 200)
        }
    }

    @Test func `a server that goes away and comes back is reached again`() async throws {
        try await withNetwork { network in
            let transport = LibcurlTransport()
            let get = HTTPRequest(.get, network.url + "/")
            #expect(try await transport.send(get).status == 200)
            try await network.setEnabled(false)
            let away = try await failure(transport, get)
            #expect(away.kind == .connectionFailed)
            #expect(!away.requestMayHaveBeenProcessed)
            let retrying = transport.through(
                RetryMiddleware(policy: RetryPolicy(maxAttempts: 50, maxDelay: .milliseconds(100)))
            )
            async let answer = retrying.send(get)
            try await Task.sleep(for: .milliseconds(300))
            try await network.setEnabled(true)
            #expect(try await answer.status == 200)
        }
    }

    @Test func `documents sent through a network that keeps failing are all there, once`() async throws {
        try await withNetwork { network in
            let index = "es-jina-transport-\(UInt32.random(in: 0 ... .max))"
            let transport = LibcurlTransport()
                .through(
                    RetryMiddleware(policy: RetryPolicy(maxAttempts: 60, maxDelay: .milliseconds(100)))
                )
            func request(_ method: HTTPRequest.Method, _ path: String, _ body: String = "") -> HTTPRequest {
                HTTPRequest(
                    method,
                    network.url + path,
                    headers: ["Content-Type": "application/x-ndjson"],
                    body: body.isEmpty ? .none : .bytes(Array(body.utf8)),
                    timeouts: HTTPTimeouts(connect: .seconds(2), total: .seconds(30), stall: .seconds(20))
                )
            }
            async let chaos: Void = {
                for _ in 0..<6 {
                    try await network.add("reset_peer", ["timeout": 2])
                    try await Task.sleep(for: .milliseconds(60))
                    try await network.heal()
                    try await network.setEnabled(false)
                    try await Task.sleep(for: .milliseconds(60))
                    try await network.setEnabled(true)
                    try await Task.sleep(for: .milliseconds(100))
                }
            }()
            for batch in 0..<20 {
                let lines = (0..<50).map { "{\"index\":{\"_id\":\"\(batch)-\($0)\"}}\n{\"n\":\($0)}\n" }.joined()
                let answer = try await transport.send(request(.post, "/\(index)/_bulk", lines))
                #expect(answer.status == 200)
                let outcome = try JSONValue.parse(answer.body)
                #expect(outcome["errors"]?.bool == false)
            }
            try await chaos
            try await network.heal()
            _ = try await transport.send(request(.post, "/\(index)/_refresh"))
            let count = try JSONValue.parse(try await transport.send(request(.get, "/\(index)/_count")).body)
            #expect(count["count"]?.int == 1000)
            _ = try await transport.send(request(.delete, "/\(index)"))
        }
    }
}
