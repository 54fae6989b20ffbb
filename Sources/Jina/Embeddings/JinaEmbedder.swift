public import Embeddings
import HTTPTransport

/// An embedder on a Jina-compatible server.
///
/// Vectors are always asked for at the model's full size and cut here, so that every smaller size costs nothing and is the
/// same whatever the server does with `dimensions`. Each answer is checked input by input: a vector for every input and no
/// other, the model's size, finite, not zero; vectors that are not at unit length are brought to it. What is unusable is asked
/// for once more by itself; the rest of the answer is kept.
///
/// Where a server refuses a whole call for one input, or fails at it again and again while it embeds a single word, the call is
/// halved until the guilty one stands alone. Refused calls cost nothing at Jina, so no input is paid for twice.
public struct JinaEmbedder: Embedder {
    /// The model behind it.
    public let model: EmbeddingModel
    /// How much one HTTP call may hold; ``embed(_:role:dims:)`` takes more and splits it.
    ///
    /// Twice as many calls may be under way as requests on the wire, so that one that waits to be repeated leaves no gap.
    public let limits: EmbedderLimits
    /// The model, the kind of server, the tasks it obeys and whether long texts are cut; not the server's address.
    public let fingerprint: String
    /// ``JinaConfiguration/usdPerMillionTokens`` where the server bills, else `nil`.
    public let usdPerMillionTokens: Double?
    /// Whether the model is one of ``JinaModels/lateChunking`` and the server obeys the option.
    public let embedsChunks: Bool

