import Elasticsearch
import HTTPTransport
import JSONValues

/// Whether every node that was named answers, as Elasticsearch, and as the same cluster; two or three requests each.
public struct ConnectionCheck: HealthCheck {
    /// What it is about.
    public let group = HealthGroup.engine
    /// Its name.
    public let name = "connection"
    private let nodes: [EngineUnderTest]
    private let clock: any Clock<Duration>

    /// Makes the check of nodes, each with a client of its own.
    public init(_ nodes: [EngineUnderTest], clock: any Clock<Duration> = ContinuousClock()) {
        self.nodes = nodes
        self.clock = clock
    }

    /// What to do where it takes longer than it may.
    public var adviceWhenOverdue: String {
        "Look whether the server is overloaded or a firewall swallows what is sent there, or give it more time with --check-timeout"
    }

    /// Looks.
    public func run() async throws -> [HealthFinding] {
        let answers = await withTaskGroup(of: (Int, HealthFinding, ServerInfo?).self) { group in
            for (place, node) in nodes.enumerated() {
                group.addTask {
                    let (finding, info) = await look(at: node)
                    return (place, finding, info)
                }
            }
            var answers: [(Int, HealthFinding, ServerInfo?)] = []
            for await answer in group { answers.append(answer) }
            return answers.sorted { $0.0 < $1.0 }
        }
        var findings = answers.map(\.1)
        let clusters = Set(answers.compactMap { $0.2?.clusterUUID })
        if clusters.count > 1 {
            findings.append(
                fail("these are nodes of \(clusters.count) clusters", fix: "Name nodes of one cluster with --url")
            )
        }
        return findings
    }

    private func look(at node: EngineUnderTest) async -> (HealthFinding, ServerInfo?) {
        var info: ServerInfo?
        var milliseconds = 0
        do {
            let time = clock.measuring()
            info = try await node.client.serverInfo()
            milliseconds = time()
            if info?.flavour != .serverless { try await exchangeTypes(with: node) }
        } catch let error as ElasticsearchError where error.status == 403 && error.reason != nil {
            // It may be an API key for one index, which need not know the cluster's version.
            info = nil
        } catch {
            let transport = (error as? ElasticsearchError)?.transport
            let found = MessageText.withoutAdvice(transport?.message ?? "\(error)")
            return (fail(found, fix: Self.advice(error), facts: ["url": .string(node.name)]), nil)
        }
        guard !node.isEmbedded else { return (ok("\(node.name) answers", facts: ["url": .string(node.name)]), info) }
        let between = info?.intermediaries ?? []
        var found = "\(node.name) answers"
        if milliseconds > 0 { found += " in \(milliseconds) ms" }
        found += between.isEmpty ? ", nothing in between" : ", through \(between.joined(separator: " and "))"
        var facts: JSONObject = [
            "url": .string(node.name), "milliseconds": JSONValue(milliseconds), "proxies": JSONValue(between),
        ]
        facts["cluster"] = info.map { .string($0.clusterName) }
        facts["node"] = info.map { .string($0.name) }
        return (ok(found, facts: facts), info)
    }

    /// Sends a body in the media type that everything else is sent in, so that a proxy which does not pass it is seen here.
    private func exchangeTypes(with node: EngineUnderTest) async throws {
        do {
            _ = try await node.client.perform(.post, "/_analyze", body: ["analyzer": "standard", "text": "words"])
        } catch let error as ElasticsearchError
            where [401, 403, 404, 405, 410].contains(error.status) && error.reason != nil
        {
            // Elasticsearch itself refused it, so it arrived.
        }
    }

    /// What to do about a server that cannot be asked.
    static func advice(_ error: any Error) -> String? {
        guard let error = error as? ElasticsearchError else { return nil }
        if let transport = error.transport {
            switch transport.kind {
            case .hostNotFound: return "Check the host in --url (ELASTICSEARCH_URL), and this machine's DNS"
            case .connectionFailed: return "Start the server, or check host and port in --url (ELASTICSEARCH_URL)"
            case .timedOut: return "Check the network and firewalls on the way to the server"
            case .tls:
                return
                    "Name the server's certificate authority with --ca-file or --ca-fingerprint, or check http:// and https://"
            case .unavailable: return "Install libcurl: apt install libcurl4, dnf install libcurl, brew install curl"
            default: return "Check the server's log and what stands between it and this machine"
            }
        }
        switch error.kind {
        case .authentication: return "Set ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD"
        case .security: return "Give the credentials the privileges that the check 'privileges' lists"
        case .notElasticsearch: return "Check host and port in --url (ELASTICSEARCH_URL)"
        case .unsupportedVersion: return "Upgrade the server to \(Capabilities.oldestVersion) or newer"
        case .mediaType: return "Let the proxy pass the headers Accept and Content-Type as they are"
        default: return "Check the server's log and what stands between it and this machine"
        }
    }
}

extension Clock<Duration> {
    /// Starts to measure.
    ///
    /// - Returns: Gives the whole milliseconds since.
    func measuring() -> () -> Int {
        let start = now
        return { Int(start.duration(to: now) / .milliseconds(1)) }
    }
}
