import Elasticsearch
import JSONValues

/// The settings an index had before a load turned them off, and the duty to restore them.
///
/// They stand in the index's own `_meta` from before they are changed until they are restored. So a run that was killed, even one
/// on another machine, leaves a note that every later run finds and acts on.
struct LoadSettingsNote: Sendable {
    private static let key = "load_settings"

    private let client: ElasticsearchClient
    private let index: String
    private let originals: LoadSettings

    /// Applies the settings, or finds those that an earlier run left; `nil` where there is nothing to restore.
    static func open(
        client: ElasticsearchClient,
        index: String,
        applies: Bool,
        warnings: WarningLog
    ) async throws -> LoadSettingsNote? {
        let noted = try await client.mapping(of: index).meta["es_jina"]?[key]?.object.map { LoadSettings($0) }
        guard applies || noted != nil else { return nil }
        let originals: LoadSettings
        if let noted { originals = noted } else { originals = try await client.loadSettings(of: index) }
        let note = LoadSettingsNote(client: client, index: index, originals: originals)
        if applies {
            if noted == nil { try await note.write(.object(originals.json)) }
            let result = try await client.applyLoadSettings(.fastest, index: index)
            for (name, reason) in result.refused.sorted(by: { $0.key < $1.key }) {
                warnings.add("The setting '\(name)' of '\(index)' was left as it is for the load: \(reason)")
            }
        }
        return note
    }

    /// Sets what was set before, and takes the note away.
    func restore() async throws {
        _ = try await client.applyLoadSettings(originals, index: index)
        try await write(nil)
    }

    private func write(_ note: JSONValue?) async throws {
        var own = try await client.mapping(of: index).meta["es_jina"]?.object ?? [:]
        own[Self.key] = note
        try await client.updateMeta(of: index, ["es_jina": .object(own)])
    }
}
