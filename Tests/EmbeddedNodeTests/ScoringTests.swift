import JSONValues
import Testing

@testable import EmbeddedNode

@Suite("Scores")
struct ScoringTests {
    @Test("BM25 gives Lucene's numbers, times the k1 + 1 that Elasticsearch keeps")
    func goldens() async throws {
        let node = try TemporaryNode()
        try await node.client.send("PUT", "/g", ["mappings": ["properties": ["t": ["type": "text"]]]])
        let long =
            "the quick brown fox jumped over the lazy dog while the red cat watched it all happen in the old garden by the "
            + "river near the big oak tree standing alone since many years ago and nobody ever cared to ask why it stood"
        try await node.client.bulk(
            "g",
            [
                ("d0", ["t": "red shoe leather"]), ("d1", ["t": "red red wine bottle from a large cellar in france"]),
                ("d2", ["t": "blue shoe"]), ("d3", ["t": .string(long)]),
            ]
        )
        let scores = try await node.client.scores("g", ["query": ["match": ["t": "red shoe"]]])
        for (id, lucene) in [("d0", 0.70788), ("d2", 0.48743367), ("d1", 0.24512313), ("d3", 0.08951008)] {
            let score = try #require(scores[id])
            #expect(abs(score / 2.2 - lucene) < 1e-6, "\(id)")
        }
    }

    @Test("Lengths of fields are kept in the steps of Lucene's byte")
    func norms() {
        let decoded = { (length: Int) in NormEncoding.lengths[Int(NormEncoding.encode(length))] }
        for length in 0...40 { #expect(decoded(length) == Float(length)) }
        for (length, kept) in [
            (41, 40), (42, 42), (55, 54), (57, 56), (63, 60), (103, 96), (153, 152), (279, 264), (600, 600),
        ] {
            #expect(decoded(length) == Float(kept), "\(length)")
        }
        #expect(NormEncoding.encode(.max) == 255)
    }

    @Test("Inner products score as the server's own tests say")
    func maxInnerProduct() async throws {
        let node = try TemporaryNode()
        let vector: JSONValue = ["type": "dense_vector", "dims": 5, "similarity": "max_inner_product"]
        try await node.client.send("PUT", "/m", ["mappings": ["properties": ["v": vector]]])
        try await node.client.bulk(
            "m",
            [
                ("1", ["v": [230.0, 300.33, -34.8988, 15.555, -200.0]]),
                ("2", ["v": [-0.5, 100.0, -13, 14.8, -156.0]]),
                ("3", ["v": [0.5, 111.3, -13.0, 14.8, -156.0]]),
            ]
        )
        let search: JSONValue = [
            "knn": ["field": "v", "query_vector": [-0.5, 90.0, -10, 14.8, -156.0], "k": 3, "num_candidates": 3]
        ]
        #expect(try await node.client.ids("m", search) == ["1", "3", "2"])
        let scores = try await node.client.scores("m", search)
        #expect(abs((scores["1"] ?? 0) - 58694.902) < 0.01)
        #expect(abs((scores["3"] ?? 0) - 34702.79) < 0.01)
        #expect(abs((scores["2"] ?? 0) - 33686.29) < 0.01)
    }

    @Test("Bits score by the share that agrees")
    func bits() async throws {
        let node = try TemporaryNode()
        let vector: JSONValue = ["type": "dense_vector", "dims": 40, "element_type": "bit"]
        try await node.client.send("PUT", "/x", ["mappings": ["properties": ["v": vector]]])
        try await node.client.bulk("x", [("1", ["v": "8100012a7f"])])
        let scores = try await node.client.scores(
            "x",
            ["knn": ["field": "v", "query_vector": [127, -127, 0, 1, 42], "k": 1]]
        )
        #expect(abs((scores["1"] ?? 0) - 0.55) < 1e-6)
    }

    @Test("Base64 and numbers are the same vector")
    func encodings() async throws {
        let node = try TemporaryNode()
        let vector: JSONValue = ["type": "dense_vector", "dims": 3]
        try await node.client.send("PUT", "/v", ["mappings": ["properties": ["v": vector]]])
        try await node.client.bulk(
            "v",
            [("numbers", ["v": [0.1, 0.2, 0.3]]), ("base64", ["v": "PczMzT5MzM0+mZma"]), ("bf16", ["v": "Pc0+TT6a"])]
        )
        let answer = try await node.client
            .send(
                "POST",
                "/v/_search",
                [
                    "_source": ["exclude_vectors": false],
                    "knn": ["field": "v", "query_vector": "PczMzT5MzM0+mZma", "k": 3],
                ]
            )
            .json
        let hits = try #require(answer["hits"]?["hits"]?.array)
        #expect(hits.map { $0["_id"]?.string } == ["numbers", "base64", "bf16"])
        #expect(hits[0]["_score"] == hits[1]["_score"])
        #expect(hits[0]["_source"] == hits[1]["_source"])
        #expect((hits[0]["_score"]?.double ?? 0) > (hits[2]["_score"]?.double ?? 1))
    }

    @Test("The best of many rows are found whatever the filter, also on several processors")
    func exactness() async throws {
        let node = try TemporaryNode()
        let mapping: JSONValue = [
            "v": ["type": "dense_vector", "dims": 32, "similarity": "max_inner_product"], "n": ["type": "integer"],
        ]
        try await node.client.send("PUT", "/k", ["mappings": ["properties": mapping]])
        var random = SeededGenerator(seed: 5)
        var vectors: [[Float]] = []
        for batch in 0..<35 {
            var documents: [(id: String, source: JSONValue)] = []
            for index in 0..<1000 {
                let vector = (0..<32).map { _ in Float.random(in: -1...1, using: &random) }
                vectors.append(vector)
                let number = batch * 1000 + index
                documents.append(
                    (String(number), ["v": .array(vector.map { .number(Double($0)) }), "n": JSONValue(number % 100)])
                )
            }
            #expect(try await node.client.bulk("k", documents)["errors"] == false)
        }
        for share in [100, 50, 3] {
            let query = (0..<32).map { _ in Float.random(in: -1...1, using: &random) }
            let expected = vectors.enumerated().filter { $0.offset % 100 < share }
                .map {
                    (id: $0.offset, dot: zip($0.element, query).reduce(Double(0)) { $0 + Double($1.0) * Double($1.1) })
                }
                .sorted { $0.dot > $1.dot }.prefix(20).map { String($0.id) }
            let found = try await node.client.ids(
                "k",
                [
                    "size": 20,
                    "knn": [
                        "field": "v", "query_vector": .array(query.map { .number(Double($0)) }), "k": 20,
                        "num_candidates": 100, "filter": ["range": ["n": ["lt": JSONValue(share)]]],
                    ],
                ]
            )
            #expect(found == expected, "share \(share)")
        }
    }
}

/// Random numbers that are the same every time.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    // SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}
