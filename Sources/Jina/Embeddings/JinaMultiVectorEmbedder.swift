public import Embeddings

/// A late-interaction model on a Jina-compatible server.
///
/// Each answer is checked text by text: at least one vector, of the size asked for, finite, not all zero. What is unusable is asked
/// for once more by itself, and a refused or failing call is halved until the guilty text stands alone, as ``JinaEmbedder`` does.
public struct JinaMultiVectorEmbedder: MultiVectorEmbedder {
    /// The model behind it.
    public let model: MultiVectorModel
    /// The size of its vectors.
    public let dims: Int
    /// How much one HTTP call may hold; ``embed(_:role:)`` takes more and splits it.
    ///
    /// A call holds at most 16,384 tokens, because each of them is answered by a vector: 11 MB of base64.
    public let limits: EmbedderLimits
    /// The model, the size and the kind of server; not the server's address.
    public let fingerprint: String
    /// ``JinaConfiguration/usdPerMillionTokens`` where the server bills, else `nil`.
    public let usdPerMillionTokens: Double?

    private static let mostTokensPerCall = 16_384

    private let client: JinaClient
    private let billsTokens: Bool

    /// Makes an embedder; asks the server who it is where the client does not know yet.
    ///
    /// - Parameters:
    ///   - client: The server.
    ///   - model: The model, of ``JinaModels`` or one's own.
    ///   - dims: The size of its vectors, one of the model's; `nil` for its usual one.
    /// - Throws: `EmbeddingError` for a size that the model does not make; `TransportError` where the server must be asked and
    ///   cannot be reached; ``JinaError`` with ``JinaError/Kind/unsupported`` where it makes no token vectors.
    public init(client: JinaClient, model: MultiVectorModel = JinaModels.colbertV2, dims: Int? = nil) async throws {
        self.dims = try model.checkedDims(dims)
        let wire = try await client.session.wire()
        try client.refuseTokenVectors(wire)
        self.client = client
        self.model = model
        let resolved = client.configuration.limits.resolved(for: wire.dialect)
        billsTokens = wire.billsTokens
        usdPerMillionTokens = wire.billsTokens ? client.configuration.usdPerMillionTokens : nil
        limits = EmbedderLimits(
            maxTexts: resolved.textsPerCall,
            maxImages: 1,
            maxBytes: resolved.bytesPerCall,
            maxTokens: min(resolved.tokensPerCall, Self.mostTokensPerCall),
            mixesModalities: true,
            maxConcurrentCalls: resolved.concurrentRequests.multipliedReportingOverflow(by: 2).partialValue
        )
        fingerprint = "\(model.id) \(self.dims) \(wire.dialect)"
    }

    /// Embeds `texts`, in as many calls as the limits need, at most ``EmbedderLimits/maxConcurrentCalls`` at once.
    ///
    /// - Parameters:
    ///   - texts: What to embed. An empty array returns at once; texts of white space alone are failures.
    ///   - role: The side of the search.
    /// - Returns: One outcome per text, in order, and the tokens Jina bills for them; 0 from other servers.
    /// - Throws: ``JinaError`` or `TransportError` where no text could be tried; `CancellationError`. Where some texts were answered
    ///   before the trouble began, it is the batch's `interruption` instead.
    public func embed(_ texts: [String], role: EmbeddingRole) async throws -> MultiVectorBatch {
        let refusals = texts.map { text in
            text.allSatisfy(\.isWhitespace)
                ? EmbeddingFailure("the text is empty: there is nothing to embed", attempts: 0) : nil
        }
        let sent = texts.indices.filter { refusals[$0] == nil }
        let inputs = texts.map(EmbeddingInput.text)
        let calls = EmbeddingCallPlan(inputs, at: sent, limits: limits, maxTokensPerText: model.maxTokens).calls
        var tally = Tally<MultiVector>(refusals)
        try await tally.add(calls, atOnce: limits.maxConcurrentCalls) { call in
            try await solve(call, of: texts, role: role)
        }
        return try tally.batch(billsTokens: billsTokens)
    }

    private func solve(
        _ call: [Int],
        of texts: [String],
        role: EmbeddingRole
    ) async throws -> CallSolver<MultiVector>.Outcome {
        var solver = CallSolver<MultiVector> { places in
            try await ask(places.map { texts[$0] }, role: role)
        } probe: {
            let (answer, tokens) = try await ask(["word"], role: role)
            if case .items(let items) = answer, case .success? = items.first { return (true, tokens) }
            return (false, tokens)
        }
        try await solver.solve(call)
        return CallSolver<MultiVector>
            .Outcome(
                results: solver.results,
                tokens: solver.tokens,
                trouble: solver.trouble,
                hasOddLengths: false
            )
    }

    private func ask(
        _ texts: [String],
        role: EmbeddingRole
    ) async throws -> (answer: CallSolver<MultiVector>.Answer, tokens: Int) {
        try await CallSolver.sorted {
            let request = MultiVectorsRequest(
                model: model.id,
                texts: texts,
                role: role,
                // Models of one size do not know the option.
                dimensions: model.sizes.count > 1 ? dims : nil
            )
            let answer = try await client.answer(to: request)
            return (answer.items.map { item in item.flatMap(checked) }, answer.usage.totalTokens)
        }
    }

    private func checked(_ vectors: MultiVector) -> Result<MultiVector, EntryFault> {
        guard vectors.dims == dims else {
            return .failure(EntryFault("token vectors of \(vectors.dims) dims where \(dims) were asked of \(model.id)"))
        }
        guard vectors.values.withUnsafeBufferPointer({ VectorKernels.isFinite($0) }) else {
            return .failure(EntryFault("a token vector holds a component that is no finite number"))
        }
        guard vectors.values.contains(where: { $0 != 0 }) else {
            return .failure(EntryFault("every token vector is zero"))
        }
        return .success(vectors)
    }
}
