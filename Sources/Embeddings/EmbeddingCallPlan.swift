/// Divides inputs into calls that keep within an embedder's limits.
package struct EmbeddingCallPlan: Sendable {
    /// The places of the inputs of each call, ascending within a call.
    package private(set) var calls: [[Int]] = []

    private let limits: EmbedderLimits
    private let maxTokensPerText: Int

    /// Plans calls for the inputs at `places`, or for all.
    ///
    /// A call is a run of consecutive inputs; where an embedder does not mix modalities, texts come first. An input larger than
    /// a whole call goes alone: whether it is too large is the service's to say.
    ///
    /// - Complexity: O(bytes of the texts).
    package init(
        _ inputs: [EmbeddingInput],
        at places: [Int]? = nil,
        limits: EmbedderLimits,
        maxTokensPerText: Int
    ) {
        self.limits = limits
        self.maxTokensPerText = maxTokensPerText
        let places = places ?? Array(inputs.indices)
        if limits.mixesModalities {
            plan(places, of: inputs)
        } else {
            plan(places.filter { inputs[$0].modality == .text }, of: inputs)
            plan(places.filter { inputs[$0].modality != .text }, of: inputs)
        }
    }

    private struct Load {
        var texts = 0
        var images = 0
        var bytes = 0
        var tokens = 0

        static func + (left: Load, right: Load) -> Load {
            Load(
                texts: left.texts + right.texts,
                images: left.images + right.images,
                bytes: left.bytes + right.bytes,
                tokens: left.tokens + right.tokens
            )
        }
    }

    private mutating func plan(_ places: [Int], of inputs: [EmbeddingInput]) {
        var call: [Int] = []
        var load = Load()
        for place in places {
            let item = self.load(of: inputs[place])
            let sum = load + item
            let isOver =
                sum.texts > limits.maxTexts || sum.images > limits.maxImages || sum.bytes > limits.maxBytes
                || sum.tokens > limits.maxTokens
            if isOver, !call.isEmpty {
                calls.append(call)
                call = []
                load = item
            } else {
                load = sum
            }
            call.append(place)
        }
        if !call.isEmpty { calls.append(call) }
    }

    private func load(of input: EmbeddingInput) -> Load {
        switch input {
        case .text(let text):
            // Without a limit nobody needs the count, and counting is the costly part.
            let tokens = limits.maxTokens == .max ? 0 : min(TokenEstimate.tokens(in: text), maxTokensPerText)
            return Load(texts: 1, bytes: text.utf8.count, tokens: tokens)
        case .image(let image): return Load(images: 1, bytes: image.bytes.count)
        }
    }
}
