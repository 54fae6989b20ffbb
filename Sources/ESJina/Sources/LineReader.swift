#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads a file or standard input line by line with one buffer, whatever its size.
struct LineReader: ~Copyable {
    /// The longest line it reads, in bytes: 256 MiB.
    static let maxLineBytes = 256 << 20

    private let descriptor: Int32
    private let ownsDescriptor: Bool
    private let name: String
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    /// The number of the line that was read last, from 1.
    private(set) var lineNumber = 0

    /// Opens `path`; `-` is standard input.
    init(path: String) throws(InputError) {
        name = path == "-" ? "standard input" : path
        if path == "-" {
            descriptor = 0
            ownsDescriptor = false
            return
        }
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        ownsDescriptor = true
        guard descriptor >= 0 else {
            throw InputError(.read, "Cannot read \(path): \(String(cString: strerror(errno))).")
        }
    }

    deinit { if ownsDescriptor { close(descriptor) } }

    /// The next line without its newline; `nil` at the end.
    mutating func next() throws(InputError) -> [UInt8]? {
        var searched = start
        while true {
            if let newline = buffer[searched...].firstIndex(of: 0x0A) {
                let line = buffer[start..<newline]
                start = newline + 1
                lineNumber += 1
                return Array(line.last == 0x0D ? line.dropLast() : line)
            }
            if isAtEnd {
                guard start < buffer.count else { return nil }
                let line = Array(buffer[start...])
                start = buffer.count
                lineNumber += 1
                return line
            }
            buffer.removeFirst(start)
            start = 0
            searched = buffer.count
            guard buffer.count <= Self.maxLineBytes else {
                throw InputError(.read, "Line \(lineNumber + 1) of \(name) is longer than \(Self.maxLineBytes) bytes.")
            }
            try fill()
        }
    }

    private mutating func fill() throws(InputError) {
        let old = buffer.count
        let room = 1 << 20
        buffer.append(contentsOf: repeatElement(0, count: room))
        var count: Int
        repeat {
            count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress.map { $0 + old }, room) }
        } while count < 0 && errno == EINTR
        buffer.removeLast(room - max(count, 0))
        if count < 0 { throw InputError(.read, "Cannot read \(name): \(String(cString: strerror(errno))).") }
        isAtEnd = count == 0
    }
}
