public import Elasticsearch
import JSONValues

/// Whether the server has a feature, and what follows where it has not; at most one request.
public struct FeatureCheck: EngineCheck {
    /// The features that decide how es-jina works, by their names in ``Elasticsearch/ServerFeature/all``.
    public static let decisive = [
        "server_rrf", "linear", "semantic_rerank", "rank_vectors", "bbq_disk", "base64_vectors", "base64_query_vectors",
        "exclude_vectors",
    ]

    /// What it is about.
    public let group = HealthGroup.features
    /// Its name.
    public var name: String { feature.name }
    /// The engine.
    public let engine: EngineUnderTest
    private let feature: ServerFeature

    /// Makes the check.
    public init(_ engine: EngineUnderTest, _ feature: ServerFeature) {
        self.engine = engine
        self.feature = feature
    }

    /// Looks.
    public func run(_ capabilities: Capabilities) async throws -> [HealthFinding] {
        let obstacle = capabilities.obstacle(to: feature)
        let declared = engine.isEmbedded ? nil : try await engine.client.declares(feature)
        let facts: JSONObject = [
            "available": .bool(obstacle == nil), "declared": declared.map { .bool($0) } ?? .null,
            "obstacle": obstacle.map { .string($0.kind.rawValue) } ?? .null,
        ]
        if let declared, declared != (obstacle == nil), obstacle?.kind != .licence {
            let found =
                declared
                ? "the server says it has it, and es-jina takes it for one that has not"
                : "the server says it lacks it, and es-jina takes it for one that has it"
            let fix = "Report it with the server's version; requests that need it may fail"
            return [declared ? ok(found, facts: facts) : warn(found, fix: fix, facts: facts)]
        }
        guard let obstacle else { return [ok("yes", facts: facts)] }
        return [ok("no, \(obstacle)" + (feature.use.isEmpty ? "" : "; \(feature.use)"), facts: facts)]
    }
}

/// Whether the server runs scripts in Painless, by which token vectors in `rank_vectors` are compared; one request.
public struct ScriptCheck: EngineCheck {
    /// What it is about.
    public let group = HealthGroup.features
    /// Its name.
    public let name = "painless"
    /// The engine.
    public let engine: EngineUnderTest

    /// Makes the check.
    public init(_ engine: EngineUnderTest) { self.engine = engine }

    /// Looks.
    public func run(_ capabilities: Capabilities) async throws -> [HealthFinding] {
        guard !engine.isEmbedded else { return [ok("no; es-jina does without")] }
        guard let languages = try await engine.client.scriptLanguages() else {
            return [skipped("the server does not tell its languages of scripts")]
        }
        let facts: JSONObject = ["available": .bool(languages.contains("painless"))]
        if languages.contains("painless") { return [ok("yes", facts: facts)] }
        guard capabilities.allowsRankVectors else { return [ok("no; es-jina does without", facts: facts)] }
        let fix = "Allow inline scripts (script.allowed_types) to compare token vectors on the server"
        return [warn("no, so that rank_vectors cannot be compared", fix: fix, facts: facts)]
    }
}

/// Which analyzers of languages the server has; one request for each.
public struct AnalyzerCheck: EngineCheck {
    /// The languages asked for, by Elasticsearch's names.
    public static let languages = [
        "arabic", "cjk", "dutch", "english", "french", "german", "hindi", "italian", "portuguese", "russian", "spanish",
        "turkish",
    ]

    /// What it is about.
    public let group = HealthGroup.features
    /// Its name.
    public let name = "language_analyzers"
    /// The engine.
    public let engine: EngineUnderTest

    /// Makes the check.
    public init(_ engine: EngineUnderTest) { self.engine = engine }

    /// Looks.
    public func run(_ capabilities: Capabilities) async throws -> [HealthFinding] {
        let known = try await withThrowingTaskGroup(of: (String, Bool?).self) { group in
            for language in Self.languages {
                group.addTask { (language, try await engine.client.hasAnalyzer(language)) }
            }
            return try await group.reduce(into: [String: Bool?]()) { $0[$1.0] = $1.1 }
        }
        let has = Self.languages.filter { known[$0] == true }
        guard !has.isEmpty || known.values.contains(false) else {
            return [skipped("the credentials may not ask for analyzers")]
        }
        let lacks = Self.languages.filter { known[$0] == false }
        let facts: JSONObject = ["available": JSONValue(has), "missing": JSONValue(lacks)]
        if has.isEmpty { return [ok("none; words are found as they are written", facts: facts)] }
        let found =
            lacks.isEmpty
            ? "all \(has.count) asked for" : "\(has.joined(separator: ", ")); not \(lacks.joined(separator: ", "))"
        return [ok(found, facts: facts)]
    }
}
