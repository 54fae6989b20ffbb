public import Embeddings
import JSONValues

/// One `POST /v1/embeddings`.
public struct EmbeddingsRequest: Sendable {
    /// How the server is to write the vectors of its answer.
    public struct VectorEncoding: RawRepresentable, Hashable, Sendable {
        /// The name on the wire.
        public let rawValue: String
        /// Makes an encoding of any name; the client reads only those named here.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Numbers in decimal digits, 21 bytes each on average.
        public static let float = VectorEncoding(rawValue: "float")
        /// Little-endian 32-bit floats in base64, 5.3 bytes each; the same values bit for bit.
        public static let base64 = VectorEncoding(rawValue: "base64")
    }

    /// The model's id.
    public var model: String
    /// What to embed, texts and pictures in any order where the dialect mixes them.
    public var input: [EmbeddingInput]
    /// The use of the vectors, such as `retrieval.query`; `nil` sends none; servers without tasks get none.
    public var task: String?
    /// The size of the vectors; `nil`, the default, for the full one.
    ///
    /// Shorter vectors come back at unit length from every dialect, normalised here where the server does not.
    public var dimensions: Int?
    /// Whether texts beyond the model's context are cut instead of refused; default `true`.
    ///
    /// Jina's own default is to refuse; infinity always cuts.
    public var truncatesLongTexts: Bool
    /// Whether the inputs are the chunks of one document, to be read as one text before they are embedded; default `false`.
    ///
    /// Only the models of ``JinaModels/lateChunking`` can, for texts alone, which together must fit the model's context.
    public var lateChunking: Bool
    /// How the vectors are sent; default ``VectorEncoding/base64``.
    public var encoding: VectorEncoding

    /// Makes a request.
    public init(
        model: String,
        input: [EmbeddingInput],
        task: String? = nil,
        dimensions: Int? = nil,
        truncatesLongTexts: Bool = true,
        lateChunking: Bool = false,
        encoding: VectorEncoding = .base64
    ) {
        self.model = model
        self.input = input
        self.task = task
        self.dimensions = dimensions
        self.truncatesLongTexts = truncatesLongTexts
        self.lateChunking = lateChunking
        self.encoding = encoding
    }

    /// The body as `wire` wants it; nothing but the pictures and texts themselves is copied.
    func body(_ wire: WireFormat) -> [UInt8] {
        var writer = JSONWriter(capacity: estimatedBytes)
        writer.raw("{\"model\":")
        writer.string(model)
        if wire.obeysOptions, let task {
            writer.raw(",\"task\":")
            writer.string(task)
        }
        if let dimensions {
            writer.raw(",\"dimensions\":")
            writer.integer(dimensions)
        }
        if wire.obeysOptions, truncatesLongTexts { writer.raw(",\"truncate\":true") }
        if wire.obeysOptions, lateChunking { writer.raw(",\"late_chunking\":true") }
        writer.raw(",")
        writer.key(wire.encodingKey)
        writer.string(encoding.rawValue)
        // Without it infinity embeds the data URI's own characters as a text, and says 200.
        if wire.imageItem == .dataURI, containsImages { writer.raw(",\"modality\":\"image\"") }
        writer.raw(",\"input\":[")
        for (index, item) in input.enumerated() {
            if index > 0 { writer.raw(",") }
            switch item {
            case .text(let text): writer.string(text.prefix(scalars: wire.maxTextScalars))
            case .image(let image): wire.write(image, to: &writer)
            }
        }
        writer.raw("]}")
        return writer.bytes
    }

    var containsImages: Bool { input.contains { $0.modality == .image } }
    var containsTexts: Bool { input.contains { $0.modality == .text } }

    private var estimatedBytes: Int {
        input.reduce(256) { sum, item in
            switch item {
            case .text(let text): sum + text.utf8.count + 16
            case .image(let image): sum + image.bytes.count / 3 * 4 + 96
            }
        }
    }

    /// A guess of the tokens, for the rate limiter.
    func estimatedTokens(perImage: Int) -> Int {
        input.reduce(0) { sum, item in
            switch item {
            // Two for the marks that models set around a text.
            case .text(let text): sum + TokenEstimate.tokens(in: text) + 2
            case .image: sum + perImage
            }
        }
    }
}

extension String {
    /// The first `limit` Unicode scalars.
    func prefix(scalars limit: Int) -> String {
        guard utf8.count > limit, unicodeScalars.count > limit else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.prefix(limit)))
    }
}
