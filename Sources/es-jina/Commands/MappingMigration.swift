import Elasticsearch
import JSONValues

/// The way of an index's documents to an index with another mapping.
struct MappingMigration {
    /// A step: what it is for, and what to type.
    struct Step {
        let purpose: String
        let command: String
    }

    let steps: [Step]
    /// The index that will hold the documents.
    let newIndex: String

    /// Makes the way.
    ///
    /// - Parameters:
    ///   - index: The name that is used: of an index or an alias.
    ///   - realIndex: The index behind it.
    ///   - isEmbedded: Whether the engine is the one on this machine.
    ///   - url: The cluster; `nil` where only its cloud id is known.
    ///   - arguments: What an ingest needs so that the index is what is wanted.
    init(index: String, realIndex: String, isEmbedded: Bool, url: String?, arguments: [String]) {
        newIndex = Self.successor(of: realIndex)
        let options = arguments.joined(separator: " ")
        var steps = [
            Step(
                purpose: "Ingest the same inputs into another index; what the embedding cache holds is not paid again",
                command: "es-jina ingest INPUTS --index \(newIndex) \(options)"
            ),
            Step(
                purpose: "Try it",
                command: "es-jina search 'WORDS' --index \(newIndex)"
            ),
        ]
        guard !isEmbedded else {
            steps.append(
                Step(
                    purpose: "Use it from then on, here or in the configuration",
                    command: "export ES_JINA_INDEX=\(newIndex)"
                )
            )
            self.steps = steps
            return
        }
        let add: JSONValue = ["add": ["index": .string(newIndex), "alias": .string(index)]]
        let remove: JSONValue =
            index == realIndex
            ? ["remove_index": ["index": .string(index)]]
            : ["remove": ["index": .string(realIndex), "alias": .string(index)]]
        let body: JSONValue = ["actions": [remove, add]]
        steps.append(
            Step(
                purpose: index == realIndex
                    ? "Give it the name in one instant; this deletes the old index, whose name becomes an alias"
                    : "Move the alias in one instant; the old index stays until you delete it",
                command:
                    "curl -X POST \(url ?? "$ELASTICSEARCH_URL")/_aliases -H 'content-type: application/json' -d '\(body.text)'"
            )
        )
        self.steps = steps
    }

    /// The name with the next version: `photos` gives `photos-v2`, and that `photos-v3`.
    static func successor(of index: String) -> String {
        let parts = index.split(separator: "-", omittingEmptySubsequences: false)
        guard let last = parts.last, parts.count > 1, last.first == "v", let version = Int(last.dropFirst()) else {
            return index + "-v2"
        }
        return parts.dropLast().joined(separator: "-") + "-v\(version + 1)"
    }

    var json: JSONValue {
        [
            "new_index": .string(newIndex),
            "steps": .array(steps.map { ["purpose": .string($0.purpose), "command": .string($0.command)] }),
        ]
    }

    var text: String {
        steps.enumerated().map { "  \($0.offset + 1). \($0.element.purpose):\n     \($0.element.command)\n" }.joined()
    }
}
