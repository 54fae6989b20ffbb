import JSONValues
import TestSupport
import Testing

@testable import es_jina

@Suite struct `Comparing an index` {
    /// A tool whose index `photos` has one text of 256 dims.
    private func indexed() async throws -> CommandLineTool {
        var tool = try CommandLineTool()
        tool.environment["ES_JINA_EMBEDDER"] = "offline"
        try tool.home.write("A lamp at the sea.", to: "texts/lamp.txt")
        let result = try await tool.run(["ingest", tool.home.path + "/texts", "--index", "photos", "--dims", "256"])
        #expect(result.status == 0, "\(result.errors)")
        return tool
    }

    @Test func `what differs as a table and as JSON`() async throws {
        let tool = try await indexed()
        let arguments = [
            "mapping", "--check", "--index", "photos", "--dims", "256,64", "--index-type", "256=hnsw,64=flat",
        ]
        let table = try await tool.run(arguments)
        #expect(table.status == 1)
        Golden.verify(tool.masked(table.output), as: "mapping-check/differences.tsv")
        Golden.verify(tool.masked(table.errors), as: "mapping-check/differences-notes.txt")
        let json = try await tool.run(arguments + ["--json"])
        #expect(json.status == 1 && json.errors == "")
        Golden.verify(try JSONValue.parse(tool.masked(json.output)).prettyText, as: "mapping-check/differences.json")
    }

    @Test func `nothing differs from what the index was made for`() async throws {
        let tool = try await indexed()
        let result = try await tool.run(["mapping", "--check", "--index", "photos"])
        #expect(result.status == 0)
        #expect(result.errors == "The index 'photos' is what is wanted.\n")
        #expect(result.output.split(separator: "\n").allSatisfy { $0.contains("\tok\t") })
    }

    @Test func `what cannot be asked ends with 2 and says why`() async throws {
        let tool = try await indexed()
        let missing = try await tool.run(["mapping", "--check", "--index", "nothing"])
        #expect(missing.status == 2)
        #expect(missing.errors.contains("There is no index 'nothing' in the embedded engine in"))
    }

    @Test(arguments: [("photos", "photos-v2"), ("photos-v2", "photos-v3"), ("a-vb", "a-vb-v2"), ("v1", "v1-v2")])
    func `the next name`(index: String, next: String) {
        #expect(MappingMigration.successor(of: index) == next)
    }

    @Test func `the way of an alias and that of an index`() {
        func last(_ index: String, _ real: String) -> String {
            MappingMigration(index: index, realIndex: real, isEmbedded: false, url: "http://es:9200", arguments: [])
                .steps.last?
                .command ?? ""
        }
        #expect(
            last("photos", "photos-v3")
                == #"curl -X POST http://es:9200/_aliases -H 'content-type: application/json' -d '{"actions":[{"remove":{"index":"photos-v3","alias":"photos"}},{"add":{"index":"photos-v4","alias":"photos"}}]}'"#
        )
        #expect(
            last("photos", "photos")
                == #"curl -X POST http://es:9200/_aliases -H 'content-type: application/json' -d '{"actions":[{"remove_index":{"index":"photos"}},{"add":{"index":"photos-v2","alias":"photos"}}]}'"#
        )
    }
}
