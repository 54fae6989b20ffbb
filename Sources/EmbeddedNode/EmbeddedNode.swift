import Dispatch
public import HTTPTransport

/// An in-process, single-node engine that answers Elasticsearch's REST API, durable on SQLite.
///
/// It stands behind ``HTTPTransport`` like a network client does: whatever speaks to a cluster speaks to it, on any host
/// of any URL. It answers as version 9.5 under a basic licence, with the same bodies, scores and errors for the requests it
/// knows; what it lacks it refuses with Elasticsearch's error shape and one sentence. Nearest-neighbour search is exact,
/// whatever `index_options` say, and writes are visible to searches as soon as they are acknowledged.
///
/// Several nodes, in one process or in many, may work on one directory at the same time: one writes at a time, searches
/// see what is committed and wait for nobody.
public final class EmbeddedNode: HTTPTransport {
    private let handler: RequestHandler
    private let queue = DispatchQueue(label: "es-jina.embedded-node", attributes: .concurrent)

    /// Opens the node on `directory`, making it where it is missing.
    ///
    /// - Parameters:
    ///   - directory: Where everything is kept; give each node its own.
    ///   - options: How durable writes are and how long they wait for each other.
    /// - Throws: ``EmbeddedNodeError``, naming the file and the fix.
    public init(directory: String, options: Options = Options()) throws {
        do {
            handler = RequestHandler(catalog: try IndexCatalog(directory: directory, options: options))
        } catch {
            throw EmbeddedNodeError(error, path: directory)
        }
    }

    /// Answers `request`; nothing leaves the process.
    ///
    /// - Parameter request: The request. Its scheme and host do not matter.
    /// - Returns: The answer; storage that fails is an answer too: 507 where the disk is full, 429 where another process
    ///   writes for longer than the busy timeout, 500 where files are damaged.
    /// - Throws: ``TransportError`` for a URL that cannot be read, what a streamed body threw, and `CancellationError` where
    ///   the task was cancelled before work began.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try await Self.bytes(of: request.body)
        try Task.checkCancellation()
        let parsed = try RESTRequest(request, body: body)
        // Storage blocks; it must not do so on the few threads that all tasks share.
        return await withCheckedContinuation { continuation in
            queue.async { [handler] in continuation.resume(returning: handler.response(to: parsed)) }
        }
    }

    private static func bytes(of body: HTTPRequest.Body) async throws -> [UInt8] {
        switch body {
        case .none: return []
        case .bytes(let bytes): return bytes
        case .stream(let next):
            var bytes: [UInt8] = []
            while let piece = try await next() { bytes += piece }
            return bytes
        }
    }
}

extension EmbeddedNode {
    /// How a node keeps its data.
    public struct Options: Sendable, Hashable {
        /// What an acknowledged write survives.
        public struct Durability: RawRepresentable, Hashable, Sendable {
            /// The name of the level.
            public let rawValue: String
            /// Makes a level by its name.
            public init(rawValue: String) { self.rawValue = rawValue }
            /// A killed process and a loss of power: every write waits for the disk, as Elasticsearch's does.
            public static let power = Durability(rawValue: "power")
            /// A killed process; a loss of power may take the last writes, never the index.
            public static let process = Durability(rawValue: "process")
        }

        /// What an acknowledged write survives; default ``Durability/power``.
        public var durability = Durability.power
        /// How long a write waits for one of another process, in milliseconds; default 10,000.
        public var busyTimeoutMilliseconds = 10_000
        /// The largest size of an index's database in pages of 4,096 bytes; default 0, no limit.
        public var maxDatabasePages = 0

        /// Makes the default options.
        public init() {}
    }
}
