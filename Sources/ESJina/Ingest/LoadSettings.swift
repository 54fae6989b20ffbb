import Elasticsearch
import JSONValues

/// Settings that make a load fast and must not stay: no refreshes and no replicas until it is over.
///
/// What was set before stands in the index's own `_meta` from before they are changed until they are restored. So a run that was
/// killed, even one on another machine, leaves a note that every later run finds and acts on.
struct LoadSettings: Sendable {
    private static let names = ["refresh_interval", "number_of_replicas"]
    private static let key = "load_settings"

    private let client: ElasticsearchClient
    private let index: String
    /// What to set in the end; `null` for the default.
    private let originals: JSONObject

    /// Applies the settings, or finds those that an earlier run left; `nil` where there is nothing to restore.
    static func open(client: ElasticsearchClient, index: String, applies: Bool) async throws -> LoadSettings? {
        let noted = try await note(client, index)
        guard applies || noted != nil else { return nil }
        let settings = try await client.settings(of: index)
        let originals = noted ?? JSONObject(names.map { ($0, settings[$0] ?? .null) })
        let load = LoadSettings(client: client, index: index, originals: originals)
        if applies {
            if noted == nil { try await load.write(.object(originals)) }
            try await client.putSettings(["refresh_interval": "-1", "number_of_replicas": 0], index: index)
        }
        return load
    }

    /// Sets what was set before, and takes the note away.
    func restore() async throws {
        try await client.putSettings(originals, index: index)
        try await write(nil)
    }

    private static func note(_ client: ElasticsearchClient, _ index: String) async throws -> JSONObject? {
        try await client.mapping(of: index).meta["es_jina"]?[key]?.object
    }

    private func write(_ note: JSONValue?) async throws {
        var meta = try await client.mapping(of: index).meta
        var own = meta["es_jina"]?.object ?? [:]
        own[Self.key] = note
        meta["es_jina"] = .object(own)
        try await client.putMapping(IndexMapping(meta: meta), index: index)
    }
}
