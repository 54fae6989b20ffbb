import Synchronization

/// Runs checks side by side, each within its time.
public struct HealthRun: Sendable {
    /// How long one check may take.
    public var limit: Duration
    private let clock: any Clock<Duration>

    /// Makes a run.
    ///
    /// - Parameters:
    ///   - limit: How long one check may take; default 10 s.
    ///   - clock: Measures it.
    public init(limit: Duration = .seconds(10), clock: any Clock<Duration> = ContinuousClock()) {
        self.limit = limit
        self.clock = clock
    }

    /// Runs all checks and returns when each has ended or its time has.
    ///
    /// A check that does not end, as one that reads from a disk which does not answer, is left behind.
    ///
    /// - Parameter checks: The checks.
    /// - Returns: The findings in the order of the checks.
    public func report(on checks: [any HealthCheck]) async -> HealthReport {
        await withTaskGroup(of: (Int, [HealthFinding]).self) { group in
            for (place, check) in checks.enumerated() {
                group.addTask { (place, await findings(of: check)) }
            }
            var found = [[HealthFinding]](repeating: [], count: checks.count)
            for await (place, findings) in group { found[place] = findings }
            return HealthReport(findings: found.flatMap(\.self))
        }
    }

    private func findings(of check: any HealthCheck) async -> [HealthFinding] {
        let race = Race<[HealthFinding]>()
        let work = Task {
            do {
                race.settle(try await check.run())
            } catch is CancellationError {
                race.settle([check.skipped("interrupted")])
            } catch {
                race.settle([check.fail("\(error)", fix: nil)])
            }
        }
        let overdue = Task {
            do { try await clock.sleep(for: limit) } catch { return }
            let milliseconds = Int(limit / .milliseconds(1))
            let time = milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
            let found = "there is no answer after \(time)"
            race.settle([check.warn(found, fix: check.adviceWhenOverdue)])
        }
        let findings = await withTaskCancellationHandler {
            await race.value
        } onCancel: {
            work.cancel()
            race.settle([check.skipped("interrupted")])
        }
        work.cancel()
        overdue.cancel()
        return findings
    }
}

/// The first of several values to come, without waiting for the others.
private final class Race<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, Never>)
        case settled(Value)
        case over
    }

    private let state = Mutex(State.open)

    func settle(_ value: Value) {
        let waiting: CheckedContinuation<Value, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = .settled(value)
                return nil
            case .awaited(let continuation):
                state = .over
                return continuation
            case .settled, .over: return nil
            }
        }
        waiting?.resume(returning: value)
    }

    /// The first value; to be awaited once.
    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let settled: Value? = state.withLock { state in
                    if case .settled(let value) = state {
                        state = .over
                        return value
                    }
                    state = .awaited(continuation)
                    return nil
                }
                if let settled { continuation.resume(returning: settled) }
            }
        }
    }
}
