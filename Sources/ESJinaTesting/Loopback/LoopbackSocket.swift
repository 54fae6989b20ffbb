import HTTPTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The blocking socket calls that a loopback server is made of.
enum LoopbackSocket {
    #if canImport(Glibc)
    private static let streamType = Int32(SOCK_STREAM.rawValue)
    #else
    private static let streamType = SOCK_STREAM
    #endif
    #if os(Linux)
    private static let sendFlags = Int32(MSG_NOSIGNAL)
    private static let hangUp: Int16 = 0x2000  // POLLRDHUP, which the Glibc overlay hides behind _GNU_SOURCE
    #else
    private static let sendFlags: Int32 = 0
    private static let hangUp: Int16 = 0
    #endif

    /// Listens on a port of 127.0.0.1, a free one for port 0.
    static func listen(port: UInt16) throws(TransportError) -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, streamType, 0)
        guard descriptor >= 0 else { throw failure("No socket", port: port) }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        let named = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        let ok = bound == 0 && named == 0
        return try listening(descriptor, ok: ok, port: ok ? UInt16(bigEndian: address.sin_port) : port)
    }

    /// Listens on a unix socket at `path`.
    static func listen(path: String) throws(TransportError) -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_UNIX, streamType, 0)
        guard descriptor >= 0 else { throw failure("No socket", port: 0) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { space in
            guard path.utf8.count < space.count else { return false }
            space.copyBytes(from: path.utf8)
            return true
        }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return try listening(descriptor, ok: fits && bound == 0, port: 0)
    }

    private static func listening(_ descriptor: Int32, ok: Bool, port: UInt16) throws(TransportError) -> (Int32, UInt16)
    {
        #if canImport(Glibc)
        let status = ok ? Glibc.listen(descriptor, 512) : -1
        #elseif canImport(Musl)
        let status = ok ? Musl.listen(descriptor, 512) : -1
        #else
        let status = ok ? Darwin.listen(descriptor, 512) : -1
        #endif
        guard status == 0 else {
            let error = failure("Nothing can listen", port: port)
            close(descriptor)
            throw error
        }
        return (descriptor, port)
    }

    private static func failure(_ what: String, port: UInt16) -> TransportError {
        TransportError(
            .unavailable,
            "\(what) on port \(port) of 127.0.0.1 (\(String(cString: strerror(errno)))): choose another port or path.",
            requestMayHaveBeenProcessed: false
        )
    }

    /// The next connection, or `nil` once `stop` is readable or closed.
    static func accept(_ listener: Int32, stop: Int32) -> Int32? {
        while wait(listener, stop: stop, events: Int16(POLLIN), timeout: nil) == .ready {
            #if canImport(Glibc)
            let descriptor = Glibc.accept(listener, nil, nil)
            #elseif canImport(Musl)
            let descriptor = Musl.accept(listener, nil, nil)
            #else
            let descriptor = Darwin.accept(listener, nil, nil)
            #endif
            guard descriptor >= 0 else {
                if errno == EINVAL || errno == EBADF { return nil }
                continue
            }
            var on: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
            #if canImport(Darwin)
            setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
            #endif
            return descriptor
        }
        return nil
    }

    /// Reads what is there into `buffer`; 0 at the end of the connection or after an error.
    static func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count < 0 && errno == EINTR { continue }
            return max(count, 0)
        }
    }

    /// Sends all bytes; false where the client is gone.
    static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = send(descriptor, part.baseAddress, part.count, sendFlags)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// How waiting on a socket ended.
    enum WaitResult {
        case ready, timedOut, stopped, hungUp
    }

    /// Waits for `events` (none: for the client to leave), for the stop signal or for the end of `timeout`.
    static func wait(_ descriptor: Int32, stop: Int32, events: Int16 = 0, timeout: Duration?) -> WaitResult {
        let deadline = timeout.map { ContinuousClock.now + $0 }
        while true {
            let left = deadline.map { ContinuousClock.now.duration(to: $0).components }
            let milliseconds = left.map {
                Int32(clamping: max(0, $0.seconds * 1000 + $0.attoseconds / 1_000_000_000_000_000))
            }
            var items = [
                pollfd(fd: descriptor, events: events | (events == 0 ? hangUp : 0), revents: 0),
                pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            ]
            let status = poll(&items, 2, milliseconds.map { $0 + 1 } ?? -1)
            if status < 0 && errno == EINTR { continue }
            if items[1].revents != 0 { return .stopped }
            if items[0].revents & events != 0 { return .ready }
            if items[0].revents != 0 { return .hungUp }
            if let deadline, ContinuousClock.now >= deadline { return .timedOut }
            if status < 0 { return .hungUp }
        }
    }

    /// Ends a connection by a reset instead of an orderly end.
    static func reset(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }
}
