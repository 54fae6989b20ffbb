import ESJina
import Elasticsearch
import EmbeddedNode
import Embeddings
import JSONValues
import TestSupport
import Testing
import VipsImages

/// What people wrote into the files of pictures, on its way into the index; the files are those of `VipsImagesTests`.
@Suite struct `Texts inside pictures` {
    private func documents(_ files: [String: [UInt8]]) async throws -> [String: JSONObject] {
        try await Engine(url: nil)
            .withIndex("picture-texts") { client, index, directory in
                for (name, bytes) in files { try directory.write(bytes, to: "album/\(name)") }
                let pipeline = IngestPipeline(
                    client: client,
                    index: index,
                    embedder: HashingEmbedder(),
                    images: VipsImagePreparer(),
                    options: IngestOptions(stateDirectory: directory.path + "/state")
                )
                let report = try await pipeline.run(try FileSource([directory.path + "/album"]))
                #expect(report.counters.deadLettered == 0)
                let answer = try await client.search(SearchRequest(query: .matchAll(), size: 100), index: index)
                return Dictionary(
                    answer.hits.map { (String($0.id.split(separator: "/").last ?? ""), $0.source) },
                    uniquingKeysWith: { first, _ in first }
                )
            }
    }

    @Test func `captions by language and keywords of XMP, IPTC and EXIF reach the document`() async throws {
        let documents = try await documents([
            "tagged.jpg": Pictures.fixture("tagged.jpg"), "exif.jpg": Pictures.fixture("exif-tagged.jpg"),
            "plain.jpg": Pictures.fixture("scene.jpg"),
        ])
        let tagged = try #require(documents["tagged.jpg"])
        #expect(tagged["caption"] == "A house")
        #expect(tagged["captions"]?["de"] == "Ein Haus")
        #expect(tagged["captions"]?["ja"] == "家")
        #expect(tagged["tags"] == ["house", "été", "from iptc", "from windows"])
        let exif = try #require(documents["exif.jpg"])
        #expect(exif["caption"] == "Exif description été")
        #expect(exif["tags"] == ["from windows", "house"])
        let plain = try #require(documents["plain.jpg"])
        #expect(plain["caption"] == nil)
        #expect(plain["captions"] == nil)
        #expect(plain["tags"] == nil)
    }

    @Test func `a side-car counts more than the file, for captions and for keywords apart`() async throws {
        let tagged = Pictures.fixture("tagged.jpg")
        let documents = try await documents([
            "a.jpg": tagged, "a.json": Array(#"{"caption": "Mine", "tags": ["own"]}"#.utf8),
            "b.jpg": tagged, "b.json": Array(#"{"captions": {"fr": "La mienne"}}"#.utf8),
            "c.jpg": tagged, "c.json": Array(#"{"tags": ["own"]}"#.utf8),
        ])
        let a = try #require(documents["a.jpg"])
        #expect(a["caption"] == "Mine")
        #expect(a["captions"] == nil)
        #expect(a["tags"] == ["own"])
        let b = try #require(documents["b.jpg"])
        #expect(b["caption"] == nil)
        #expect(b["captions"] == ["fr": "La mienne"])
        #expect(b["tags"]?.array?.first == "house")
        let c = try #require(documents["c.jpg"])
        #expect(c["caption"] == "A house")
        #expect(c["tags"] == ["own"])
    }

    @Test func `they are found by full text in their languages`() async throws {
        try await Engine(url: nil)
            .withIndex("picture-texts") { client, index, directory in
                try directory.write(Pictures.fixture("tagged.jpg"), to: "album/tagged.jpg")
                let options = IngestOptions(stateDirectory: directory.path + "/state")
                let pipeline = IngestPipeline(
                    client: client,
                    index: index,
                    embedder: HashingEmbedder(),
                    images: VipsImagePreparer(),
                    options: options
                )
                _ = try await pipeline.run(try FileSource([directory.path + "/album"]))
                for (field, word) in [("captions.de", "haus"), ("caption", "house"), ("tags", "été")] {
                    let answer = try await client.search(SearchRequest(query: .match(field, word)), index: index)
                    #expect(answer.hits.count == 1, "\(word) in \(field)")
                }
                let again = try await pipeline.run(try FileSource([directory.path + "/album"]))
                #expect([again.counters.unchanged, again.counters.embedded] == [1, 0])
            }
    }

    @Test func `the texts of a PDF file's pages are found by full text`() async throws {
        let font = "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
        let file = PDFFile.bytes(
            pages: 3,
            content: "BT /F1 12 Tf 20 70 Td (Chapter number@ of the tides) Tj ET",
            attributes: font
        )
        let documents = try await documents(["tides.pdf": file])
        #expect(documents.keys.sorted() == (1...3).map { "tides.pdf#page-\($0)" })
        for page in 1...3 {
            let document = try #require(documents["tides.pdf#page-\(page)"])
            #expect(document["modality"] == "image")
            #expect(document["body"]?.string == "Chapter number\(page) of the tides")
        }
    }
}
