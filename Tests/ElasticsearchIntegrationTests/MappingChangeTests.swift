import Elasticsearch
import EmbeddedNode
import HTTPTransport
import JSONValues
import TestSupport
import Testing

@Suite("Mappings that differ, on real nodes")
struct MappingChangeTests {
    /// The recording that holds for a server of `version`.
    private func recording(_ version: ServerVersion) throws -> [RecordedMapping] {
        try RecordedMapping.all(version.major == 8 ? "8.19.21" : "9.5.4")
    }

    /// The fields of one recorded kind by names of their own, and with each what was done to it.
    private func fields(
        _ version: ServerVersion
    ) throws -> (stored: JSONObject, changes: [(JSONValue, JSONValue, Bool)]) {
        var stored: JSONObject = ["x": ["type": "text"], "y": ["type": "keyword"]]
        var changes: [(JSONValue, JSONValue, Bool)] = []
        for recorded in try recording(version) where !recorded.isWhole {
            switch recorded.event {
            case .stored(let put, _): stored["f\(stored.count)"] = put
            case .changed(let from, let to, let into): changes.append((from, to, into != nil))
            }
        }
        return (stored, changes)
    }

    private func create(_ client: ElasticsearchClient, _ index: String, _ properties: JSONObject) async throws {
        let body: JSONValue = [
            "settings": ["index": ["number_of_replicas": 0, "mapping.total_fields.limit": 5000]],
            "mappings": ["properties": .object(properties)],
        ]
        _ = try await client.perform(.put, "/" + index, body: body)
    }

    @Test(
        "A mapping that a node gives back is what was put, and can be put again",
        .enabled(if: Equipment.hasClusters, Equipment.clustersAdvice),
        arguments: Equipment.clusters
    )
    func stored(url: String) async throws {
        let client = try Equipment.client(url)
        let server = try await client.capabilities()
        let recorded = try recording(server.version)
        let fields = try fields(server.version).stored
        try await Equipment.withIndex(client) { index in
            try await create(client, index, fields)
            let found = try await client.mapping(of: index)
            let answer = try await client.perform(.get, "/\(index)/_mapping")
            let shown = answer[index]?["mappings"]?["properties"]?.object ?? [:]
            var number = 2
            for recorded in recorded where !recorded.isWhole {
                guard case .stored(let put, let got) = recorded.event else { continue }
                #expect(shown["f\(number)"] == got, "\(put.text) is given back as \(shown["f\(number)"]?.text ?? "")")
                number += 1
            }
            // Compared with itself nothing differs, and what the client makes of it is taken.
            let licensed = Capabilities(version: server.version, licence: .enterprise)
            if let comparison = try? MappingComparison(wanted: found, found: found, for: licensed) {
                #expect(comparison.isSatisfied && comparison.update == nil)
            }
            _ = try await client.perform(.put, "/\(index)/_mapping", body: ["properties": .object(shown)])
            #expect(try await client.mapping(of: index) == found)
        }
    }

