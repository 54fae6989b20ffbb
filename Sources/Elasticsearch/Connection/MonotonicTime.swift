/// A clock as two functions, so that values can hold any clock.
struct MonotonicTime: Sendable {
    /// The time since this value was made.
    let elapsed: @Sendable () -> Duration
    /// Waits, or throws `CancellationError`.
    let sleep: @Sendable (Duration) async throws -> Void

    init(_ clock: some Clock<Duration>) {
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleep = { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }
    }
}
