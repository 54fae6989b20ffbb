/// Measures how many items are finished in a second, over the last ten seconds.
///
/// The window forgets a slow start and steadies bursts, as bulk batches arrive in.
struct RateMeter: Sendable {
    private let window: Duration
    private var samples: [(elapsed: Duration, done: Int)] = []

    init(window: Duration = .seconds(10)) { self.window = window }

    /// Notes that `done` items were finished `elapsed` after the start; keeps one sample in a hundredth of the window.
    mutating func note(elapsed: Duration, done: Int) {
        if let last = samples.last, elapsed - last.elapsed < window / 100 { return }
        samples.append((elapsed, done))
        // One sample from before the window stays, so that the window is whole.
        while samples.count > 2, samples[1].elapsed <= elapsed - window { samples.removeFirst() }
    }

    /// The rate at a moment; `nil` before there is half a second to measure.
    func rate(elapsed: Duration, done: Int) -> Double? {
        guard let first = samples.first, elapsed - first.elapsed >= .milliseconds(500) else { return nil }
        return Double(done - first.done) / ((elapsed - first.elapsed) / .seconds(1))
    }
}
