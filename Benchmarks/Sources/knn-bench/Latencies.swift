import JSONValues
import Measuring

/// How long each query took, and what it found.
struct Latencies {
    private var milliseconds: [Double] = []
    /// CPU time of a query, of all threads together.
    private var cpuMilliseconds = 0.0
    /// The ids found for each query, best first.
    private var found: [[Int]] = []
    /// The name of the kernels in use.
    var body = ""

    /// Asks every query once to warm up, then `rounds` times on the clock.
    init(rounds: Int, queries: Int, _ nearest: (Int) throws -> [Int]) rethrows {
        for query in 0..<queries { found.append(try nearest(query)) }
        let cpu = processorSeconds()
        for _ in 0..<rounds {
            for query in 0..<queries {
                let start = ContinuousClock.now
                _ = try nearest(query)
                milliseconds.append((ContinuousClock.now - start).inSeconds * 1000)
            }
        }
        cpuMilliseconds = (processorSeconds() - cpu) * 1000 / Double(max(1, milliseconds.count))
    }

    /// The same for searches that wait.
    init(rounds: Int, queries: Int, _ nearest: @Sendable (Int) async throws -> [Int]) async rethrows {
        for query in 0..<queries { found.append(try await nearest(query)) }
        let cpu = processorSeconds()
        for _ in 0..<rounds {
            for query in 0..<queries {
                let start = ContinuousClock.now
                _ = try await nearest(query)
                milliseconds.append((ContinuousClock.now - start).inSeconds * 1000)
            }
        }
        cpuMilliseconds = (processorSeconds() - cpu) * 1000 / Double(max(1, milliseconds.count))
    }

    var json: JSONValue {
        [
            "median_ms": .number(median(milliseconds)), "best_ms": .number(milliseconds.min() ?? 0),
            "cpu_ms": .number(cpuMilliseconds),
            "kernels": .string(body), "ids": .array(found.map { .array($0.map { .integer(Int64($0)) }) }),
        ]
    }
}
