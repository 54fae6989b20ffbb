public import Embeddings

/// One of Jina's models: what its card, its API and its licence say of it.
///
/// What is `nil` or empty is not known or does not apply; nothing is guessed. Where sources contradict each other, ``notes`` says so.
public struct CatalogueModel: Sendable, Hashable {
    /// What a model is for, as an open set.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// One vector an input.
        public static let embedding = Kind(rawValue: "embedding")
        /// A vector a token, for late interaction.
        public static let multiVector = Kind(rawValue: "multi-vector")
        /// An order of passages for a query.
        public static let reranker = Kind(rawValue: "reranker")
        /// Clean text of web pages.
        public static let reader = Kind(rawValue: "reader")
        /// Answers about pictures.
        public static let vlm = Kind(rawValue: "vlm")
    }

    /// The dense vectors of a model.
    public struct Vectors: Sendable, Hashable {
        /// The full size.
        public var dims: Int
        /// The sizes it was trained to be cut to, ascending, ``dims`` included.
        public var matryoshkaDims: [Int]
        /// The sizes the API cuts to; `nil` where requests have no `dimensions` or nothing is known.
        public var dimsRange: ClosedRange<Int>?

        /// Makes a description; without sizes, vectors have the full one alone.
        public init(_ dims: Int, cutTo matryoshkaDims: [Int] = [], dimsRange: ClosedRange<Int>? = nil) {
            self.dims = dims
            self.matryoshkaDims = Set(matryoshkaDims + [dims]).sorted()
            self.dimsRange = dimsRange
        }
    }

    /// The token vectors of a model.
    public struct TokenVectors: Sendable, Hashable {
        /// The size where nobody asks for another.
        public var dims: Int
        /// The sizes it makes, ascending, ``dims`` included.
        public var sizes: [Int]
        /// How many tokens a query is cut or filled up to.
        public var queryTokens: Int?

        /// Makes a description.
        public init(_ dims: Int, sizes: [Int], queryTokens: Int? = nil) {
            self.dims = dims
            self.sizes = sizes
            self.queryTokens = queryTokens
        }
    }

    /// How a model orders passages.
    public struct Reranking: Sendable, Hashable {
        /// Whether a score depends on the other passages of its call.
        public var isListwise: Bool
        /// The most passages sent in one call; Jina documents no limit, the entry's notes say whose number it is.
        public var passagesPerCall: Int
        /// The most tokens of a query that are read.
        public var queryTokens: Int?
        /// How many tokens of a passage are read where a request does not say.
        public var passageTokens: Int?
        /// How many tokens of a passage a request may ask to be read; `nil` where it cannot ask.
        public var maxPassageTokens: Int?
        /// The size of the vectors it returns when asked to; `nil` where it returns none.
        public var embeddingDims: Int?

        /// Makes a description.
        public init(
            isListwise: Bool,
            passagesPerCall: Int,
            queryTokens: Int? = nil,
            passageTokens: Int? = nil,
            maxPassageTokens: Int? = nil,
            embeddingDims: Int? = nil
        ) {
            self.isListwise = isListwise
            self.passagesPerCall = passagesPerCall
            self.queryTokens = queryTokens
            self.passageTokens = passageTokens
            self.maxPassageTokens = maxPassageTokens
            self.embeddingDims = embeddingDims
        }
    }

    /// A use that requests name in `task`.
    public struct Task: Sendable, Hashable {
        /// The value on the wire, such as `retrieval.query`.
        public var name: String
        /// What the model reads before the input; `nil` where nothing, or where it is not published.
        public var prompt: String?

        /// Makes a task.
        public init(_ name: String, prompt: String? = nil) {
            self.name = name
            self.prompt = prompt
        }
    }

    /// What pictures may be.
    public struct ImageLimits: Sendable, Hashable {
        /// The side of the square the model sees, in pixels.
        public var side: Int?
        /// The largest encoded picture the hosted API takes, in bytes.
        public var maxBytes: Int?
        /// The most pixels of a picture.
        public var maxPixels: Int?
        /// The shortest side of a picture, in pixels.
        public var minSide: Int?
        /// The longest side of a picture, in pixels.
        public var maxSide: Int?

        /// Makes limits.
        public init(
            side: Int? = nil,
            maxBytes: Int? = nil,
            maxPixels: Int? = nil,
            minSide: Int? = nil,
            maxSide: Int? = nil
        ) {
            self.side = side
            self.maxBytes = maxBytes
            self.maxPixels = maxPixels
            self.minSide = minSide
            self.maxSide = maxSide
        }
    }

    /// The licence of a model's weights.
    public struct Licence: Sendable, Hashable {
        /// The name, an SPDX identifier where there is one.
        public var name: String
        /// Whether the weights may be used commercially under it; a contract with Jina may allow more.
        public var allowsCommercialUse: Bool

        /// Makes a licence.
        public init(_ name: String, allowsCommercialUse: Bool) {
            self.name = name
            self.allowsCommercialUse = allowsCommercialUse
        }

        /// Commercial use is allowed.
        public static let apache2 = Licence("Apache-2.0", allowsCommercialUse: true)
        /// No commercial use.
        public static let nonCommercial = Licence("CC-BY-NC-4.0", allowsCommercialUse: false)
        /// Research only.
        public static let qwenResearch = Licence("Qwen Research License", allowsCommercialUse: false)
    }

    /// The id on the wire, such as `jina-clip-v2`.
    public var id: String
    /// What it is for, the main use first.
    public var kinds: [Kind]
    /// What it does, in a few words.
    public var summary: String
    /// How many parameters it has, to the digits its card gives.
    public var parameters: Int
    /// The longest input it reads, in its own tokens.
    public var contextTokens: Int
    /// The languages it was made for.
    public var languages: String
    /// What it reads.
    public var modalities: Set<Modality>
    /// What it reads but no documented request to Jina's hosted API can carry.
    public var undocumentedModalities: Set<Modality> = []
    /// Its dense vectors.
    public var vectors: Vectors?
    /// Its token vectors.
    public var tokenVectors: TokenVectors?
    /// How it orders passages.
    public var reranking: Reranking?
    /// The values of `task`.
    public var tasks: [Task] = []
    /// The task a request without one has; `nil` for none.
    public var defaultTask: String?
    /// The task that queries are embedded with here; `nil` sends none.
    public var queryTask: String?
    /// The task that documents are embedded with here; `nil` sends none.
    public var documentTask: String?
    /// How vectors can be written in answers: `float`, `base64`, `binary`, `ubinary`.
    public var outputTypes: [String] = []
    /// What else requests may say, as the API's description names it.
    public var requestOptions: [String] = []
    /// What pictures may be; `nil` where it reads none.
    public var images: ImageLimits?
    /// The licence of the weights.
    public var licence: Licence
    /// The revision of the weights on Hugging Face, 40 hexadecimal digits.
    public var revision: String
    /// The day it was published, as `YYYY-MM-DD`.
    public var release: String
    /// The number of the paper on arXiv.
    public var paper: String?
    /// Where this entry's facts come from.
    public var sources: [String]
    /// Contradictions, gaps and whose numbers limits are, a sentence or two each.
    public var notes: [String] = []

    /// Whether it embeds chunks in the context of their document.
    public var chunksLate: Bool { requestOptions.contains("late_chunking") }

    /// The page of the weights.
    public var url: String { "https://huggingface.co/jinaai/\(id)" }
}

extension Modality {
    /// PDF files.
    public static let pdf = Modality(rawValue: "pdf")
    /// Sound.
    public static let audio = Modality(rawValue: "audio")
    /// Moving pictures.
    public static let video = Modality(rawValue: "video")
    /// Programs.
    public static let code = Modality(rawValue: "code")
}
