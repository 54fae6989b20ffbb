import HTTPTransport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A small real HTTP/1.1 server on 127.0.0.1 for tests: it answers what a closure says, or breaks the protocol as told.
///
/// ```swift
/// let server = try LoopbackServer { request in
///     request.path == "/" ? .json(200, ["tagline": "You Know, for Search"]) : .html(502)
/// }
/// defer { server.stop() }
/// ```
///
/// Every connection has its own thread, so a reply that waits holds up nobody else. Connections are kept alive.
public final class LoopbackServer: Sendable {
    /// Decides the reply to a request, on the connection's own thread; it may block.
    public typealias Respond = @Sendable (LoopbackRequest) -> LoopbackReply
    /// Decides whether something happens before a request's body is read; `nil` lets the request go on.
    public typealias Interrupt = @Sendable (LoopbackRequest) -> LoopbackReply?

    private let core: Core
    private let thread: Mutex<NativeThread?>

    /// The server's URL without a path: `http://127.0.0.1:PORT`, or `http+unix://…` on a unix socket.
    public let url: String
    /// The port; 0 on a unix socket.
    public let port: UInt16

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - port: The port; default 0, a free one.
    ///   - unixSocket: A path to listen at instead of a port; default none. Remove the file afterwards.
    ///   - recording: Whether ``requests`` is kept; default true. Switch it off where gigabytes are sent.
    ///   - keepsBodies: Whether requests carry their bodies; default true. Without, bodies are read and dropped, and only
    ///     their size is known.
    ///   - onConnect: Called with the number of each new connection; a reply that is not `nil` is played at once, before
    ///     anything is read, and ends the connection.
    ///   - onHead: Called when the headers of a request are there but not yet its body; a reply that is not `nil` is played
    ///     at once and ends the connection.
    ///   - respond: Called with each whole request.
    /// - Throws: `TransportError` of kind `unavailable` where the port or path cannot be listened at.
    public init(
        port: UInt16 = 0,
        unixSocket: String? = nil,
        recording: Bool = true,
        keepsBodies: Bool = true,
        onConnect: @escaping @Sendable (Int) -> LoopbackReply? = { _ in nil },
        onHead: @escaping Interrupt = { _ in nil },
        _ respond: @escaping Respond
    ) throws {
        var pipe: [Int32] = [-1, -1]
        guard makePipe(&pipe) == 0 else {
            throw TransportError(.unavailable, "No pipe: raise the limit of open files, `ulimit -n`.")
        }
        let listener: (descriptor: Int32, port: UInt16)
        do {
            if let unixSocket {
                listener = try LoopbackSocket.listen(path: unixSocket)
            } else {
                listener = try LoopbackSocket.listen(port: port)
            }
        } catch {
            close(pipe[0])
            close(pipe[1])
            throw error
        }
        self.port = listener.port
        let path = unixSocket?.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "%2F")
        url = path.map { "http+unix://\($0)" } ?? "http://127.0.0.1:\(listener.port)"
        let core = Core(
            listener: listener.descriptor,
            stopReader: pipe[0],
            stopWriter: pipe[1],
            recording: recording,
            keepsBodies: keepsBodies,
            onConnect: onConnect,
            onHead: onHead,
            respond: respond
        )
        self.core = core
        thread = Mutex(try NativeThread(name: "loopback") { core.acceptConnections() })
    }

    deinit { stop() }

    /// The requests received so far, in the order in which they were complete.
    public var requests: [LoopbackRequest] { core.state.withLock { $0.requests } }

    /// How many requests were received so far.
    public var requestCount: Int { core.state.withLock { $0.requestCount } }

    /// How many connections were accepted so far.
    public var connectionCount: Int { core.state.withLock { $0.connectionCount } }

    /// How many connections are open now.
    public var openConnectionCount: Int { core.state.withLock { $0.open.count } }

    /// Forgets the requests received so far.
    public func forgetRequests() { core.state.withLock { $0.requests = [] } }

    /// Ends every connection and frees the port; connections are refused from then on.
    public func stop() {
        guard let thread = thread.withLock({ $0.take() }) else { return }
        core.stop()
        thread.join()
    }
}
