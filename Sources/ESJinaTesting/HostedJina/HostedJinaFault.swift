/// Something a ``HostedJinaServer`` does to one request instead of answering it well.
///
/// Each has a name, is the same every time, and bites a call of any size; ``allCases`` has every kind once.
public struct HostedJinaFault: Sendable, Hashable {
    enum Effect: Sendable, Hashable {
        case refusal(status: Int, code: String, message: String, shape: Shape, retryAfter: Int?)
        case validation
        case htmlPage(status: Int)
        case damage(Damage)
        case delivery(Delivery)
    }

    /// How an error stands in the body; the hosted API uses both.
    enum Shape: Sendable, Hashable {
        /// `{"detail": "…", "code": "…", "request_id": "…"}`
        case flat
        /// `{"detail": {"message": "…", "code": "…", "request_id": "…"}}`
        case nested
    }

    /// What is wrong with an answer of status 200.
    enum Damage: Sendable, Hashable {
        case short
        case missing(Int)
        case long
        case outOfOrder
        case duplicateIndex
        case noIndex
        case dims(Int)
        case oneDims(Int, at: Int)
        case nan(Int)
        case infinite(Int)
        case null(Int)
        case zero(Int)
        case unnormalised
        case garbageBase64
        case oneGarbageBase64(Int)
        case notJSON
        case empty
        case html
    }

    /// How a sound answer fails to arrive.
    enum Delivery: Sendable, Hashable {
        case slow(Duration)
        case resetBefore
        case resetMidBody
        case closedMidBody
        case stalled
    }

    /// The name, in lower camel case with its parameter where it has one, such as `nan(at: 0)`.
    public let name: String
    let effect: Effect

    init(_ name: String, _ effect: Effect) {
        self.name = name
        self.effect = effect
    }

    /// Whether the inputs of the request are embedded, and so billed, though the client gets no good answer.
    public var isBilled: Bool {
        switch effect {
        case .damage, .delivery: true
        case .refusal, .validation, .htmlPage: false
        }
    }
}

extension HostedJinaFault {
    // MARK: Refusals

    /// 401 with `AUTH_INVALID_API_KEY`.
    public static let invalidKey = refusal(
        "invalidKey",
        401,
        "AUTH_INVALID_API_KEY",
        "Unauthorized: the API key is invalid.",
        .flat
    )
    /// 402, which Jina's own clients take for an empty account.
    public static let paymentRequired = refusal(
        "paymentRequired",
        402,
        "",
        "Payment required: insufficient account balance.",
        .flat
    )
    /// 403 with `AUTHZ_INSUFFICIENT_BALANCE`.
    public static let insufficientBalance = refusal(
        "insufficientBalance",
        403,
        "AUTHZ_INSUFFICIENT_BALANCE",
        "Account balance is not enough.",
        .nested
    )
    /// 403 with `AUTHZ_RESOURCE_LIMIT_EXCEEDED`.
    public static let resourceLimit = refusal(
        "resourceLimit",
        403,
        "AUTHZ_RESOURCE_LIMIT_EXCEEDED",
        "Not allowed for this key.",
        .flat
    )
    /// 400, as for an input that cannot be used.
    public static let badRequest = refusal("badRequest", 400, "bad_request", "Cannot use an input", .nested)
    /// 413, from the proxy before the API.
    public static let requestTooLarge = HostedJinaFault("requestTooLarge", .htmlPage(status: 413))
    /// 422 about the inputs, which are repeated in it.
    public static let unprocessable = HostedJinaFault("unprocessable", .validation)
    /// 500 with `INTERNAL_ERROR`.
    public static let internalError = refusal("internalError", 500, "INTERNAL_ERROR", "Internal server error", .nested)
    /// 503 with `SERVICE_UNAVAILABLE`.
    public static let unavailable = refusal(
        "unavailable",
        503,
        "SERVICE_UNAVAILABLE",
        "The service is temporarily unavailable.",
        .flat
    )
    /// 504 with `SERVICE_TIMEOUT`.
    public static let gatewayTimeout = refusal(
        "gatewayTimeout",
        504,
        "SERVICE_TIMEOUT",
        "The service took too long.",
        .flat
    )

    /// 429 for requests a minute, with `Retry-After` in seconds where `retryAfter` is given.
    public static func requestLimit(retryAfter: Int? = nil) -> HostedJinaFault {
        refusal(
            "requestLimit",
            429,
            "RATE_REQUEST_LIMIT_EXCEEDED",
            "Per-minute request limit exceeded.",
            .flat,
            retryAfter
        )
    }

    /// 429 for tokens a minute, with `Retry-After` in seconds where `retryAfter` is given.
    public static func tokenLimit(retryAfter: Int? = nil) -> HostedJinaFault {
        refusal(
            "tokenLimit",
            429,
            "RATE_TOKEN_LIMIT_EXCEEDED",
            "Per-minute token limit exceeded.",
            .nested,
            retryAfter
        )
    }

    /// 429 for requests at once, with `Retry-After` in seconds where `retryAfter` is given.
    public static func concurrencyLimit(retryAfter: Int? = nil) -> HostedJinaFault {
        refusal(
            "concurrencyLimit",
            429,
            "RATE_CONCURRENCY_LIMIT_EXCEEDED",
            "Too many concurrent requests.",
            .flat,
            retryAfter
        )
    }

    /// The HTML page of a proxy.
    public static func htmlPage(_ status: Int = 502) -> HostedJinaFault {
        HostedJinaFault("htmlPage(\(status))", .htmlPage(status: status))
    }

