import Elasticsearch
import EmbeddedNode
import HTTPTransport
import JSONValues
import TestSupport
import Testing

@Suite("Every kind of search on the embedded node")
struct EmbeddedSweepTests {
    /// What is wrong with an answer: it must hold hits, or an error as Elasticsearch writes it.
    private func problem(_ answer: HTTPResponse) -> String? {
        let text = String(decoding: answer.body.prefix(300), as: UTF8.self)
        guard let json = try? JSONValue.parse(answer.body) else { return "\(answer.status) without JSON: \(text)" }
        if answer.status == 200 { return json["hits"]?["hits"]?.array == nil ? "200 without hits: \(text)" : nil }
        guard (400..<500).contains(answer.status) || json["error"]?["type"] == "search_phase_execution_exception" else {
            return "\(answer.status): \(text)"
        }
        guard json["status"]?.int == answer.status, json["error"]?["type"]?.string != nil,
            json["error"]?["reason"]?.string?.isEmpty == false,
            json["error"]?["root_cause"]?[0]?["reason"]?.string != nil
        else { return "\(answer.status) with another form of error: \(text)" }
        return nil
    }

    @Test("It finds what the real nodes find, or says in their form what it does not do")
    func sweep() async throws {
        let directory = try TemporaryDirectory()
        let node = try EmbeddedNode(directory: directory.path)
        let client = ElasticsearchClient(try ElasticsearchConfiguration("http://embedded"), transport: node)
        let server = try await client.capabilities()
        // What it cannot map yet stays out of the index.
        var mapping = SampleCorpus.index
        do {
            _ = try await client.perform(.put, "/samples", body: mapping)
        } catch let error as ElasticsearchError {
            #expect(error.status == 400, "\(error)")
            var properties = mapping["mappings"]?["properties"]?.object ?? [:]
            for name in ["g", "r", "parts"] { properties[name] = nil }
            mapping = ["mappings": ["dynamic": false, "properties": .object(properties)]]
            _ = try await client.perform(.put, "/samples", body: mapping)
        }
        let operations = SampleCorpus.documents.map {
            BulkOperation(id: $0.id, source: JSONValue.object($0.source).serialized())
        }
        let outcomes = try await BulkIndexer(
            client: client,
            index: "samples",
            options: BulkOptions(refresh: .immediate)
        )
        .send(BulkBatch(operations))
        #expect(outcomes.filter { !$0.isDone }.isEmpty)
        func send(_ body: [UInt8], _ parameters: String = "") async throws -> HTTPResponse {
            let url = "http://embedded/samples/_search" + parameters
            return try await node.send(
                HTTPRequest(.post, url, headers: ["content-type": "application/json"], body: .bytes(body))
            )
        }
        var found = 0
        for sample in SampleSearch.all {
            guard let body = try? sample.request.body(for: server) else { continue }
            let answer = try await send(body)
            if let problem = problem(answer) { Issue.record("\(sample): \(problem)") }
            guard answer.status == 200, let expected = sample.finds else { continue }
            let hits = (try? JSONValue.parse(answer.body))?["hits"]?["hits"]?.array ?? []
            let ids = hits.compactMap { $0["_id"]?.string.flatMap { Int($0) } }
            #expect(Set(ids) == expected, "\(sample): \(ids)")
            found += 1
        }
        #expect(found >= 20)
        for search in RefusedSearch.all where !search.isInPointInTime {
            let answer = try await send(search.body.serialized(), search.parameters)
            if let problem = problem(answer) { Issue.record("\(search): \(problem)") }
        }
    }
}
