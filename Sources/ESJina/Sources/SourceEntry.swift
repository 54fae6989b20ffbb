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
    /// What names the input on every machine, whatever directory it stands in there: decides its share under `--partition`;
    /// default the position.
    public var partitionKey: String
    private let makeOrigin: @Sendable () -> InputOrigin?
    /// Reads the input; called once, from any task.
    public var load: @Sendable () throws(InputError) -> IngestRecord

    /// Makes an entry; `origin` is evaluated when it is asked for.
    public init(
        position: String,
        keepsID: Bool = false,
        byteCount: Int = 0,
        partitionKey: String? = nil,
        origin: @autoclosure @escaping @Sendable () -> InputOrigin? = nil,
        load: @escaping @Sendable () throws(InputError) -> IngestRecord
    ) {
        self.position = position
        self.keepsID = keepsID
        self.byteCount = byteCount
        self.partitionKey = partitionKey ?? position
        makeOrigin = origin
        self.load = load
    }

    /// How the input is found again from a dead letter; `nil` where only its source can say.
    ///
    /// Made when it is asked for, because that parses a record once more: ask for it only where an input failed.
    public var origin: InputOrigin? { makeOrigin() }
}
