import ESJina
import Elasticsearch
import HTTPTransport
import JSONValues
import TestSupport
import Testing

/// Every right filter of the examples, on every engine.
@Suite(.timeLimit(.minutes(5)))
struct `Filters on engines` {
    @Test(arguments: Engine.all)
    func `a filter finds what it says, and the same on every engine`(engine: Engine) async throws {
        try await engine.withIndex("filters") { client, index, _ in
            let isCluster = engine.url != nil
            try await Self.fill(index, client, isCluster: isCluster)
            let mapping = try await client.mapping(of: index)
            for example in FilterExamples.all where isCluster || !example.needsCluster {
                let query = try FilterExpression(parsing: example.text).query(for: mapping)
                // As a search sends it: without a score, and beside others.
                let request = SearchRequest(query: .bool(must: [.matchAll()], filter: [query]), size: 100)
                let ids = try await client.search(request, index: index).hits.map(\.id)
                #expect(ids.compactMap { Int($0) }.sorted() == example.ids, "\(example.text)")
            }
        }
    }

    @Test(arguments: Engine.all)
    func `the deepest filter is not too deep inside a search`(engine: Engine) async throws {
        try await engine.withIndex("deep-filters") { client, index, _ in
            try await Self.fill(index, client, isCluster: engine.url != nil)
            // A denial inside an alternative is one query deeper than it looks.
            var text = "(lang == ja || year != 2020)"
            for level in 1..<24 { text = level % 2 == 0 ? "(lang == ja || \(text))" : "(lang == fr && \(text))" }
            #expect(throws: ExpressionError.self) { try FilterExpression(parsing: "lang == ja || \(text)") }
            let filter = try FilterExpression(parsing: text)
            let query = try filter.query(for: try await client.mapping(of: index))
            let request = SearchRequest(query: .bool(must: [.matchAll()], filter: [.constantScore(query)]), size: 100)
            #expect(try await client.search(request, index: index).hits.map(\.id) == ["1"])
        }
    }

    @Test(arguments: Engine.all)
    func `a list and a chain may be as long as a filter allows`(engine: Engine) async throws {
        try await engine.withIndex("long-filters") { client, index, _ in
            try await Self.fill(index, client, isCluster: engine.url != nil)
            let mapping = try await client.mapping(of: index)
            let list = (0..<65_535).map { "v\($0)" }.joined(separator: ",")
            let chain = (0..<1_023).map { "year == \($0)" }.joined(separator: " || ")
            for text in ["lang in [\(list), ja]", "\(chain) || year == 2010"] {
                let query = try FilterExpression(parsing: text).query(for: mapping)
                let hits = try await client.search(SearchRequest(query: .bool(filter: [query])), index: index).hits
                #expect(hits.map(\.id) == ["5"])
            }
            #expect(throws: ExpressionError.self) {
                try FilterExpression(parsing: "lang in [\(list), ja, de]").query(for: mapping)
            }
        }
    }

    private static func fill(_ index: String, _ client: ElasticsearchClient, isCluster: Bool) async throws {
        var properties = try JSONValue.parse(FilterExamples.properties).object ?? [:]
        if isCluster {
            for (name, value) in try JSONValue.parse(FilterExamples.clusterProperties).object ?? [:] {
                properties[name] = value
            }
        }
        _ = try await client.perform(.put, index, body: ["mappings": ["properties": .object(properties)]])
        for (number, text) in FilterExamples.documents.enumerated() {
            var document = try JSONValue.parse(text).object ?? [:]
            if isCluster, let more = FilterExamples.clusterFields[number + 1] {
                for (name, value) in try JSONValue.parse(more).object ?? [:] { document[name] = value }
            }
            _ = try await client.perform(.put, "\(index)/_doc/\(number + 1)", body: .object(document))
        }
        try await client.refresh(index)
    }
}
