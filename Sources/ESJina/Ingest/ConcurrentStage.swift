import Synchronization

/// Runs one stage of many inputs by several workers, which take one input after the other.
///
/// A worker for many inputs costs a fraction of a task for each, and a slow input holds up no other.
struct ConcurrentStage<Input: Sendable, Output: Sendable>: Sendable {
    /// How many inputs are worked on at once, as far as there are processors; at least 1.
    var workers: Int
    /// How many bytes of outputs there may be before no further input is taken.
    var maxBytes = Int.max
    /// The bytes of an output.
    var size: @Sendable (Output) -> Int = { _ in 0 }
    let work: @Sendable (Input) async throws(InputError) -> Output

    /// What became of the inputs that were taken, in order, from the first on; and the time of all workers together.
    struct Outcome {
        var results: [Result<Output, InputError>] = []
        var time = Duration.zero
    }

    private typealias Answer = (place: Int, result: Result<Output, InputError>)

    /// Hands out places.
    private final class Turns: Sendable {
        private let state = Mutex((next: 0, bytes: 0))
        private let count: Int
        private let maxBytes: Int

        init(count: Int, maxBytes: Int) {
            self.count = count
            self.maxBytes = maxBytes
        }

        /// The next place, after a worker has made `bytes` more.
        func next(after bytes: Int) -> Int? {
            state.withLock { state in
                state.bytes += bytes
                guard state.next < count, state.bytes < maxBytes else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }
    }

    /// Works on `inputs`, all of them or as many as fill the memory; at least one.
    func run(_ inputs: ArraySlice<Input>) async -> Outcome {
        var results = [Result<Output, InputError>?](repeating: nil, count: inputs.count)
        var outcome = Outcome()
        let turns = Turns(count: inputs.count, maxBytes: maxBytes)
        await withTaskGroup(of: (answers: [Answer], time: Duration).self) { group in
            for _ in 0..<min(max(1, workers), inputs.count) {
                group.addTask { await serve(inputs, turns) }
            }
            for await share in group {
                outcome.time += share.time
                for answer in share.answers { results[answer.place] = answer.result }
            }
        }
        outcome.results = results.compactMap(\.self)
        return outcome
    }

    private func serve(_ inputs: ArraySlice<Input>, _ turns: Turns) async -> (answers: [Answer], time: Duration) {
        let start = ContinuousClock.now
        var answers: [Answer] = []
        var bytes = 0
        while let place = turns.next(after: bytes) {
            do throws(InputError) {
                let output = try await work(inputs[inputs.startIndex + place])
                bytes = size(output)
                answers.append((place, .success(output)))
            } catch {
                bytes = 0
                answers.append((place, .failure(error)))
            }
        }
        return (answers, .now - start)
    }
}
