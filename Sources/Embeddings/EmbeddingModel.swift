/// What the toolkit must know of an embedding model.
public struct EmbeddingModel: Sendable, Hashable {
    /// The model's id on the wire, such as `jina-clip-v2`.
    public var id: String
    /// The full size of its vectors.
    public var dims: Int
    /// The sizes it was trained to be cut to, ascending, ``dims`` included.
    public var matryoshkaDims: [Int]
    /// Every size its vectors may be cut to, trained or not; `nil`, the default, for those of ``matryoshkaDims`` alone.
    ///
    /// Ends at ``dims``. How well a size that was not trained for finds is not known: ``dimsWarning(_:)`` says so.
    public var dimsRange: ClosedRange<Int>?
    /// What it embeds.
    public var modalities: Set<Modality>
    /// The longest text it reads, in its own tokens.
    public var maxTokens: Int
    /// The wire's `task` for queries; `nil` sends none.
    public var queryTask: String?
    /// The wire's `task` for documents; `nil` sends none.
    public var documentTask: String?

    /// Makes a model.
    public init(
        id: String,
        dims: Int,
        matryoshkaDims: [Int],
        dimsRange: ClosedRange<Int>? = nil,
        modalities: Set<Modality>,
        maxTokens: Int,
        queryTask: String? = nil,
        documentTask: String? = nil
    ) {
        self.id = id
        self.dims = dims
        self.matryoshkaDims = matryoshkaDims
        self.dimsRange = dimsRange
        self.modalities = modalities
        self.maxTokens = maxTokens
        self.queryTask = queryTask
        self.documentTask = documentTask
    }
}

/// A kind of content a model reads.
public struct Modality: RawRepresentable, Hashable, Sendable {
    /// The name: `text`, `image`.
    public let rawValue: String
    /// Makes a modality of any name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Written language.
    public static let text = Modality(rawValue: "text")
    /// Pictures.
    public static let image = Modality(rawValue: "image")
}

/// Which side of a search a vector is for; many models embed the two differently.
public struct EmbeddingRole: RawRepresentable, Hashable, Sendable {
    /// The name: `query`, `document`.
    public let rawValue: String
    /// Makes a role of any name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// What someone searches with.
    public static let query = EmbeddingRole(rawValue: "query")
    /// What is searched.
    public static let document = EmbeddingRole(rawValue: "document")
}
