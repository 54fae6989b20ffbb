/// Measures how fast work goes of late, over the last ten seconds.
///
/// The window forgets a slow start and steadies bursts, as bulk batches arrive in.
struct ProgressMeter: Sendable {
    /// What was measured at one moment.
    struct Reading: Sendable, Hashable {
        /// Items finished in a second.
        var rate: Double
        /// Documents indexed in a second.
        var documentRate: Double
        /// Pictures prepared in a second.
        var imageRate: Double
        /// The seconds an item takes, as far as the next ones can be told; `nil` while nothing is finished.
        var pace: Double?
    }

    private struct Sample: Sendable {
        var elapsed: Duration
        var done: Int
        var indexed: Int
        var images: Int

        init(_ snapshot: ProgressSnapshot) {
            elapsed = snapshot.elapsed
            done = snapshot.done
            indexed = snapshot.indexed
            images = snapshot.images
        }
    }

    private let window: Duration
    private var samples: [Sample] = []

    init(window: Duration = .seconds(10)) { self.window = window }

    /// Notes how far the work has come; keeps one sample in a hundredth of the window.
    mutating func note(_ snapshot: ProgressSnapshot) {
        if let last = samples.last, snapshot.elapsed - last.elapsed < window / 100 { return }
        samples.append(Sample(snapshot))
        // One sample from before the window stays, so that the window is whole.
        while samples.count > 2, samples[1].elapsed <= snapshot.elapsed - window { samples.removeFirst() }
    }

    /// What the window tells at the moment of `snapshot`; `nil` before there is half a second to measure.
    func reading(_ snapshot: ProgressSnapshot) -> Reading? {
        guard let first = samples.first, snapshot.elapsed - first.elapsed >= .milliseconds(500) else { return nil }
        let seconds = (snapshot.elapsed - first.elapsed) / .seconds(1)
        return Reading(
            rate: Double(snapshot.done - first.done) / seconds,
            documentRate: Double(snapshot.indexed - first.indexed) / seconds,
            imageRate: Double(snapshot.images - first.images) / seconds,
            pace: pace(Sample(snapshot), first)
        )
    }

    /// The seconds an item takes: the mean over tenths of the window, the later ones weighing more.
    ///
    /// Ten thousand unchanged items that were passed over within a second say nothing of the embedding that comes after them. A
    /// mean over items would hear of little else; a mean over time gives that second a tenth of the say at most, and less the
    /// longer it is over.
    private func pace(_ now: Sample, _ first: Sample) -> Double? {
        var slices: [(seconds: Double, done: Int)] = []
        var start = first
        for sample in samples.dropFirst()
        where sample.done > start.done && sample.elapsed - start.elapsed >= window / 10 {
            slices.append(((sample.elapsed - start.elapsed) / .seconds(1), sample.done - start.done))
            start = sample
        }
        let (rest, done) = ((now.elapsed - start.elapsed) / .seconds(1), now.done - start.done)
        // What is left over after the last whole slice is too short for a say of its own; a standstill lengthens the last slice.
        if let last = slices.indices.last {
            slices[last].seconds += rest
            slices[last].done += done
        } else if done > 0 {
            slices.append((rest, done))
        }
        var sum = 0.0
        var weights = 0.0
        for (index, slice) in slices.enumerated() {
            let weight = Double((index + 1) * (index + 1))
            sum += weight * slice.seconds / Double(slice.done)
            weights += weight
        }
        return weights > 0 ? sum / weights : nil
    }
}
