import Synchronization

/// Hands values from one side to the other and makes the sender wait while the receiver is behind.
///
/// For any number of senders and one receiver.
final class BoundedChannel<Element: Sendable>: Sendable {
    private struct State {
        var buffer: [Element] = []
        var receiver: CheckedContinuation<Void, Never>?
        var senders: [Int: CheckedContinuation<Void, Never>] = [:]
        var nextSender = 0
        var isFinished = false
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) { self.capacity = capacity }

    /// Hands `element` over, once there is room.
    ///
    /// - Throws: `CancellationError` where the task is cancelled or the channel is finished.
    func send(_ element: Element) async throws {
        while true {
            try Task.checkCancellation()
            let step = state.withLock { state -> Step in
                if state.isFinished { return .closed }
                guard state.buffer.count >= capacity else {
                    state.buffer.append(element)
                    state.receiver?.resume()
                    state.receiver = nil
                    return .sent
                }
                state.nextSender += 1
                return .wait(ticket: state.nextSender)
            }
            switch step {
            case .sent: return
            case .closed: throw CancellationError()
            case .wait(let ticket): await wait(for: ticket)
            }
        }
    }

    private enum Step {
        case sent
        case wait(ticket: Int)
        case closed
    }

    private func wait(for ticket: Int) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    guard !Task.isCancelled, !state.isFinished, state.buffer.count >= capacity else { return false }
                    state.senders[ticket] = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.senders.removeValue(forKey: ticket) }?.resume()
        }
    }

    /// The values that wait, at least one; empty when the channel is finished.
    func receive() async -> [Element] {
        while true {
            let (elements, isOver) = state.withLock { state in
                let elements = state.buffer
                state.buffer.removeAll(keepingCapacity: true)
                for sender in state.senders.values { sender.resume() }
                state.senders.removeAll()
                return (elements, state.isFinished)
            }
            if !elements.isEmpty || isOver { return elements }
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    guard state.buffer.isEmpty, !state.isFinished else { return false }
                    state.receiver = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        }
    }

    /// Ends the channel: what waits is still received, nothing more is sent.
    func finish() {
        state.withLock { state in
            state.isFinished = true
            state.receiver?.resume()
            state.receiver = nil
            for sender in state.senders.values { sender.resume() }
            state.senders.removeAll()
        }
    }
}