    private let client: JinaClient
    private let truncatesLongTexts: Bool
    private let bytesPerImage: Int
    private let billsTokens: Bool
    /// What the model reads but no documented request to this server can carry.
    private let undocumentedModalities: Set<Modality>

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
        usdPerMillionTokens = wire.billsTokens ? client.configuration.usdPerMillionTokens : nil
        undocumentedModalities = wire.dialect == .hosted ? JinaModels.undocumentedModalities(of: model.id) : []
        embedsChunks = wire.obeysOptions && JinaModels.lateChunking.contains(model.id)
        limits = EmbedderLimits(
            maxTexts: resolved.textsPerCall,
            maxImages: resolved.imagesPerCall,
            maxBytes: resolved.bytesPerCall,
            maxTokens: resolved.tokensPerCall,
            mixesModalities: wire.mixesModalities,
            maxConcurrentCalls: resolved.concurrentRequests.multipliedReportingOverflow(by: 2).partialValue
        )
        let tasks = wire.obeysOptions ? " query=\(model.queryTask ?? "-") document=\(model.documentTask ?? "-")" : ""
        fingerprint = "\(model.id) \(model.dims) \(wire.dialect)\(tasks)\(truncatesLongTexts ? " truncate" : "")"
    }

    /// Embeds `inputs`, in as many calls as the limits need, at most ``EmbedderLimits/maxConcurrentCalls`` at once.
    ///
    /// - Parameters:
    ///   - inputs: What to embed. An empty array returns at once; texts of white space alone are failures.
    ///   - role: The side of the search, which chooses the model's task.
    ///   - dims: A size the model has, trained or not; `nil` for the full one.
    /// - Returns: One outcome per input, in order, and the tokens Jina bills for them; 0 from other servers.
    /// - Throws: `EmbeddingError` for a size that the model does not have; ``JinaError`` or `TransportError` where no input
    ///   could be tried; `CancellationError`. Where some inputs were answered before the trouble began, it is the batch's
    ///   `interruption` instead, so that what was paid for is kept.
    public func embed(_ inputs: [EmbeddingInput], role: EmbeddingRole, dims: Int?) async throws -> EmbeddingBatch {
        let dims = try model.checkedDims(dims ?? model.dims)
        let refusals = inputs.map(refusal)
        let sent = inputs.indices.filter { refusals[$0] == nil }
        let calls = EmbeddingCallPlan(inputs, at: sent, limits: limits, maxTokensPerText: model.maxTokens).calls
        let task = role == .query ? model.queryTask : model.documentTask
        var tally = Tally<Embedding>(refusals)
        try await tally.add(calls, atOnce: limits.maxConcurrentCalls) { call in
            try await solve(call, of: inputs, task: task, dims: dims)
        }
        return try tally.batch(billsTokens: billsTokens)
    }

    private func solve(
        _ call: [Int],
        of inputs: [EmbeddingInput],
        task: String?,
        dims: Int,
        asOneDocument: Bool = false
    ) async throws -> CallSolver<Embedding>.Outcome {
        let length = LengthWatch()
        var solver = CallSolver<Embedding>(isOneDocument: asOneDocument) { places in
            let request = EmbeddingsRequest(
                model: model.id,
                input: places.map { inputs[$0] },
                task: task,
                // A document that is cut would leave its last chunks without any text.
                truncatesLongTexts: truncatesLongTexts && !asOneDocument,
                lateChunking: asOneDocument
            )
            return try await ask(request, dims: dims, length)
        } probe: {
            let request = EmbeddingsRequest(model: model.id, input: [.text("word")], task: task)
            let (answer, tokens) = try await ask(request, dims: dims, length)
            if case .items(let items) = answer, case .success? = items.first { return (true, tokens) }
            return (false, tokens)
        }
        try await solver.solve(call)
        return CallSolver<Embedding>
            .Outcome(
                results: solver.results,
                tokens: solver.tokens,
                trouble: solver.trouble,
                hasOddLengths: length.isOdd
            )
    }

    /// Sends one request and sorts its end.
    private func ask(
        _ request: EmbeddingsRequest,
        dims: Int,
        _ length: LengthWatch
    ) async throws -> (answer: CallSolver<Embedding>.Answer, tokens: Int) {
        try await CallSolver.sorted {
            let answer = try await client.answer(to: request)
            return (
                answer.items.map { item in item.flatMap { checked($0, dims: dims, length) } }, answer.usage.totalTokens
            )
        }
    }

    /// The vector of one input, checked, cut and at unit length.
    private func checked(_ vector: Embedding, dims: Int, _ length: LengthWatch) -> Result<Embedding, EntryFault> {
        guard vector.dims == model.dims else {
            return .failure(EntryFault("\(vector.dims) dims where \(model.id) has \(model.dims)"))
        }
        // What is at unit length already stays as the server computed it, bit for bit.
        let isUnit = abs(vector.squaredNorm - 1) <= 2e-6
        if isUnit, dims == vector.dims { return .success(vector) }
        do {
            let cut = try vector.truncated(to: dims)
            if !vector.isUnitLength { length.isOdd = true }
            return .success(cut)
        } catch {
            return .failure(EntryFault("\(error)"))
        }
    }

    /// Why `input` need not be sent.
    public func refusal(of input: EmbeddingInput) -> EmbeddingFailure? {
        refusalReason(input).map { EmbeddingFailure($0, attempts: 0) }
    }

    private func refusalReason(_ input: EmbeddingInput) -> String? {
        guard model.modalities.contains(input.modality) else {
            return "\(model.id) does not read \(input.modality.rawValue)s: choose a model that does"
        }
        if undocumentedModalities.contains(input.modality) {
            return
                "\(model.id) reads \(input.modality.rawValue)s, but how Jina's hosted API takes them is not documented: choose "
                + "jina-clip-v2 or jina-embeddings-v4, or serve the model with jina-on-prem"
        }
        switch input {
        case .text(let text):
            return text.allSatisfy(\.isWhitespace) ? "the text is empty: there is nothing to embed" : nil
        case .image(let image):
            if image.bytes.isEmpty { return "the picture is empty: there is nothing to embed" }
            if !image.mediaType.hasPrefix("image/") {
                return "“\(image.mediaType)” is no media type of a picture: name it, such as image/jpeg"
            }
            if image.bytes.count > bytesPerImage {
                return
                    "the picture has \(image.bytes.count) bytes and the server takes \(bytesPerImage): make it smaller"
            }
            return nil
        }
    }
}

extension JinaEmbedder: LateChunkingEmbedder {
    /// Embeds the chunks of one document in one request with `late_chunking`.
    ///
    /// Where the document turns out longer than the model reads, it goes in two requests of half the chunks each, and so on.
    ///
    /// - Parameter chunks: The document's text, cut into pieces, in order; pieces of white space alone are failures.
    /// - Returns: One outcome per chunk, in order, at the model's full size, and the tokens Jina bills.
    /// - Throws: ``JinaError`` with ``JinaError/Kind/unsupported`` where ``embedsChunks`` is `false`, else as
    ///   ``embed(_:role:dims:)``.
    public func embedChunks(_ chunks: [String]) async throws -> EmbeddingBatch {
        guard embedsChunks else {
            throw JinaError(
                .unsupported,
                "\(model.id) on this server embeds no chunks in the context of their document: choose one of "
                    + "\(JinaModels.lateChunking.sorted().joined(separator: ", ")) on a server that speaks Jina's API"
            )
        }
        let inputs = chunks.map(EmbeddingInput.text)
        let refusals = inputs.map(refusal)
        let sent = inputs.indices.filter { refusals[$0] == nil }
        var tally = Tally<Embedding>(refusals)
        tally.add(
            try await solve(sent, of: inputs, task: model.documentTask, dims: model.dims, asOneDocument: true)
        )
        return try tally.batch(billsTokens: billsTokens)
    }
}
