public import JSONValues

/// What an ingest of a source into an empty index would do.
public struct DryRunReport: Sendable {
    /// How the inputs ended, as an ingest reports it; the first 10,000 that would be rejected are in its failures.
    ///
    /// What was embedded and sent is not in its counters, because nothing was.
    public var ingest: IngestReport
    /// The documents as they would be sent.
    public var sent: Sent
    /// The vectors that would be made.
    public var vectors: VectorNeeds
    /// The vectors of tokens that would be made.
    public var tokenVectors: VectorNeeds

    /// Documents as they would be sent to the index.
    public struct Sent: Sendable, Hashable {
        /// Documents of all modalities, those the index would refuse included.
        public var documents = 0
        /// Pictures among them.
        public var pictures = 0
        /// Documents that are parts of a longer input.
        public var parts = 0
        /// Bytes of all documents' JSON, without vectors.
        public var sourceBytes = 0
        /// Bytes of bulk bodies, vectors included, before compression.
        public var bulkBytes = 0
        /// Bulk requests.
        public var bulkRequests = 0

        static func += (left: inout Sent, right: Sent) {
            left.documents += right.documents
            left.pictures += right.pictures
            left.parts += right.parts
            left.sourceBytes += right.sourceBytes
            left.bulkBytes += right.bulkBytes
            left.bulkRequests += right.bulkRequests
        }

        var json: JSONValue {
            [
                "documents": JSONValue(documents), "pictures": JSONValue(pictures),
                "texts": JSONValue(documents - pictures), "parts": JSONValue(parts),
                "source_bytes": JSONValue(sourceBytes), "bulk_bytes": JSONValue(bulkBytes),
                "bulk_requests": JSONValue(bulkRequests),
            ]
        }
    }

    /// Whether every input would become documents.
    public var isClean: Bool { ingest.counters.deadLettered == 0 }

    /// Inputs that would be rejected in all, listed or not.
    public var rejectedCount: Int { ingest.counters.deadLettered }

    /// The report with documented keys, a stable contract.
    public var json: JSONValue {
        [
            "inputs": JSONValue(ingest.counters.finished),
            "accepted": JSONValue(ingest.counters.indexed),
            "rejected": JSONValue(rejectedCount),
            "skipped": JSONValue(ingest.counters.skipped),
            "skipped_reasons": .object(
                JSONObject(ingest.skippedReasons.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value)) })
            ),
            "interrupted": .bool(ingest.isInterrupted),
            "documents": JSONValue(ingest.counters.documents),
            "sent": sent.json,
            "vectors": vectors.json,
            "token_vectors": tokenVectors == VectorNeeds() ? .null : tokenVectors.json,
            "warnings": JSONValue(ingest.warnings),
            "rejections": .array(
                ingest.failures.map { failure in
                    [
                        "position": .string(failure.position),
                        "stage": .string(failure.error.stage.rawValue),
                        "status": failure.error.status.map { JSONValue($0) } ?? .null,
                        "reason": .string(failure.error.message),
                    ]
                }
            ),
        ]
    }
}

/// What giving documents their vectors takes.
public struct VectorNeeds: Sendable, Hashable {
    /// Documents that need a vector.
    public var documents = 0
    /// Those of them that the embedder would refuse.
    public var refused = 0
    /// Those whose content is that of another document before them.
    public var duplicates = 0
    /// Those whose vector is kept from an earlier run.
    public var kept = 0
    /// Pictures that would be embedded.
    public var pictures = 0
    /// Texts that would be embedded.
    public var texts = 0
    /// Tokens of those texts, by `TokenEstimate`.
    public var textTokens = 0
    /// Bytes of those pictures as they are sent, before base64.
    public var pictureBytes = 0
    /// Requests to the embedder.
    public var calls = 0

    /// Makes needs of nothing.
    public init() {}

    static func += (left: inout VectorNeeds, right: VectorNeeds) {
        left.documents += right.documents
        left.refused += right.refused
        left.duplicates += right.duplicates
        left.kept += right.kept
        left.pictures += right.pictures
        left.texts += right.texts
        left.textTokens += right.textTokens
        left.pictureBytes += right.pictureBytes
        left.calls += right.calls
    }

    var json: JSONValue {
        [
            "documents": JSONValue(documents), "refused": JSONValue(refused), "duplicates": JSONValue(duplicates),
            "cached": JSONValue(kept), "pictures": JSONValue(pictures), "texts": JSONValue(texts),
            "text_tokens": JSONValue(textTokens), "picture_bytes": JSONValue(pictureBytes),
            "requests": JSONValue(calls),
        ]
    }
}
