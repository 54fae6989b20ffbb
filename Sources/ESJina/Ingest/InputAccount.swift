/// What is still to come of one input, and how it has fared so far.
struct InputAccount {
    let entry: SourceEntry
    /// The id of the whole input, once it was read.
    var id: String?
    /// How many of its documents are neither indexed nor found unchanged.
    var pending = 0
    /// Whether any of its documents was written.
    var isChanged = false
    /// Why it was left out on purpose.
    var skipReason: String?
    /// Why it cannot become documents; the first reason counts.
    var failure: InputError?

    init(_ entry: SourceEntry) { self.entry = entry }

    mutating func fail(_ error: InputError) { failure = failure ?? error }
}

/// How one input ended.
public struct ItemOutcome: Sendable {
    /// What names the input.
    public var position: String
    /// The document's id; of the whole input where it has parts; `nil` where it could not be read.
    public var id: String?
    /// What became of it.
    public var result: Result

    /// What became of an input.
    public enum Result: Sendable {
        /// All its documents were acknowledged.
        case indexed
        /// It was in the index already, unchanged since.
        case unchanged
        /// It could not become a document, and why.
        case deadLettered(InputError)
        /// It was left out on purpose, and why.
        case skipped(String)
    }
}
