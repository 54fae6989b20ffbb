/// The body of one bulk request, with the place of each operation in it.
public struct BulkBatch: Sendable {
    /// One operation's place.
    public struct Entry: Sendable, Hashable {
        /// The document's id.
        public let id: String
        /// What is done with it.
        public let action: BulkOperation.Action
        /// The value that chooses the shard; `nil` for the id.
        public let routing: String?
        /// How its version is compared; `nil` where it has none of its own.
        public let versioning: BulkVersioning?
        /// Its lines in the body, the last line break included.
        public internal(set) var range: Range<Int>

        init(_ operation: BulkOperation, range: Range<Int>) {
            id = operation.id
            action = operation.action
            routing = operation.routing
            versioning = operation.version == nil ? nil : operation.versioning
            self.range = range
        }
    }

    /// The lines to send, UTF-8, the last one ended too.
    public var body: [UInt8] { storage.bytes }
    /// The operations in order.
    public let entries: [Entry]

    private let storage: BulkBodyStorage

    /// Makes a batch of operations.
    public init(_ operations: some Sequence<BulkOperation>) {
        var body: [UInt8] = []
        var entries: [Entry] = []
        for operation in operations {
            let start = body.count
            operation.write(to: &body)
            entries.append(Entry(operation, range: start..<body.count))
        }
        self.init(body: body, entries: entries)
    }

    /// Makes a batch of lines; their memory goes back to `pool` when the last copy of the batch is gone.
    init(body: [UInt8], entries: [Entry], pool: BulkBodyPool? = nil) {
        storage = BulkBodyStorage(body, pool: pool)
        self.entries = entries
    }

    /// The ids in order.
    public var ids: [String] { entries.map(\.id) }
    /// How many operations there are.
    public var count: Int { entries.count }
    /// Whether there are none.
    public var isEmpty: Bool { entries.isEmpty }

    /// The operations at `positions`, cut out of the body as they are.
    ///
    /// - Parameter positions: Places in ``entries``, in the order wanted.
    /// - Returns: A batch of its own.
    /// - Complexity: O(*n*) in the bytes cut out.
    public func subset(_ positions: some Sequence<Int>) -> BulkBatch {
        let body = body
        var part: [UInt8] = []
        var kept: [Entry] = []
        for position in positions {
            var entry = entries[position]
            let start = part.count
            part.append(contentsOf: body[entry.range])
            entry.range = start..<part.count
            kept.append(entry)
        }
        return BulkBatch(body: part, entries: kept)
    }
}

extension BulkBatch: Hashable {
    /// Whether both hold the same operations in the same bytes.
    public static func == (one: BulkBatch, other: BulkBatch) -> Bool {
        one.entries == other.entries && one.body == other.body
    }

    /// Feeds the operations to `hasher`.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(entries)
        hasher.combine(body)
    }
}
