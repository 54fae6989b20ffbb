/// Something a ``HostedJinaServer`` does to one request instead of answering it well.
public struct HostedJinaFault: Sendable, Hashable {
    enum Effect: Sendable, Hashable {
        case refusal(status: Int, code: String, message: String, shape: Shape, retryAfter: Int?)
        case htmlPage(status: Int)
        case damage(Damage)
    }

    /// How an error stands in the body; the hosted API uses both.
    enum Shape: Sendable, Hashable {
        /// `{"detail": "…", "code": "…", "request_id": "…"}`
        case flat
        /// `{"detail": {"message": "…", "code": "…", "request_id": "…"}}`
        case nested
    }

    enum Damage: Sendable, Hashable {
        case short
        case outOfOrder
        case duplicateIndex
        case dims(Int)
        case nan(Int)
        case zero(Int)
        case unnormalised
        case garbageBase64
        case notJSON
    }

    let effect: Effect

    // MARK: Refusals

    /// 401 with `AUTH_INVALID_API_KEY`.
    public static let invalidKey = refusal(401, "AUTH_INVALID_API_KEY", "Unauthorized: the API key is invalid.", .flat)
    /// 402, which Jina's own clients take for an empty account.
    public static let paymentRequired = refusal(402, "", "Payment required: insufficient account balance.", .flat)
    /// 403 with `AUTHZ_INSUFFICIENT_BALANCE`.
    public static let insufficientBalance = refusal(
        403,
        "AUTHZ_INSUFFICIENT_BALANCE",
        "Account balance is not enough.",
        .nested
    )
    /// 403 with `AUTHZ_RESOURCE_LIMIT_EXCEEDED`.
    public static let resourceLimit = refusal(403, "AUTHZ_RESOURCE_LIMIT_EXCEEDED", "Not allowed for this key.", .flat)
    /// 500 with `INTERNAL_ERROR`.
    public static let internalError = refusal(500, "INTERNAL_ERROR", "Internal server error", .nested)
    /// 503 with `SERVICE_UNAVAILABLE`.
    public static let unavailable = refusal(
        503,
        "SERVICE_UNAVAILABLE",
        "The service is temporarily unavailable.",
        .flat
    )

    /// 429 for requests a minute, with `Retry-After` in seconds where `retryAfter` is given.
    public static func requestLimit(retryAfter: Int? = nil) -> HostedJinaFault {
        refusal(429, "RATE_REQUEST_LIMIT_EXCEEDED", "Per-minute request limit exceeded.", .flat, retryAfter)
    }

    /// 429 for tokens a minute, with `Retry-After` in seconds where `retryAfter` is given.
    public static func tokenLimit(retryAfter: Int? = nil) -> HostedJinaFault {
        refusal(429, "RATE_TOKEN_LIMIT_EXCEEDED", "Per-minute token limit exceeded.", .nested, retryAfter)
    }

    /// 429 for requests at once, with `Retry-After` in seconds where `retryAfter` is given.
    public static func concurrencyLimit(retryAfter: Int? = nil) -> HostedJinaFault {
        refusal(429, "RATE_CONCURRENCY_LIMIT_EXCEEDED", "Too many concurrent requests.", .flat, retryAfter)
    }

    /// The HTML page of a proxy.
    public static func htmlPage(_ status: Int = 502) -> HostedJinaFault {
        HostedJinaFault(effect: .htmlPage(status: status))
    }

    // MARK: Answers of status 200 that are wrong

    /// One entry is missing and the rest is numbered anew.
    public static let shortAnswer = HostedJinaFault(effect: .damage(.short))
    /// The entries come in reverse order, with their right indices.
    public static let outOfOrder = HostedJinaFault(effect: .damage(.outOfOrder))
    /// The last entry has the index of the first.
    public static let duplicateIndex = HostedJinaFault(effect: .damage(.duplicateIndex))
    /// The vectors have another size.
    public static func wrongDims(_ dims: Int) -> HostedJinaFault { HostedJinaFault(effect: .damage(.dims(dims))) }
    /// The entry at `index` is not a number: the first component of its vector, or its score.
    public static func nan(at index: Int) -> HostedJinaFault { HostedJinaFault(effect: .damage(.nan(index))) }
    /// The vector at `index` is all zeros.
    public static func zeroVector(at index: Int) -> HostedJinaFault { HostedJinaFault(effect: .damage(.zero(index))) }
    /// The vectors are twice as long as they should be.
    public static let unnormalised = HostedJinaFault(effect: .damage(.unnormalised))
    /// The vectors are no base64.
    public static let garbageBase64 = HostedJinaFault(effect: .damage(.garbageBase64))
    /// The body is cut in the middle, with a `Content-Length` that fits.
    public static let notJSON = HostedJinaFault(effect: .damage(.notJSON))

    private static func refusal(
        _ status: Int,
        _ code: String,
        _ message: String,
        _ shape: Shape,
        _ retryAfter: Int? = nil
    ) -> HostedJinaFault {
        HostedJinaFault(
            effect: .refusal(status: status, code: code, message: message, shape: shape, retryAfter: retryAfter)
        )
    }
}
