public import JSONValues

/// Which rank and score a hit of an `rrf` or `linear` retriever had in each of its lists, read from its explanation.
///
/// ``SearchRequest/explain`` asks for it. The server writes it as sentences (`RRFRankDoc` and `LinearRankDoc` of
/// elastic/elasticsearch), of which the forms since 8.15 are read; a sentence of another form gives no explanation rather than a
/// wrong one.
public struct FusionExplanation: Sendable, Hashable {
    /// What one list gave to the hit.
    public struct Leg: Sendable, Hashable {
        /// The list's place in the retriever, from 0.
        public var index: Int
        /// The list's name; `nil` where it has none.
        public var name: String?
        /// The rank in the list, from 1; `nil` where the hit is not in it, and in linear fusion.
        public var rank: Int?
        /// What the list added, without a weight in `rrf`; 0 where the hit is not in it.
        public var contribution: Float
        /// The score in the list as the query gave it; `nil` where the hit is not in it or the server did not say.
        public var score: Float?
        /// Whether the hit is in the list.
        public var isFound: Bool
    }

    /// The kind of fusion.
    public var kind: RetrieverKind
    /// The fused score.
    public var score: Float
    /// The lists, in the retriever's order.
    public var legs: [Leg]

    /// Reads a hit's explanation; `nil` where it is no fusion's or of an unknown form.
    public init?(_ explanation: JSONValue?) {
        guard let explanation, let (kind, fusion) = Self.find(in: explanation, depth: 0) else { return nil }
        guard let score = fusion["value"]?.double, let details = fusion["details"]?.array else { return nil }
        var legs: [Leg] = []
        for detail in details {
            guard let leg = Leg(detail, kind: kind) else { return nil }
            legs.append(leg)
        }
        guard !legs.isEmpty, legs.map(\.index).sorted() == Array(legs.indices) else { return nil }
        self.kind = kind
        self.score = Float(score)
        self.legs = legs.sorted { $0.index < $1.index }
    }

    /// The outermost fusion; around it there can be sums that the server makes for its own ends.
    private static func find(in node: JSONValue, depth: Int) -> (RetrieverKind, JSONValue)? {
        let text = node["description"]?.string ?? ""
        if text.hasPrefix("rrf score: ["), text.contains("computed for initial ranks") { return (.rrf, node) }
        if text.hasPrefix("weighted linear combination score: [") { return (.linear, node) }
        guard depth < 8 else { return nil }
        for detail in node["details"]?.array ?? [] {
            if let found = find(in: detail, depth: depth + 1) { return found }
        }
        return nil
    }
}

extension FusionExplanation.Leg {
    fileprivate init?(_ detail: JSONValue, kind: RetrieverKind) {
        guard let text = detail["description"]?.string else { return nil }
        let opening = kind == .rrf ? "rrf score: [" : "weighted score: ["
        guard text.hasPrefix(opening), let contribution = Self.bracketed(text, after: opening).flatMap({ Float($0) })
        else { return nil }
        guard let index = Self.bracketed(text, after: "at index [").flatMap({ Int($0) }) else { return nil }
        self.index = index
        let behind = "at index [\(index)] ["
        name = Self.bracketed(text, after: behind)
        self.contribution = contribution
        isFound = !text.contains("result not found in query")
        rank = kind == .rrf && isFound ? Self.bracketed(text, after: "for rank [").flatMap { Int($0) } : nil
        guard !(kind == .rrf && isFound && rank == nil) else { return nil }
        score = isFound ? detail["details"]?[0]?["value"]?.double.map { Float($0) } : nil
    }

    /// What stands between `opening`, which ends in a bracket, and the bracket that closes it.
    private static func bracketed(_ text: String, after opening: String) -> String? {
        var rest = text[...]
        while !rest.isEmpty, !rest.hasPrefix(opening) { rest = rest.dropFirst() }
        guard !rest.isEmpty else { return nil }
        let inside = rest.dropFirst(opening.count)
        return inside.firstIndex(of: "]").map { String(inside[..<$0]) }
    }
}
