import ContentDigests
import Embeddings

/// Stands where a ``VectorStage`` would buy vectors: counts what it would buy, in which calls, and gives placeholders.
///
/// Keys, refusals and calls are those of the real stage, so what is counted is what an ingest into an empty index would do.
struct RehearsalStage<Supplier: VectorSupplier>: VectorSource {
    let supplier: Supplier
    /// The same model under other fingerprints; what is kept from any of them is not bought again.
    let alternatives: [Supplier]
    let seen: SeenContents
    /// Vectors of earlier runs; `nil` where there are none.
    let cache: EmbeddingCache?
    /// Why an input would come to nothing.
    let refusal: @Sendable (EmbeddingInput) -> EmbeddingFailure?
    /// What stands for the vector of a request.
    let placeholder: @Sendable (VectorRequest) -> Supplier.Vector?
    /// Changes the counts.
    let count: @Sendable (_ change: (inout VectorNeeds) -> Void) -> Void

    func vectors(for requests: [VectorRequest]) async throws -> [Result<Supplier.Vector, EmbeddingFailure>] {
        try Task.checkCancellation()
        let refusals = requests.map { refusal($0.input) }
        let sent = requests.indices.filter { refusals[$0] == nil }
        let isNew = try seen.note(sent.map { supplier.key(of: requests[$0]) })
        let first = zip(sent, isNew).filter(\.1).map(\.0)
        let kept = try kept(first, of: requests)
        let bought = first.filter { !kept.contains($0) }.map { requests[$0] }
        var needs = try needs(bought)
        needs.documents = requests.count
        needs.refused = requests.count - sent.count
        needs.duplicates = sent.count - first.count
        needs.kept = kept.count
        let sum = needs
        count { $0 += sum }
        let missing = EmbeddingFailure("The embedder gave no answer for this input.")
        return zip(requests, refusals)
            .map { request, refusal in
                if let refusal { return .failure(refusal) }
                return placeholder(request).map { .success($0) } ?? .failure(missing)
            }
    }

    /// Which of the requests at `places` have a vector from an earlier run.
    private func kept(_ places: [Int], of requests: [VectorRequest]) throws -> Set<Int> {
        guard let cache, !places.isEmpty else { return [] }
        var kept: Set<Int> = []
        for supplier in [supplier] + alternatives {
            let keys = places.map { supplier.key(of: requests[$0]) }
            let found = try cache.values(for: keys) { _ in true }
            for (place, key) in zip(places, keys) where found[key] != nil { kept.insert(place) }
        }
        return kept
    }

    /// What buying vectors for `requests` takes.
    private func needs(_ requests: [VectorRequest]) throws -> VectorNeeds {
        var needs = VectorNeeds()
        for request in requests {
            switch request.input {
            case .text(let text):
                needs.texts += 1
                needs.textTokens += min(TokenEstimate.tokens(in: text), supplier.maxTokensPerText)
            case .image(let image):
                needs.pictures += 1
                needs.pictureBytes += image.bytes.count
            }
        }
        let alone = requests.filter { $0.context == nil }.map(\.input)
        needs.calls =
            EmbeddingCallPlan(alone, limits: supplier.limits, maxTokensPerText: supplier.maxTokensPerText).calls.count
        // Parts that know each other come from one call, however many windows they are met in.
        needs.calls += try seen.note(requests.compactMap(\.context?.digest)).count { $0 }
        return needs
    }
}
