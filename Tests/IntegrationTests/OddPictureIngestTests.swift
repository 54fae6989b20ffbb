import ESJina
import Elasticsearch
import EmbeddedNode
import JSONValues
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct `A folder of odd pictures` {
    @Test func `is ingested without a crash, and every file ends once: indexed, dead or skipped`() async throws {
        var tool = try Tool()
        tool.environment["ES_JINA_EMBEDDER"] = "offline"
        for picture in OddPictures.all { try tool.directory.write(picture.bytes, to: "odd/\(picture.name)") }
        let folder = tool.directory.path + "/odd"
        let result = try await tool.run("ingest", folder, "--index", "odd", "--dims", "256", "--json")
        #expect(result.status == 1, "\(result.errors.suffix(2_000))")
        let report = try JSONValue.parse(result.output)
        let counts = ["indexed", "unchanged", "dead_lettered", "skipped"].map { report[$0]?.int ?? 0 }
        #expect(counts.reduce(0, +) == OddPictures.all.count)
        let letters = try letters(report)
        let indexed = try await indexed(tool)
        #expect(report["indexed"]?.int == indexed.count)
        #expect(report["dead_lettered"]?.int == letters.count)
        // What is compressed is no picture by its name.
        #expect(report["skipped"] == 1)
        for picture in OddPictures.all {
            let letter = letters[folder + "/" + picture.name]
            switch picture.outcome {
            case _ where picture.name.hasSuffix(".svgz"): #expect(letter == nil, "\(picture)")
            case .read: #expect(letter == nil, "\(picture)")
            case .refused: #expect(letter != nil, "\(picture)")
            case .either: break
            }
            if let letter {
                #expect(letter.stage == .decode, "\(picture)")
                #expect(letter.reason.contains(picture.name) && letter.reason.hasSuffix("."), "\(letter.reason)")
            }
            let isSkipped = picture.name.hasSuffix(".svgz")
            #expect(indexed.contains("odd/" + picture.name) == (letter == nil && !isSkipped), "\(picture)")
        }
        #expect(letters.count > 200 && indexed.count > 150)

        let again = try await tool.json("ingest", folder, "--index", "odd", "--dims", "256")
        #expect(again["unchanged"]?.int == indexed.count)
        #expect(again["dead_lettered"]?.int == letters.count)
        #expect(again["embedded"] == 0)
    }

    /// The dead letters by position; each position may stand there once.
    private func letters(_ report: JSONValue) throws -> [String: DeadLetter] {
        let path = try #require(report["dead_letter_file"]?.string)
        let lines = try TestFiles.text(path).split(separator: "\n")
        let letters = try lines.map { try #require(DeadLetter(line: Array($0.utf8))) }
        let byPosition = Dictionary(letters.map { ($0.position, $0) }, uniquingKeysWith: { first, _ in first })
        #expect(byPosition.count == letters.count)
        return byPosition
    }

    /// The ids that the embedded node holds.
    private func indexed(_ tool: Tool) async throws -> Set<String> {
        let client = ElasticsearchClient(
            try ElasticsearchConfiguration("http://embedded"),
            transport: try EmbeddedNode(directory: tool.state + "/embedded")
        )
        let ids = OddPictures.all.map { "odd/" + $0.name }
        let found = try await client.multiGet(ids, index: "odd", source: .none)
        return Set(found.compactMap { $0?.id })
    }
}
