import ContentDigests
import Elasticsearch
import Embeddings
import JSONValues
import Testing

@testable import ESJina

@Suite struct `Index plan` {
    private func plan(
        model: EmbeddingModel = .tiny,
        fingerprint: String = "tiny-1",
        dims: [Int] = [],
        images: ImageOptions = ImageOptions()
    ) throws -> IndexPlan {
        try IndexPlan(model: model, embedderFingerprint: fingerprint, dims: dims, images: images)
    }

    /// The mapping as a server gives it back.
    private func stored(_ plan: IndexPlan) throws -> IndexMapping {
        let capabilities = Capabilities(version: "9.5")
        let body = try plan.definition(for: capabilities).json(for: capabilities)
        return IndexMapping(try #require(body["mappings"]))
    }

    @Test func `sizes are the model's, each once, the largest first`() throws {
        #expect(try plan().dims == [4])
        #expect(try plan(dims: [2, 4, 2]).dims == [4, 2])
        let error = #expect(throws: IngestError.self) { try plan(dims: [3]) }
        #expect(error?.kind == .invalidDims)
        #expect(error?.message.contains("tiny has no 3-dim vectors") == true)
    }

    @Test func `an index says of itself what it was planned for`() throws {
        let description = try #require(IndexDescription(try stored(plan(dims: [2, 4]))))
        #expect(description.modelID == "tiny")
        #expect(description.embedderFingerprint == "tiny-1")
        #expect(description.dims == [4, 2])
        #expect(description.preprocessing == "shortest512-q90-v1")
        #expect(description.captionLanguages == [])
        #expect(description.modalities == [.image, .text])
        try plan(dims: [4, 2]).check(stored(plan(dims: [2, 4])), index: "things")
    }

    @Test func `a model has fields for what it embeds`() throws {
        let fields = try stored(plan(model: .tinyTextOnly, dims: [2, 4])).denseVectorFields
        #expect(fields.keys.sorted() == ["text_embedding_2", "text_embedding_4"])
        #expect(fields.values.allSatisfy { $0.similarity == .dotProduct })
        #expect(IndexDescription(try stored(plan(model: .tinyTextOnly)))?.modalities == [.text])
    }

    @Test func `a mismatch names both sides and the way out`() throws {
        let mapping = try stored(plan(dims: [4, 2]))
        func message(_ other: IndexPlan, _ mapping: IndexMapping) -> String? {
            let error = #expect(throws: IngestError.self) { try other.check(mapping, index: "things") }
            #expect(error?.kind == .indexMismatch)
            return error?.message
        }
        #expect(
            message(try plan(fingerprint: "tiny-2", dims: [4, 2]), mapping)
                == "The index 'things' holds vectors of tiny (tiny-1), not of tiny (tiny-2). Use --model tiny, or another index "
                + "with --index."
        )
        #expect(
            message(try plan(dims: [4]), mapping)
                == "The index 'things' holds vectors of 4,2 dims, not 4. Use --dims 4,2, or another index with --index."
        )
        #expect(
            message(try plan(dims: [4, 2], images: ImageOptions(shortestSide: 256)), mapping)
                == "The index 'things' holds pictures prepared as shortest512-q90-v1, not shortest256-q90-v1. Use another index "
                + "with --index."
        )
        #expect(
            message(try plan(), IndexMapping())
                == "The index 'things' exists and was not made by es-jina. Choose another name with --index, or delete it."
        )
    }

    @Test func `caption languages are read back from the mapping`() throws {
        let mapping = IndexMapping(
            try JSONValue.parse(
                """
                {"_meta": {"es_jina": {"model": "tiny", "embedder": "t", "dims": [2, 4]}},
                 "properties": {"captions": {"dynamic": "false", "properties": {"en": {"type": "text"}, "fr": {"type": "text"}}}}}
                """
            )
        )
        let description = try #require(IndexDescription(mapping))
        #expect(description.captionLanguages == ["en", "fr"])
        #expect(description.dims == [4, 2])
    }

    @Test func `the limit of pixels is no part of the preprocessing, the side and the quality are`() {
        #expect(ImageOptions(maxPixels: 1).fingerprint == ImageOptions().fingerprint)
        #expect(ImageOptions(shortestSide: 511).fingerprint != ImageOptions().fingerprint)
        #expect(ImageOptions(quality: 89).fingerprint != ImageOptions().fingerprint)
    }
}

