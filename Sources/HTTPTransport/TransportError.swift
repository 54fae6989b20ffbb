/// Why there is no whole answer from a server.
public struct TransportError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, as an open set.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind, in snake case.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The URL cannot be used: malformed, or of a scheme the transport does not speak.
        public static let invalidURL = Kind(rawValue: "invalid_url")
        /// The host's name has no address.
        public static let hostNotFound = Kind(rawValue: "host_not_found")
        /// Nothing accepts connections there.
        public static let connectionFailed = Kind(rawValue: "connection_failed")
        /// The connection ended before the answer did.
        public static let connectionLost = Kind(rawValue: "connection_lost")
        /// A limit of ``HTTPTimeouts`` ran out.
        public static let timedOut = Kind(rawValue: "timed_out")
        /// The TLS handshake failed, or the certificate is not trusted.
        public static let tls = Kind(rawValue: "tls")
        /// The answer is larger than the limit.
        public static let responseTooLarge = Kind(rawValue: "response_too_large")
        /// The answer breaks HTTP or its own content encoding.
        public static let malformedResponse = Kind(rawValue: "malformed_response")
        /// The machine lacks something the transport needs, such as a library.
        public static let unavailable = Kind(rawValue: "unavailable")
    }

    /// The kind of failure.
    public var kind: Kind
    /// One sentence: what failed, at which host, and what to do; never holds credentials, bodies or a URL's query.
    public var message: String
    /// Whether the server may have acted on the request: false only where not one byte of it was sent.
    public var requestMayHaveBeenProcessed: Bool

    /// Makes an error.
    public init(_ kind: Kind, _ message: String, requestMayHaveBeenProcessed: Bool = true) {
        self.kind = kind
        self.message = message
        self.requestMayHaveBeenProcessed = requestMayHaveBeenProcessed
    }

    /// Whether the same request may well succeed a moment later.
    public var isTransient: Bool {
        [.connectionFailed, .connectionLost, .timedOut, .hostNotFound, .malformedResponse].contains(kind)
    }

    /// The message.
    public var description: String { message }
}
