import HTTPTransport
import Synchronization

/// The thread of one transport: begun when it is first needed, ended when nobody is left who could need it.
///
/// It carries the transfers, and runs tasks that prefer it.
final class TransferThread: TaskExecutor {
    let mailbox = Mailbox()
    let peers = KnownPeers()
    private let configuration: CurlConfiguration
    private let isRunning = Mutex(false)

    init(_ configuration: CurlConfiguration) { self.configuration = configuration }

    deinit { mailbox.post(.stop) }

    /// Begins it, where it is not there yet.
    func start() throws(TransportError) {
        try isRunning.withLock { (isRunning) throws(TransportError) in
            guard !isRunning else { return }
            // Not the object itself, whose end is what ends the thread.
            try NativeThread(name: "libcurl") { [mailbox, configuration, peers] in
                TransferLoop.run(mailbox, configuration, peers)
            }
            .detach()
            isRunning = true
        }
    }

    /// Runs a part of a task here, or where others run when there is no thread to be had.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        do {
            try start()
        } catch {
            return globalConcurrentExecutor.enqueue(job)
        }
        mailbox.post(.run(job, asUnownedTaskExecutor()))
    }
}
