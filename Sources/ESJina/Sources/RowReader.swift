#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Cuts a file or standard input into lines, or into rows of a table, with one buffer whatever its size.
///
/// A row that cannot be read is passed over and named; those behind it are read.
struct RowReader: ~Copyable {
    /// The longest row that is read, in bytes: 256 MiB.
    static let maxRowBytes = 256 << 20

    /// What ends a row.
    enum Form {
        /// This byte.
        case lines(end: UInt8)
        /// A newline that does not stand between quotes (RFC 4180).
        case table(delimiter: UInt8, hasQuotes: Bool)
    }

    /// A row, or why there is none in its place.
    enum Row {
        /// Its bytes without the end, empty where it was only counted, and the line where it begins, from 1.
        case bytes([UInt8], line: Int)
        /// Nothing but spaces.
        case blank
        /// It has more than ``RowReader/maxRowBytes``.
        case tooLong(line: Int)
        /// A quote that was opened in `quoteLine` is never closed; the row goes on to the end of the file.
        case unclosed(line: Int, quoteLine: Int, lastLine: Int)
    }

    private let descriptor: Int32
    private let name: String
    private let form: Form
    private let maxRowBytes: Int
    private var buffer: UnsafeMutableRawPointer
    private var capacity = 1 << 18
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    /// The line that the next row begins in.
    private var line = 1

    /// Opens `path`; `-` is standard input.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - form: What ends a row.
    ///   - isText: Whether a byte order mark may precede the first row.
    ///   - maxRowBytes: The longest row that is read.
    /// - Throws: ``InputError`` where it cannot be opened or is UTF-16.
    init(
        path: String,
        form: Form,
        isText: Bool = true,
        maxRowBytes: Int = RowReader.maxRowBytes
    ) throws(InputError) {
        name = path == "-" ? "standard input" : path
        self.form = form
        self.maxRowBytes = maxRowBytes
        descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        let reason = String(cString: strerror(errno))
        buffer = .allocate(byteCount: capacity, alignment: 16)
        guard descriptor >= 0 else { throw InputError(.read, "Cannot read \(path): \(reason).") }
        if isText { try skipByteOrderMark() }
    }

    deinit {
        buffer.deallocate()
        if descriptor > 0 { close(descriptor) }
    }

    private mutating func skipByteOrderMark() throws(InputError) {
        while end < 3, !isAtEnd { try fill() }
        let head = UnsafeRawBufferPointer(start: buffer, count: min(end, 3))
        if head.elementsEqual([0xEF, 0xBB, 0xBF]) { start = 3 }
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
            throw InputError(
                .read,
                "\(name) is UTF-16 text. Convert it, for example with 'iconv -f utf-16 -t utf-8', and take the result."
            )
        }
    }

    /// The next row; `nil` at the end.
    ///
    /// - Parameter copying: Whether its bytes are wanted, or only that it is there.
    /// - Returns: The row, or what stands in its place.
    /// - Throws: ``InputError`` where the system cannot read on.
    mutating func next(copying: Bool = true) throws(InputError) -> Row? {
        var scan = RowScan(form)
        // What precedes the buffer of a row that is too long to be kept.
        var (droppedBytes, droppedLines, droppedQuoteLines) = (0, 0, 0)
        while true {
            let held = UnsafeRawBufferPointer(start: buffer + start, count: end - start)
            let length = scan.end(in: held)
            if length == nil, !isAtEnd {
                if held.count > maxRowBytes || droppedBytes > 0 {
                    if let quote = scan.openQuote, quote >= 0 {
                        droppedQuoteLines = droppedLines + RowScan.newlines(.init(rebasing: held[..<quote]))
                    }
                    droppedBytes += held.count
                    droppedLines += RowScan.newlines(held)
                    start = end
                    scan.forget(held.count)
                }
                try fill()
                continue
            }
            let row = UnsafeRawBufferPointer(rebasing: held[..<(length ?? held.count)])
            if length == nil, row.isEmpty, droppedBytes == 0 { return nil }
            let first = line
            let lines = droppedLines + (scan.hasQuotedCell ? RowScan.newlines(row) : 0)
            line += lines + 1
            start += row.count + (length == nil ? 0 : 1)
            if length == nil, let quote = scan.openQuote {
                let before =
                    quote < 0 ? droppedQuoteLines : droppedLines + RowScan.newlines(.init(rebasing: row[..<quote]))
                return .unclosed(line: first, quoteLine: first + before, lastLine: line - 1)
            }
            if droppedBytes > 0 || row.count > maxRowBytes { return .tooLong(line: first) }
            let isReturned = row.last == 0x0D && scan.takesReturn
            let body = UnsafeRawBufferPointer(rebasing: row.dropLast(isReturned ? 1 : 0))
            if scan.isBlank(body) { return .blank }
            return .bytes(copying ? Array(body) : [], line: first)
        }
    }

    /// Reads on, behind what is held.
    private mutating func fill() throws(InputError) {
        if start > 0 {
            memmove(buffer, buffer + start, end - start)
            end -= start
            start = 0
        }
        if end == capacity {
            let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity * 2, alignment: 16)
            larger.copyMemory(from: buffer, byteCount: end)
            buffer.deallocate()
            buffer = larger
            capacity *= 2
        }
        var count: Int
        repeat { count = read(descriptor, buffer + end, capacity - end) } while count < 0 && errno == EINTR
        if count < 0 { throw InputError(.read, "Cannot read \(name): \(String(cString: strerror(errno))).") }
        end += count
        isAtEnd = count == 0
    }
}

