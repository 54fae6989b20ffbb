public import Embeddings

/// The names of the fields that es-jina gives a document.
public enum DocumentFields {
    /// `image` or `text`.
    public static let modality = "modality"
    /// Where the input came from.
    public static let path = "path"
    /// The title; full text.
    public static let title = "title"
    /// The caption whose language is not known; full text.
    public static let caption = "caption"
    /// The captions by language, one full-text field each below this name.
    public static let captions = "captions"
    /// The text itself, or that on a picture of a page; full text.
    public static let body = "body"
    /// The keywords; exact, with full text at `tags.text`.
    public static let tags = "tags"
    /// A picture's format, such as `jpeg`.
    public static let format = "format"
    /// A picture's width in pixels.
    public static let width = "width"
    /// A picture's height in pixels.
    public static let height = "height"
    /// The SHA-256 of the content that was embedded.
    public static let contentHash = "content_hash"
    /// The id of the whole input a part belongs to.
    public static let parentID = "parent_id"
    /// Which part of its input it is, from 1.
    public static let partNumber = "part_number"
    /// How many parts its input has.
    public static let partCount = "part_count"
    /// Where a text's part begins in its text.
    public static let partStart = "part_start"
    /// `true` on a picture with no title, caption, tag or text, which no search by words can find.
    ///
    /// It is not mapped beforehand: where the mapping has it, the index holds such a picture.
    public static let wordless = "wordless"
    /// What names the input in the journal; stored only.
    public static let inputPosition = "input_position"
    /// The SHA-256 of everything the document is made of, by which a lost journal is made again; stored only.
    public static let inputDigest = "input_digest"
    /// A vector for each token of the document's text; stored, never brought by a hit.
    public static let tokenVectors = "token_vectors"
    /// What only the journal is made again from; a hit does not bring it.
    static let bookkeeping = [inputPosition, inputDigest, wordless]

    /// The vector field of one modality and size, such as `image_embedding_1024`.
    ///
    /// Pictures and texts have fields of their own because a CLIP model puts them into separate clusters: a query's scores
    /// against the two must never be compared.
    public static func embedding(_ modality: Modality, dims: Int) -> String {
        "\(modality.rawValue)_embedding_\(dims)"
    }

    /// Whether an attribute of this name would collide with a field of es-jina's own.
    static func isReserved(_ name: String) -> Bool {
        let own = [
            modality, path, title, caption, captions, body, tags, format, width, height, contentHash, parentID,
            partNumber,
            partCount, partStart, wordless, inputPosition, inputDigest, tokenVectors,
        ]
        // The server reads a dot as a path: `captions.en` is a field inside `captions`.
        return own.contains { name == $0 || name.hasPrefix($0 + ".") } || name.hasPrefix("image_embedding_")
            || name.hasPrefix("text_embedding_")
    }
}
