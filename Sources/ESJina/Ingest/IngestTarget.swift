import Elasticsearch
import JSONValues

/// The index an ingest writes to, made or checked.
struct IngestTarget: Sendable {
    /// The index's unique id, which changes when it is deleted and made again.
    var id: String
    /// The languages that have a caption field.
    var captionLanguages: [String]
    /// Whether it was made now.
    var isNew: Bool

    /// Makes the index where there is none; else checks that it is for the same plan, which `plan` makes.
    ///
    /// `plan` is given what an existing index says of itself, `nil` for a new one.
    static func open(
        client: ElasticsearchClient,
        index: String,
        capabilities: Capabilities,
        plan: (_ existing: IndexDescription?) throws -> IndexPlan
    ) async throws -> (IndexPlan, IngestTarget) {
        var isNew = false
        if try await !client.indexExists(index) {
            do {
                try await client.createIndex(index, try plan(nil).definition(for: capabilities))
                isNew = true
            } catch let error as ElasticsearchError where error.kind == .resourceAlreadyExists {
                // Somebody else made it in between; it is checked like any other.
            }
        }
        let mapping = try await client.mapping(of: index)
        let description = IndexDescription(mapping)
        let plan = try plan(description)
        try plan.check(mapping, index: index)
        let settings = try await client.settings(of: index)
        let target = IngestTarget(
            id: settings["uuid"]?.string ?? index,
            captionLanguages: description?.captionLanguages ?? [],
            isNew: isNew
        )
        return (plan, target)
    }
}
