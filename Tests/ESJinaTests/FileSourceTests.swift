import ESJina
import Embeddings
import JSONValues
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct `File source` {
    private func steps(_ source: FileSource) async -> [SourceStep] {
        var steps: [SourceStep] = []
        for await step in source { steps.append(step) }
        return steps
    }

    private func records(_ paths: [String], fields: RecordFields = RecordFields()) async throws -> [IngestRecord] {
        var records: [IngestRecord] = []
        for await step in try FileSource(paths, fields: fields) {
            if case .entry(let entry) = step { records.append(try entry.load()) }
        }
        return records
    }

    @Test func `a directory is walked in the order of names, hidden files and side-cars left out`() async throws {
        let directory = try TemporaryDirectory()
        for name in ["b.txt", "a/z.md", "a/b.png", "a/b.json", "a/b.png.txt", ".hidden.txt", "notes.doc", "notes.pdf"] {
            try directory.write("x", to: name)
        }
        let source = try FileSource([directory.path])
        var found: [String] = []
        for step in await steps(source) {
            switch step {
            case .entry(let entry): found.append("entry " + entry.position.suffix(6))
            case .skipped(let position, let reason): found.append("skipped \(position.suffix(6)): \(reason)")
            case .failed: found.append("failed")
            }
        }
        #expect(
            found == [
                "entry /b.png", "entry a/z.md", "entry /b.txt",
                "skipped es.doc: not a picture, text, HTML, PDF, JSONL, CSV or TSV file", "entry es.pdf",
            ]
        )
        #expect(source.count() == 4)
    }

    @Test func `ids are paths from the root on, the same wherever the command is run`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("# Tides\n\nThe sea rises.", to: "texts/tides.md")
        let records = try await records([directory.path + "/texts/"])
        #expect(records.map(\.id) == ["texts/tides.md"])
        #expect(records.first?.title == "Tides")
        guard case .text("The sea rises.") = records.first?.content else {
            Issue.record("the body is not the text below the heading")
            return
        }
    }

    @Test func `a loop of symbolic links ends`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("x", to: "a/b.txt")
        symlink(directory.path, directory.path + "/a/up")
        let steps = await steps(try FileSource([directory.path]))
        #expect(steps.count == 2)
        guard case .skipped(_, "a symbolic link back to a directory above it") = steps[1] else {
            Issue.record("\(steps[1])")
            return
        }
    }

    @Test func `a path that is not there is named`() throws {
        let error = try #require(throws: InputError.self) { try FileSource(["/no/such/place"]) }
        #expect(error.message == "There is no file or directory '/no/such/place'.")
    }

    @Test func `text that is not UTF-8 is refused with the byte and a way out`() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write([0x63, 0x61, 0x66, 0xE9], to: "latin.txt")
        for await step in try FileSource([path]) {
            guard case .entry(let entry) = step else { continue }
            let error = try #require(throws: InputError.self) { try entry.load() }
            #expect(error.message.contains("is not UTF-8 text (byte 4)"))
            #expect(error.message.contains("iconv"))
        }
    }

    @Test func `side-cars bring captions by language and tags`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write([1], to: "apple.png")
        try directory.write(
            #"{"title":{"en":"Apple"},"caption":{"en":"A red apple.","pt":"Uma maçã."},"tags":["fruit"],"year":2024}"#,
            to: "apple.json"
        )
        try directory.write([1], to: "pear.png")
        try directory.write("A pear.\nes.utf8=Una pera.\npt_BR.utf8=Uma pera.\nx=y", to: "pear.txt")
        let records = try await records([directory.path])
        #expect(records[0].captions.map(\.language) == ["en", "pt"])
        #expect(records[0].title == "Apple")
        #expect(records[0].tags == ["fruit"])
        #expect(records[0].attributes["year"] == 2024)
        #expect(
            records[1].captions == [
                .init(language: "es", text: "Una pera."), .init(language: "pt-br", text: "Uma pera."),
            ]
        )
        #expect(records[1].caption == "A pear.\nx=y")
        #expect(records[1].title == "pear")
    }

    @Test func `a JSONL line that is not JSON is named by its number and costs no other line`() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(
            """
            {"id": "one", "text": "first"}

            {"id": "two", "text":
            {"_id": 3, "body": "third", "lang": "en"}\r
            {"title": "no content"}
            [1]
            """,
            to: "notes.jsonl"
        )
        var loaded: [String] = []
        for await step in try FileSource([path]) {
            guard case .entry(let entry) = step else { continue }
            do throws(InputError) {
                loaded.append(try entry.load().id)
            } catch {
                loaded.append(String(error.message.split(separator: "notes.jsonl ").last ?? ""))
            }
        }
        #expect(
            loaded == [
                "one", "is not JSON: expected a value, found the end in column 22.", "3",
                "has neither a text nor an image field; name one with --text-field or --image-field.",
                "is no JSON object.",
            ]
        )
    }

    @Test func `fields of records can be named`() async throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(
            #"{"sku":"00123","description":"Blue lamp","label":"Lamp","kinds":"light","price":9.5}"#,
            to: "products.jsonl"
        )
        let fields = RecordFields(id: "sku", text: ["description"], title: "label", tags: "kinds")
        let record = try #require(try await records([path], fields: fields).first)
        #expect(record.id == "00123")
        #expect(record.title == "Lamp")
        #expect(record.tags == ["light"])
        #expect(record.attributes == ["price": 9.5])
    }

    @Test func `pictures of records come from paths beside the file and from data URIs`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write([1, 2, 3], to: "pictures/one.png")
        let path = try directory.write(
            """
            {"id":"a","image":"pictures/one.png"}
            {"id":"b","image":"data:image/png;base64,BAUG"}
            """,
            to: "pictures.jsonl"
        )
        let contents = try await records([path])
            .map { record -> [UInt8] in
                if case .image(let bytes) = record.content { bytes } else { [] }
            }
        #expect(contents == [[1, 2, 3], [4, 5, 6]])
    }

    @Test func `an origin reads back from its JSON`() throws {
        let meaning = RecordFields(
            id: "sku",
            text: ["name", "about.long"],
            date: "made",
            vector: "v",
            vectorByteOrder: .big,
            attributes: .only(["price"])
        )
        var origins = [InputOrigin(path: "/a/b.png", relative: "a/b.png")]
        for fields in [["sku": "1", "price": 2] as JSONObject, nil] {
            origins.append(
                InputOrigin(
                    path: "/a/x.jsonl",
                    relative: "x.jsonl",
                    record: .init(
                        number: 7,
                        fields: fields,
                        meaning: meaning,
                        vector: .init(path: "/a/x.f32", row: 6, dims: 4)
                    )
                )
            )
        }
        for origin in origins {
            #expect(InputOrigin(json: try JSONValue.parse(origin.json.serialized())) == origin)
        }
        #expect(InputOrigin(json: ["path": "/a", "relative": "a", "record": ["number": 0]]) == nil)
    }

    @Test func `a file without a newline at its end loses no line, and long lines are read whole`() async throws {
        let directory = try TemporaryDirectory()
        let long = String(repeating: "x", count: 3 << 20)
        let path = try directory.write(
            "{\"id\":\"a\",\"text\":\"\(long)\"}\n{\"id\":\"b\",\"text\":\"end\"}",
            to: "long.jsonl"
        )
        let records = try await records([path])
        #expect(records.map(\.id) == ["a", "b"])
        guard case .text(let text) = records[0].content else { return }
        #expect(text.utf8.count == 3 << 20)
    }
}

