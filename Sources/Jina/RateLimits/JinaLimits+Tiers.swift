extension JinaLimits {
    /// What Jina's API allows a free key: 500 requests and 1,000,000 tokens a minute, 5 requests at once.
    ///
    /// These tiers are those of Jina's OpenAPI description of April 2026; other pages of Jina's say otherwise.
    public static let freeTier = JinaLimits(
        requestsPerMinute: 500,
        tokensPerMinute: 1_000_000,
        concurrentRequests: 5
    )
    /// What it allows in the first paid tier: 500 requests and 10,000,000 tokens a minute, 50 requests at once.
    public static let firstTier = JinaLimits(
        requestsPerMinute: 500,
        tokensPerMinute: 10_000_000,
        concurrentRequests: 50
    )
    /// What it allows in the second paid tier: 5,000 requests and 100,000,000 tokens a minute, 500 requests at once.
    public static let secondTier = JinaLimits(
        requestsPerMinute: 5_000,
        tokensPerMinute: 100_000_000,
        concurrentRequests: 500
    )
}
