public import HTTPTransport

/// Compresses request bodies by gzip, which saves bandwidth for processor time; worth it on slow networks only.
///
/// At level 1 a processor compresses some 100 to 160 MB/s. Bulk bodies with vectors as base64 become a quarter smaller, texts three
/// fifths. So it pays on ways slower than about 200 Mbit/s for vectors and 800 Mbit/s for texts: over the internet, not within a data
/// centre, let alone a machine. ``isWorthwhile`` decides that request by request.
///
/// Bodies held in memory are compressed where they are large enough and become smaller; streamed bodies and those that
/// already have a `Content-Encoding` are sent as they are. Where libdeflate is missing, nothing is compressed.
/// Put it in front of a retry, so that a body is compressed once.
public struct GzipBodyMiddleware: HTTPMiddleware {
    /// The smallest body to compress, in bytes; default 1,024.
    public var minimumBytes: Int
    /// From 1, the fastest, to 12, the smallest; default 1.
    public var level: Int

    /// Whether the way to a request's URL is slow enough; default always.
    public var isWorthwhile: @Sendable (_ url: String) -> Bool

    /// Makes the middleware.
    public init(
        minimumBytes: Int = 1024,
        level: Int = 1,
        isWorthwhile: @escaping @Sendable (_ url: String) -> Bool = { _ in true }
    ) {
        self.minimumBytes = minimumBytes
        self.level = level
        self.isWorthwhile = isWorthwhile
    }

    /// Sends `request` on with a compressed body.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - next: What comes behind.
    /// - Returns: The answer of `next`.
    /// - Throws: What `next` throws.
    public func send(_ request: HTTPRequest, next: any HTTPTransport) async throws -> HTTPResponse {
        guard case .bytes(let bytes) = request.body, bytes.count >= minimumBytes,
            request.headers["Content-Encoding"] == nil, isWorthwhile(request.url),
            let compressed = try? Gzip.compress(bytes, level: level),
            compressed.count < bytes.count
        else { return try await next.send(request) }
        var smaller = request
        smaller.body = .bytes(compressed)
        smaller.headers["Content-Encoding"] = "gzip"
        return try await next.send(smaller)
    }
}