    private static func refusal(
        _ name: String,
        _ status: Int,
        _ code: String,
        _ message: String,
        _ shape: Shape,
        _ retryAfter: Int? = nil
    ) -> HostedJinaFault {
        HostedJinaFault(
            name + (retryAfter.map { "(retryAfter: \($0))" } ?? ""),
            .refusal(status: status, code: code, message: message, shape: shape, retryAfter: retryAfter)
        )
    }
}

extension HostedJinaFault {
    // MARK: Answers of status 200 that are wrong

    /// The first entry is missing and the rest is numbered anew.
    public static let shortAnswer = HostedJinaFault("shortAnswer", .damage(.short))
    /// The entry at `index` is missing; the rest keeps its numbers.
    public static func missingEntry(at index: Int) -> HostedJinaFault {
        HostedJinaFault("missingEntry(at: \(index))", .damage(.missing(index)))
    }
    /// There is an entry more than inputs, numbered on.
    public static let longAnswer = HostedJinaFault("longAnswer", .damage(.long))
    /// The entries come in reverse order, with their right indices.
    public static let outOfOrder = HostedJinaFault("outOfOrder", .damage(.outOfOrder))
    /// The last entry has the index of the first.
    public static let duplicateIndex = HostedJinaFault("duplicateIndex", .damage(.duplicateIndex))
    /// The entries have no indices.
    public static let noIndex = HostedJinaFault("noIndex", .damage(.noIndex))
    /// The vectors have another size.
    public static func wrongDims(_ dims: Int) -> HostedJinaFault {
        HostedJinaFault("wrongDims(\(dims))", .damage(.dims(dims)))
    }
    /// The vector at `index` has another size.
    public static func wrongDims(_ dims: Int, at index: Int) -> HostedJinaFault {
        HostedJinaFault("wrongDims(\(dims), at: \(index))", .damage(.oneDims(dims, at: index)))
    }
    /// The entry at `index` is not a number: the first component of its vector, or its score.
    public static func nan(at index: Int) -> HostedJinaFault {
        HostedJinaFault("nan(at: \(index))", .damage(.nan(index)))
    }
    /// The vector at `index` has an infinite component.
    public static func infinity(at index: Int) -> HostedJinaFault {
        HostedJinaFault("infinity(at: \(index))", .damage(.infinite(index)))
    }
    /// The entry at `index` has `null` for a vector.
    public static func null(at index: Int) -> HostedJinaFault {
        HostedJinaFault("null(at: \(index))", .damage(.null(index)))
    }
    /// The vector at `index` is all zeros.
    public static func zeroVector(at index: Int) -> HostedJinaFault {
        HostedJinaFault("zeroVector(at: \(index))", .damage(.zero(index)))
    }
    /// The vectors are twice as long as they should be.
    public static let unnormalised = HostedJinaFault("unnormalised", .damage(.unnormalised))
    /// The vectors are no base64.
    public static let garbageBase64 = HostedJinaFault("garbageBase64", .damage(.garbageBase64))
    /// The vector at `index` is no base64.
    public static func garbageBase64(at index: Int) -> HostedJinaFault {
        HostedJinaFault("garbageBase64(at: \(index))", .damage(.oneGarbageBase64(index)))
    }
    /// The body is JSON cut in the middle, with a `Content-Length` that fits.
    public static let notJSON = HostedJinaFault("notJSON", .damage(.notJSON))
    /// Status 200 and no body.
    public static let emptyAnswer = HostedJinaFault("emptyAnswer", .damage(.empty))
    /// Status 200 and the page of somebody's proxy.
    public static let webPage = HostedJinaFault("webPage", .damage(.html))

    // MARK: Good answers that do not arrive

    /// The answer comes late.
    public static func slowAnswer(_ delay: Duration) -> HostedJinaFault {
        HostedJinaFault("slowAnswer(\(delay))", .delivery(.slow(delay)))
    }
    /// The connection is reset when the answer is due.
    public static let resetBeforeAnswer = HostedJinaFault("resetBeforeAnswer", .delivery(.resetBefore))
    /// The connection is reset in the middle of the answer.
    public static let resetMidAnswer = HostedJinaFault("resetMidAnswer", .delivery(.resetMidBody))
    /// The connection ends in order in the middle of the answer.
    public static let closedMidAnswer = HostedJinaFault("closedMidAnswer", .delivery(.closedMidBody))
    /// No answer ever comes; the client's time limit must end it.
    public static let stalledAnswer = HostedJinaFault("stalledAnswer", .delivery(.stalled))
}

extension HostedJinaFault: CaseIterable, CustomStringConvertible {
    /// Every kind of fault once, but ``stalledAnswer``, which lasts as long as the client's time limit.
    public static let allCases: [HostedJinaFault] = [
        invalidKey, paymentRequired, insufficientBalance, resourceLimit, badRequest, requestTooLarge, unprocessable,
        internalError, unavailable, gatewayTimeout, requestLimit(), requestLimit(retryAfter: 1), tokenLimit(),
        tokenLimit(retryAfter: 1), concurrencyLimit(), concurrencyLimit(retryAfter: 1), htmlPage(502), shortAnswer,
        missingEntry(at: 0), longAnswer, outOfOrder, duplicateIndex, noIndex, wrongDims(512), wrongDims(512, at: 0),
        nan(at: 0), infinity(at: 0), null(at: 0), zeroVector(at: 0), unnormalised, garbageBase64, garbageBase64(at: 0),
        notJSON, emptyAnswer, webPage, slowAnswer(.milliseconds(200)), resetBeforeAnswer, resetMidAnswer,
        closedMidAnswer,
    ]

    /// The name.
    public var description: String { name }
}
