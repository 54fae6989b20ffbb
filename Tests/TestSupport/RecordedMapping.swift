public import JSONValues

/// What a real node did with a mapping: a line of `Tests/ElasticsearchTests/Fixtures/VERSION/mappings.ndjson`.
public struct RecordedMapping: Sendable, CustomStringConvertible {
    /// What the line tells.
    public enum Event: Sendable {
        /// A definition, and how the node gives it back.
        case stored(JSONValue, as: JSONValue)
        /// A definition in an index, another put over it, and what came of it; `nil` where the node refused.
        case changed(from: JSONValue, to: JSONValue, into: JSONValue?)
    }

    /// What was done.
    public let event: Event
    /// Whether it is a whole mapping; else it is that of a field.
    public let isWhole: Bool
    /// Why the node refused the change.
    public let reason: String?

    /// The versions there are recordings of.
    public static let versions = ["9.5.4", "8.19.21"]

    /// All that was recorded of one version.
    public static func all(_ version: String) throws -> [RecordedMapping] {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let path = "/\(folder)/ElasticsearchTests/Fixtures/\(version)/mappings.ndjson"
        guard let text = GoldenFile.read(path) else { throw Broken(line: path) }
        return try text.split(separator: "\n").map { try RecordedMapping(try JSONValue.parse(String($0))) }
    }

    private init(_ line: JSONValue) throws {
        if let put = line["put"] ?? line["put_mapping"], let got = line["got"] {
            event = .stored(put, as: got)
        } else if let from = line["from"] ?? line["from_mapping"], let to = line["to"], let taken = line["taken"]?.bool
        {
            event = .changed(from: from, to: to, into: taken ? line["got"] : nil)
        } else {
            throw Broken(line: line.text)
        }
        reason = line["reason"]?.string
        isWhole = line["put_mapping"] != nil || line["from_mapping"] != nil
    }

    struct Broken: Error { let line: String }

    /// A mapping that has `definition`: itself, or as the field `f` beside two others.
    public func mapping(_ definition: JSONValue) -> JSONValue {
        guard !isWhole else {
            var whole = definition.object ?? [:]
            whole["properties"] = ["x": ["type": "keyword"]]
            return .object(whole)
        }
        return ["properties": ["x": ["type": "text"], "y": ["type": "keyword"], "f": definition]]
    }

    /// The line in short.
    public var description: String {
        switch event {
        case .stored(let put, _): put.text
        case .changed(let from, let to, _): "\(from.text) to \(to.text)"
        }
    }
}
