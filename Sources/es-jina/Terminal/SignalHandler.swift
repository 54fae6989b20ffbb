import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Turns the first Ctrl-C into a request to finish and the second into an end at once.
///
/// The handler itself only writes one byte into a pipe, which is all that is safe there; a thread reads the pipe and calls
/// back. Waiting with `sigwait` would not do: an asynchronous `main` unblocks every signal on the main thread.
enum SignalHandler {
    /// Starts to listen; call it once, before the work starts.
    ///
    /// A signal that was ignored when the program started, as under `nohup`, stays ignored.
    ///
    /// - Parameters:
    ///   - signals: The signals to hear.
    ///   - onFirst: Called with the first signal, on a thread of its own.
    ///   - onSecond: Called with the second one; by default ends the process with 130.
    /// - Returns: Whether the signals are heard; not so where the system has no more descriptors or threads.
    @discardableResult
    static func install(
        for signals: [Int32] = [SIGINT, SIGTERM],
        onFirst: @escaping @Sendable (Int32) -> Void,
        onSecond: @escaping @Sendable (Int32) -> Void = { _ in _exit(ExitStatus.interrupted.rawValue) }
    ) -> Bool {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return false }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // A full pipe must not hang the handler.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        let listener = Unmanaged.passRetained(Listener(descriptor: ends[0], onFirst: onFirst, onSecond: onSecond))
        guard startThread(listener.toOpaque()) else {
            listener.release()
            for end in ends { close(end) }
            return false
        }
        wakeDescriptor.store(ends[1], ordering: .sequentiallyConsistent)
        for number in signals {
            var previous = sigaction()
            guard sigaction(number, nil, &previous) == 0, !isIgnored(previous) else { continue }
            var action = sigaction()
            setHandler(&action)
            sigemptyset(&action.sa_mask)
            action.sa_flags = Int32(SA_RESTART)
            sigaction(number, &action, nil)
        }
        return true
    }

    /// Makes writing into a closed pipe an error of `write` instead of the process's end.
    static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    private static func isIgnored(_ action: sigaction) -> Bool {
        #if canImport(Darwin)
        unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == 1
        #else
        unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
        #endif
    }

    private static func setHandler(_ action: inout sigaction) {
        #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = wake
        #else
        action.__sigaction_handler.sa_handler = wake
        #endif
    }

    private static func startThread(_ listener: UnsafeMutableRawPointer) -> Bool {
        #if canImport(Darwin)
        var thread: pthread_t?
        let started =
            pthread_create(
                &thread,
                nil,
                { context in
                    Unmanaged<Listener>.fromOpaque(context).takeRetainedValue().run()
                    return nil
                },
                listener
            ) == 0
        if let thread { pthread_detach(thread) }
        return started
        #else
        var thread = pthread_t()
        let started =
            pthread_create(
                &thread,
                nil,
                { context in
                    if let context { Unmanaged<Listener>.fromOpaque(context).takeRetainedValue().run() }
                    return nil
                },
                listener
            ) == 0
        if started { pthread_detach(thread) }
        return started
        #endif
    }
}

/// Where the handler writes; set before the handler is, so that reading it there neither initialises it nor takes a lock.
private let wakeDescriptor = Atomic<Int32>(-1)

private func wake(_ number: Int32) {
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(wakeDescriptor.load(ordering: .relaxed), &byte, 1)
    errno = saved
}

/// Reads what the handler wrote.
private final class Listener: Sendable {
    private let descriptor: Int32
    private let onFirst: @Sendable (Int32) -> Void
    private let onSecond: @Sendable (Int32) -> Void

    init(
        descriptor: Int32,
        onFirst: @escaping @Sendable (Int32) -> Void,
        onSecond: @escaping @Sendable (Int32) -> Void
    ) {
        self.descriptor = descriptor
        self.onFirst = onFirst
        self.onSecond = onSecond
    }

    func run() {
        var count = 0
        while true {
            var byte: UInt8 = 0
            let got = read(descriptor, &byte, 1)
            if got < 0, errno == EINTR { continue }
            guard got == 1 else { return }
            count += 1
            if count == 1 { onFirst(Int32(byte)) } else { onSecond(Int32(byte)) }
        }
    }
}
