/// Which fields of a JSONL record mean what.
///
/// Each is a name, or `nil` to look for the usual ones. Fields without a meaning become attributes of the document.
public struct RecordFields: Sendable, Hashable {
    /// The document's id; else `id` or `_id`; else the line number makes one.
    public var id: String?
    /// The text to embed; else `text`, `body` or `content`.
    public var text: String?
    /// A picture: a path relative to the JSONL file, or a data URI; else `image`.
    public var image: String?
    /// The title; else `title`.
    public var title: String?
    /// The caption, a string or an object by language; else `caption` or `captions`.
    public var caption: String?
    /// Tags, an array of strings or one string; else `tags`.
    public var tags: String?

    /// Makes a field mapping.
    public init(
        id: String? = nil,
        text: String? = nil,
        image: String? = nil,
        title: String? = nil,
        caption: String? = nil,
        tags: String? = nil
    ) {
        self.id = id
        self.text = text
        self.image = image
        self.title = title
        self.caption = caption
        self.tags = tags
    }
}
