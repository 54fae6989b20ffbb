import HTTPTransport
import Synchronization

/// A request on its way to the transfer thread, with everything that is decided before it gets there.
struct TransferJob: Sendable {
    let id: UInt64
    var request: HTTPRequest
    let target: RequestTarget
    let timeouts: HTTPTimeouts
    let maxResponseBytes: Int
    let acceptsGzip: Bool
    let start: ContinuousClock.Instant
    let ticket: TransferTicket
    /// Asks the source of a streamed body for its next piece.
    let demand: AsyncStream<Void>.Continuation?
}

/// The one place where a transfer's outcome reaches its caller: the first outcome counts, later ones are dropped.
///
/// A cancelled caller goes on at once, while the transfer thread aborts the transfer a moment later.
final class TransferTicket: Sendable {
    private enum State {
        case new
        case waiting(CheckedContinuation<HTTPResponse, any Error>)
        case settled(Result<HTTPResponse, any Error>)
        case done
    }

    private let state = Mutex(State.new)

    /// Waits for the outcome; call it once.
    func wait(_ continuation: CheckedContinuation<HTTPResponse, any Error>) {
        let early: Result<HTTPResponse, any Error>? = state.withLock {
            if case .settled(let result) = $0 {
                $0 = .done
                return result
            }
            $0 = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(with: early) }
    }

    /// Gives the outcome.
    func settle(_ result: Result<HTTPResponse, any Error>) {
        let continuation: CheckedContinuation<HTTPResponse, any Error>? = state.withLock {
            switch $0 {
            case .new:
                $0 = .settled(result)
                return nil
            case .waiting(let continuation):
                $0 = .done
                return continuation
            case .settled, .done: return nil
            }
        }
        continuation?.resume(with: result)
    }
}
