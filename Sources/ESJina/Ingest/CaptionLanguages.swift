import Elasticsearch

/// Maps caption fields before the first document that needs them is sent.
///
/// Languages are not known beforehand, and a field that the server maps by itself would come out with a second, exact
/// sub-field; so each language is added by name, once. One request per batch that brings new ones.
actor CaptionLanguages {
    private let client: ElasticsearchClient
    private let index: String
    private var known: Set<String>
    /// The last request; the next one waits for it, so that no language is mapped twice.
    private var last: Task<Void, any Error>?

    init(client: ElasticsearchClient, index: String, known: [String]) {
        self.client = client
        self.index = index
        self.known = Set(known)
    }

    /// Makes sure every one of `languages` has its field.
    func require(_ languages: some Sequence<String>) async throws {
        let required = Set(languages)
        guard !required.isSubset(of: known) else { return }
        let request = Task { [last] in
            // Whether it failed is said to those who asked for it; here it only has to be over.
            _ = await last?.result
            try await add(required)
        }
        last = request
        try await request.value
    }

    private func add(_ languages: Set<String>) async throws {
        let new = languages.subtracting(known)
        guard !new.isEmpty else { return }
        do {
            try await client.putMapping(IndexPlan.captionMapping(new.sorted()), index: index)
        } catch let error as ElasticsearchError where error.status == 400 {
            // An index that can have no more fields refuses the documents that need one, each by itself, and says so.
        }
        known.formUnion(new)
    }
}
