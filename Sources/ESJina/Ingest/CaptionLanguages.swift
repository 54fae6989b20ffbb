import Elasticsearch

/// Maps caption fields before the first document that needs them is sent.
///
/// Languages are not known beforehand, and a field that the server maps by itself would come out with a second, exact
/// sub-field; so each language is added by name, once. One request per batch that brings new ones.
actor CaptionLanguages {
    private let client: ElasticsearchClient
    private let index: String
    private var known: Set<String>

    init(client: ElasticsearchClient, index: String, known: [String]) {
        self.client = client
        self.index = index
        self.known = Set(known)
    }

    /// Makes sure every one of `languages` has its field.
    func require(_ languages: some Sequence<String>) async throws {
        let new = Set(languages).subtracting(known)
        guard !new.isEmpty else { return }
        try await client.putMapping(IndexPlan.captionMapping(new.sorted()), index: index)
        known.formUnion(new)
    }
}
