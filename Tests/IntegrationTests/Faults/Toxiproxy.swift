import CurlTransport
import HTTPTransport
import JSONValues
import TestSupport
import Testing

/// A toxiproxy before a real server: a TCP proxy whose connections can be made slow, cut, throttled or reset.
struct Toxiproxy: Sendable {
    /// What clients connect to.
    let url: String
    private let control: String
    private let program: ChildProcess
    private let transport = LibcurlTransport()

    /// Starts a proxy in front of `upstream`, a URL of scheme http without a path.
    init(upstream: String) async throws {
        guard let path = TestEquipment.variable("ES_JINA_TEST_TOXIPROXY") else {
            throw TemporaryDirectory.Failure(reason: "Set ES_JINA_TEST_TOXIPROXY to the path of toxiproxy-server.")
        }
        let (controlPort, port) = (try TestEquipment.freePort(), try TestEquipment.freePort())
        program = try ChildProcess([path, "-host", "127.0.0.1", "-port", "\(controlPort)"])
        control = "http://127.0.0.1:\(controlPort)"
        url = "http://127.0.0.1:\(port)"
        let patience = RetryMiddleware(policy: RetryPolicy(maxAttempts: 50, maxDelay: .milliseconds(100)))
        _ = try await transport.through(patience).send(HTTPRequest(.get, control + "/version"))
        try await post(
            "/proxies",
            ["name": "es", "listen": .string("127.0.0.1:\(port)"), "upstream": .string(String(upstream.dropFirst(7)))]
        )
    }

    private func post(_ path: String, _ value: JSONValue) async throws {
        let answer = try await transport.send(HTTPRequest(.post, control + path, body: .bytes(value.serialized())))
        guard (200..<300).contains(answer.status) else {
            throw TemporaryDirectory.Failure(reason: "toxiproxy: \(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    /// Poisons a share of the connections from now on, those that are open too.
    func add(_ toxic: Toxic) async throws {
        try await post(
            "/proxies/es/toxics",
            [
                "type": .string(toxic.type), "stream": .string(toxic.isUpstream ? "upstream" : "downstream"),
                "toxicity": 1, "attributes": toxic.attributes,
            ]
        )
    }

    /// Removes everything and brings the server back.
    func heal() async throws { try await post("/reset", [:]) }

    /// Takes the server away or brings it back.
    func setEnabled(_ enabled: Bool) async throws { try await post("/proxies/es", ["enabled": .bool(enabled)]) }

    /// Ends the proxy.
    func end() async {
        program.signal(9)
        _ = await program.wait()
    }
}

/// One way of toxiproxy to harm a connection.
struct Toxic: Sendable, CustomTestStringConvertible {
    var type: String
    /// Harms requests instead of answers.
    var isUpstream = false
    var attributes: JSONValue

    var testDescription: String {
        let attributes = String(decoding: attributes.serialized(), as: UTF8.self)
        return "\(type) \(isUpstream ? "of requests" : "of answers") \(attributes)"
    }

    /// These make connections slow, which a run can live with.
    static let slowing: [Toxic] = [
        Toxic(type: "latency", attributes: ["latency": 40, "jitter": 30]),
        Toxic(type: "latency", isUpstream: true, attributes: ["latency": 40, "jitter": 30]),
        Toxic(type: "bandwidth", attributes: ["rate": 40]),
        Toxic(type: "bandwidth", isUpstream: true, attributes: ["rate": 200]),
        Toxic(type: "slow_close", attributes: ["delay": 200]),
        Toxic(type: "slicer", attributes: ["average_size": 64, "size_variation": 32, "delay": 200]),
        Toxic(
            type: "slicer",
            isUpstream: true,
            attributes: ["average_size": 256, "size_variation": 128, "delay": 200]
        ),
    ]

    /// These break every connection, until they are taken away.
    static let breaking: [Toxic] = [
        Toxic(type: "timeout", attributes: ["timeout": 0]),
        Toxic(type: "timeout", isUpstream: true, attributes: ["timeout": 100]),
        Toxic(type: "reset_peer", attributes: ["timeout": 0]),
        Toxic(type: "reset_peer", isUpstream: true, attributes: ["timeout": 5]),
        Toxic(type: "limit_data", attributes: ["bytes": 700]),
        Toxic(type: "limit_data", isUpstream: true, attributes: ["bytes": 3000]),
    ]
}
