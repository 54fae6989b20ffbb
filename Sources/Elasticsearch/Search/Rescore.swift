public import JSONValues

/// A second query that scores the first hits of each shard again.
public struct Rescore: Sendable, Hashable {
    /// How the first and the second score become one.
    public enum ScoreMode: String, Sendable, Hashable {
        /// Their sum; the server's default.
        case total
        /// Their product.
        case multiply
        /// Their mean.
        case avg
        /// The greater.
        case max
        /// The lesser.
        case min
    }

    let node: BodyNode
    /// How many hits of each shard are scored again; `nil` for raw JSON without one.
    public let windowSize: Int?

    /// Makes a second scoring.
    ///
    /// - Parameters:
    ///   - query: What scores again.
    ///   - windowSize: How many hits of each shard are scored again, 1 to 10,000; default 10.
    ///   - queryWeight: The weight of the first score; default 1.
    ///   - rescoreQueryWeight: The weight of the second score; default 1.
    ///   - scoreMode: How the two become one; default their sum.
    public init(
        _ query: Query,
        windowSize: Int = 10,
        queryWeight: Float? = nil,
        rescoreQueryWeight: Float? = nil,
        scoreMode: ScoreMode? = nil
    ) {
        var body = BodyObject("the rescore")
        body.refuse(if: windowSize < 0, "has window_size \(windowSize); it must be 1 or more")
        body.refuse(
            if: windowSize > 10_000,
            "has window_size \(windowSize); 10000 is the most, the server's index.max_rescore_window"
        )
        body.add("window_size", windowSize)
        var inner = BodyObject("the rescore")
        inner.add("rescore_query", query)
        inner.add("query_weight", queryWeight)
        inner.add("rescore_query_weight", rescoreQueryWeight)
        inner.add("score_mode", scoreMode?.rawValue)
        body.add("query", node: inner.node)
        node = body.node
        self.windowSize = windowSize
    }

    /// Makes a second scoring of any JSON, such as `learning_to_rank`.
    public init(raw json: JSONValue) {
        node = .json(json)
        windowSize = json["window_size"]?.int
    }
}
