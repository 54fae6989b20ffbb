import CommandTree
import CurlTransport
import ESJina
import Elasticsearch
import EmbeddedNode
import HTTPCompression
import HTTPTransport
import JSONValues

/// The engine a command talks to: a cluster behind libcurl, or the embedded node; nothing behind it knows which.
struct Engine {
    let client: ElasticsearchClient
    /// What people call it: the cluster with its URL, or the embedded engine with its directory.
    let name: String
    /// Whether it is the engine on this machine.
    let isEmbedded: Bool
    /// The directory of the journal, the cache and the embedded engine's data.
    let stateDirectory: String

    /// Joins the parts a command's options ask for; connects to nothing yet.
    init(_ command: ParsedCommand, _ console: Console, observer: (any Observer)? = nil) throws {
        let files = PlatformFiles(environment: console.environment)
        stateDirectory = command[ConnectionOptions.state] ?? files.stateDirectory
        let configuration: ElasticsearchConfiguration
        let transport: any HTTPTransport
        if let cluster = try Self.cluster(command) {
            configuration = cluster
            transport = Self.network(command, observer: observer)
            isEmbedded = false
            name = "the cluster at " + configuration.urls.joined(separator: ", ")
        } else {
            let directory = stateDirectory + "/embedded"
            configuration = try ElasticsearchConfiguration("http://embedded")
            transport = try EmbeddedNode(directory: directory).observed(by: observer, policy: .never)
            isEmbedded = true
            name = "the embedded engine in \(directory)"
        }
        client = ElasticsearchClient(configuration, transport: transport, observer: observer)
    }

    /// What an index says of itself; `nil` where there is none or es-jina did not make it.
    func description(of index: String) async throws -> IndexDescription? {
        do {
            return IndexDescription(try await client.mapping(of: index))
        } catch let error as ElasticsearchError where error.kind == .indexNotFound {
            return nil
        }
    }

    /// Where the cluster is and who asks; `nil` for the embedded engine.
    static func cluster(_ command: ParsedCommand) throws -> ElasticsearchConfiguration? {
        let credentials = try credentials(command)
        if let cloudID = command[ConnectionOptions.cloudID] {
            return try .cloudID(cloudID, credentials: credentials)
        }
        let urls = command[ConnectionOptions.url]
        return urls.isEmpty ? nil : try ElasticsearchConfiguration(urls: urls, credentials: credentials)
    }

    /// The transport to a cluster, which retries what is safe to send again.
    ///
    /// - Parameters:
    ///   - command: The options.
    ///   - observer: Who is told of requests and retries.
    ///   - policy: What is repeated.
    ///   - patience: How long a request may take at most, connecting included; `nil` for what the options say.
    /// - Returns: The transport.
    static func network(
        _ command: ParsedCommand,
        observer: (any Observer)?,
        policy: RetryPolicy = RetryPolicy(),
        patience: Duration? = nil
    ) -> any HTTPTransport {
        var configuration = CurlConfiguration()
        configuration.timeouts.total = command[ConnectionOptions.timeout]
        if let patience { configuration.timeouts.limit(to: patience) }
        configuration.userAgent = "es-jina/\(ESJinaCommand.version)"
        if let fingerprint = command[ConnectionOptions.caFingerprint] {
            configuration.trust = .fingerprint(fingerprint)
        } else if let file = command[ConnectionOptions.caFile] {
            configuration.trust = .certificateAuthorities(file: file)
        }
        if let certificate = command[ConnectionOptions.clientCertificate] {
            configuration.clientCertificate = .init(
                certificateFile: certificate,
                keyFile: command[ConnectionOptions.clientKey]
            )
        }
        let transport = LibcurlTransport(configuration)
        // Elasticsearch takes gzip from everybody; over the internet it pays, within a machine or a data centre it does not.
        let gzip = GzipBodyMiddleware(minimumBytes: 64 << 10) { transport.reachesInternet($0) ?? false }
        return transport.observed(by: observer, policy: policy).through(gzip)
    }

    private static func credentials(_ command: ParsedCommand) throws(UsageError) -> Credentials {
        if let key = command[ConnectionOptions.apiKey] { return .apiKey(Secret(key)) }
        switch (command[ConnectionOptions.username], command[ConnectionOptions.password]) {
        case (let username?, let password?): return .basic(username: username, password: Secret(password))
        case (_?, nil):
            throw UsageError(.missingArgument, "A user name needs its password: set ELASTICSEARCH_PASSWORD.")
        default: return .none
        }
    }
}

extension HTTPTimeouts {
    /// Lets nothing take longer than `time`.
    mutating func limit(to time: Duration) {
        connect = min(connect, time)
        total = min(total, time)
        stall = min(stall, time)
    }
}
