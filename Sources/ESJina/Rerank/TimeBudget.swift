/// A time that several steps share.
struct TimeBudget: Sendable {
    /// Thrown where the time is over.
    struct Exceeded: Error, CustomStringConvertible {
        let limit: Duration
        var description: String {
            let seconds = limit / .seconds(1)
            return "it had not answered after \(Int(exactly: seconds).map { String($0) } ?? String(seconds)) s"
        }
    }

    let limit: Duration
    private let elapsed: @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async throws -> Void

    /// Starts to count.
    init(_ limit: Duration, clock: some Clock<Duration>) {
        self.limit = limit
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleep = { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }
    }

    /// What `body` returns, where it does so in what is left of the time; it is cancelled where it does not.
    ///
    /// - Throws: ``Exceeded``, and what `body` throws.
    func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let left = limit - elapsed()
        guard left > .zero else { throw Exceeded(limit: limit) }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await sleep(left)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else { throw Exceeded(limit: limit) }
            return value
        }
    }
}
