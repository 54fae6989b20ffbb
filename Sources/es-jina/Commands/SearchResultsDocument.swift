import ESJina
import JSONValues

/// What a search found, as JSON: a stable contract.
struct SearchResultsDocument {
    private let results: SearchResults
    private let account: ScoreAccount?

    /// Makes a document.
    ///
    /// - Parameters:
    ///   - results: What the search found.
    ///   - account: What explains scores; `nil` where nobody asked.
    init(_ results: SearchResults, account: ScoreAccount? = nil) {
        self.results = results
        self.account = account
    }

    /// The whole answer; keys without anything to say are left out.
    var json: JSONValue {
        var object: JSONObject = [
            "hits": .array(results.hits.map(json)),
            "mode": .string(results.mode.rawValue),
            "model": results.model.map(JSONValue.string) ?? .null,
            "dims": results.dims.map { JSONValue($0) } ?? .null,
            "candidates": JSONValue(results.candidates),
        ]
        if let fusion = results.fusion {
            object["fusion"] = [
                "method": .string(fusion.method), "server_side": JSONValue(fusion.isServerSide),
                "reason": .string(fusion.reason),
            ]
        }
        if let cutOff = results.cutOff { object["cut_off"] = .string(cutOff) }
        object["took_ms"] = Self.times(results)
        object["warnings"] = JSONValue(results.warnings)
        return .object(object)
    }

    /// Milliseconds by phase, and in all.
    static func times(_ results: SearchResults) -> JSONValue {
        func milliseconds(_ duration: Duration) -> JSONValue { number(Float(duration / .milliseconds(1))) }
        var times = JSONObject(results.timings.map { ($0.phase, milliseconds($0.duration)) })
        times["total"] = milliseconds(results.timings.reduce(.zero) { $0 + $1.duration })
        return .object(times)
    }

    /// One hit, the same object in JSON and NDJSON.
    func json(_ hit: SearchResult) -> JSONValue {
        var object: JSONObject = [
            "rank": JSONValue(hit.rank),
            "id": .string(hit.id),
            "score": Self.number(hit.score),
            "source": .object(hit.source),
            "provenance": .array(
                hit.provenance.map {
                    ["leg": .string($0.leg), "rank": JSONValue($0.rank), "score": Self.number($0.score)]
                }
            ),
        ]
        if !hit.highlight.isEmpty {
            let fields = hit.highlight.sorted { $0.key < $1.key }
            object["highlight"] = .object(JSONObject(fields.map { ($0.key, JSONValue($0.value)) }))
        }
        if let relevance = hit.relevance { object["relevance"] = Self.number(relevance) }
        if !hit.otherParts.isEmpty { object["other_parts"] = JSONValue(hit.otherParts) }
        if let fusion = account?.json(hit) { object["fusion"] = fusion }
        if !hit.explanations.isEmpty {
            object["explanations"] = .array(
                hit.explanations.map { ["leg": .string($0.leg), "explanation": $0.json] }
            )
        }
        return .object(object)
    }

    /// The shortest decimal that reads back as the same 32-bit float.
    static func number(_ value: Float) -> JSONValue { .number(Double(value.description) ?? Double(value)) }
}
