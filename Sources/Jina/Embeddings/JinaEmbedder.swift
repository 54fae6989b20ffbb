public import Embeddings

/// An embedder on a Jina-compatible server.
///
/// Vectors are always asked for at the model's full size and cut here, so that every smaller size costs nothing and is the
/// same whatever the server does with `dimensions`. Each answer is checked: as many vectors as inputs, every index once, the
/// model's size, finite, not zero; vectors that are not at unit length are brought to it.
///
/// Where a server refuses a whole call for one input, the call is halved until the guilty one stands alone; refused calls
/// cost nothing at Jina, so no input is paid for twice.
public struct JinaEmbedder: Embedder {
    /// The model behind it.
    public let model: EmbeddingModel
    /// How much one HTTP call may hold; ``embed(_:role:dims:)`` takes more and splits it.
    public let limits: EmbedderLimits
    /// The model, the kind of server, the tasks it obeys and whether long texts are cut; not the server's address.
    public let fingerprint: String

    private let client: JinaClient
    private let truncatesLongTexts: Bool
    private let bytesPerImage: Int
    private let billsTokens: Bool

    /// Makes an embedder; asks the server who it is where the client does not know yet.
    ///
    /// - Parameters:
    ///   - client: The server.
    ///   - model: The model, of ``JinaModels`` or one's own.
    ///   - truncatesLongTexts: Whether texts longer than ``EmbeddingModel/maxTokens`` are cut by the server; `false` makes
    ///     them failures, which infinity cannot do.
    /// - Throws: `TransportError` where the server must be asked and cannot be reached; ``JinaError`` with
    ///   ``JinaError/Kind/unsupported`` where it cannot do what the parameters ask.
    public init(
        client: JinaClient,
        model: EmbeddingModel = JinaModels.clipV2,
        truncatesLongTexts: Bool = true
    ) async throws {
        let wire = try await client.session.wire()
        guard truncatesLongTexts || wire.obeysOptions else {
            throw JinaError(
                .unsupported,
                "\(client.session.server(wire)) always truncates long texts and cannot refuse them: allow truncation"
            )
        }
        self.client = client
        self.model = model
        self.truncatesLongTexts = truncatesLongTexts
        let resolved = client.configuration.limits.resolved(for: wire.dialect)
        bytesPerImage = resolved.bytesPerImage
        billsTokens = wire.billsTokens
        limits = EmbedderLimits(
            maxTexts: resolved.textsPerCall,
            maxImages: resolved.imagesPerCall,
            maxBytes: resolved.bytesPerCall,
            mixesModalities: wire.mixesModalities,
            maxConcurrentCalls: resolved.concurrentRequests
        )
        let tasks = wire.obeysOptions ? " query=\(model.queryTask ?? "-") document=\(model.documentTask ?? "-")" : ""
        fingerprint = "\(model.id) \(model.dims) \(wire.dialect)\(tasks)\(truncatesLongTexts ? " truncate" : "")"
    }

    /// Embeds `inputs`, in as many calls as the limits need, at most ``EmbedderLimits/maxConcurrentCalls`` at once.
    ///
    /// - Parameters:
    ///   - inputs: What to embed. An empty array returns at once; texts of white space alone are failures.
    ///   - role: The side of the search, which chooses the model's task.
    ///   - dims: One of the model's Matryoshka sizes; `nil` for the full one.
    /// - Returns: One outcome per input, in order, and the tokens Jina bills for them; 0 from other servers.
    /// - Throws: `EmbeddingError` for a size that the model does not have; ``JinaError`` or `TransportError` where no input
    ///   could be tried; `CancellationError`. Where some inputs were answered before the trouble began, it is their
    ///   neighbours' ``EmbeddingFailure`` instead, so that what was paid for is kept.
    public func embed(_ inputs: [EmbeddingInput], role: EmbeddingRole, dims: Int?) async throws -> EmbeddingBatch {
        let dims = try model.checkedDims(dims ?? model.dims)
        var outcomes: [Result<Embedding, EmbeddingFailure>?] = inputs.map { input in
            refusal(of: input).map { .failure($0) }
        }
        let calls = CallPlan(inputs, including: { outcomes[$0] == nil }, limits: limits).calls
        var tokens = 0
        var trouble: (any Error)?
        var answered = false
        try await withThrowingTaskGroup(of: CallOutcome.self) { group in
            var waiting = calls.makeIterator()
            func startNext() {
                guard trouble == nil, let call = waiting.next() else { return }
                group.addTask { try await embed(call, of: inputs, role: role, dims: dims) }
            }
            for _ in 0..<limits.maxConcurrentCalls { startNext() }
            while let outcome = try await group.next() {
                for (index, result) in outcome.results { outcomes[index] = result }
                answered = answered || !outcome.results.isEmpty
                tokens += outcome.tokens
                if trouble == nil { trouble = outcome.trouble }
                startNext()
            }
        }
        if let trouble {
            // A transfer that was cut off by a cancellation may call itself something else.
            try Task.checkCancellation()
            if !answered { throw trouble }
        }
        let reason = trouble.map { "not embedded because the service stopped answering: \($0)" } ?? "not embedded"
        return EmbeddingBatch(
            outcomes: outcomes.map { $0 ?? .failure(EmbeddingFailure(reason)) },
            billedTokens: billsTokens ? tokens : 0
        )
    }

