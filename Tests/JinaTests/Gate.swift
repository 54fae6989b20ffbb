import Synchronization

/// Holds up whoever passes until it is opened.
final class Gate: Sendable {
    private let state = Mutex((isOpen: false, waiting: 0, mostWaiting: 0))

    var waiting: Int { state.withLock { $0.waiting } }
    var mostWaiting: Int { state.withLock { $0.mostWaiting } }

    func open() { state.withLock { $0.isOpen = true } }

    func pass() async throws {
        state.withLock { state in
            state.waiting += 1
            state.mostWaiting = max(state.mostWaiting, state.waiting)
        }
        defer { state.withLock { $0.waiting -= 1 } }
        while !state.withLock({ $0.isOpen }) { try await Task.sleep(for: .milliseconds(1)) }
        // So that others overlap with this one where they may.
        try await Task.sleep(for: .milliseconds(2))
    }
}
