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
        /// Run a part of a task that prefers the thread.
        case run(UnownedJob, UnownedTaskExecutor)
        /// Abort everything and end the thread.
        case stop
    }

    private struct State {
        var commands: [Command] = []
        /// What to wake up; `nil` while there is nothing.
        var multi: MultiHandle?
        /// Whether the thread waits, or is about to, without knowing of any command.
        var isAsleep = false
        /// Why nothing can be sent any more.
        var failure: TransportError?
    }

    private let state = Mutex(State())

    /// Hands a command over, and wakes the thread up where it sleeps.
    func post(_ command: Command) {
        let (sleeper, failure): (MultiHandle?, TransportError?) = state.withLock {
            if let failure = $0.failure { return (nil, failure) }
            $0.commands.append(command)
            guard $0.isAsleep else { return (nil, nil) }
            $0.isAsleep = false
            return ($0.multi, nil)
        }
        // Outside the lock, which the woken thread takes first.
        if let sleeper { _ = clibcurl_multi_wakeup(sleeper.pointer) }
        if let failure { refuse(command, failure) }
    }

    /// Takes all commands.
    func take() -> [Command] {
        state.withLock {
            $0.isAsleep = false
            guard !$0.commands.isEmpty else { return [] }
            let commands = $0.commands
            $0.commands = []
            return commands
        }
    }

    /// Whether there is nothing to do, so that the thread may wait; every command from now on wakes it up.
    func allowsSleep() -> Bool {
        state.withLock {
            $0.isAsleep = $0.commands.isEmpty
            return $0.isAsleep
        }
    }

    /// Names what to wake up.
    func open(_ multi: MultiHandle) { state.withLock { $0.multi = multi } }

    /// Lets every command from now on fail, and those not yet taken.
    func close(_ failure: TransportError) {
        let left = state.withLock {
            $0.multi = nil
            $0.failure = failure
            let left = $0.commands
            $0.commands = []
            return left
        }
        for command in left { refuse(command, failure) }
    }

    private func refuse(_ command: Command, _ failure: TransportError) {
        switch command {
        case .start(let job): job.ticket.settle(.failure(failure))
        // A task is never left hanging: what has lost its thread goes on where others run.
        case .run(let job, _): globalConcurrentExecutor.enqueue(job)
        case .abort, .piece, .stop: break
        }
    }
}

/// libcurl's handle of all transfers, freed when neither the transfer thread nor anyone who wakes it up needs it.
final class MultiHandle: Sendable {
    // Pointers are not `Sendable`; other threads use this one only to wake the owner up, which libcurl allows.
    private let address: UInt
    var pointer: UnsafeMutableRawPointer { UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped }

    init?() {
        guard let pointer = clibcurl_multi_init() else { return nil }
        address = UInt(bitPattern: pointer)
    }

    deinit { clibcurl_multi_cleanup(pointer) }
}