    /// Why `input` need not be sent.
    private func refusal(of input: EmbeddingInput) -> EmbeddingFailure? {
        guard model.modalities.contains(input.modality) else {
            return EmbeddingFailure("\(model.id) does not read \(input.modality.rawValue)s: choose a model that does")
        }
        switch input {
        case .text(let text):
            return text.allSatisfy(\.isWhitespace)
                ? EmbeddingFailure("the text is empty: there is nothing to embed") : nil
        case .image(let image):
            if image.bytes.isEmpty { return EmbeddingFailure("the picture is empty: there is nothing to embed") }
            if !image.mediaType.hasPrefix("image/") {
                return EmbeddingFailure(
                    "“\(image.mediaType)” is no media type of a picture: name it, such as image/jpeg"
                )
            }
            if image.bytes.count > bytesPerImage {
                return EmbeddingFailure(
                    "the picture has \(image.bytes.count) bytes and the server takes \(bytesPerImage): make it smaller"
                )
            }
            return nil
        }
    }

    /// What became of one call and of the calls it was halved into.
    private struct CallOutcome: Sendable {
        var results: [(index: Int, result: Result<Embedding, EmbeddingFailure>)] = []
        var tokens = 0
        /// Why the inputs without a result have none.
        var trouble: (any Error)?
    }

    private func embed(
        _ indices: ArraySlice<Int>,
        of inputs: [EmbeddingInput],
        role: EmbeddingRole,
        dims: Int
    ) async throws -> CallOutcome {
        let request = EmbeddingsRequest(
            model: model.id,
            input: indices.map { inputs[$0] },
            task: role == .query ? model.queryTask : model.documentTask,
            truncatesLongTexts: truncatesLongTexts
        )
        do {
            let response = try await client.embeddings(request)
            let results = try zip(indices, response.vectors).map { ($0, try checked($1, dims: dims)) }
            return CallOutcome(results: results, tokens: response.usage.totalTokens)
        } catch let error as JinaError where error.isCausedByInput {
            guard indices.count > 1 else {
                return CallOutcome(results: indices.map { ($0, .failure(EmbeddingFailure(error.message))) })
            }
            let middle = indices.startIndex + indices.count / 2
            var outcome = try await embed(indices[..<middle], of: inputs, role: role, dims: dims)
            guard outcome.trouble == nil else { return outcome }
            let second = try await embed(indices[middle...], of: inputs, role: role, dims: dims)
            outcome.results += second.results
            outcome.tokens += second.tokens
            outcome.trouble = second.trouble
            return outcome
        } catch let error as CancellationError {
            throw error
        } catch {
            return CallOutcome(trouble: error)
        }
    }

    /// The vector of one input, checked, cut and at unit length.
    private func checked(_ vector: Embedding, dims: Int) throws -> Result<Embedding, EmbeddingFailure> {
        guard vector.dims == model.dims else {
            throw JinaError(
                .malformedResponse,
                "The server answered \(vector.dims) dims for \(model.id), which has \(model.dims): check that the server"
                    + " serves that very model, or describe the model with its real size",
                status: 200
            )
        }
        // What is at unit length already stays as the server computed it, bit for bit.
        if dims == vector.dims, abs(vector.squaredNorm - 1) <= 2e-6 { return .success(vector) }
        do {
            return .success(try vector.truncated(to: dims))
        } catch {
            return .failure(
                EmbeddingFailure("the server answered a vector that cannot be used: \(error); try this input again")
            )
        }
    }
}
