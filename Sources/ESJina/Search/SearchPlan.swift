import Elasticsearch
import Embeddings
import JSONValues

/// The legs of a search, decided before anything is sent.
struct SearchPlan {
    let mode: SearchQuery.Mode
    let dims: Int
    let windowSize: Int
    private let numCandidates: Int
    /// The words without white space around them; `nil` where there are none.
    let text: String?
    private let target: SearchQuery.Target
    private let vectorModalities: [Modality]
    /// Hits bring their documents without the vectors, on every version.
    private let source: SourceFilter

    /// How many candidates a leg brings where nobody says.
    static let defaultWindow = 50
    /// The most nearest neighbours a server considers.
    static let maxCandidates = 10_000

    init(_ query: SearchQuery, index: IndexDescription, hasSecondStage: Bool) throws(SearchError) {
        text = query.text
        mode = query.mode ?? (text != nil ? .hybrid : .knn)
        target = query.target
        source = .withoutVectors(
            in: [Modality.image, .text]
                .flatMap { modality in
                    index.dims.map { DocumentFields.embedding(modality, dims: $0) }
                },
            excluding: DocumentFields.bookkeeping
        )
        guard text != nil || query.image != nil else {
            throw SearchError(.invalidQuery, "There is nothing to search for: give some words or a picture.")
        }
        guard text != nil || mode == .knn else {
            throw SearchError(
                .invalidQuery,
                "The mode \(mode.rawValue) needs words; a picture alone is searched by kNN."
            )
        }
        guard query.size >= 1, query.from >= 0, query.size <= Self.maxCandidates,
            query.from <= Self.maxCandidates - query.size
        else {
            throw SearchError(
                .invalidQuery,
                "Hits \(query.from) to \(query.from) + \(query.size) cannot be had: ask for at least one, and for none after the "
                    + "\(Self.maxCandidates)th."
            )
        }
        guard query.rankConstant >= 1, query.rerankWindow >= 1 else {
            throw SearchError(.invalidQuery, "The rank constant and the rerank window must be at least 1.")
        }
        dims = query.dims ?? index.dims.first ?? 0
        guard mode == .bm25 || index.dims.contains(dims) else {
            let have = index.dims.map(String.init).joined(separator: ", ")
            throw SearchError(.invalidQuery, "The index holds vectors of \(have) dims, not \(dims). Use one of those.")
        }
        let needed = max(query.from + query.size, hasSecondStage ? query.rerankWindow : 0)
        windowSize = min(max(query.windowSize ?? Self.defaultWindow, needed), Self.maxCandidates)
        numCandidates = min(max(query.numCandidates ?? max(100, 3 * windowSize), windowSize), Self.maxCandidates)
        let targets: [Modality] =
            switch query.target {
            case .images: [.image]
            case .texts: [.text]
            default: [.image, .text]
            }
        // The index of a model that reads texts alone has no field for pictures.
        vectorModalities = targets.filter(index.modalities.contains)
        guard !vectorModalities.isEmpty else {
            throw SearchError(
                .invalidQuery,
                "The index holds no \(query.target.rawValue): its model, \(index.modelID), does not embed them."
            )
        }
    }

    var needsVector: Bool { mode != .bm25 }

    /// One request per leg, in the order in which ranks are fused.
    func requests(
        filter: Query?,
        vector: Embedding?,
        languages: [String],
        fields: [String: DenseVectorField]
    ) -> [(leg: String, request: SearchRequest)] {
        var requests: [(leg: String, request: SearchRequest)] = []
        if mode != .knn, let text {
            var filters = [filter].compactMap(\.self)
            if let modality = onlyModality {
                filters.append(.term(DocumentFields.modality, .string(modality.rawValue)))
            }
            let match = Self.lexical(text, languages: languages)
            var request = SearchRequest(query: filters.isEmpty ? match : .bool(must: [match], filter: filters))
            request.size = windowSize
            request.source = source
            requests.append(("bm25", request))
        }
        if mode != .bm25, let vector {
            for modality in vectorModalities {
                let field = DocumentFields.embedding(modality, dims: dims)
                var request = SearchRequest(
                    knn: [
                        KnnSearch(
                            field: field,
                            vector: vector,
                            k: windowSize,
                            numCandidates: numCandidates,
                            filter: [filter].compactMap(\.self),
                            rescoreOversample: Self.oversample(fields[field])
                        )
                    ]
                )
                request.size = windowSize
                request.source = source
                requests.append(("knn_\(modality.rawValue)", request))
            }
        }
        return requests
    }

    /// Quantised vectors only choose candidates; the order comes from the whole vectors, here where the mapping does not
    /// ask for it itself.
    private static func oversample(_ field: DenseVectorField?) -> Float? {
        guard let options = field?.indexOptions, options.type.isQuantized, options.rescoreOversample == nil else {
            return nil
        }
        return 2
    }

    private var onlyModality: Modality? { target == .all ? nil : vectorModalities.first }

    /// The words in any full-text field; the best field rules, others add a little, so that a caption in six languages is
    /// not worth six times one.
    private static func lexical(_ text: String, languages: [String]) -> Query {
        let fields =
            [WeightedField(DocumentFields.title, boost: 2), WeightedField(DocumentFields.caption)]
            + languages.map { WeightedField("\(DocumentFields.captions).\($0)") }
            + [WeightedField(DocumentFields.body), WeightedField("\(DocumentFields.tags).text")]
        return .multiMatch(text, fields: fields, type: .bestFields, tieBreaker: 0.2)
    }
}
