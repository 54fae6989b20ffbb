import HTTPCompression
public import HTTPTransport
import Synchronization

/// Reaches servers over HTTP/1.1, HTTP/2 and TLS by libcurl.
///
/// One thread carries all transfers of a transport; connections are kept and used again. Make one transport and share it.
/// Neither the thread nor libcurl itself is there before the first request. Redirects are not followed: the answer is
/// returned. Besides `http` and `https` it speaks HTTP over unix sockets: `http+unix://%2Frun%2Fserver.sock/path`.
public final class LibcurlTransport: HTTPTransport {
    /// How it connects.
    public let configuration: CurlConfiguration

    private let thread: TransferThread
    private let lastID = Atomic<UInt64>(0)

    /// Makes a transport; nothing is opened or started yet.
    ///
    /// - Parameter configuration: How it connects; default every default of ``CurlConfiguration``.
    public init(_ configuration: CurlConfiguration = CurlConfiguration()) {
        self.configuration = configuration
        thread = TransferThread(configuration)
    }

    /// The transport's own thread, for a task that asks one thing after the other.
    ///
    /// A request otherwise goes from the caller's thread to the transport's and its answer back, which costs the processor more
    /// than the request itself where the server is near. A task that prefers this executor
    /// (`withTaskExecutorPreference(transport.executor) { … }`) is there already. What it computes holds up the other
    /// transfers of this transport meanwhile, so it must not block, nor compute for long where requests run side by side.
    public var executor: any TaskExecutor { thread }

    /// Sends `request` once and returns the whole answer, decompressed.
    ///
    /// The bytes of the body are not copied. A streamed body is asked for its next piece when the one before is on its way:
    /// at most two are in memory. When the task is cancelled, the call returns at once and the transfer is aborted.
    ///
    /// - Parameter request: The request; its URL must not hold credentials.
    /// - Returns: The answer, whatever its status.
    /// - Throws: `TransportError` without a whole answer; what a streamed body threw; `CancellationError`.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let target = try RequestTarget(request.url)
        try Self.check(request)
        if case .fingerprint(let text) = configuration.trust.anchor, CurlConfiguration.fingerprintBytes(text) == nil {
            throw TransportError(
                .tls,
                "The certificate fingerprint is not SHA-256: give 64 hexadecimal digits, colons or none.",
                requestMayHaveBeenProcessed: false
            )
        }
        try thread.start()
        let takesAsSent = request.headers["Accept-Encoding"] != nil
        // What is near arrives sooner as it is than it is packed and unpacked.
        let acceptsGzip =
            configuration.acceptsCompression && !takesAsSent && thread.peers.isPublic(target.origin) != false
            && Gzip.isAvailable
        let feed: (source: @Sendable () async throws -> [UInt8]?, demands: Demands)? =
            if case .stream(let next) = request.body { (next, AsyncStream.makeStream(of: Void.self)) } else { nil }
        let job = TransferJob(
            id: lastID.wrappingAdd(1, ordering: .relaxed).newValue,
            request: request,
            target: target,
            timeouts: request.timeouts ?? configuration.timeouts,
            maxResponseBytes: request.maxResponseBytes ?? configuration.maxResponseBytes,
            acceptsGzip: acceptsGzip,
            start: .now,
            ticket: TransferTicket(),
            demand: feed?.demands.continuation
        )
        let answer =
            if let feed {
                try await exchange(job, feedingFrom: feed.source, on: feed.demands.stream)
            } else {
                try await exchange(job)
            }
        // Who names encodings takes the answer as it is sent.
        return takesAsSent ? answer : try Self.decompressed(answer, job)
    }

    private typealias Demands = (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    /// Whether what answered last for a URL's host has an address on the public internet.
    ///
    /// Tells slow ways from fast ones, for `GzipBodyMiddleware`. Behind a proxy it is the proxy's address.
    ///
    /// - Parameter url: Any URL of the server.
    /// - Returns: `false` for this machine and private networks; `nil` where nothing has answered yet.
    public func reachesInternet(_ url: String) -> Bool? {
        (try? RequestTarget(url)).flatMap { thread.peers.isPublic($0.origin) }
    }

    private func exchange(_ job: TransferJob) async throws -> HTTPResponse {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                job.ticket.wait(continuation)
                thread.mailbox.post(.start(job))
            }
        } onCancel: {
            job.ticket.settle(.failure(CancellationError()))
            thread.mailbox.post(.abort(job.id))
        }
    }

    private func exchange(
        _ job: TransferJob,
        feedingFrom next: @escaping @Sendable () async throws -> [UInt8]?,
        on demands: AsyncStream<Void>
    ) async throws -> HTTPResponse {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [mailbox = thread.mailbox] in
                do {
                    for await _ in demands {
                        let piece = try await next()
                        mailbox.post(.piece(job.id, piece))
                        if piece == nil { return }
                    }
                } catch {
                    job.ticket.settle(.failure(error))
                    mailbox.post(.abort(job.id))
                }
            }
            defer { group.cancelAll() }
            return try await exchange(job)
        }
    }

    /// Refuses what would let data become a part of the protocol.
    private static func check(_ request: HTTPRequest) throws(TransportError) {
        guard isToken(request.method.rawValue) else {
            throw TransportError(
                .invalidRequest,
                "The request's method is not a word.",
                requestMayHaveBeenProcessed: false
            )
        }
        for field in request.headers.fields {
            let isValue = field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
            guard isToken(field.name) && isValue else {
                throw TransportError(
                    .invalidRequest,
                    "The header `\(isToken(field.name) ? field.name : "?")` holds line breaks or control characters: remove "
                        + "them, for example from the end of a key.",
                    requestMayHaveBeenProcessed: false
                )
            }
        }
    }

    private static func isToken(_ text: String) -> Bool {
        !text.utf8.isEmpty
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: $0 > 0x20 && $0 < 0x7f && !"()<>@,;:\\\"/[]?={}".utf8.contains($0)
                }
            }
    }

    private static func decompressed(_ answer: HTTPResponse, _ job: TransferJob) throws(TransportError) -> HTTPResponse
    {
        guard let encoding = answer.headers["Content-Encoding"]?.lowercased(), encoding != "identity",
            !answer.body.isEmpty
        else { return answer }
        guard job.acceptsGzip, encoding == "gzip" || encoding == "x-gzip" else {
            throw TransportError(
                .malformedResponse,
                "\(job.target.origin) compresses its answer by `\(encoding.prefix(40))`, which nobody asked for: check what "
                    + "stands between."
            )
        }
        do {
            var plain = answer
            plain.body = try Gzip.decompress(answer.body, limit: job.maxResponseBytes)
            return plain
        } catch  where error.kind == .tooLarge {
            throw TransportError(
                .responseTooLarge,
                "\(job.target.origin) answers with more than \(job.maxResponseBytes) bytes after decompression: ask for less at "
                    + "once, or raise the limit of the answer's size."
            )
        } catch {
            throw TransportError(
                .malformedResponse,
                "\(job.target.origin) sent a damaged answer: \(error.message) Check what stands between."
            )
        }
    }
}
