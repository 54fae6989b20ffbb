public import Embeddings
public import JSONValues

/// One input on its way to becoming one document.
public struct IngestRecord: Sendable {
    /// What is embedded.
    public enum Content: Sendable {
        /// An encoded picture.
        case image([UInt8])
        /// A text, its title not included; cut into parts where it is longer than the model reads.
        case text(String)
        /// A picture to be fetched from an http or https URL.
        case remoteImage(String)
        /// A PDF file; each page becomes a picture.
        case pdf([UInt8])
        /// One page of a PDF file, counted from 1.
        case page([UInt8], number: Int)
        /// Nothing to embed: the record brings its ``IngestRecord/vector``.
        case none
    }

    /// A caption in one language.
    public struct Caption: Sendable, Hashable {
        /// The language's BCP 47 tag, such as `pt` or `zh-tw`.
        public var language: String
        /// The caption.
        public var text: String

        /// Makes a caption.
        public init(language: String, text: String) {
            self.language = language
            self.text = text
        }
    }

    /// A part of an input that became several documents.
    public struct Part: Sendable, Hashable {
        /// The id of the whole input.
        public var parent: String
        /// Which part it is, from 1.
        public var number: Int
        /// How many parts there are.
        public var count: Int
        /// Where a text's part begins, in characters from the start of the text; `nil` for pages.
        public var start: Int?

        /// Makes a part.
        public init(parent: String, number: Int, count: Int, start: Int? = nil) {
            self.parent = parent
            self.number = number
            self.count = count
            self.start = start
        }
    }

    /// The document's `_id`, 1 to 512 bytes; the same input must get the same one in every run.
    public var id: String
    /// What is embedded.
    public var content: Content
    /// Where it came from, shown to people: a path or URL.
    public var path: String?
    /// Its title.
    public var title: String?
    /// A caption whose language is not known.
    public var caption: String?
    /// Captions by language.
    public var captions: [Caption]
    /// Keywords.
    public var tags: [String]
    /// Further fields, indexed under their own names; names of the fields es-jina makes are refused.
    public var attributes: JSONObject
    /// A vector made elsewhere, of the model's full size; nothing is embedded then.
    public var vector: Embedding?
    /// The value that chooses the shard; `nil` for the id.
    public var routing: String?
    /// The document's version in the system it comes from, at least 0; an older one never replaces a newer one.
    public var version: Int?
    /// Which part of its input it is; `nil` for a whole one.
    public var part: Part?

    /// Makes a record.
    public init(
        id: String,
        content: Content,
        path: String? = nil,
        title: String? = nil,
        caption: String? = nil,
        captions: [Caption] = [],
        tags: [String] = [],
        attributes: JSONObject = [:],
        vector: Embedding? = nil,
        routing: String? = nil,
        version: Int? = nil
    ) {
        self.id = id
        self.content = content
        self.path = path
        self.title = title
        self.caption = caption
        self.captions = captions
        self.tags = tags
        self.attributes = attributes
        self.vector = vector
        self.routing = routing
        self.version = version
    }
}
