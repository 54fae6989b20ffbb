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
    /// What its vector fields want, by their names.
    var encodings: [String: VectorEncoding]
    /// What to know of it, one sentence each.
    var warnings: [String] = []

    /// Makes the index where there is none; else checks that it is for the same plan, which `plan` makes.
    ///
    /// `plan` is given what an existing index says of itself, `nil` for a new one.
    static func open(
        client: ElasticsearchClient,
        index: String,
        capabilities: Capabilities,
        retries: BulkOptions,
        plan: (_ existing: IndexDescription?) throws -> IndexPlan
    ) async throws -> (IndexPlan, IngestTarget) {
        let isNew = try await make(client: client, index: index, retries: retries) {
            try plan(nil).definition(for: capabilities)
        }
        let mapping = try await client.mapping(of: index)
        let description = IndexDescription(mapping)
        let plan = try plan(description)
        try plan.check(mapping, index: index)
        let settings = try await client.settings(of: index)
        let target = IngestTarget(
            id: settings["uuid"]?.string ?? index,
            captionLanguages: description?.captionLanguages ?? [],
            isNew: isNew,
            encodings: mapping.denseVectorFields.mapValues(\.encoding),
            warnings: IndexDrift.warnings(plan, mapping, index: index, capabilities)
        )
        return (plan, target)
    }

    /// Makes the index where there is none; whether it was made now.
    ///
    /// A creation whose answer was lost is not simply sent again: first it is looked whether the index is there.
    private static func make(
        client: ElasticsearchClient,
        index: String,
        retries: BulkOptions,
        definition: () throws -> IndexDefinition
    ) async throws -> Bool {
        var attempt = 1
        while true {
            if try await client.indexExists(index) { return attempt > 1 }
            do {
                try await client.createIndex(index, try definition())
                return true
            } catch let error as ElasticsearchError where error.kind == .resourceAlreadyExists {
                // Somebody else made it in between; it is checked like any other.
                return false
            } catch let error as ElasticsearchError where error.isTransient && attempt < retries.maxAttempts {
                try await Task.sleep(for: retries.backoff(after: attempt, random: .random(in: 0...1)))
                attempt += 1
            }
        }
    }
}
