import ESJina
import Elasticsearch
import JSONValues

/// What comparing an index with what it is wanted for came to, as people and programs read it.
struct MappingCheckDocument {
    private let drift: IndexDrift
    private let server: String
    /// Whether what can be changed was changed.
    var isApplied = false
    /// Whether the index is what is wanted, now.
    var isAsWanted: Bool
    /// The way for what cannot be changed; `nil` where there is nothing like that.
    var migration: MappingMigration?

    /// Takes the differences as they were before anything was changed.
    init(_ drift: IndexDrift, server: String) {
        self.drift = drift
        self.server = server
        isAsWanted = drift.isNone
    }

    /// The differences: a table on a terminal, tab-separated values elsewhere.
    func table(_ terminal: Terminal) -> String {
        var rows = drift.mismatches.map { row("_meta.\($0.name)", $0.status, $0.found, $0.wanted) }
        for entry in drift.fields.entries {
            let changes = entry.changes
            if changes.isEmpty {
                let type = entry.type ?? ""
                let (has, wanted) =
                    switch entry.status {
                    case .add: ("", type)
                    case .extra: (type, "")
                    default: (type, type)
                    }
                rows.append(row(entry.path, entry.status, has, wanted))
            }
            for change in changes {
                let name = change.parameter == entry.path ? entry.path : "\(entry.path) \(change.parameter)"
                rows.append(row(name, entry.status, Self.text(change.found), Self.text(change.wanted)))
            }
        }
        let table = TextTable(
            [
                .init("FIELD", shrinksTo: 16), .init("STATUS"), .init("INDEX HAS", shrinksTo: 8),
                .init("WANTED", shrinksTo: 8),
            ],
            rows: rows
        )
        return terminal.isTerminal
            ? table.text(width: terminal.columns, isStyled: terminal.allowsStyle) : table.tabSeparated()
    }

    private func row(
        _ name: String,
        _ status: MappingComparison.Status,
        _ found: String,
        _ wanted: String
    ) -> [TextTable.Cell] {
        [
            TextTable.Cell(name), TextTable.Cell(status.rawValue, status == .equal ? .dim : .bold), .init(found),
            .init(wanted),
        ]
    }

    /// What the differences mean, for people.
    var notes: [String] {
        var notes: [String] = []
        if isAsWanted, !isApplied {
            notes.append("The index '\(drift.index)' is what is wanted.")
        } else if drift.update != nil {
            notes.append(
                isApplied
                    ? "What could be added and changed was; the index was read again and has it."
                    : "What is to add and to update is done by the same command with --apply."
            )
        }
        if drift.update != nil, !drift.unfilled.isEmpty {
            notes.append(
                "No document has a value of \(drift.unfilled.joined(separator: ", ")) yet. Ingest the same inputs again with "
                    + "--dims \(drift.plan.dims.map(String.init).joined(separator: ",")): what the embedding cache holds is not paid again."
            )
        }
        if drift.update != nil, drift.fields.entries.contains(where: \.leavesOldSegments) {
            notes.append(
                "Vectors indexed before keep their format until their segments are merged: reindex or force-merge to convert them."
            )
        }
        if let migration {
            notes.append("What is to migrate needs another index. " + drift.migrations.joined(separator: " "))
            notes.append(String(migration.text.dropLast()))
        }
        return notes
    }

    private static func text(_ value: JSONValue?) -> String { value.map { $0.string ?? $0.text } ?? "" }

    var json: JSONValue {
        [
            "index": .string(drift.index),
            "engine": .string(server),
            "is_as_wanted": .bool(isAsWanted),
            "applied": .bool(isApplied),
            "fingerprint": .array(
                drift.mismatches.map {
                    [
                        "name": .string($0.name), "status": .string($0.status.rawValue), "found": .string($0.found),
                        "wanted": .string($0.wanted),
                    ]
                }
            ),
            "entries": .array(drift.fields.entries.map(Self.json)),
            "unfilled": JSONValue(drift.update == nil ? [] : drift.unfilled),
            "migrations": JSONValue(drift.migrations),
            "migration": migration?.json ?? .null,
        ]
    }

    private static func json(_ entry: MappingComparison.Entry) -> JSONValue {
        [
            "path": .string(entry.path),
            "part": .string(entry.part.rawValue),
            "type": entry.type.map(JSONValue.string) ?? .null,
            "status": .string(entry.status.rawValue),
            "changes": .array(
                entry.changes.map {
                    [
                        "parameter": .string($0.parameter), "found": $0.found ?? .null, "wanted": $0.wanted ?? .null,
                        "obstacle": $0.obstacle.map(JSONValue.string) ?? .null,
                    ]
                }
            ),
            "definition": entry.definition ?? .null,
            "leaves_old_segments": .bool(entry.leavesOldSegments),
        ]
    }
}
