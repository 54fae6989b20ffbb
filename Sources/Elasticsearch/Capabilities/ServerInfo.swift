import HTTPTransport
import JSONValues

/// What a node says of itself at `GET /`.
public struct ServerInfo: Sendable, Hashable {
    /// The node's name.
    public var name: String
    /// The cluster's name.
    public var clusterName: String
    /// The cluster's id, the same on all its nodes.
    public var clusterUUID: String
    /// The version of the software.
    public var version: ServerVersion
    /// How the software is offered.
    public var flavour: Flavour
    /// What stands between, by the headers that Elasticsearch itself never sends, such as `nginx/1.22.1`; empty for nothing seen.
    public var intermediaries: [String]

    /// Makes a description of a node.
    public init(
        name: String,
        clusterName: String,
        clusterUUID: String,
        version: ServerVersion,
        flavour: Flavour,
        intermediaries: [String] = []
    ) {
        self.name = name
        self.clusterName = clusterName
        self.clusterUUID = clusterUUID
        self.version = version
        self.flavour = flavour
        self.intermediaries = intermediaries
    }

    /// Reads an answer to `GET /` and its headers; `nil` where it is another's.
    init?(_ answer: HTTPResponse, url: String) {
        guard let json = try? JSONValue.parse(answer.body),
            let version = json["version"]?["number"]?.string.flatMap({ ServerVersion($0) })
        else { return nil }
        var flavour = Flavour(rawValue: json["version"]?["build_flavor"]?.string ?? Flavour.stack.rawValue)
        // A hosted deployment says it is an ordinary one; only the proxy in front of it gives it away.
        if flavour == .stack, answer.headers["x-found-handling-cluster"] != nil || Flavour(host: url) == .hosted {
            flavour = .hosted
        }
        self.init(
            name: json["name"]?.string ?? "",
            clusterName: json["cluster_name"]?.string ?? "",
            clusterUUID: json["cluster_uuid"]?.string ?? "",
            version: version,
            flavour: flavour,
            intermediaries: ["server", "via", "x-served-by"]
                .compactMap { answer.headers[$0].map { ElasticsearchError.printable($0, limit: 60) } }
        )
    }
}

/// How Elasticsearch is offered, as an open set.
public struct Flavour: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
    /// The server's `build_flavor`, or `hosted`, which no server calls itself.
    public let rawValue: String
    /// Makes a flavour of any name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Self-managed, with versions and licences.
    public static let stack = Flavour(rawValue: "default")
    /// Elastic Cloud Hosted: the same software, run by Elastic behind its proxy.
    public static let hosted = Flavour(rawValue: "hosted")
    /// Elastic Cloud Serverless: always the newest, without licence tiers, shards or nodes.
    public static let serverless = Flavour(rawValue: "serverless")

    /// The flavour that the name of a host tells; ``stack`` for every name that is not Elastic's.
    ///
    /// Serverless projects are at `*.elastic.cloud`, hosted deployments at `*.cloud.es.io`, `*.found.io` and
    /// `*.elastic-cloud.com`.
    ///
    /// - Parameter url: A URL or a host, with or without port.
    public init(host url: String) {
        var host = url[...]
        if let scheme = host.firstRange(of: "://") { host = host[scheme.upperBound...] }
        let name = host.prefix { $0 != "/" && $0 != ":" && $0 != "?" }.lowercased()
        let isHosted = [".cloud.es.io", ".found.io", ".elastic-cloud.com"].contains { name.hasSuffix($0) }
        self = name.hasSuffix(".elastic.cloud") ? .serverless : isHosted ? .hosted : .stack
    }

    /// What people call it.
    public var description: String {
        switch self {
        case .stack: "self-managed"
        case .hosted: "Elastic Cloud Hosted"
        case .serverless: "Elastic Cloud Serverless"
        default: rawValue
        }
    }
}
