#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The lines of a file or a pipe, one after the other.
actor BatchLines {
    /// A line that holds something.
    struct Line: Sendable {
        /// Its number, from 1; empty lines count.
        var number: Int
        /// Its text without white space at its ends; `nil` where it is longer than ``BatchLines/maxBytes``.
        var text: String?
    }

    /// The longest line that is read, in bytes: 1 MiB.
    static let maxBytes = 1 << 20

    private let descriptor: Int32
    private let name: String
    private var buffer: [UInt8] = []
    private var start = 0
    private var number = 0
    private var isAtEnd = false

    /// Opens a file, or standard input for `-`.
    ///
    /// - Throws: ``CommandError`` where it cannot be opened.
    init(_ path: String) throws(CommandError) {
        name = path == "-" ? "standard input" : path
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandError("Cannot read the queries in \(path): \(String(cString: strerror(errno))).")
        }
    }

    deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

    /// The next line that is not empty; `nil` behind the last.
    ///
    /// - Throws: ``CommandError`` where reading fails, and `CancellationError`.
    func next() async throws -> Line? {
        while let line = try await take() {
            number += 1
            guard line.count <= Self.maxBytes else { return Line(number: number) }
            let text = String(decoding: line, as: UTF8.self).drop(while: \.isWhitespace)
            let end = text.lastIndex { !$0.isWhitespace }
            if let end { return Line(number: number, text: String(text[...end])) }
        }
        return nil
    }

    /// The bytes up to the next line feed; of a line that is too long, one byte more than is taken.
    private func take() async throws -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            let rest = buffer[start...]
            let end = rest.firstIndex(of: 0x0A)
            line += rest[..<(end ?? rest.endIndex)].prefix(Self.maxBytes + 1 - line.count)
            if let end {
                start = end + 1
                return line
            }
            (buffer, start) = ([], 0)
            guard !isAtEnd else { return line.isEmpty ? nil : line }
            try await fill()
        }
    }

    /// Waits without holding a thread: whoever types queries may take hours, and Ctrl-C must be heard meanwhile.
    private func fill() async throws {
        while true {
            try Task.checkCancellation()
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&poller, 1, 0)
            if ready > 0 { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return }
        guard count >= 0 else {
            throw CommandError("Cannot read the queries in \(name): \(String(cString: strerror(errno))).")
        }
        isAtEnd = count == 0
        buffer = Array(chunk[..<count])
    }
}
