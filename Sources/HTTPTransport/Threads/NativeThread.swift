#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A thread of the operating system for code that blocks, which must never happen on Swift's own threads.
package struct NativeThread {
    private let handle: pthread_t

    /// Starts a thread that runs `body` with every signal blocked, so that signals reach the program's own handlers and a
    /// write to a closed connection is an error instead of the end of the process.
    ///
    /// - Parameters:
    ///   - name: What debuggers show on macOS; Glibc keeps its naming function from Swift.
    ///   - body: What to run.
    /// - Throws: ``TransportError`` of kind `unavailable` where the system has no more threads to give.
    package init(name: String, _ body: @escaping @Sendable () -> Void) throws(TransportError) {
        let context = Unmanaged.passRetained(Context(name: name, body: body))
        #if canImport(Darwin)
        var made: pthread_t?
        let status = pthread_create(&made, nil, { NativeThread.run($0) }, context.toOpaque())
        let thread = made
        #else
        var made = pthread_t()
        let status = pthread_create(&made, nil, { NativeThread.run($0) }, context.toOpaque())
        let thread: pthread_t? = made
        #endif
        guard status == 0, let thread else {
            context.release()
            throw TransportError(
                .unavailable,
                "The system refuses to start a thread (error \(status)): raise the limit of threads, `ulimit -u`.",
                requestMayHaveBeenProcessed: false
            )
        }
        handle = thread
    }

    /// Waits for the end of the thread; call this or ``detach()``, once.
    package func join() { pthread_join(handle, nil) }

    /// Lets the thread clean up after itself when it ends.
    package func detach() { pthread_detach(handle) }

    private final class Context {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        let context = Unmanaged<Context>.fromOpaque(argument).takeRetainedValue()
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_SETMASK, &signals, nil)
        #if canImport(Darwin)
        pthread_setname_np(context.name)
        #endif
        context.body()
        return nil
    }
}