@Suite struct `HTML files` {
    private func record(_ html: String, named name: String = "pages/tide-tables.html") async throws -> IngestRecord {
        let directory = try TemporaryDirectory()
        try directory.write(html, to: name)
        for await step in try FileSource([directory.path]) {
            switch step {
            case .entry(let entry): return try entry.load()
            case .failed(_, let error): throw error
            case .skipped(_, let reason): throw InputError(.read, reason)
            }
        }
        throw InputError(.read, "There is no step.")
    }

    @Test(arguments: ["a.html", "a.htm", "a.XHTML"])
    func `what readers see is the text, what pages say of themselves the rest`(name: String) async throws {
        let record = try await record(
            """
            <!DOCTYPE html><html lang="en-GB"><head><title>Tide tables</title><meta charset="utf-8">
            <meta name="description" content="When the sea rises."><script>alert(1)</script></head>
            <body><nav>Home</nav><h1>Tides</h1><p>The sea rises <b>twice</b> a day.</p></body></html>
            """,
            named: name
        )
        #expect(record.id.hasSuffix("/" + name))
        #expect(record.title == "Tide tables")
        #expect(record.caption == "When the sea rises.")
        #expect(record.attributes["language"] == "en-GB")
        guard case .text(let text) = record.content else {
            Issue.record("it is no text")
            return
        }
        #expect(text.contains("The sea rises twice a day."))
        #expect(!text.contains("alert"))
        #expect(!text.contains("Home"))
    }

    @Test func `a page without a title has the words of its name`() async throws {
        let record = try await record("<p>The sea rises.")
        #expect(record.title == "tide tables")
        #expect(record.caption == nil)
        #expect(record.attributes.isEmpty)
    }

    @Test func `a page without text is an input that fails, and says so`() async throws {
        let error = await #expect(throws: InputError.self) {
            try await record("<html><body><img src=a.png></body></html>")
        }
        #expect(error?.message.hasSuffix("tide-tables.html holds no text.") == true)
    }

    @Test func `a page made to exhaust a reader is an input that fails, with its name`() async throws {
        let error = await #expect(throws: InputError.self) {
            try await record("<p " + (0..<100_000).map { "a\($0)" }.joined(separator: " ") + ">text")
        }
        #expect(error?.message.contains("tide-tables.html cannot be read. It has an element with 100000") == true)
    }
}