@Suite struct `Reserved names` {
    @Test(arguments: [
        "modality", "path", "title", "caption", "captions", "body", "tags", "format", "width", "height", "content_hash",
        "image_embedding_64", "text_embedding_1024", "captions.en", "title.keyword", "tags.text",
    ])
    func `a name of es-jina's own`(name: String) { #expect(DocumentFields.isReserved(name)) }

    @Test(arguments: ["titles", "lang", "image_embedding", "author.title", "Path", "captioned"])
    func `any other name`(name: String) { #expect(!DocumentFields.isReserved(name)) }
}

@Suite struct `Document builder` {
    private let vector = Embedding([3, 4, 0, 0])

    private func document(
        _ record: IngestRecord,
        input: EmbeddingInput = .text("x"),
        picture: PreparedItem.Picture? = nil,
        base64: Bool = false,
        dims: [Int] = [4, 2]
    ) throws -> String {
        let plan = try IndexPlan(model: .tiny, embedderFingerprint: "tiny-1", dims: dims)
        let content = ContentDigest(of: "content")
        let item = PreparedItem(
            place: 0,
            position: "p",
            record: record,
            digest: content,
            content: content,
            modality: input.modality,
            input: input,
            picture: picture
        )
        let bytes = try DocumentBuilder(plan: plan, usesBase64: base64).source(of: item, vector: vector)
        return String(decoding: bytes, as: UTF8.self)
    }

    private let hash = "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73"

    @Test func `a text, its vectors as numbers of unit length`() throws {
        let text = try document(IngestRecord(id: "a", content: .text("Sea\n\"loud\"")))
        #expect(
            text
                == #"{"modality":"text","body":"Sea\n\"loud\"","content_hash":"\#(hash)","input_position":"p","#
                + #""input_digest":"\#(hash)","text_embedding_4":[0.6,0.8,0.0,0.0],"text_embedding_2":[0.6,0.8]}"#
        )
    }

    @Test func `vectors as base64 are big-endian floats`() throws {
        let text = try document(IngestRecord(id: "a", content: .text("x")), base64: true)
        // 3F19999A 3F4CCCCD: 0.6 and 0.8.
        #expect(text.contains(#""text_embedding_2":"PxmZmj9MzM0="}"#))
        #expect(text.contains(#""text_embedding_4":"PxmZmj9MzM0AAAAAAAAAAA==","#))
    }

    @Test func `a picture with everything known of it`() throws {
        let record = IngestRecord(
            id: "a",
            content: .image([]),
            path: "/p/a.png",
            title: "A",
            caption: "Sea",
            captions: [.init(language: "fr", text: "Mer"), .init(language: "pt", text: "Mar")],
            tags: ["blue", "wide"],
            attributes: ["lang": "fr", "meta": ["year": 2024]]
        )
        let picture = PreparedItem.Picture(width: 640, height: 480, format: "png", mediaType: "image/jpeg")
        let image = EmbeddingInput.image(EmbeddingImage(bytes: [1], mediaType: "image/jpeg"))
        #expect(
            try document(record, input: image, picture: picture, dims: [2])
                == #"{"modality":"image","path":"/p/a.png","title":"A","caption":"Sea","captions":{"fr":"Mer","pt":"Mar"},"#
                + #""tags":["blue","wide"],"format":"png","width":640,"height":480,"content_hash":"\#(hash)","#
                + #""input_position":"p","input_digest":"\#(hash)","lang":"fr","meta":{"year":2024},"image_embedding_2":[0.6,0.8]}"#
        )
    }

    @Test func `a part says which part of what it is`() throws {
        var record = IngestRecord(id: "a#chunk-2", content: .text("x"))
        record.part = .init(parent: "a", number: 2, count: 3, start: 120)
        #expect(
            try document(record)
                .contains(#""body":"x","parent_id":"a","part_number":2,"part_count":3,"part_start":120,"content_hash""#)
        )
        record.part = .init(parent: "a", number: 2, count: 3)
        #expect(try document(record).contains(#""part_count":3,"content_hash""#))
    }

    @Test func `a language given twice is one field`() throws {
        let record = IngestRecord(
            id: "a",
            content: .text("x"),
            captions: [.init(language: "fr", text: "Mer"), .init(language: "fr", text: "La mer")]
        )
        #expect(try document(record).contains(#""captions":{"fr":"La mer"}"#))
    }

    @Test func `a size that leaves nothing of the vector is an error`() throws {
        let plan = try IndexPlan(model: .tiny, embedderFingerprint: "tiny-1", dims: [2])
        let content = ContentDigest(of: "content")
        let item = PreparedItem(
            place: 0,
            position: "p",
            record: IngestRecord(id: "a", content: .text("x")),
            digest: content,
            content: content,
            modality: .text
        )
        #expect(throws: EmbeddingError.self) {
            try DocumentBuilder(plan: plan, usesBase64: false).source(of: item, vector: Embedding([0, 0, 1, 0]))
        }
    }
}
