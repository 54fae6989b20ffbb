import Elasticsearch
import Embeddings
import JSONValues

/// What a search will do, decided before anything is sent.
struct SearchPlan: Sendable {
    let mode: SearchQuery.Mode
    let dims: Int
    let windowSize: Int
    /// The words without white space around them; `nil` where there are none.
    let text: String?
    /// What there is to search by, without empty words.
    let terms: [QueryTerm]
    /// Which modalities' vectors are searched.
    let modalities: [Modality]
    /// Hits bring their documents without the vectors, on every version.
    let source: SourceFilter
    private let query: SearchQuery
    private let numCandidates: Int

    /// How many candidates a leg brings where nobody says.
    static let defaultWindow = 50
    /// The most nearest neighbours a server considers.
    static let maxCandidates = 10_000

    init(_ query: SearchQuery, index: IndexDescription, hasSecondStage: Bool) throws(SearchError) {
        self.query = query
        terms = query.terms.filter { if case .text(let text) = $0.content { !text.trimmed.isEmpty } else { true } }
        text = query.text
        mode = query.mode ?? (text != nil ? .hybrid : .knn)
        source = .withoutVectors(
            in: [Modality.image, .text]
                .flatMap { modality in
                    index.dims.map { DocumentFields.embedding(modality, dims: $0) }
                },
            excluding: DocumentFields.bookkeeping + (index.tokenVectors == nil ? [] : [DocumentFields.tokenVectors])
        )
        let needed = max(query.from.clamped + query.size.clamped, hasSecondStage ? query.rerankWindow.clamped : 0)
        windowSize = min(max(query.windowSize ?? Self.defaultWindow, needed), Self.maxCandidates)
        numCandidates = min(max(query.numCandidates ?? max(100, 3 * windowSize), windowSize), Self.maxCandidates)
        dims = query.dims ?? index.dims.first ?? 0
        let targets: [Modality] =
            switch query.target {
            case .images: [.image]
            case .texts: [.text]
            default: [.image, .text]
            }
        // The index of a model that reads texts alone has no field for pictures.
        modalities = targets.filter(index.modalities.contains)
        try query.validate()
        try validate(index)
    }

    private func validate(_ index: IndexDescription) throws(SearchError) {
        guard terms.contains(where: { $0.weight > 0 }) else {
            throw SearchError(
                .invalidQuery,
                terms.isEmpty
                    ? "There is nothing to search for: give some words or a picture."
                    : "Everything in the query is subtracted, so there is nothing to search for: add something."
            )
        }
        guard text != nil || mode == .knn else {
            throw SearchError(
                .invalidQuery,
                "The mode \(mode.rawValue) needs words; a picture alone is searched by kNN."
            )
        }
        guard mode == .bm25 || index.dims.contains(dims) else {
            let have = index.dims.map(String.init).joined(separator: ", ")
            throw SearchError(.invalidQuery, "The index holds vectors of \(have) dims, not \(dims). Use one of those.")
        }
        guard !modalities.isEmpty else {
            throw SearchError(
                .invalidQuery,
                "The index holds no \(query.target.rawValue): its model, \(index.modelID), does not embed them."
            )
        }
    }

    var needsVector: Bool { mode != .bm25 }