/// Finds the end of one row in a buffer that grows.
private struct RowScan {
    private enum State {
        case cellStart
        case bare
        case quoted
        case behindQuote
    }

    private let form: RowReader.Form
    private var state = State.cellStart
    private var scanned = 0
    /// Whether a newline may be part of the row.
    private(set) var hasQuotedCell = false
    private var quote = 0

    init(_ form: RowReader.Form) { self.form = form }

    /// Where the quote stands that is open; negative where it was forgotten.
    var openQuote: Int? { if case .quoted = state { quote } else { nil } }

    /// Whether a carriage return before the end belongs to the end.
    var takesReturn: Bool { if case .lines(0) = form { false } else { true } }

    /// Leaves `count` bytes behind, which are no longer in the buffer.
    mutating func forget(_ count: Int) {
        scanned -= count
        quote -= count
    }

    func isBlank(_ row: UnsafeRawBufferPointer) -> Bool {
        switch form {
        case .lines(0): row.isEmpty
        case .lines: row.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        // Spaces and tabs can be cells.
        case .table: row.isEmpty
        }
    }

    static func newlines(_ bytes: UnsafeRawBufferPointer) -> Int {
        var count = 0
        for byte in bytes where byte == 0x0A { count += 1 }
        return count
    }

    /// The length of the row; `nil` where its end is not in `bytes` yet.
    mutating func end(in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress, bytes.count > scanned else { return nil }
        switch form {
        case .lines(let end): return find(end, base, bytes.count)
        case .table(_, false): return find(0x0A, base, bytes.count)
        case .table(let delimiter, true):
            // Most rows have no quotes, and two searches by the processor's widest instructions say so.
            if state == .cellStart, scanned == 0 {
                let found = memchr(base, 0x0A, bytes.count).map { UnsafeRawPointer($0) - base }
                if let found, memchr(base, 0x22, found) == nil { return found }
            }
            return walk(bytes, delimiter)
        }
    }

    private mutating func find(_ byte: UInt8, _ base: UnsafeRawPointer, _ count: Int) -> Int? {
        let found = memchr(base + scanned, Int32(byte), count - scanned)
        scanned = count
        return found.map { UnsafeRawPointer($0) - base }
    }

    private mutating func walk(_ bytes: UnsafeRawBufferPointer, _ delimiter: UInt8) -> Int? {
        var index = scanned
        while index < bytes.count {
            let byte = bytes[index]
            switch state {
            case .quoted:
                if byte == 0x22 { state = .behindQuote }
            case .cellStart where byte == 0x22:
                state = .quoted
                quote = index
                hasQuotedCell = true
            case .behindQuote where byte == 0x22:
                state = .quoted
            case .cellStart, .bare, .behindQuote:
                if byte == 0x0A { return index }
                state = byte == delimiter ? .cellStart : .bare
            }
            index += 1
        }
        scanned = index
        return nil
    }
}
