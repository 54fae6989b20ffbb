import HTTPTransport

/// One accepted connection: reads requests, hands them over, plays the replies.
struct LoopbackConnection {
    let descriptor: Int32
    let stop: Int32
    let number: Int
    let keepsBodies: Bool
    private var buffer: [UInt8] = []
    private var start = 0

    init(descriptor: Int32, stop: Int32, number: Int, keepsBodies: Bool) {
        self.descriptor = descriptor
        self.stop = stop
        self.number = number
        self.keepsBodies = keepsBodies
    }

    /// The next request without its body, or `nil` at the end of the connection.
    mutating func readHead() -> LoopbackRequest? {
        guard let line = readLine() else { return nil }
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count == 3 else { return nil }
        var headers = HTTPHeaders()
        while let line = readLine() {
            if line.isEmpty {
                return LoopbackRequest(
                    method: String(words[0]),
                    path: String(words[1]),
                    headers: headers,
                    connection: number,
                    index: 0
                )
            }
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers.add(String(line[..<colon]), String(value))
        }
        return nil
    }

    /// Reads the body that belongs to `request`; false where the connection ended before it did.
    mutating func readBody(of request: inout LoopbackRequest) -> Bool {
        if request.headers["Expect"]?.lowercased() == "100-continue", start == buffer.count {
            guard send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) else { return false }
        }
        if request.headers["Transfer-Encoding"]?.lowercased() == "chunked" { return readChunks(of: &request) }
        guard let length = request.headers["Content-Length"].flatMap({ Int($0) }), length > 0 else { return true }
        return read(length, of: &request)
    }

    private mutating func readChunks(of request: inout LoopbackRequest) -> Bool {
        while let line = readLine() {
            guard let size = Int(line.prefix { $0 != ";" }, radix: 16) else { return false }
            if size > 0 && !read(size, of: &request) { return false }
            guard let end = readLine(), end.isEmpty else { return false }
            if size == 0 { return true }
        }
        return false
    }

    /// Reads `count` bytes of a body straight into their place.
    private mutating func read(_ count: Int, of request: inout LoopbackRequest) -> Bool {
        request.bodySize += count
        let known = min(count, buffer.count - start)
        let prefix = buffer[start..<start + known]
        start += known
        let descriptor = descriptor
        if !keepsBodies {
            var scratch = [UInt8](repeating: 0, count: min(count - known, 1 << 18))
            var left = count - known
            while left > 0 {
                let size = min(left, scratch.count)
                let got = scratch.withUnsafeMutableBytes {
                    LoopbackSocket.read(descriptor, into: .init(rebasing: $0[..<size]))
                }
                if got == 0 { return false }
                left -= got
            }
            return true
        }
        let piece = [UInt8](unsafeUninitializedCapacity: count) { space, filled in
            _ = space.update(fromContentsOf: prefix)
            filled = known
            while filled < count {
                let got = LoopbackSocket.read(
                    descriptor,
                    into: .init(rebasing: UnsafeMutableRawBufferPointer(space)[filled..<count])
                )
                if got == 0 { break }
                filled += got
            }
        }
        if request.body.isEmpty { request.body = piece } else { request.body += piece }
        return piece.count == count
    }

    private mutating func readLine() -> String? {
        var searched = start
        while true {
            if let newline = buffer[searched...].firstIndex(of: 10) {
                var line = buffer[start..<newline]
                if line.last == 13 { line.removeLast() }
                start = newline + 1
                return String(decoding: line, as: UTF8.self)
            }
            if buffer.count - start > 1 << 20 { return nil }
            buffer.removeSubrange(..<start)
            start = 0
            searched = buffer.count
            let descriptor = descriptor
            let more = [UInt8](unsafeUninitializedCapacity: 16_384) { space, count in
                count = LoopbackSocket.read(descriptor, into: .init(space))
            }
            if more.isEmpty { return nil }
            buffer += more
        }
    }

    /// Plays a reply; false where the connection is at its end.
    func play(_ reply: LoopbackReply, to request: LoopbackRequest?) -> Bool {
        for step in reply.steps where !play(step, method: request?.method ?? "GET") { return false }
        return request?.headers["Connection"]?.lowercased() != "close"
    }

    private func play(_ step: LoopbackReply.Step, method: String) -> Bool {
        switch step {
        case .response(let response):
            let head = Array(LoopbackReply.head(response).utf8)
            if method == "HEAD" { return send(head) }
            // One packet for what is small; a large body is not copied.
            return response.body.count < 16_384 ? send(head + response.body) : send(head) && send(response.body)
        case .bytes(let bytes): return send(bytes)
        case .repeating(let bytes, let count):
            var sent = 0
            while sent < count ?? .max {
                guard send(bytes) else { return false }
                sent += 1
            }
            return true
        case .drip(let bytes, let size, let pause):
            for start in stride(from: 0, to: bytes.count, by: max(size, 1)) {
                guard send(Array(bytes[start..<min(start + max(size, 1), bytes.count)])) else { return false }
                guard LoopbackSocket.wait(descriptor, stop: stop, timeout: pause) == .timedOut else { return false }
            }
            return true
        case .pause(let duration): return LoopbackSocket.wait(descriptor, stop: stop, timeout: duration) == .timedOut
        case .stall:
            _ = LoopbackSocket.wait(descriptor, stop: stop, timeout: nil)
            return false
        case .reset:
            LoopbackSocket.reset(descriptor)
            return false
        case .close: return false
        }
    }

    private func send(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { LoopbackSocket.write(descriptor, $0) } }
}
