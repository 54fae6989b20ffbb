/// How much may be asked of a server, per minute and per call.
///
/// Every field left `nil` takes the default of the server's dialect (``defaults(for:)``); `Int.max` means no limit. Jina
/// publishes contradictory rate tables and no limits of a call at all, so these are settings, and the per-minute ones are
/// corrected by what the server's headers say.
public struct JinaLimits: Hashable, Sendable {
    /// Requests a minute; hosted 500, Jina's free and first paid tier (5,000 in the second); others no limit.
    public var requestsPerMinute: Int?
    /// Tokens a minute; hosted 1,000,000, Jina's free tier (10 and 100 million in the paid ones); others no limit.
    public var tokensPerMinute: Int?
    /// Requests at once; hosted 5, Jina's free tier (50 and 500 in the paid ones); others 4.
    public var concurrentRequests: Int?
    /// Texts in one embedding call; 128, well below the 512 that other clients are known to send; infinity refuses 2,049.
    public var textsPerCall: Int?
    /// Pictures in one embedding call; 32, which is infinity's own limit; Jina's own client sends up to 200.
    public var imagesPerCall: Int?
    /// Bytes of texts and encoded pictures in one call, before base64 makes them a third longer; 8 MiB.
    public var bytesPerCall: Int?
    /// Tokens of texts in one call, by `TokenEstimate`; hosted 100,000, a tenth of the free tier's minute; others 32,768, so that
    /// a call on a slow machine ends before a timeout does.
    public var tokensPerCall: Int?
    /// The largest encoded picture in bytes; hosted 8,000,000 ("Images up to 8MB"), on-prem 10,000,000, infinity no limit.
    public var bytesPerImage: Int?
    /// Tokens a picture is counted as until the server's `usage` says what it cost; 4,000, a cautious guess: Jina does not
    /// document the price of a picture.
    public var tokensPerImage: Int?

    /// Makes limits; what is `nil` follows the dialect.
    public init(
        requestsPerMinute: Int? = nil,
        tokensPerMinute: Int? = nil,
        concurrentRequests: Int? = nil,
        textsPerCall: Int? = nil,
        imagesPerCall: Int? = nil,
        bytesPerCall: Int? = nil,
        tokensPerCall: Int? = nil,
        bytesPerImage: Int? = nil,
        tokensPerImage: Int? = nil
    ) {
        self.requestsPerMinute = requestsPerMinute
        self.tokensPerMinute = tokensPerMinute
        self.concurrentRequests = concurrentRequests
        self.textsPerCall = textsPerCall
        self.imagesPerCall = imagesPerCall
        self.bytesPerCall = bytesPerCall
        self.tokensPerCall = tokensPerCall
        self.bytesPerImage = bytesPerImage
        self.tokensPerImage = tokensPerImage
    }

    /// The limits that hold for `dialect` where nothing was set; every field has a value.
    public static func defaults(for dialect: JinaDialect) -> JinaLimits {
        let isHosted = dialect == .hosted || dialect == .automatic
        let bytesPerImage: Int =
            switch dialect {
            case .infinity: .max
            case .onPrem: 10_000_000
            default: 8_000_000
            }
        return JinaLimits(
            requestsPerMinute: isHosted ? 500 : .max,
            tokensPerMinute: isHosted ? 1_000_000 : .max,
            concurrentRequests: isHosted ? 5 : 4,
            textsPerCall: 128,
            imagesPerCall: 32,
            bytesPerCall: 8 << 20,
            tokensPerCall: isHosted ? 100_000 : 32_768,
            bytesPerImage: bytesPerImage,
            tokensPerImage: 4_000
        )
    }

    /// These limits with every gap filled from the defaults of `dialect` and every value at least 1.
    func resolved(for dialect: JinaDialect) -> ResolvedLimits {
        let defaults = JinaLimits.defaults(for: dialect)
        func value(_ field: KeyPath<JinaLimits, Int?>) -> Int {
            max(1, self[keyPath: field] ?? defaults[keyPath: field] ?? .max)
        }
        return ResolvedLimits(
            requestsPerMinute: value(\.requestsPerMinute),
            tokensPerMinute: value(\.tokensPerMinute),
            concurrentRequests: value(\.concurrentRequests),
            textsPerCall: value(\.textsPerCall),
            imagesPerCall: value(\.imagesPerCall),
            bytesPerCall: value(\.bytesPerCall),
            tokensPerCall: value(\.tokensPerCall),
            bytesPerImage: value(\.bytesPerImage),
            tokensPerImage: value(\.tokensPerImage)
        )
    }
}

/// ``JinaLimits`` without gaps.
struct ResolvedLimits: Hashable, Sendable {
    var requestsPerMinute: Int
    var tokensPerMinute: Int
    var concurrentRequests: Int
    var textsPerCall: Int
    var imagesPerCall: Int
    var bytesPerCall: Int
    var tokensPerCall: Int
    var bytesPerImage: Int
    var tokensPerImage: Int
}
