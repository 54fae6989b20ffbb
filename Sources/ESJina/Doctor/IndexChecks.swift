public import Elasticsearch
import JSONValues

/// What the configuration would make vectors with, to be compared with what an index holds.
public struct ConfiguredModel: Sendable, Hashable {
    /// The model's id.
    public var id: String
    /// What its vectors depend on; `nil` where only the model's server knows.
    public var fingerprint: String?

    /// Makes a model.
    public init(id: String, fingerprint: String?) {
        self.id = id
        self.fingerprint = fingerprint
    }
}

/// Whether there is the index, whether es-jina made it, and whether it holds vectors of the configured model; one request.
public struct IndexModelCheck: EngineCheck {
    /// What it is about.
    public let group = HealthGroup.index
    /// Its name.
    public let name = "model"
    /// The engine.
    public let engine: EngineUnderTest
    private let index: String
    private let configured: @Sendable () async -> ConfiguredModel?

    /// Makes the check.
    ///
    /// - Parameters:
    ///   - engine: The engine.
    ///   - index: The index.
    ///   - configured: Tells what would fill it; `nil` where that is not known. Asked only where there is the index.
    public init(
        _ engine: EngineUnderTest,
        index: String,
        configured: @escaping @Sendable () async -> ConfiguredModel? = { nil }
    ) {
        self.engine = engine
        self.index = index
        self.configured = configured
    }

    /// Looks.
    public func run(_ capabilities: Capabilities) async throws -> [HealthFinding] {
        let mapping: IndexMapping
        do {
            mapping = try await engine.client.mapping(of: index)
        } catch let error as ElasticsearchError where error.kind == .indexNotFound {
            return [skipped("there is no index '\(index)' yet; an ingest makes it", facts: ["exists": false])]
        }
        guard let found = IndexDescription(mapping) else {
            let fix = "Choose another index with --index; es-jina adds nothing to indices that it did not make"
            return [fail("'\(index)' was not made by es-jina", fix: fix, facts: ["exists": true])]
        }
        let sizes = found.dims.map(String.init).joined(separator: ", ")
        let facts: JSONObject = [
            "exists": true, "model": .string(found.modelID), "embedder": .string(found.embedderFingerprint),
            "dims": .array(found.dims.map { JSONValue($0) }), "preprocessing": .string(found.preprocessing),
        ]
        let what = "'\(index)' holds vectors of \(found.modelID) with \(sizes) dims"
        guard let configured = await configured() else { return [ok(what, facts: facts)] }
        guard configured.id == found.modelID else {
            let fix = "Use --model \(found.modelID) for this index, or --index for another; an ingest would be refused"
            return [fail("\(what), and \(configured.id) is configured", fix: fix, facts: facts)]
        }
        if let fingerprint = configured.fingerprint, fingerprint != found.embedderFingerprint {
            let fix =
                "Use the server and the options that filled it, or another index with --index; an ingest would be refused"
            let difference = "made as \(found.embedderFingerprint), and \(fingerprint) is configured"
            return [fail("\(what), \(difference)", fix: fix, facts: facts)]
        }
        return [ok("\(what), as is configured", facts: facts)]
    }
}

/// How the index stands: its shards, its size, and what forbids writing; three requests.
public struct IndexStateCheck: EngineCheck {
    /// What it is about.
    public let group = HealthGroup.index
    /// Its name.
    public let name = "index_state"
    /// The engine.
    public let engine: EngineUnderTest
    private let index: String

    /// Makes the check.
    public init(_ engine: EngineUnderTest, index: String) {
        self.engine = engine
        self.index = index
    }

    /// Looks.
    public func run(_ capabilities: Capabilities) async throws -> [HealthFinding] {
        let index: IndexFacts
        do {
            index = try await engine.client.facts(of: self.index)
        } catch let error as ElasticsearchError where error.kind == .indexNotFound {
            return [skipped("there is no index '\(self.index)' yet")]
        }
        var facts: JSONObject = [
            "index": .string(index.name), "documents": JSONValue(index.documents),
            "deleted_documents": JSONValue(index.deletedDocuments), "bytes": JSONValue(index.bytes),
            "shards": JSONValue(index.shards), "replicas": JSONValue(index.replicas), "blocks": JSONValue(index.blocks),
        ]
        facts["segments"] = index.segments.map { JSONValue($0) }
        var findings: [HealthFinding] = []
        if index.blocks.contains("read_only_allow_delete") {
            findings.append(
                fail(
                    "'\(index.name)' is read-only (index.blocks.read_only_allow_delete), as a full disk makes it",
                    fix:
                        "Make room on the disks; the server lifts the block by itself then, or PUT /\(index.name)/_settings "
                        + "{\"index.blocks.read_only_allow_delete\": null}",
                    facts: facts
                )
            )
        }
        for block in index.blocks where block != "read_only_allow_delete" && block != "metadata" {
            let fix = "PUT /\(index.name)/_settings {\"index.blocks.\(block)\": null}, where nobody meant it"
            findings.append(fail("'\(index.name)' is blocked (index.blocks.\(block))", fix: fix, facts: facts))
        }
        if !engine.isEmbedded, capabilities.allowsNodeAPIs {
            let health = try await engine.client.health(of: index.name)
            if health.status == .red {
                let fix = "Ask GET /_cluster/allocation/explain why"
                findings.append(fail("a shard of '\(index.name)' has no place", fix: fix, facts: facts))
            } else if health.status == .yellow {
                let fix =
                    "Add a node, or PUT /\(index.name)/_settings {\"index.number_of_replicas\": \(max(0, health.nodes - 1))}"
                let found =
                    "\(SizeText.count(index.replicas, "replica")) of '\(index.name)' on \(SizeText.count(health.nodes, "node"))"
                findings.append(warn(found, fix: fix, facts: facts))
            }
        }
        if index.refreshInterval == "-1" {
            let fix =
                "Run the ingest again, which puts it back, or PUT /\(index.name)/_settings {\"index.refresh_interval\": null}"
            findings.append(
                warn(
                    "what is written to '\(index.name)' does not become visible (refresh_interval is -1)",
                    fix: fix,
                    facts: facts
                )
            )
        }
        if let segments = index.segments, segments > 100 * max(1, index.shards) {
            let fix =
                "POST /\(index.name)/_forcemerge?max_num_segments=1 when nothing is written any more; each search asks them all"
            findings.append(
                warn("\(segments) segments in \(SizeText.count(index.shards, "shard"))", fix: fix, facts: facts)
            )
        }
        let deleted = index.deletedDocuments
        if deleted > 10_000, deleted * 2 > index.documents {
            let fix = "POST /\(index.name)/_forcemerge?only_expunge_deletes=true"
            findings.append(warn("\(deleted) deleted documents beside \(index.documents)", fix: fix, facts: facts))
        }
        guard findings.isEmpty else { return findings }
        var found = "\(SizeText.count(index.documents, "document")), \(SizeText.bytes(index.bytes))"
        if capabilities.allowsShardSettings {
            found += ", \(SizeText.count(index.shards, "shard")) and \(SizeText.count(index.replicas, "replica"))"
        }
        if let segments = index.segments { found += ", \(SizeText.count(segments, "segment"))" }
        return [ok(found, facts: facts)]
    }
}
