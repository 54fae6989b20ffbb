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

    /// Makes a description of a node.
    public init(name: String, clusterName: String, clusterUUID: String, version: ServerVersion, flavour: Flavour) {
        self.name = name
        self.clusterName = clusterName
        self.clusterUUID = clusterUUID
        self.version = version
        self.flavour = flavour
    }

    init?(_ json: JSONValue) {
        guard let version = json["version"]?["number"]?.string.flatMap({ ServerVersion($0) }) else { return nil }
        self.init(
            name: json["name"]?.string ?? "",
            clusterName: json["cluster_name"]?.string ?? "",
            clusterUUID: json["cluster_uuid"]?.string ?? "",
            version: version,
            flavour: Flavour(rawValue: json["version"]?["build_flavor"]?.string ?? Flavour.stack.rawValue)
        )
    }
}

/// How Elasticsearch is offered, as an open set.
public struct Flavour: RawRepresentable, Sendable, Hashable {
    /// The server's `build_flavor`.
    public let rawValue: String
    /// Makes a flavour of any name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Self-managed or hosted, with versions and licences.
    public static let stack = Flavour(rawValue: "default")
    /// Elastic Cloud Serverless: always the newest, without licence tiers, shards or nodes.
    public static let serverless = Flavour(rawValue: "serverless")
}

/// The tier of a licence, ordered by what it includes.
public struct Licence: RawRepresentable, Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The server's `license.type`.
    public let rawValue: String
    /// Makes a tier of any name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Free for ever.
    public static let basic = Licence(rawValue: "basic")
    /// The tier above basic.
    public static let gold = Licence(rawValue: "gold")
    /// The tier above gold.
    public static let platinum = Licence(rawValue: "platinum")
    /// The tier that includes everything.
    public static let enterprise = Licence(rawValue: "enterprise")
    /// Everything for thirty days.
    public static let trial = Licence(rawValue: "trial")

    /// Whether features of the Enterprise tier work.
    public var includesEnterprise: Bool { self >= .enterprise }

    /// The server's word.
    public var description: String { rawValue }

    private var rank: Int {
        switch self {
        case .gold: 1
        case .platinum: 2
        case .enterprise, .trial: 3
        default: 0
        }
    }

    /// Orders by what the tiers include; unknown ones count as basic.
    public static func < (left: Licence, right: Licence) -> Bool { left.rank < right.rank }
}
