import ESJina
import Embeddings
import JSONValues
import TestSupport
import Testing

@Suite struct `Inputs found again` {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func pairs(_ source: some AsyncSequence<SourceStep, Never>) async -> [String] {
        var pairs: [String] = []
        for await step in source {
            switch step {
            case .entry(let entry):
                do throws(InputError) {
                    let record = try entry.load()
                    let vector = record.vector.map { "\($0.values)" } ?? ""
                    pairs.append(
                        "\(entry.position) \(entry.partitionKey) \(record.id) \(record.content) \(record.attributes) \(vector)"
                    )
                } catch {
                    pairs.append("\(entry.position) \(error.message)")
                }
            case .skipped: break
            case .failed(let position, let error): pairs.append("\(position) \(error.message)")
            }
        }
        return pairs
    }

    /// The origins of all entries, by way of JSON.
    private func origins(_ source: FileSource) async throws -> [InputOrigin] {
        try await entries(source)
            .map { entry in
                let bytes = try #require(entry.origin).json.serialized()
                return try #require(InputOrigin(json: try JSONValue.parse(bytes)))
            }
    }

    @Test func `files and records come back with ids, positions and keys of the first time`() async throws {
        let long = String(repeating: "y", count: 1 << 20)
        try directory.write([1], to: "d/a.png")
        try directory.write("caption", to: "d/a.txt")
        try directory.write("# T\n\nx", to: "d/b.md")
        try directory.write("%PDF", to: "d/c.pdf")
        try directory.write("{\"body\":\"x\",\"n\":1}\n\n{\"id\":\"q\",\"text\":\"\(long)\"}\n{bad\n", to: "d/r.jsonl")
        try directory.write("n,text\n7,a\nx,b\n9,\"c\nd\"\n", to: "d/t.csv")
        var options = SourceOptions()
        options.table.types["n"] = ColumnType(.long)
        let source = try FileSource([directory.path + "/d"], options: options)
        let origins = try await origins(source)
        #expect(origins.count == 9)
        let again = OriginSource(origins)
        #expect(Set(await pairs(again)) == Set(await pairs(source)))
        // What can be kept is kept: only the long line, the line that is no JSON and the bad row are read again.
        #expect(origins.count(where: { $0.record != nil && $0.record?.fields == nil }) == 3)
        try directory.write("", to: "d/r.jsonl")
        try directory.write("n,text\n7,a\n8,b\n", to: "d/t.csv")
        let later = await pairs(OriginSource(origins.shuffled()))
        #expect(later.contains("\(directory.path)/d/r.jsonl:3 \(directory.path)/d/r.jsonl has no record 3 any more."))
        #expect(
            later.contains { $0.contains("t.csv:2 ") && $0.contains("text(\"b\")") && $0.contains("8") },
            "a row is read again with the types of the first time"
        )
        #expect(later.contains { $0.contains("r.jsonl:1 ") && $0.contains("text(\"x\")") })
    }

    @Test func `records get their vectors again`() async throws {
        let vectors = Embedding([1, 2, 3, 4, 5, 6]).littleEndianBytes
        var options = SourceOptions()
        options.vectors = try directory.write(vectors, to: "v.f32")
        options.vectorDims = 2
        let long = String(repeating: "y", count: 1 << 20)
        let path = try directory.write("{\"a\":1}\n{\"a\":\"\(long)\"}\n{\"a\":3}\n", to: "r.jsonl")
        let source = try FileSource([path], options: options)
        let origins = try await origins(source)
        #expect(Set(await pairs(OriginSource(origins))) == Set(await pairs(source)))
        #expect(await pairs(OriginSource([origins[1]])) == [await pairs(source)[1]])
    }

    @Test func `what came from standard input and was not kept is said`() async {
        let origin = InputOrigin(
            path: "-",
            relative: "-",
            record: .init(number: 3, fields: nil, meaning: RecordFields())
        )
        #expect(
            await pairs(OriginSource([origin])) == [
                "-:3 Record 3 of standard input cannot be read again from there. Ingest it as a .jsonl, .csv or .tsv file."
            ]
        )
        let kept = InputOrigin(
            path: "-",
            relative: "-",
            record: .init(number: 4, fields: ["text": "x"], meaning: RecordFields())
        )
        #expect((try? await loaded(OriginSource([kept])))?.map(\.id) == ["-#4"])
    }

    @Test func `a file that is gone is a failure of its own`() async {
        let origin = InputOrigin(path: "/gone.png", relative: "gone.png")
        #expect(await pairs(OriginSource([origin])) == ["/gone.png There is no file or directory '/gone.png'."])
    }

    @Test func `a URL with a password is not kept`() async throws {
        let path = try directory.write(
            #"{"image":"https://a:b@example.org/x.png"}"# + "\n" + #"{"text":"x","u":["http://a@b/c"]}"#,
            to: "r.jsonl"
        )
        let origins = try await origins(try FileSource([path]))
        #expect(origins.map(\.record?.fields) == [nil, nil])
        #expect(origins.allSatisfy { !$0.json.text.contains("@") })
    }
}
