import Embeddings
import HTTPTransport
import JSONValues

/// The engine behind it with an Enterprise licence: does what the retrievers `rrf` and `linear` do.
///
/// The lists of a fusion come from the engine, one search each; the sums are those of the formulas that Elasticsearch documents
/// (`1 / (rank_constant + rank)` in 32-bit floats; `weight · normalizer(score)`), written down here apart from the client's.
struct LicensedServer: HTTPTransport {
    let engine: any HTTPTransport

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        if request.url.hasSuffix("/_license") {
            return Self.answer(["license": ["type": "enterprise", "status": "active"]])
        }
        guard request.url.contains("/_msearch") else { return try await engine.send(request) }
        let lines = Self.text(request.body).split(separator: "\n")
        var responses: [JSONValue] = []
        for line in stride(from: 1, to: lines.count, by: 2) {
            let search = try JSONValue.parse(String(lines[line]))
            let kind = search["retriever"]?.object?.keys.first
            responses.append(
                kind == "rrf" || kind == "linear" ? try await fuse(search, request) : try await ask(search, request)
            )
        }
        return Self.answer(["took": 1, "responses": .array(responses)])
    }

    private func ask(_ search: JSONValue, _ request: HTTPRequest) async throws -> JSONValue {
        var single = request
        single.url = request.url.replacing("/_msearch", with: "/_search")
        single.headers["Content-Type"] = "application/json"
        single.headers["Accept"] = "application/json"
        single.body = .bytes(search.serialized())
        let answer = try await engine.send(single)
        return try JSONValue.parse(String(decoding: answer.body, as: UTF8.self))
    }

    private func fuse(_ search: JSONValue, _ request: HTTPRequest) async throws -> JSONValue {
        let kind = search["retriever"]?.object?.keys.first ?? ""
        let fusion = search["retriever"]?[kind] ?? [:]
        let window = fusion["rank_window_size"]?.int ?? 10
        var sums: [(id: String, score: Float)] = []
        for part in fusion["retrievers"]?.array ?? [] {
            let list = try await ask(
                ["retriever": part["retriever"] ?? part, "size": JSONValue(window), "_source": false],
                request
            )
            let hits = list["hits"]?["hits"]?.array ?? []
            let scores = hits.map { Float($0["_score"]?.double ?? 0) }
            let weight = Float(part["weight"]?.double ?? 1)
            for (place, hit) in hits.enumerated() {
                let gain =
                    kind == "rrf"
                    ? weight * (1.0 / Float((fusion["rank_constant"]?.int ?? 60) + place + 1))
                    : weight * Self.normalized(scores[place], of: scores, part["normalizer"]?.string ?? "none")
                let id = hit["_id"]?.string ?? ""
                if let known = sums.firstIndex(where: { $0.id == id }) {
                    sums[known].score += gain
                } else {
                    sums.append((id, gain))
                }
            }
        }
        let best = sums.enumerated()
            .sorted { ($0.element.score, -$0.offset) > ($1.element.score, -$1.offset) }
            .prefix(min(window, search["size"]?.int ?? 10)).map(\.element)
        let fetched = try await ask(
            [
                "query": ["ids": ["values": JSONValue(best.map(\.id))]], "size": JSONValue(best.count),
                "_source": search["_source"] ?? true,
            ],
            request
        )
        let hits = fetched["hits"]?["hits"]?.array ?? []
        let ordered = best.compactMap { entry -> JSONValue? in
            guard var hit = hits.first(where: { $0["_id"]?.string == entry.id })?.object else { return nil }
            hit["_score"] = .number(Double(entry.score))
            return .object(hit)
        }
        return [
            "took": 1, "timed_out": false, "_shards": ["total": 1], "hits": ["hits": .array(ordered)], "status": 200,
        ]
    }

    private static func normalized(_ score: Float, of scores: [Float], _ normalizer: String) -> Float {
        let (least, greatest) = (scores.min() ?? 0, scores.max() ?? 0)
        switch normalizer {
        case "minmax": return greatest - least < 1e-6 ? least : (score - least) / (greatest - least)
        case "l2_norm": return score / scores.reduce(0) { $0 + $1 * $1 }.squareRoot()
        default: return score
        }
    }

    private static func text(_ body: HTTPRequest.Body) -> String {
        if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    private static func answer(_ json: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            headers: ["Content-Type": "application/json", "X-Elastic-Product": "Elasticsearch"],
            body: json.serialized()
        )
    }
}
