public import Embeddings

/// One of the things a query is made of.
public struct QueryTerm: Sendable, Hashable {
    /// What it is.
    public enum Content: Sendable, Hashable {
        /// Words, to be embedded.
        case text(String)
        /// A picture, to be embedded.
        case image(EmbeddingImage)
        /// The id of a document in the index, whose vector is taken.
        case document(String)
    }

    /// What it is.
    public var content: Content
    /// Its factor; a negative one moves away from it; default 1.
    public var weight: Float

    /// Makes a term.
    public init(_ content: Content, weight: Float = 1) {
        self.content = content
        self.weight = weight
    }
}
