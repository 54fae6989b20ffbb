import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes to a descriptor through a buffer; a reader that went away is no error.
///
/// After `EPIPE`, everything written is dropped and ``isClosed`` tells long work that it may stop.
final class OutputStream: Sendable {
    private struct State {
        var buffer: [UInt8] = []
        var isClosed = false
    }

    private let descriptor: Int32
    private let name: String
    private let capacity: Int
    private let state = Mutex(State())

    /// Makes a stream over an open descriptor.
    ///
    /// - Parameters:
    ///   - descriptor: The descriptor; stays open.
    ///   - name: What errors call it.
    ///   - capacity: How many bytes wait before they are written, 64 KiB by default; 0 writes at once.
    init(descriptor: Int32, name: String, capacity: Int = 65_536) {
        self.descriptor = descriptor
        self.name = name
        self.capacity = capacity
    }

    /// Standard output, buffered.
    static let standardOutput = OutputStream(descriptor: STDOUT_FILENO, name: "standard output")
    /// Standard error, written at once.
    static let standardError = OutputStream(descriptor: STDERR_FILENO, name: "standard error", capacity: 0)

    /// Whether the reader went away.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Writes text.
    func write(_ text: String) throws(OutputError) { try write(Array(text.utf8)) }

    /// Writes bytes.
    func write(_ bytes: [UInt8]) throws(OutputError) {
        try state.withLock { (state) throws(OutputError) in
            guard !state.isClosed else { return }
            state.buffer += bytes
            if state.buffer.count >= capacity { try drain(&state) }
        }
    }

    /// Writes what waits; to be called before the process ends and before it waits for something.
    func flush() throws(OutputError) {
        try state.withLock { (state) throws(OutputError) in try drain(&state) }
    }

    private func drain(_ state: inout State) throws(OutputError) {
        var offset = 0
        defer { state.buffer.removeAll(keepingCapacity: true) }
        while offset < state.buffer.count {
            let written = state.buffer.withUnsafeBytes { bytes in
                posixWrite(descriptor, UnsafeRawBufferPointer(rebasing: bytes[offset...]))
            }
            if written >= 0 {
                offset += written
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                // Somebody made the shared descriptor non-blocking.
                var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&poller, 1, -1)
            case EPIPE:
                state.isClosed = true
                return
            case let code:
                throw OutputError(message: "Cannot write to \(name): \(String(cString: strerror(code))).")
            }
        }
    }
}

private func posixWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}

/// Why output could not be written, such as a full disk.
struct OutputError: Error, CustomStringConvertible {
    /// What failed and why.
    var message: String
    var description: String { message }
}