    /// The legs, in the order in which they are fused.
    ///
    /// - Parameters:
    ///   - filter: What all hits must match.
    ///   - vectors: The vectors to search by, at most one a modality of the query.
    ///   - languages: The languages that have a caption field.
    ///   - fields: The vector fields of the index.
    /// - Returns: At least one leg.
    /// - Throws: ``SearchError`` where a weight or window is for a leg that there is not.
    func legs(
        filter: Query?,
        vectors: [QueryVector],
        languages: [String],
        fields: [String: DenseVectorField]
    ) throws(SearchError) -> [SearchLeg] {
        var legs: [SearchLeg] = []
        let excluded = needsVector ? terms.documentIDs : []
        // A document is the best hit for itself, which tells nobody anything.
        let filters =
            [filter].compactMap(\.self) + (excluded.isEmpty ? [] : [Query.bool(mustNot: [.ids(excluded)])])
        if mode != .knn, let text {
            let only = modalities.count == 1 && query.target != .all ? modalities.first : nil
            let own = filters + (only.map { [.term(DocumentFields.modality, .string($0.rawValue))] } ?? [])
            let match = Self.lexical(text, languages: languages)
            let search = own.isEmpty ? match : Query.bool(must: [match], filter: own)
            legs.append(leg(SearchLeg.words, SearchLeg.words, of: nil) { _ in .words(search) })
        }
        for modality in modalities {
            for vector in vectors {
                let base = SearchLeg.vectors(of: modality, by: nil)
                let name = vectors.count == 1 ? base : SearchLeg.vectors(of: modality, by: vector.modality)
                let field = DocumentFields.embedding(modality, dims: dims)
                legs.append(
                    leg(name, base, of: modality) { window in
                        var search = KnnSearch(
                            field: field,
                            vector: vector.vector,
                            k: window,
                            numCandidates: max(numCandidates, window),
                            filter: filters,
                            rescoreOversample: fields[field]?.searchOversample
                        )
                        search.encoding = fields[field]?.encoding ?? .float
                        return .vectors(search)
                    }
                )
            }
        }
        try checkNames(legs)
        return legs
    }

    private func leg(
        _ name: String,
        _ base: String,
        of documents: Modality?,
        _ search: (_ window: Int) -> SearchLeg.Search
    ) -> SearchLeg {
        let window = min(query.windows[name] ?? query.windows[base] ?? windowSize, Self.maxCandidates)
        let weight = query.weights[name] ?? query.weights[base] ?? 1
        return SearchLeg(name: name, search: search(window), documents: documents, windowSize: window, weight: weight)
    }

    /// A weight for a leg that there is not would be a typing error without a trace.
    private func checkNames(_ legs: [SearchLeg]) throws(SearchError) {
        let names = legs.map(\.name)
        for name in query.weights.keys.sorted() + query.windows.keys.sorted()
        where !names.contains(where: { $0 == name || $0.hasPrefix(name + "_by_") }) {
            throw SearchError(
                .invalidQuery,
                "This search has no leg '\(name)' to weigh or widen; it has \(names.joined(separator: ", "))."
            )
        }
    }

    /// The words in any full-text field; the best field rules, others add a little, so that a caption in six languages is
    /// not worth six times one.
    private static func lexical(_ text: String, languages: [String]) -> Query {
        let fields =
            [WeightedField(DocumentFields.title, boost: 2), WeightedField(DocumentFields.caption)]
            + languages.map { WeightedField("\(DocumentFields.captions).\($0)") }
            + [WeightedField(DocumentFields.body), WeightedField("\(DocumentFields.tags).text")]
        return .multiMatch(text, fields: fields, type: .bestFields, tieBreaker: 0.2)
    }

    /// Which passages show where the words were found: short fields whole, long ones in up to three pieces.
    static let highlight: Highlight = {
        let whole = Highlight.Options(numberOfFragments: 0)
        return Highlight(
            [
                Highlight.Field(DocumentFields.title, whole), Highlight.Field(DocumentFields.caption, whole),
                Highlight.Field(DocumentFields.captions + ".*", whole), Highlight.Field(DocumentFields.body),
                Highlight.Field(DocumentFields.tags + ".text", whole),
            ],
            Highlight.Options(fragmentSize: 160, numberOfFragments: 3)
        )
    }()
}

extension Int {
    /// Kept small enough that two of them can be added; what is outside of its range is refused by name elsewhere.
    fileprivate var clamped: Int { Swift.min(Swift.max(self, 0), SearchPlan.maxCandidates) }
}
