/// Finished spans in their order, of bounded length: the newest push the oldest out.
struct SpanQueue: Sendable {
    private let limit: Int
    private var spans: [Span] = []
    /// Where the oldest span is; those before it were taken.
    private var first = 0
    /// How many spans were pushed out.
    private(set) var dropped = 0

    init(limit: Int = 4096) { self.limit = limit }

    var count: Int { spans.count - first }

    mutating func append(_ span: Span) {
        if count == limit {
            first += 1
            dropped += 1
        }
        spans.append(span)
        // Moved together now and then instead of at every removal, which would cost the queue's length each time.
        if first > limit { compact() }
    }

    mutating func take(_ count: Int) -> [Span] {
        let taken = Array(spans[first...].prefix(count))
        first += taken.count
        compact()
        return taken
    }

    private mutating func compact() {
        spans.removeFirst(first)
        first = 0
    }
}
