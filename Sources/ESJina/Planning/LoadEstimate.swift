public import Elasticsearch
public import Embeddings

/// What bringing a corpus to the index takes: bytes and bulk requests.
public struct BulkEstimate: Sendable, Hashable {
    /// Bytes of bulk bodies, before compression.
    public var bytes: Int
    /// Bulk requests.
    public var requests: Int

    /// Estimates the load of `corpus` with its vectors.
    ///
    /// - Parameters:
    ///   - corpus: The documents.
    ///   - fields: The vectors that each document has, a field for each size.
    ///   - usesBase64: Whether the server takes vectors as base64.
    ///   - maxBytes: The largest bulk body.
    public init(_ corpus: PlannedCorpus, fields: [DenseVectorField], usesBase64: Bool, maxBytes: Int) {
        let limit = BulkBatcher(maxBytes: maxBytes)
        var (bytes, requests) = (0.0, 0)
        for (count, modality, slice) in [
            (corpus.pictures, Modality.image, IngestWindow.slicePictures),
            (corpus.texts, Modality.text, IngestWindow.sliceDocuments),
        ] where count > 0 {
            let vectors = fields.reduce(0.0) { $0 + WireSize.member(modality, $1, usesBase64: usesBase64) }
            let size = corpus.actionBytes + corpus.sourceBytes + vectors
            bytes += size * Double(count)
            let atOnce = max(1, min(limit.maxOperations, Int(Double(limit.maxBytes) / max(1, size))))
            requests += SlicedWork.calls(count, slice: slice, atOnce: atOnce)
        }
        self.bytes = Int(bytes.rounded())
        self.requests = requests
    }
}

/// What giving a corpus its vectors takes; every smaller size is cut from the same vector and costs nothing.
public struct EmbeddingEstimate: Sendable, Hashable {
    /// Requests to the embedder.
    public var requests: Int
    /// Pictures that are embedded.
    public var pictures: Int
    /// Texts that are embedded.
    public var texts: Int
    /// Documents whose vectors are kept from before or are those of another document.
    public var reused: Int
    /// Tokens of texts.
    public var textTokens: Int
    /// Tokens of pictures; `nil` where nobody says what a picture counts as.
    public var pictureTokens: Int?
    /// What the tokens cost in US dollars; `nil` where there is no price or a part of the tokens is not known.
    public var usd: Double?

    /// Estimates the embedding of `corpus`.
    ///
    /// - Parameters:
    ///   - corpus: The documents.
    ///   - limits: How much a request to the embedder may hold.
    ///   - tokensPerPicture: What a picture counts as; `nil` where nobody says.
    ///   - usdPerMillionTokens: The price; `nil` where there is none.
    public init(
        _ corpus: PlannedCorpus,
        limits: EmbedderLimits,
        tokensPerPicture: Int? = nil,
        usdPerMillionTokens: Double? = nil
    ) {
        pictures = corpus.newPictures
        texts = corpus.newTexts
        reused = corpus.documents - pictures - texts
        textTokens = Int((Double(texts) * corpus.tokensPerText).rounded())
        pictureTokens = pictures == 0 ? 0 : tokensPerPicture.map { $0 * corpus.newPictures }
        func fitting(_ room: Int, _ size: Double) -> Int { size > 0 ? Int(min(Double(room) / size, 1e9)) : .max }
        let picturesAtOnce = min(limits.maxImages, fitting(limits.maxBytes, corpus.pictureBytes))
        let textsAtOnce = min(limits.maxTexts, fitting(limits.maxTokens, corpus.tokensPerText))
        requests =
            corpus.embeddingRequests
            ?? SlicedWork.calls(pictures, slice: IngestWindow.slicePictures, atOnce: picturesAtOnce)
            + SlicedWork.calls(texts, slice: IngestWindow.sliceDocuments, atOnce: textsAtOnce)
        usd = nil
        if let usdPerMillionTokens, let tokens { usd = Double(tokens) / 1e6 * usdPerMillionTokens }
    }

    /// All tokens; `nil` where those of pictures are not known.
    public var tokens: Int? { pictureTokens.map { $0 + textTokens } }
}

/// Work that is cut into slices, and each slice into calls.
enum SlicedWork {
    /// How many calls `count` things take, where no call reaches beyond its slice.
    static func calls(_ count: Int, slice: Int, atOnce: Int) -> Int {
        let atOnce = max(1, min(atOnce, slice))
        func calls(_ count: Int) -> Int { (count + atOnce - 1) / atOnce }
        return count / slice * calls(slice) + calls(count % slice)
    }
}
