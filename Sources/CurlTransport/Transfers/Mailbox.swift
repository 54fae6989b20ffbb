import CLibcurl
import HTTPTransport
import Synchronization

/// How callers reach the transfer thread.
final class Mailbox: Sendable {
    /// What a caller may ask for.
    enum Command: Sendable {
        /// Start a transfer.
        case start(TransferJob)
        /// Abort a transfer; its caller has gone on already.
        case abort(UInt64)
        /// The next piece of a streamed body; `nil` is its end.
        case piece(UInt64, [UInt8]?)
        /// Abort everything and end the thread.
        case stop
    }

    private struct State {
        var commands: [Command] = []
        /// The handle to wake up as an address, because pointers are not `Sendable`; `nil` while there is none.
        var multi: UInt?
        /// Why nothing can be sent any more.
        var failure: TransportError?
    }

    private let state = Mutex(State())

    /// Hands a command over and wakes the thread up.
    func post(_ command: Command) {
        let failure: TransportError? = state.withLock {
            if let failure = $0.failure { return failure }
            $0.commands.append(command)
            // Under the lock, because the thread takes the handle away under it before it frees it. Only the first of
            // several commands needs to wake it up, since it takes them all at once.
            if $0.commands.count == 1, let multi = $0.multi.flatMap(UnsafeMutableRawPointer.init(bitPattern:)) {
                _ = clibcurl_multi_wakeup(multi)
            }
            return nil
        }
        if let failure, case .start(let job) = command { job.ticket.settle(.failure(failure)) }
    }

    /// Takes all commands.
    func take() -> [Command] {
        state.withLock {
            let commands = $0.commands
            $0.commands = []
            return commands
        }
    }

    /// Names the handle to wake up.
    func open(_ multi: UnsafeMutableRawPointer) { state.withLock { $0.multi = UInt(bitPattern: multi) } }

    /// Lets every command from now on fail, and those not yet taken.
    func close(_ failure: TransportError) {
        let left = state.withLock {
            $0.multi = nil
            $0.failure = failure
            let left = $0.commands
            $0.commands = []
            return left
        }
        for case .start(let job) in left { job.ticket.settle(.failure(failure)) }
    }
}
