import JSONValues
import Testing

@Suite("Scores that functions and scripts compute")
struct FunctionTests {
    private func node() async throws -> TemporaryNode {
        let node = try TemporaryNode()
        let vector: JSONValue = ["type": "dense_vector", "dims": 3, "similarity": "cosine"]
        let fields: JSONValue = ["v": vector, "t": ["type": "text"], "n": ["type": "long"], "k": ["type": "keyword"]]
        try await node.client.send("PUT", "/esjina-random", ["mappings": ["properties": fields]])
        try await node.client.bulk(
            "esjina-random",
            [
                ("a", ["v": [3, 4, 0], "t": "red boat", "n": 1, "k": "x"]),
                ("b", ["v": [0, 0, 2], "t": "red", "n": 22, "k": "yy"]),
                ("c", ["v": [1, 1, 1], "t": "boat", "n": 333, "k": "zzz"]),
            ]
        )
        return node
    }

    private func scores(_ node: TemporaryNode, _ source: String) async throws -> [String: Double] {
        let parameters: JSONValue = ["q": [1, 2, 2], "w": 2]
        let script: JSONValue = ["source": .string(source), "params": parameters]
        let query: JSONValue = ["script_score": ["query": ["match_all": [:]], "script": script]]
        return try await node.client.scores("esjina-random", ["query": query])
    }

    @Test(
        "Vector scripts score by their formulas",
        arguments: [
            (
                "cosineSimilarity(params.q, 'v') + 1.0",
                ["a": 1 + 11.0 / 15, "b": 1 + 4.0 / 6, "c": 1 + 5 / (3 * 3.0.squareRoot())]
            ),
            ("dotProduct(params.q,\"v\")+1", ["a": 12, "b": 5, "c": 6]),
            (
                "1 / (1 + l2norm(params.q, 'v'))",
                ["a": 1 / (1 + 12.0.squareRoot()), "b": 1 / (1 + 5.0.squareRoot()), "c": 1 / (1 + 2.0.squareRoot())]
            ),
            ("1 / (1 + l1norm(params.q, 'v'))", ["a": 1.0 / 7, "b": 1.0 / 4, "c": 1.0 / 3]),
            ("(_score + 1) * params.w", ["a": 4, "b": 4, "c": 4]),
            ("saturation(dotProduct(params.q, 'v'), 11)", ["a": 0.5, "b": 4.0 / 15, "c": 5.0 / 16]),
            ("return 10 - 2 * 3;", ["a": 4, "b": 4, "c": 4]),
        ] as [(String, [String: Double])]
    )
    func formulas(source: String, expected: [String: Double]) async throws {
        let found = try await scores(try await node(), source)
        #expect(found.count == 3)
        for (id, score) in expected { #expect(abs((found[id] ?? 0) - score) < 1e-5, "\(id)") }
    }

    @Test(
        "Chance is the server's: the same seed, field and index choose the same numbers",
        arguments: [
            (7, "n", ["a": 0.41626692, "b": 0.909099, "c": 0.33845878]),
            (7, "k", ["a": 0.3334695, "b": 0.98946816, "c": 0.5856762]),
            ("seed", "k", ["a": 0.27469862, "b": 0.068778574, "c": 0.20836103]),
            (7, "_seq_no", ["a": 0.08467519, "b": 0.41626692, "c": 0.7696746]),
            (7, nil, ["a": 0.08467519, "b": 0.41626692, "c": 0.7696746]),
            (10_000_000_000, "n", ["a": 0.004297197, "b": 0.4611327, "c": 0.8156528]),
        ] as [(JSONValue, String?, [String: Double])]
    )
    func chance(seed: JSONValue, field: String?, expected: [String: Double]) async throws {
        var options: JSONObject = ["seed": seed]
        if let field { options["field"] = .string(field) }
        let score: JSONValue = [
            "query": ["match_all": [:]], "random_score": .object(options), "boost_mode": "replace",
        ]
        let node = try await node()
        let found = try await node.client.scores("esjina-random", ["query": ["function_score": score]])
        for (id, score) in expected { #expect(abs((found[id] ?? 0) - score) < 1e-6, "\(id)") }
    }

    @Test("A script that says more is refused with what the node can do")
    func refusal() async throws {
        let script: JSONValue = ["source": "doc['n'].value * 2"]
        let query: JSONValue = ["script_score": ["query": ["match_all": [:]], "script": script]]
        let node = try await node()
        let answer = try await node.client.send("POST", "/esjina-random/_search", ["query": query])
        #expect(answer.status == 400)
        let reason = answer.json["error"]?["reason"]?.string ?? ""
        #expect(
            reason.hasPrefix(
                "the script [doc['n'].value * 2] is not supported by the embedded node, which computes with"
            )
        )
    }

    @Test("A negative score of a script is an error, as on the server")
    func negative() async throws {
        let script: JSONValue = ["source": "0 - 1"]
        let query: JSONValue = ["script_score": ["query": ["match_all": [:]], "script": script]]
        let node = try await node()
        let answer = try await node.client.send("POST", "/esjina-random/_search", ["query": query])
        #expect(answer.status == 400, "\(answer.json)")
        #expect(answer.json["error"]?["root_cause"]?.array?.first?["type"]?.string == "script_exception")
    }
}
