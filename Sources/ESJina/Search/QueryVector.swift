import Elasticsearch
import Embeddings
import JSONValues

/// A vector to search by, made of the query's terms of one modality.
struct QueryVector: Sendable {
    /// What the terms were, which decides into which cluster of a CLIP model's space the vector falls.
    var modality: Modality
    var vector: Embedding

    /// One term with its vector.
    struct Term: Sendable {
        var modality: Modality
        var weight: Float
        var vector: Embedding
    }

    /// The vectors that `terms` make: of each modality the normalised sum of its terms by weight.
    ///
    /// Where all terms of a modality are subtracted, they make no vector to search by but a direction, which is added to those of
    /// the other modality. So a picture can lose what a word means, without the two clusters' scores being compared.
    ///
    /// - Throws: ``SearchError`` where nothing is left to search by.
    static func combined(_ terms: [Term]) throws(SearchError) -> [QueryVector] {
        let directions = terms.filter { term in !terms.contains { $0.modality == term.modality && $0.weight > 0 } }
        var vectors: [QueryVector] = []
        for modality in [Modality.text, .image] {
            let own = terms.filter { $0.modality == modality }
            guard own.contains(where: { $0.weight > 0 }) else { continue }
            do throws(EmbeddingError) {
                let sum = try Embedding.weightedSum((own + directions).map { ($0.vector, $0.weight) })
                vectors.append(QueryVector(modality: modality, vector: sum))
            } catch {
                throw SearchError(
                    .invalidQuery,
                    "The terms of the query cancel each other out, so there is no direction to search in: \(error.message)."
                )
            }
        }
        return vectors
    }
}

extension SearchPipeline {
    /// The vectors of a query's terms, by one call of the embedder and, where terms are documents, one request for theirs.
    func vectors(of terms: [QueryTerm], dims: Int) async throws -> [QueryVector] {
        async let stored = storedVectors(of: terms, dims: dims)
        let embedded = try await embeddedVectors(of: terms, dims: dims)
        let documents = try await stored
        var results: [QueryVector.Term] = []
        for (place, term) in terms.enumerated() {
            guard let (modality, vector) = embedded[place] ?? documents[place] else { continue }
            results.append(QueryVector.Term(modality: modality, weight: term.weight, vector: vector))
        }
        return try QueryVector.combined(results)
    }

    private func embeddedVectors(
        of terms: [QueryTerm],
        dims: Int
    ) async throws -> [Int: (Modality, Embedding)] {
        var inputs: [EmbeddingInput] = []
        var places: [Int] = []
        for (place, term) in terms.enumerated() {
            switch term.content {
            case .text(let text): inputs.append(.text(text.trimmed))
            case .image(let image): inputs.append(.image(image))
            case .document: continue
            }
            places.append(place)
        }
        guard !inputs.isEmpty else { return [:] }
        guard let embedder else {
            throw SearchError(.invalidQuery, "A search by vectors needs an embedder; use --mode bm25 without one.")
        }
        for input in inputs where !embedder.model.modalities.contains(input.modality) {
            throw SearchError(.invalidQuery, "\(embedder.model.id) does not embed \(input.modality.rawValue)s.")
        }
        let outcomes = try await Self.outcomes(of: inputs, by: embedder)
        var vectors: [Int: (Modality, Embedding)] = [:]
        for (place, (input, outcome)) in zip(places, zip(inputs, outcomes)) {
            switch outcome {
            case .success(let vector): vectors[place] = (input.modality, try vector.truncated(to: dims))
            case .failure(let failure):
                throw SearchError(.embeddingFailed, "The query could not be embedded: \(failure)")
            }
        }
        return vectors
    }

    /// One outcome per input, by one call where the embedder takes words and pictures together.
    private static func outcomes(
        of inputs: [EmbeddingInput],
        by embedder: any Embedder
    ) async throws -> [Result<Embedding, EmbeddingFailure>] {
        func call(_ inputs: [EmbeddingInput]) async throws -> [Result<Embedding, EmbeddingFailure>] {
            guard !inputs.isEmpty else { return [] }
            let outcomes = try await embedder.embed(inputs, role: .query, dims: nil).outcomes
            guard outcomes.count == inputs.count else {
                throw SearchError(.embeddingFailed, "\(embedder.model.id) gave no vector for the query.")
            }
            return outcomes
        }
        let words = inputs.filter { $0.modality == .text }
        if embedder.limits.mixesModalities || words.count == inputs.count { return try await call(inputs) }
        async let ofTexts = call(words)
        async let ofImages = call(inputs.filter { $0.modality != .text })
        var (texts, images) = (try await ofTexts[...], try await ofImages[...])
        return inputs.compactMap { $0.modality == .text ? texts.popFirst() : images.popFirst() }
    }

    /// The vectors of the documents that a query names, by one search for their ids, which needs no routing.
    private func storedVectors(of terms: [QueryTerm], dims: Int) async throws -> [Int: (Modality, Embedding)] {
        let ids = terms.documentIDs
        guard !ids.isEmpty else { return [:] }
        let fields = [Modality.image, .text].map { ($0, DocumentFields.embedding($0, dims: dims)) }
        var request = SearchRequest(query: .ids(ids))
        request.size = ids.count
        request.source = SourceFilter(includes: fields.map(\.1), showsVectors: true)
        let hits = try await client.search(request, index: index).hits
        var vectors: [Int: (Modality, Embedding)] = [:]
        for (place, term) in terms.enumerated() {
            guard case .document(let id) = term.content else { continue }
            guard let hit = hits.first(where: { $0.id == id }) else {
                throw SearchError(.invalidQuery, "There is no document '\(id)' in the index '\(index)'.")
            }
            let found = fields.lazy
                .compactMap { modality, field in
                    hit.source[field].flatMap { unitVector($0, of: field, dims: dims) }.map { (modality, $0) }
                }
                .first
            guard let found else {
                throw SearchError(.invalidQuery, "The document '\(id)' has no vector of \(dims) dims to search by.")
            }
            vectors[place] = found
        }
        return vectors
    }
}

extension [QueryTerm] {
    /// The documents among the terms, each once.
    var documentIDs: [String] {
        var seen: Set<String> = []
        return compactMap { if case .document(let id) = $0.content { id } else { nil } }
            .filter { seen.insert($0).inserted }
    }
}

extension SearchPipeline {
    /// A vector as a document's source holds it, brought to unit length; `nil` where it is none.
    func unitVector(_ json: JSONValue, of field: String, dims: Int) -> Embedding? {
        let encoding = vectorFields[field]?.encoding ?? .float
        return encoding.embedding(json, dims: dims).flatMap { try? $0.normalized() }
    }
}
