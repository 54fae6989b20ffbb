import CLibcurl
import HTTPTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One request under way: what is still to be sent and what has been received.
///
/// It belongs to the transfer thread; libcurl calls the functions below on that thread, from within `curl_multi_perform`.
final class Transfer {
    /// Why a transfer was ended from our side.
    enum Stop {
        case tooLarge, tooManyHeaders, resent
        case connectTimeout, totalTimeout, stallTimeout, queueTimeout
    }

    private(set) var job: TransferJob
    let shape: TransferShape
    var easy: EasyHandle?
    /// Why the callbacks or the deadlines ended it, where they did.
    var stop: Stop?
    /// When it was given to libcurl.
    var started: ContinuousClock.Instant?
    /// When the last byte was seen to move.
    var lastActivity: ContinuousClock.Instant
    /// What libcurl had counted at the last look for a stall.
    var countedBytes: Int64 = 0
    /// Whether libcurl has a connection for it.
    var isConnected = false

    /// Where it may connect to.
    private let addresses: AddressPolicy
    /// Whether an address was refused.
    private(set) var wasRefusedAddress = false

    private(set) var status = 0
    /// Whether the empty line behind the headers came; libcurl takes an answer that is cut before it for a whole one.
    private(set) var hasWholeHead = false
    private(set) var headers = HTTPHeaders()
    private(set) var body: [UInt8] = []
    private var headerBytes = 0
    private var offset = 0
    private var attempts = 0

    private var pieces: [[UInt8]] = []
    private var pieceOffset = 0
    private var demanded = false
    private var sourceEnded = false
    private var tookPiece = false
    /// Whether libcurl waits for the next piece of a streamed body.
    private(set) var isPaused = false
    /// Whether the server has refused the rest of a streamed body that libcurl waits for.
    private(set) var refusedWhilePaused = false

    init(_ job: TransferJob, addresses: AddressPolicy) {
        self.job = job
        self.addresses = addresses
        shape = TransferShape(job)
        lastActivity = job.start
    }

    /// Lets go of the body, which its maker may want to write over as soon as the transfer has ended.
    func releaseBody() { job.request.body = .none }

    // MARK: Streamed bodies

    /// Takes the next piece of a streamed body; `nil` is its end.
    func add(_ piece: [UInt8]?) {
        demanded = false
        if let piece { if !piece.isEmpty { pieces.append(piece) } else { ask() } } else { sourceEnded = true }
    }

    /// Whether a paused upload can go on.
    var canContinue: Bool { isPaused && (!pieces.isEmpty || sourceEnded) }

    /// Notes that libcurl was told to go on.
    func unpause() {
        isPaused = false
        refusedWhilePaused = false
    }

    private func ask() {
        guard !demanded && !sourceEnded else { return }
        demanded = true
        job.demand?.yield()
    }

    // MARK: What libcurl calls

    /// Whether a socket may be opened for `address`; `nil` is one of another network than the internet.
    func allows(_ address: IPAddress?) -> Bool {
        let isAllowed = address.map(addresses.allows) ?? false
        if !isAllowed { wasRefusedAddress = true }
        return isAllowed
    }

    /// Right before the request is sent, on a connection that stands; false refuses.
    ///
    /// It is called again where a kept connection turned out to be dead.
    func start() -> Bool {
        isConnected = true
        lastActivity = .now
        attempts += 1
        guard attempts > 1 else { return true }
        let nothingSent = easy?.long(CURLINFO_REQUEST_SIZE) == 0
        guard (job.request.isIdempotent || nothingSent) && !tookPiece else {
            stop = .resent
            return false
        }
        offset = 0
        return true
    }

    /// Gives the next bytes of the body.
    func read(into target: UnsafeMutableRawPointer, capacity: Int) -> Int {
        lastActivity = .now
        switch job.request.body {
        case .none: return 0
        case .bytes(let bytes):
            let count = min(capacity, bytes.count - offset)
            copy(bytes, from: offset, count: count, to: target)
            offset += count
            return count
        case .stream:
            guard let piece = pieces.first else {
                if sourceEnded { return 0 }
                ask()
                isPaused = true
                return Int(CURL_READFUNC_PAUSE)
            }
            tookPiece = true
            let count = min(capacity, piece.count - pieceOffset)
            copy(piece, from: pieceOffset, count: count, to: target)
            pieceOffset += count
            if pieceOffset == piece.count {
                pieces.removeFirst()
                pieceOffset = 0
            }
            // One piece ahead, so that making the next overlaps with sending this one, and never more.
            if pieces.isEmpty { ask() }
            return count
        }
    }

    /// Goes to a place of the body, to send it again.
    func seek(to place: Int) -> Bool {
        guard case .bytes(let bytes) = job.request.body, (0...bytes.count).contains(place) else { return false }
        offset = place
        return true
    }

    /// Takes a line of the answer's head; false ends the transfer.
    func header(_ line: UnsafeRawBufferPointer) -> Bool {
        lastActivity = .now
        headerBytes += line.count
        guard headerBytes <= 1 << 18 else {
            stop = .tooManyHeaders
            return false
        }
        let text = Self.trimmed(line[...])
        if text.isEmpty {
            hasWholeHead = true
            refusedWhilePaused = status >= 300 && isPaused
        } else if text.starts(with: "HTTP/".utf8) {
            // A new head: the one before was interim, 100 or 103.
            headers = HTTPHeaders()
            hasWholeHead = false
            status =
                Int(String(decoding: text.drop { $0 != 0x20 }.dropFirst().prefix { $0 != 0x20 }, as: UTF8.self)) ?? 0
        } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
            let value = Self.trimmed(text[(colon + 1)...])
            headers.add(String(decoding: text[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
        }
        return true
    }

    /// A part of a head without the white space around it.
    private static func trimmed(_ text: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || 0x09...0x0D ~= byte }
        var text = text.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return text
    }

    /// Takes a part of the answer's body; false ends the transfer.
    func write(_ data: UnsafeRawBufferPointer) -> Bool {
        lastActivity = .now
        guard body.count + data.count <= job.maxResponseBytes else {
            stop = .tooLarge
            return false
        }
        if body.isEmpty {
            let announced = headers["Content-Length"].flatMap { Int($0) } ?? data.count
            guard announced <= job.maxResponseBytes else {
                stop = .tooLarge
                return false
            }
            // Never trust the announcement with much memory: it grows by itself where the bytes really come.
            body.reserveCapacity(min(max(announced, data.count), 16 << 20))
        }
        body.append(contentsOf: data)
        return true
    }

    private func copy(_ bytes: [UInt8], from offset: Int, count: Int, to target: UnsafeMutableRawPointer) {
        guard count > 0 else { return }
        bytes.withUnsafeBytes { source in
            if let base = source.baseAddress { target.copyMemory(from: base + offset, byteCount: count) }
        }
    }
}
