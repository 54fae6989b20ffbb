public import Elasticsearch
import JSONValues

/// Whether the server's version is one that es-jina is made for.
public struct VersionCheck: EngineCheck {
    /// What it is about.
    public let group = HealthGroup.engine
    /// Its name.
    public let name = "version"
    /// The engine.
    public let engine: EngineUnderTest

    /// Makes the check.
    public init(_ engine: EngineUnderTest) { self.engine = engine }

    /// Looks.
    public func run(_ capabilities: Capabilities) async throws -> [HealthFinding] {
        let version = capabilities.version
        let facts: JSONObject = ["version": .string(version.description)]
        if capabilities.isServerless { return [ok("Serverless is always the newest", facts: facts)] }
        guard capabilities.isVersionKnown else {
            let fix = "Give the credentials the cluster privilege 'monitor'"
            return [warn("the server keeps its version to itself, and is taken for \(version)", fix: fix)]
        }
        guard version >= Capabilities.oldestVersion else {
            let found = "\(version) is older than \(Capabilities.oldestVersion), the oldest that es-jina speaks to"
            return [fail(found, fix: "Upgrade the server to \(Capabilities.oldestVersion) or newer", facts: facts)]
        }
        if version == "9.1.0" {
            // https://github.com/elastic/elasticsearch/pull/132539
            let found = "9.1.0 searches bbq_hnsw up to ten times slower than 9.1.1"
            return [warn(found, fix: "Upgrade to 9.1.1 or newer", facts: facts)]
        }
        let newest = Capabilities.newestVersion
        let isNewer = (version.major, version.minor) > (newest.major, newest.minor)
        return [ok(isNewer ? "\(version), newer than the newest es-jina is tested with" : "\(version)", facts: facts)]
    }
}

/// How the server is offered.
public struct FlavourCheck: EngineCheck {
    /// What it is about.
    public let group = HealthGroup.engine
    /// Its name.
    public let name = "flavour"
    /// The engine.
    public let engine: EngineUnderTest

    /// Makes the check.
    public init(_ engine: EngineUnderTest) { self.engine = engine }

    /// Looks.
    public func run(_ capabilities: Capabilities) async throws -> [HealthFinding] {
        let flavour = engine.isEmbedded ? "embedded" : capabilities.flavour.description
        return [
            ok(flavour, facts: ["flavour": .string(engine.isEmbedded ? "embedded" : capabilities.flavour.rawValue)])
        ]
    }
}

/// Which licence there is and for how long.
public struct LicenceCheck: EngineCheck {
    /// From how many days on its end is worth a warning.
    static let daysToWarn = 30

    /// What it is about.
    public let group = HealthGroup.engine
    /// Its name.
    public let name = "licence"
    /// The engine.
    public let engine: EngineUnderTest
    private let now: @Sendable () -> Int

    /// Makes the check.
    ///
    /// - Parameters:
    ///   - engine: The engine.
    ///   - now: The time, in milliseconds since 1970 UTC; `nil`, the default, asks the system.
    public init(_ engine: EngineUnderTest, now: (@Sendable () -> Int)? = nil) {
        self.engine = engine
        self.now = now ?? { WallClock.milliseconds() }
    }

    /// Looks.
    public func run(_ capabilities: Capabilities) async throws -> [HealthFinding] {
        if capabilities.isServerless { return [ok("Serverless holds nothing back")] }
        guard let terms = capabilities.terms else {
            let fix = "Give the credentials the cluster privilege 'monitor', where the server has more than basic"
            return [warn("the server keeps its licence to itself, and is taken for basic", fix: fix)]
        }
        let facts: JSONObject = [
            "type": .string(terms.tier.rawValue), "licence_status": .string(terms.status),
            "expiry": terms.expiry.map { .string(WallClock.text($0)) } ?? .null,
        ]
        guard terms.isActive else {
            let found = "\(terms.tier), \(terms.status): what it included beyond basic is gone"
            return [fail(found, fix: "Renew it, or go back to basic with POST /_license/start_basic", facts: facts)]
        }
        guard let days = terms.daysLeft(at: now()), let expiry = terms.expiry else {
            return [ok("\(terms.tier), which never ends", facts: facts)]
        }
        let found = "\(terms.tier), until \(WallClock.text(expiry)), \(SizeText.count(days, "day")) from now"
        guard days < Self.daysToWarn else { return [ok(found, facts: facts)] }
        return [warn(found, fix: "Renew it; what it includes beyond basic goes with it", facts: facts)]
    }
}

/// What the credentials lack of the privileges that es-jina uses; one request.
public struct PrivilegeCheck: EngineCheck {
    /// The privileges and what each is for.
    static let cluster = ["monitor"]
    static let index = ["view_index_metadata", "read", "create_index", "write", "maintenance", "manage"]

    /// What it is about.
    public let group = HealthGroup.engine
    /// Its name.
    public let name = "privileges"
    /// The engine.
    public let engine: EngineUnderTest
    private let indexName: String

    /// Makes the check of what is needed for an index.
    public init(_ engine: EngineUnderTest, index: String) {
        self.engine = engine
        indexName = index
    }

    /// Looks.
    public func run(_ capabilities: Capabilities) async throws -> [HealthFinding] {
        guard !engine.isEmbedded else {
            return [skipped("the embedded engine lets everybody in who may read its files")]
        }
        let missing = try await engine.client
            .missingPrivileges(cluster: Self.cluster, index: Self.index, on: indexName)
        guard let missing else { return [skipped("the server has no security, or it is turned off")] }
        let facts: JSONObject = ["missing": JSONValue(missing)]
        guard !missing.isEmpty else { return [ok("all that es-jina uses on '\(indexName)'", facts: facts)] }
        let list = missing.map { "'\($0)'" }.joined(separator: ", ")
        let fix =
            "Give the credentials \(list): read and view_index_metadata to search; create_index, write, manage and "
            + "maintenance to ingest; monitor for the version and this report"
        let found = "the credentials lack \(list) on '\(indexName)'"
        return [missing.contains("read") ? fail(found, fix: fix, facts: facts) : warn(found, fix: fix, facts: facts)]
    }
}
