/// What became of one operation in the end.
public struct BulkOutcome: Sendable {
    /// What became of it, in a word.
    public enum Result: Sendable, Hashable {
        /// The server carried it out.
        case done
        /// The index holds the document in a version that makes this one unnecessary; see ``BulkVersioning``.
        case superseded
        /// A creation met a document that was there before.
        case alreadyExists
        /// It was refused, or given up.
        case failed
    }

    /// The document's id.
    public var id: String
    /// The operation's status, 201 for created and 200 for changed; `nil` where no answer said so.
    public var status: Int?
    /// How many times it was sent.
    public var attempts: Int
    /// What became of it.
    public var result: Result

    // In a box, because errors are large and rare, and outcomes are many.
    private let box: FailureBox?

    private final class FailureBox: Sendable {
        let failure: ElasticsearchError
        init(_ failure: ElasticsearchError) { self.failure = failure }
    }

    /// Makes an outcome; with a `failure` it is ``Result/failed`` unless said otherwise.
    public init(
        id: String,
        status: Int?,
        attempts: Int,
        result: Result? = nil,
        failure: ElasticsearchError? = nil
    ) {
        self.id = id
        self.status = status
        self.attempts = attempts
        self.result = result ?? (failure == nil ? .done : .failed)
        box = failure.map { FailureBox($0) }
    }

    /// What the server said where the operation was not carried out; `nil` where it was.
    public var failure: ElasticsearchError? { box?.failure }

    /// Whether the server acknowledged it.
    ///
    /// This includes a repeated operation that met what an earlier try of it had written although no answer said so.
    public var isDone: Bool { result == .done }

    /// Whether it was left undone because the index holds something newer, which is no failure.
    public var isSuperseded: Bool { result == .superseded }

    /// Whether it was a creation of what was there before.
    public var alreadyExists: Bool { result == .alreadyExists }
}
