import Elasticsearch
import Embeddings
import JSONValues
import Testing

@testable import ESJina

@Suite struct `Capacity plan` {
    private static let newest = Capabilities(version: "9.5")
    private static let clip = EmbeddingModel(
        id: "jina-clip-v2",
        dims: 1024,
        matryoshkaDims: [64, 128, 256, 512, 768, 1024],
        modalities: [.text, .image],
        maxTokens: 8192
    )
    private static let limits = EmbedderLimits(
        maxTexts: 128,
        maxImages: 32,
        maxBytes: 8 << 20,
        maxTokens: 100_000,
        mixesModalities: true,
        maxConcurrentCalls: 10
    )

    private func plan(
        _ corpus: PlannedCorpus = PlannedCorpus(pictures: 3_000_000, texts: 0),
        capabilities: Capabilities = newest,
        configure: (inout CapacityPlan.Options) -> Void = { _ in }
    ) throws -> CapacityPlan {
        var options = CapacityPlan.Options(
            corpus: corpus,
            model: Self.clip,
            capabilities: capabilities,
            limits: Self.limits
        )
        options.dims = [256]
        configure(&options)
        return try CapacityPlan(options)
    }

    private func row(_ plan: CapacityPlan, _ type: VectorIndexType, dims: Int = 256) throws -> CapacityPlan.Row {
        try #require(plan.rows.first { $0.indexType == type && $0.dims == dims })
    }

    private func field(_ dims: Int, _ elementType: VectorElementType = .float) -> DenseVectorField {
        DenseVectorField(dims: dims, elementType: elementType, similarity: .dotProduct)
    }

    // MARK: Memory and disk

    @Test func `3 million pictures at 256 dims: a byte, half a byte, a bit and four bytes a component, and the graph`()
        throws
    {
        let plan = try plan { $0.replicas = 0 }
        // Reference: D + 16, D/2 + 16, ⌈D/64⌉·8 + 14 and 4·D bytes a vector, 4·16 for its neighbours.
        #expect(try row(plan, .int8HNSW).totalRAM == 3_000_000 * (256 + 16 + 64))
        #expect(try row(plan, .int4HNSW).totalRAM == 3_000_000 * (128 + 16 + 64))
        #expect(try row(plan, .bbqHNSW).totalRAM == 3_000_000 * (32 + 14 + 64))
        #expect(try row(plan, .hnsw).totalRAM == 3_000_000 * (1024 + 64))
        #expect(try row(plan, .flat).totalRAM == 3_000_000 * 1024)
        #expect(try row(plan, .int8HNSW).footprint?.graphBytes == 192_000_000)
        let documents = 3_000_000 * 700
        #expect(plan.documentDisk == documents)
        #expect(try row(plan, .int8HNSW).totalDisk == 3_000_000 * (1024 + 272 + 64) + documents)
        #expect(try row(plan, .int8HNSW).copyDisk == row(plan, .int8HNSW).totalDisk)
    }

    @Test func `the reference's million at 768 dims`() throws {
        let plan = try plan(PlannedCorpus(pictures: 1_000_000, texts: 0)) { $0.dims = [768] }
        #expect(try row(plan, .int8HNSW, dims: 768).footprint?.codeBytes == 784_000_000)
        #expect(try row(plan, .int4HNSW, dims: 768).footprint?.codeBytes == 400_000_000)
        #expect(try row(plan, .bbqHNSW, dims: 768).footprint?.codeBytes == 110_000_000)
        #expect(try row(plan, .bbqHNSW, dims: 768).footprint?.graphBytes == 64_000_000)
    }

    @Test func `replicas multiply memory and disk`() throws {
        let (one, three) = (try plan { $0.replicas = 0 }, try plan { $0.replicas = 2 })
        for (single, triple) in zip(one.rows, three.rows) {
            #expect(triple.footprint == single.footprint)
            #expect(triple.totalRAM == 3 * single.totalRAM)
            #expect(triple.totalDisk == 3 * single.totalDisk)
        }
        #expect(three.whole.totalRAM == 3 * one.whole.totalRAM)
    }

    @Test func `older servers keep the vectors in the source, too, and have other corrections`() throws {
        let old = try plan(capabilities: Capabilities(version: "8.19")) { $0.replicas = 0 }
        #expect(try row(old, .int8HNSW).totalRAM == 3_000_000 * (256 + 4 + 64))
        let footprint = try #require(try row(old, .int8HNSW).footprint)
        #expect(footprint.sourceBytes > 3_000_000 * 256 * 5)
        #expect(try row(old, .int8HNSW).totalDisk == footprint.diskBytes + old.documentDisk)
        #expect(try row(old, .bbqDisk).refusal?.contains("[bbq_disk], which Elasticsearch 8.19") == true)
    }

