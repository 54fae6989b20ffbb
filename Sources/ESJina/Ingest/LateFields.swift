import Elasticsearch
import Embeddings
import JSONValues

/// Maps fields that only the documents know of, before the first document that needs them is sent.
///
/// Languages and places are not known beforehand, and fields that the server maps by itself would come out otherwise: a caption
/// with a second, exact sub-field and without its language's analyzer, a place as two numbers. So each is added by name, once. One
/// request per batch that brings new ones, and with analyzers of languages one for each that is tried.
actor LateFields {
    private let client: ElasticsearchClient
    private let index: String
    private let analyzers: TextAnalyzers
    private var known: Set<String>
    private var places: Set<String> = []
    /// The last request; the next one waits for it, so that nothing is mapped twice.
    private var last: Task<Void, any Error>?

    /// Makes the fields of an index.
    ///
    /// - Parameters:
    ///   - client: The cluster or embedded node.
    ///   - index: The index.
    ///   - analyzers: How captions are cut into terms.
    ///   - known: The languages that have their field.
    init(client: ElasticsearchClient, index: String, analyzers: TextAnalyzers, known: [String]) {
        self.client = client
        self.index = index
        self.analyzers = analyzers
        self.known = Set(known)
    }

    /// Makes sure every one of `languages` and `places` has its field.
    func require(languages: some Sequence<String>, places: some Sequence<String>) async throws {
        let languages = Set(languages)
        let places = Set(places)
        guard !languages.isSubset(of: known) || !places.isSubset(of: self.places) else { return }
        let request = Task { [last] in
            // Whether it failed is said to those who asked for it; here it only has to be over.
            _ = await last?.result
            try await add(languages)
            try await addPlaces(places)
        }
        last = request
        try await request.value
    }

    private func add(_ languages: Set<String>) async throws {
        let new = languages.subtracting(known)
        guard !new.isEmpty else { return }
        var named: [(String, String?)] = []
        for language in new.sorted() { named.append((language, try await analyzer(of: language))) }
        try await put(IndexPlan.captionMapping(named))
        known.formUnion(new)
    }

    /// The first analyzer for a language that the server has; `nil` where it has none.
    private func analyzer(of language: String) async throws -> String? {
        guard analyzers == .language else { return nil }
        for name in TextAnalyzers.candidates(for: language) where try await client.hasAnalyzer(name) { return name }
        return nil
    }

    private func addPlaces(_ paths: Set<String>) async throws {
        let new = paths.subtracting(places)
        // One by one: a path that is something else already must not keep the others from being mapped.
        for path in new.sorted() { try await put(IndexMapping(properties: Self.nested(path[...]))) }
        places.formUnion(new)
    }

    /// What is no place in another document must not cost that document.
    private static let place = FieldMapping.raw(["type": "geo_point", "ignore_malformed": true])

    /// The mapping of a place inside the objects that its path names.
    private static func nested(_ path: Substring) -> FieldMappings {
        guard let dot = path.firstIndex(of: ".") else { return FieldMappings([(String(path), place)]) }
        return FieldMappings([(String(path[..<dot]), .object(nested(path[path.index(after: dot)...])))])
    }

    private func put(_ mapping: IndexMapping) async throws {
        do {
            try await client.putMapping(mapping, index: index)
        } catch let error as ElasticsearchError where error.status == 400 {
            // An index that can have no more fields refuses the documents that need one, each by itself, and says so; a field that is
            // something else already stays so.
        }
    }
}

/// Finds places among attributes.
enum GeoAttributes {
    /// How deep objects are looked into.
    private static let maxDepth = 8

    /// The paths of the members of exactly `lat` and `lon`, both in range, in order.
    static func paths(in attributes: JSONObject) -> [String] {
        var paths: [String] = []
        collect(attributes, prefix: "", depth: 0, into: &paths)
        return paths
    }

    private static func collect(_ object: JSONObject, prefix: String, depth: Int, into paths: inout [String]) {
        guard depth < maxDepth else { return }
        for (name, value) in object {
            // A list of places is a field of places.
            guard let inner = (value.array?.first ?? value).object, !name.isEmpty else { continue }
            if isPlace(inner) {
                paths.append(prefix + name)
            } else {
                collect(inner, prefix: prefix + name + ".", depth: depth + 1, into: &paths)
            }
        }
    }

    private static func isPlace(_ object: JSONObject) -> Bool {
        guard object.count == 2, let latitude = object["lat"]?.double, let longitude = object["lon"]?.double else {
            return false
        }
        return -90...90 ~= latitude && -180...180 ~= longitude
    }
}
