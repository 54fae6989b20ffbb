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
        /// Fetching a picture that is named by URL.
        public static let fetch = Stage(rawValue: "fetch")
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