    @Test func `what the server refuses is a row that says why`() throws {
        var model = Self.clip
        model.dimsRange = 1...1024
        let basic = try row(try plan { ($0.model, $0.dims) = (model, [33]) }, .int4HNSW, dims: 33)
        #expect(basic.footprint == nil && basic.totalRAM == 0 && !basic.isRecommended)
        #expect(basic.refusal?.contains("needs an even number") == true)
        #expect(try row(try plan(), .bbqDisk).refusal?.contains("Enterprise licence") == true)
        let licensed = try row(try plan(capabilities: Capabilities(version: "9.5", licence: .enterprise)), .bbqDisk)
        #expect(licensed.refusal == nil)
        #expect(licensed.totalRAM > 0)
    }

    @Test func `one type a size is recommended, with the reason`() throws {
        let plan = try plan { $0.dims = [1024, 256] }
        #expect(plan.rows.map(\.dims) == Array(repeating: 1024, count: 9) + Array(repeating: 256, count: 9))
        let recommended = plan.rows.filter(\.isRecommended)
        #expect(recommended.map(\.indexType) == [.bbqHNSW, .int8HNSW])
        #expect(recommended.allSatisfy { $0.reason?.isEmpty == false })
        #expect(plan.whole.totalRAM == recommended.reduce(0) { $0 + $1.totalRAM })
        // The documents are there once a copy, whatever the number of sizes.
        #expect(
            plan.whole.totalDisk == recommended.reduce(0) { $0 + $1.totalDisk } - plan.documentDisk
        )
    }

    @Test func `what is wanted of the vectors decides what is recommended, and fits only the types that take it`()
        throws
    {
        let plan = try plan { options in
            options.vectors = VectorOptions(indexType: .int4HNSW)
            options.vectors.m = 32
            options.replicas = 0
        }
        #expect(plan.rows.filter(\.isRecommended).map(\.indexType) == [.int4HNSW])
        #expect(try row(plan, .int4HNSW).totalRAM == 3_000_000 * (128 + 16 + 128))
        #expect(try row(plan, .hnsw).totalRAM == 3_000_000 * (1024 + 128))
        #expect(try row(plan, .int8Flat).totalRAM == 3_000_000 * 272, "a flat index has no neighbours")
    }

    @Test func `pictures and texts have fields of their own`() throws {
        let mixed = try plan(PlannedCorpus(pictures: 1_000_000, texts: 2_000_000)) { $0.replicas = 0 }
        #expect(try row(mixed, .int8HNSW).totalRAM == 3_000_000 * (272 + 64))
    }

    @Test func `memory says what fits`() throws {
        let limit = 3_000_000 * (272 + 64)
        #expect(try row(try plan { ($0.replicas, $0.ram) = (0, limit) }, .int8HNSW).fits == true)
        #expect(try row(try plan { ($0.replicas, $0.ram) = (0, limit - 1) }, .int8HNSW).fits == false)
        #expect(try row(try plan(), .int8HNSW).fits == nil)
    }

    @Test func `a size the model does not have is refused, one it was not trained for is a warning`() throws {
        let error = #expect(throws: IngestError.self) { try plan { $0.dims = [4096] } }
        #expect(error?.kind == .invalidDims)
        var model = Self.clip
        model.dimsRange = 1...1024
        let odd = try plan { ($0.model, $0.dims) = (model, [300]) }
        #expect(odd.sizes.first?.warning?.contains("not trained for vectors of 300 dims") == true)
        #expect(try plan().sizes.first?.warning == nil)
    }

    // MARK: The load

    @Test func `work is cut into slices and slices into calls`() {
        #expect(SlicedWork.calls(0, slice: 64, atOnce: 32) == 0)
        #expect(SlicedWork.calls(1, slice: 64, atOnce: 32) == 1)
        #expect(SlicedWork.calls(64, slice: 64, atOnce: 32) == 2)
        #expect(SlicedWork.calls(100, slice: 64, atOnce: 32) == 4)
        #expect(SlicedWork.calls(1000, slice: 512, atOnce: .max) == 2)
        #expect(SlicedWork.calls(10, slice: 512, atOnce: 0) == 10)
    }

    @Test func `vectors on the wire are base64 of four bytes a component, or numbers`() {
        // Reference: base64 characters a vector: 64 → 344, 256 → 1368, 1024 → 5464; here with quotes.
        #expect([64, 256, 1024].map { WireSize.vector(field($0), usesBase64: true) } == [346, 1370, 5466])
        #expect(WireSize.vector(field(256, .bfloat16), usesBase64: true) == 684 + 2)
        #expect(WireSize.vector(field(256, .byte), usesBase64: true) == 512 + 2, "bytes and bits go as hex")
        #expect(WireSize.vector(field(256, .bit), usesBase64: false) == 64 + 2)
        let numbers = WireSize.vector(field(1024), usesBase64: false)
        #expect(10_000...13_000 ~= numbers, "the reference has some 10 to 12 kB of text for 1,024 numbers: \(numbers)")
        #expect(
            WireSize.member(.image, field(256), usesBase64: true)
                == Double(",\"image_embedding_256\":".utf8.count + 1370)
        )
    }

    @Test func `bulk requests are bounded by bytes, and by the slices an ingest works on`() throws {
        let pictures = try plan().whole.bulk
        #expect(pictures.bytes == 3_000_000 * (64 + 700 + 23 + 1370))
        #expect(pictures.requests == 3_000_000 / 64, "64 pictures are prepared at once")
        let texts = PlannedCorpus(pictures: 0, texts: 512_000)
        #expect(BulkEstimate(texts, fields: [field(1024)], usesBase64: true, maxBytes: 5 << 20).requests == 1000)
        let large = BulkEstimate(texts, fields: [field(1024)], usesBase64: true, maxBytes: 1 << 20)
        // 6,252 bytes a document: 167 in a mebibyte, four requests for 512.
        #expect(large.requests == 4000)
        let both = try plan { $0.dims = [1024, 256] }
        #expect(both.whole.bulk.bytes > both.sizes.map(\.bulk.bytes).max() ?? 0)
        #expect(both.sizes.map(\.dims) == [1024, 256])
    }

    @Test func `several sizes are embedded once, and what is kept is not embedded again`() throws {
        let one = try plan { $0.tokensPerPicture = 4000 }
        let six = try plan { ($0.dims, $0.tokensPerPicture) = (Self.clip.matryoshkaDims, 4000) }
        #expect(one.embedding == six.embedding)
        #expect(one.embedding.requests == 93_750, "32 pictures a request")
        #expect(one.embedding.tokens == 12_000_000_000)
        var corpus = PlannedCorpus(pictures: 3_000_000, texts: 0)
        corpus.newPictures = 32
        let kept = try plan(corpus) { ($0.tokensPerPicture, $0.usdPerMillionTokens) = (4000, 0.05) }
        #expect(kept.embedding.requests == 1)
        #expect(kept.embedding.reused == 2_999_968)
        #expect(kept.embedding.usd == 0.128 * 0.05)
    }

    @Test func `there is a cost only where there is a price and everything is counted`() throws {
        #expect(try plan { $0.tokensPerPicture = 4000 }.embedding.usd == nil)
        #expect(
            try plan { $0.usdPerMillionTokens = 0.05 }.embedding.usd == nil,
            "nobody says what a picture is billed as"
        )
        #expect(try plan { ($0.tokensPerPicture, $0.usdPerMillionTokens) = (4000, 0.05) }.embedding.usd == 600)
        let texts = PlannedCorpus(pictures: 0, texts: 1_000_000, tokensPerText: 300)
        let plan = try plan(texts) { $0.usdPerMillionTokens = 0.05 }
        #expect(plan.embedding.tokens == 300_000_000)
        #expect(plan.embedding.usd == 15)
        // 128 texts a request, 100,000 tokens hold 333.
        #expect(plan.embedding.requests == 1953 * 4 + 1)
        // Slices of 512, of which a request of 100,000 tokens holds 100.
        let long = try self.plan(PlannedCorpus(pictures: 0, texts: 512, tokensPerText: 1000))
        #expect(long.embedding.requests == 6)
    }

    @Test func `a load takes as long as what takes longest`() throws {
        let plan = try plan { options in
            options.tokensPerPicture = 4000
            options.rates.requestsPerMinute = .init(500, origin: "the tier")
            options.rates.tokensPerMinute = .init(1_000_000, origin: "the tier")
            options.rates.documentsPerSecond = .init(1000, origin: "--index-rate")
        }
        #expect(plan.time.bounds.map(\.name) == ["embedding_tokens", "embedding_requests", "indexing_rate"])
        #expect(plan.time.bounds.map(\.seconds) == [720_000, 11_250, 3000])
        #expect(plan.time.seconds == 720_000)
        #expect(plan.time.bounds.first?.explanation == "1,000,000 tokens a minute (the tier)")
        #expect(try self.plan().time.seconds == nil)
    }

    // MARK: What was measured

    @Test func `a sample stands for all`() {
        var sample = PlannedCorpus(pictures: 30, texts: 10)
        sample.newPictures = 15
        sample.embeddingRequests = 3
        let all = sample.scaled(to: 4_000_000)
        #expect(all.pictures == 3_000_000 && all.texts == 1_000_000)
        #expect(all.newPictures == 1_500_000 && all.newTexts == 1_000_000)
        #expect(all.embeddingRequests == nil)
        #expect(PlannedCorpus(pictures: 0, texts: 0).scaled(to: 10).documents == 0)
    }

    @Test func `what a dry run measured comes out again`() {
        var (sent, needs) = (DryRunReport.Sent(), VectorNeeds())
        let usesBase64 = true
        (sent.documents, sent.pictures, sent.sourceBytes) = (100, 60, 50_000)
        let vectors =
            60 * WireSize.member(.image, field(256), usesBase64: usesBase64)
            + 40 * WireSize.member(.text, field(256), usesBase64: usesBase64)
        sent.bulkBytes = 50_000 + 100 * 45 + Int(vectors)
        (needs.pictures, needs.texts, needs.textTokens, needs.pictureBytes, needs.calls) = (50, 20, 4000, 1_000_000, 7)
        var counters = IngestCounters()
        (counters.documents, counters.pictures) = (100, 60)
        let report = DryRunReport(
            ingest: IngestReport(
                index: "x",
                run: 1,
                state: .finished,
                stopReason: nil,
                partition: nil,
                started: 0,
                model: "m",
                dims: [256],
                counters: counters,
                skippedReasons: [:],
                failures: [],
                deadLetterPath: nil,
                duration: .seconds(1),
                reconciliation: nil,
                warnings: []
            ),
            sent: sent,
            vectors: needs,
            tokenVectors: VectorNeeds()
        )
        let corpus = PlannedCorpus(report, fields: [field(256)], usesBase64: usesBase64)
        #expect(corpus.pictures == 60 && corpus.texts == 40)
        #expect(corpus.sourceBytes == 500 && corpus.actionBytes == 45)
        #expect(corpus.tokensPerText == 200 && corpus.pictureBytes == 20_000)
        #expect(corpus.newPictures == 50 && corpus.newTexts == 20 && corpus.embeddingRequests == 7)
        #expect(
            BulkEstimate(corpus, fields: [field(256)], usesBase64: usesBase64, maxBytes: 5 << 20).bytes
                == sent.bulkBytes
        )
    }

    @Test func `an earlier ingest tells its rate, and which side it waited for`() throws {
        let report: JSONValue = [
            "index": "photos", "model": "jina-clip-v2", "state": "finished", "documents": 1000, "pictures": 1000,
            "embedded": 500, "billed_tokens": 600_000, "took_ms": 20_000,
            "stages_ms": ["embed": 60_000, "index": 3000],
        ]
        let run = try #require(MeasuredIngest(report: report))
        #expect(run.embeddingsPerSecond == 25 && run.documentsPerSecond == 50)
        #expect(run.isBoundByEmbedder)
        #expect(run.tokensPerPicture == 1200)
        var rates = LoadRates()
        rates.adopt(run)
        #expect(rates.embeddingsPerSecond == .init(25, origin: "the last ingest into 'photos'"))
        #expect(rates.documentsPerSecond == nil)
        rates.embeddingsPerSecond = .init(7, origin: "--embed-rate")
        rates.adopt(run)
        #expect(rates.embeddingsPerSecond?.value == 7, "what somebody says is not overruled")
        var cached = try #require(report.object)
        (cached["embedded"], cached["billed_tokens"]) = (0, 0)
        let second = try #require(MeasuredIngest(report: .object(cached)))
        #expect(!second.isBoundByEmbedder && second.tokensPerPicture == nil)
        for (key, value) in [("state", "failed"), ("documents", 99), ("took_ms", 0)] as [(String, JSONValue)] {
            var short = try #require(report.object)
            short[key] = value
            #expect(MeasuredIngest(report: .object(short)) == nil)
        }
    }
}
