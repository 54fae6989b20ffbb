import ESJina
import Embeddings
import JSONValues

/// How the scores of hits came about: the arithmetic of fusion, and what the server says of each leg.
struct ScoreAccount {
    /// What one leg gave a hit.
    private struct Term {
        var leg: String
        var rank: Int
        var score: Float
        var weight: Float
        /// What it added; `nil` where the scores of all candidates would be needed to tell.
        var value: Float?
    }

    private let query: SearchQuery
    private let fusion: FusionReport?

    init(_ query: SearchQuery, fusion: FusionReport?) {
        self.query = query
        self.fusion = fusion
    }

    /// The arithmetic of a hit's fused score; `nil` where there was one leg.
    func json(_ hit: SearchResult) -> JSONValue? {
        guard let fused = fused(hit) else { return nil }
        let terms = terms(hit)
        return [
            "formula": .string(terms.map(formula).joined(separator: " + ")),
            "terms": .array(
                terms.map { term in
                    [
                        "leg": .string(term.leg), "rank": JSONValue(term.rank),
                        "score": SearchResultsDocument.number(term.score),
                        "weight": SearchResultsDocument.number(term.weight),
                        "value": term.value.map(SearchResultsDocument.number) ?? .null,
                    ]
                }
            ),
            "score": SearchResultsDocument.number(fused.score),
        ]
    }

    /// The account of one hit for people: lines, the first of them naming the hit.
    func lines(_ hit: SearchResult) -> [StyledText] {
        var lines = [
            StyledText("\(hit.rank)  ", .dim) + StyledText(hit.id, .bold) + StyledText("  \(HitTable.score(hit))")
        ]
        let terms = terms(hit)
        if let fused = fused(hit) {
            let values = terms.compactMap(\.value)
            let sum = terms.map(formula).joined(separator: " + ")
            let inNumbers =
                values.count == terms.count ? " = " + values.map(Self.text).joined(separator: " + ") : ""
            lines.append(StyledText("   fused #\(fused.rank): \(sum)\(inNumbers) = \(Self.text(fused.score))"))
        }
        for place in hit.provenance where place.leg != "fused" {
            lines.append(StyledText("   \(place.leg) #\(place.rank): \(Self.text(place.score))"))
            for explanation in hit.explanations where explanation.leg == place.leg {
                Self.add(explanation.json, depth: 2, to: &lines)
            }
        }
        return lines
    }

    private func fused(_ hit: SearchResult) -> SearchResult.Place? { hit.provenance.first { $0.leg == "fused" } }

    /// What was added up: the legs before `fused`, for what came later judged what was fused already.
    private func terms(_ hit: SearchResult) -> [Term] {
        hit.provenance.prefix { $0.leg != "fused" }
            .map { place in
                let weight = query.weights[place.leg] ?? 1
                let value: Float? =
                    switch query.fusion.method {
                    case .reciprocalRank: weight * (1 / Float(query.rankConstant + place.rank))
                    case .linear(.none): weight * place.score
                    case .linear: nil
                    }
                return Term(leg: place.leg, rank: place.rank, score: place.score, weight: weight, value: value)
            }
    }

    private func formula(_ term: Term) -> String {
        let factor = term.weight == 1 ? "" : "\(Self.text(term.weight)) × "
        switch query.fusion.method {
        case .reciprocalRank:
            return "\(term.weight == 1 ? "1" : Self.text(term.weight))/(\(query.rankConstant) + \(term.rank))"
        case .linear(.none): return factor + Self.text(term.score)
        case .linear(let normalizer): return "\(factor)\(normalizer.rawValue)(\(Self.text(term.score)))"
        }
    }

    /// The server's tree, a line a node, deeper ones indented.
    private static func add(_ node: JSONValue, depth: Int, to lines: inout [StyledText]) {
        let value = node["value"]?.double.map { text(Float($0)) } ?? ""
        let description = node["description"]?.string ?? ""
        lines.append(
            StyledText(String(repeating: "   ", count: depth)) + StyledText(value)
                + StyledText("  \(description)", .dim)
        )
        // A tree deeper than any query makes one is a damaged answer.
        guard depth < 64 else { return }
        for detail in node["details"]?.array ?? [] { add(detail, depth: depth + 1, to: &lines) }
    }

    /// Six significant digits at most: what a 32-bit float is sure of.
    private static func text(_ value: Float) -> String {
        guard value.isFinite, abs(value) < 1e6 else { return value.description }
        var places = 6
        var size = abs(value)
        while size >= 1, places > 0 {
            size /= 10
            places -= 1
        }
        var text = HumanUnits.decimal(Double(value), places: places)
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}
