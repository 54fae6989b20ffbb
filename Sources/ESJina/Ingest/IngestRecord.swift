public import JSONValues

/// One input on its way to becoming one document.
public struct IngestRecord: Sendable {
    /// What is embedded.
    public enum Content: Sendable {
        /// An encoded picture.
        case image([UInt8])
        /// A text, its title not included.
        case text(String)
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

    /// Makes a record.
    public init(
        id: String,
        content: Content,
        path: String? = nil,
        title: String? = nil,
        caption: String? = nil,
        captions: [Caption] = [],
        tags: [String] = [],
        attributes: JSONObject = [:]
    ) {
        self.id = id
        self.content = content
        self.path = path
        self.title = title
        self.caption = caption
        self.captions = captions
        self.tags = tags
        self.attributes = attributes
    }
}

/// One input of a source: what names it, and how it is read when its turn comes.
///
/// A source yields entries quickly and in a stable order; reading and parsing happen in ``load``, many at once, so that a
/// slow or broken input holds up nothing.
public struct SourceEntry: Sendable {
    /// What names the input in reports and in the journal: a path, or `path:line`; unique and the same in every run.
    public var position: String
    /// Whether the position alone names the input, as a file's path does: it then keeps the id it was first indexed under.
    ///
    /// Default false, for records that bring an id of their own and may move from line to line.
    public var keepsID: Bool
    /// How many bytes reading it will take, as far as is known, so that few large inputs are held in memory at once; default 0.
    public var byteCount: Int
    /// Reads the input; called once, from any task.
    public var load: @Sendable () throws(InputError) -> IngestRecord

    /// Makes an entry.
    public init(
        position: String,
        keepsID: Bool = false,
        byteCount: Int = 0,
        load: @escaping @Sendable () throws(InputError) -> IngestRecord
    ) {
        self.position = position
        self.keepsID = keepsID
        self.byteCount = byteCount
        self.load = load
    }
}

/// Why one input cannot become a document while all others can.
public struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where on the way it failed.
    public struct Stage: RawRepresentable, Hashable, Sendable {
        /// The stage's name.
        public let rawValue: String
        /// Makes a stage of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Reading or parsing the input.
        public static let read = Stage(rawValue: "read")
        /// Decoding a picture.
        public static let decode = Stage(rawValue: "decode")
        /// Embedding.
        public static let embed = Stage(rawValue: "embed")
        /// Indexing.
        public static let index = Stage(rawValue: "index")
    }

    /// Where on the way it failed.
    public var stage: Stage
    /// One sentence naming the input, the reason and the fix.
    public var message: String
    /// The server's status, where a server refused it.
    public var status: Int?

    /// Makes an error.
    public init(_ stage: Stage, _ message: String, status: Int? = nil) {
        self.stage = stage
        self.message = message
        self.status = status
    }

    /// The message.
    public var description: String { message }
}
