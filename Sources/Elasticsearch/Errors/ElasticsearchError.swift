public import HTTPTransport

/// Why Elasticsearch did not do what was asked, or why it was not asked.
public struct ElasticsearchError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, as an open set: the server's own exception type, or one of this client's.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind in snake case; for the server's own, its `type`.
        public let rawValue: String
        /// Makes a kind of any name, so that types this client does not know survive.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The kind of failure.
    public var kind: Kind
    /// One sentence: what failed, on which index or field, and what to do; never holds bodies or keys.
    public var message: String
    /// The HTTP status, or the status of one item of a batch; `nil` where there was no answer.
    public var status: Int?
    /// The operation's name, such as `bulk`; empty where the error is no operation's.
    public var operation: String
    /// The server's own words; `nil` where it gave none.
    public var reason: String?
    /// The causes the server lists as the root of the failure.
    public var rootCauses: [ServerErrorCause]
    /// The cause behind the failure, where the server names one.
    public var causedBy: ServerErrorCause?
    /// Why there was no answer, where that is the failure.
    public var transport: TransportError?
    /// How long the server asks to wait before the next try.
    public var retryAfter: Duration?

    /// Makes an error.
    public init(
        _ kind: Kind,
        _ message: String,
        status: Int? = nil,
        operation: String = "",
        reason: String? = nil,
        rootCauses: [ServerErrorCause] = [],
        causedBy: ServerErrorCause? = nil,
        transport: TransportError? = nil
    ) {
        self.kind = kind
        self.message = message
        self.status = status
        self.operation = operation
        self.reason = reason
        self.rootCauses = rootCauses
        self.causedBy = causedBy
        self.transport = transport
    }

    /// The message.
    public var description: String { message }

    /// Matches an error by its kind, so that `catch` and `switch` may list kinds.
    public static func ~= (kind: Kind, error: ElasticsearchError) -> Bool { error.kind == kind }

    /// Whether the same request may well succeed a moment later.
    public var isTransient: Bool {
        if let transport { return transport.isTransient }
        return kind == .malformedResponse || status.map { [429, 502, 503, 504].contains($0) } ?? false
    }
}

extension ElasticsearchError.Kind {
    // What the server says.

    /// The index or alias does not exist.
    public static let indexNotFound = Self(rawValue: "index_not_found_exception")
    /// The index exists already.
    public static let resourceAlreadyExists = Self(rawValue: "resource_already_exists_exception")
    /// The name cannot be an index's.
    public static let invalidIndexName = Self(rawValue: "invalid_index_name_exception")
    /// The mapping is not valid.
    public static let mapperParsing = Self(rawValue: "mapper_parsing_exception")
    /// The document does not fit the mapping.
    public static let documentParsing = Self(rawValue: "document_parsing_exception")
    /// The document exists already, or has changed since.
    public static let versionConflict = Self(rawValue: "version_conflict_engine_exception")
    /// The credentials do not allow it.
    public static let security = Self(rawValue: "security_exception")
    /// The server had no room for the request.
    public static let rejectedExecution = Self(rawValue: "es_rejected_execution_exception")
    /// A block on the index or cluster, such as a full disk, forbids it.
    public static let clusterBlock = Self(rawValue: "cluster_block_exception")
    /// An argument is not valid.
    public static let illegalArgument = Self(rawValue: "illegal_argument_exception")
    /// The body is not what the server expects there.
    public static let parsing = Self(rawValue: "parsing_exception")
    /// No shard could answer a search.
    public static let searchPhaseExecution = Self(rawValue: "search_phase_execution_exception")
    /// The shards could not make the query, as with a vector of the wrong size.
    public static let queryShard = Self(rawValue: "query_shard_exception")
    /// The server does not know the media type or its version.
    public static let mediaType = Self(rawValue: "media_type_header_exception")

    // What this client makes of an answer or finds before it asks.

    /// The licence does not include the feature.
    public static let licence = Self(rawValue: "licence_non_compliant")
    /// The credentials are missing or wrong.
    public static let authentication = Self(rawValue: "authentication")
    /// What answers is not Elasticsearch.
    public static let notElasticsearch = Self(rawValue: "not_elasticsearch")
    /// The server is older than this client speaks to.
    public static let unsupportedVersion = Self(rawValue: "unsupported_version")
    /// The request was found wrong before it was sent.
    public static let invalidRequest = Self(rawValue: "invalid_request")
    /// The configuration cannot be used.
    public static let invalidConfiguration = Self(rawValue: "invalid_configuration")
    /// The answer is not what the operation answers with.
    public static let malformedResponse = Self(rawValue: "malformed_response")
    /// The request is larger than the server takes.
    public static let requestTooLarge = Self(rawValue: "request_too_large")
    /// There was no answer.
    public static let unreachable = Self(rawValue: "unreachable")
    /// Every permitted try failed; whether the server acted is not known.
    public static let retriesExhausted = Self(rawValue: "retries_exhausted")
    /// An error status without an error of the server's, as a proxy answers.
    public static let unexpectedStatus = Self(rawValue: "unexpected_status")
}