    @Test(
        "A change called possible is made, and one called impossible is refused",
        .enabled(if: Equipment.hasClusters, Equipment.clustersAdvice),
        arguments: Equipment.clusters
    )
    func changes(url: String) async throws {
        let client = try Equipment.client(url)
        let server = try await client.capabilities()
        // Writes to some types need a licence; changing mappings to them does not.
        let licensed = Capabilities(version: server.version, licence: .enterprise)
        let changes = try fields(server.version).changes
        try await Equipment.withIndex(client) { index in
            var properties: JSONObject = ["x": ["type": "text"]]
            for (number, change) in changes.enumerated() { properties["f\(number)"] = change.0 }
            try await create(client, index, properties)
            let found = try await client.mapping(of: index)
            var (made, refused) = (0, 0)
            for (number, change) in changes.enumerated() {
                let name = "f\(number)"
                let wanted = IndexMapping(["properties": [name: change.1]])
                guard let field = found.properties[name] else { continue }
                let held = IndexMapping(properties: [name: field])
                guard let comparison = try? MappingComparison(wanted: wanted, found: held, for: licensed),
                    !comparison.isSatisfied
                else { continue }
                if comparison.entries(.migrate).isEmpty {
                    let update = try #require(comparison.update?.properties[name])
                    guard case .raw(let definition) = update else { continue }
                    _ = try await client.perform(
                        .put,
                        "/\(index)/_mapping",
                        body: ["properties": [name: definition]]
                    )
                    made += 1
                } else if change.2 {
                    // Taken without a word and without an effect: an object's parameters that are left out.
                    #expect(change.1["enabled"] == nil && change.1["type"] == "object", "\(change)")
                } else {
                    let error = try await failure {
                        _ = try await client.perform(
                            .put,
                            "/\(index)/_mapping",
                            body: ["properties": [name: change.1]]
                        )
                    }
                    // What is wrong with an object the servers call an error of their own.
                    #expect(error.status == 400 || error.status == 500, "\(change)")
                    refused += 1
                }
            }
            #expect(made > 150 && refused > 150)
            let after = try await client.mapping(of: index)
            for (number, change) in changes.enumerated() {
                let name = "f\(number)"
                guard let was = found.properties[name], let field = after.properties[name] else { continue }
                let wanted = IndexMapping(["properties": [name: change.1]])
                func comparison(_ field: FieldMapping) -> MappingComparison? {
                    try? MappingComparison(
                        wanted: wanted,
                        found: IndexMapping(properties: [name: field]),
                        for: licensed
                    )
                }
                guard let before = comparison(was), let now = comparison(field) else { continue }
                #expect(now.isSatisfied == before.entries(.migrate).isEmpty, "\(change): \(now.entries)")
                #expect(now.isSatisfied || was == field, "\(change) was to be left alone")
            }
        }
    }
}

@Suite("Mappings that differ, on the embedded node")
struct EmbeddedMappingChangeTests {
    private let url = "http://embedded"

    private func send(
        _ node: EmbeddedNode,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSONValue? = nil
    ) async throws -> (status: Int, json: JSONValue) {
        let request = HTTPRequest(
            method,
            url + path,
            headers: ["content-type": "application/json"],
            body: body.map { .bytes($0.serialized()) } ?? .none
        )
        let answer = try await node.send(request)
        return (answer.status, try JSONValue.parse(answer.body))
    }

    @Test("It makes the changes that 9.5.4 makes, refuses the others in its words, and gives mappings back alike")
    func changes() async throws {
        let directory = try TemporaryDirectory()
        let node = try EmbeddedNode(directory: directory.path)
        var (number, made, refused) = (0, 0, 0)
        for recorded in try RecordedMapping.all("9.5.4") {
            guard case .changed(let from, let to, let into) = recorded.event else { continue }
            number += 1
            let index = "/change-\(number)"
            // What this engine does not map it says when the index is made.
            guard try await send(node, .put, index, ["mappings": recorded.mapping(from)]).status == 200 else {
                continue
            }
            let body: JSONValue = recorded.isWhole ? to : ["properties": ["f": to]]
            let answer = try await send(node, .put, index + "/_mapping", body)
            let reason = answer.json["error"]?["reason"]?.string ?? ""
            // Analyzers and parameters of objects that it lacks it says as the server says what it lacks.
            guard !reason.contains("not supported by the embedded node"), !reason.contains("has not been configured"),
                !reason.contains("unsupported parameters:  [subobjects")
            else { continue }
            #expect((answer.status == 200) == (into != nil), "\(recorded): \(answer.json.text)")
            if let into {
                let mapping = try await send(node, .get, index + "/_mapping").json["change-\(number)"]?["mappings"]
                let held = IndexMapping(recorded.isWhole ? into : recorded.mapping(into))
                let server = Capabilities(version: "9.5.4", licence: .enterprise)
                if let comparison = try? MappingComparison(
                    wanted: held,
                    found: IndexMapping(mapping ?? [:]),
                    for: server
                ) {
                    let isAlike = comparison.entries.allSatisfy { $0.status == .equal }
                    #expect(isAlike, "\(recorded): \(mapping?.text ?? "") instead of \(into.text)")
                }
                made += 1
            } else if let expected = recorded.reason, !expected.contains("Options@"), !expected.contains("normalizer") {
                #expect(reason == expected, "\(recorded)")
                refused += 1
            }
        }
        #expect(made > 180 && refused > 100)
    }
}
