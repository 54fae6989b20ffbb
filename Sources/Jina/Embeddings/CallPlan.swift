import Embeddings

/// Divides inputs into calls that keep within limits, in order.
struct CallPlan {
    /// The indices of the inputs of each call.
    private(set) var calls: [ArraySlice<Int>] = []

    /// - Complexity: O(*n*).
    init(_ inputs: [EmbeddingInput], including isIncluded: (Int) -> Bool, limits: EmbedderLimits) {
        if limits.mixesModalities {
            plan(inputs.indices.filter(isIncluded), of: inputs, limits)
        } else {
            for modality in [Modality.text, .image] {
                plan(inputs.indices.filter { isIncluded($0) && inputs[$0].modality == modality }, of: inputs, limits)
            }
        }
    }

    private mutating func plan(_ indices: [Int], of inputs: [EmbeddingInput], _ limits: EmbedderLimits) {
        var start = 0
        var texts = 0
        var images = 0
        var bytes = 0
        for (place, index) in indices.enumerated() {
            let size: Int
            let isText: Bool
            switch inputs[index] {
            case .text(let text): (size, isText) = (text.utf8.count, true)
            case .image(let image): (size, isText) = (image.bytes.count, false)
            }
            let isFull = isText ? texts >= limits.maxTexts : images >= limits.maxImages
            // An input larger than the limit goes alone; whether it is too large is the server's to say.
            if place > start, isFull || bytes + size > limits.maxBytes {
                calls.append(indices[start..<place])
                (start, texts, images, bytes) = (place, 0, 0, 0)
            }
            if isText { texts += 1 } else { images += 1 }
            bytes += size
        }
        if start < indices.count { calls.append(indices[start...]) }
    }
}
