import Embeddings
import Testing

@testable import Elasticsearch

/// Numbers of Elastic's sizing calculator and of the sizing page of its documentation, restated.
@Suite("What vectors take")
struct VectorFootprintTests {
    private static let million = 1_000_000
    private static let current = Capabilities(version: "9.4", licence: .enterprise)
    private static let old = Capabilities(version: "9.3")

    private func footprint(
        _ type: VectorIndexType,
        dims: Int = 768,
        _ elementType: VectorElementType = .float,
        documents: Int = million,
        on capabilities: Capabilities = current,
        _ change: (inout VectorIndexOptions) -> Void = { _ in }
    ) -> VectorFootprint {
        var options = VectorIndexOptions(type)
        change(&options)
        let field = DenseVectorField(dims: dims, elementType: elementType, indexOptions: options)
        return VectorFootprint(field, documents: documents, capabilities: capabilities)
    }

    @Test(
        "Full vectors take what their components take",
        arguments: [(VectorElementType.float, 3072), (.bfloat16, 1536), (.byte, 768), (.bit, 96)]
    )
    func raw(elementType: VectorElementType, bytes: Int) {
        for server in [Self.current, Self.old, .serverless, Capabilities(version: "8.19")] {
            let flat = footprint(.flat, elementType, on: server)
            #expect(flat.rawBytes == Self.million * bytes)
            #expect(flat.ramBytes == Self.million * bytes)
            #expect(flat.codeBytes + flat.graphBytes + flat.structureBytes == 0)
            #expect(flat.diskBytes == flat.rawBytes + flat.sourceBytes)
        }
    }

    @Test(
        "Codes of current servers",
        arguments: [
            (VectorIndexType.int8HNSW, 768, 784), (.int8Flat, 768, 784), (.int8HNSW, 100, 116),
            (.int4HNSW, 768, 400), (.int4Flat, 768, 400), (.int4HNSW, 101, 67),
            (.bbqHNSW, 768, 110), (.bbqFlat, 768, 110), (.bbqHNSW, 100, 30), (.bbqHNSW, 65, 30), (.bbqHNSW, 64, 22),
            (.hnsw, 768, 0), (.flat, 768, 0),
        ]
    )
    func codes(type: VectorIndexType, dims: Int, bytes: Int) {
        for server in [Self.current, Capabilities(version: "9.5"), .serverless] {
            let vectors = footprint(type, dims: dims, on: server)
            #expect(vectors.codeBytes == Self.million * bytes)
            #expect(vectors.rawBytes == Self.million * dims * 4)
            #expect(vectors.sourceBytes == 0)
        }
    }

    @Test(
        "Codes of servers below 9.4",
        arguments: [
            (VectorIndexType.int8HNSW, 768, 772), (.int4HNSW, 768, 388), (.bbqHNSW, 768, 110), (.bbqFlat, 1024, 142),
        ]
    )
    func oldCodes(type: VectorIndexType, dims: Int, bytes: Int) {
        for version in ["8.19", "9.0", "9.1", "9.2", "9.3"] as [ServerVersion] {
            #expect(
                footprint(type, dims: dims, on: Capabilities(version: version)).codeBytes == Self.million * bytes
            )
        }
    }

    @Test("A quarter, an eighth and a thirty-second more on disk than the floats, as the documentation says")
    func overhead() {
        func share(_ type: VectorIndexType) -> Double {
            let vectors = footprint(type, dims: 4096, on: Self.old)
            return Double(vectors.codeBytes) / Double(vectors.rawBytes)
        }
        #expect(abs(share(.int8Flat) - 0.25) < 0.001)
        #expect(abs(share(.int4Flat) - 0.125) < 0.001)
        #expect(abs(share(.bbqFlat) - 0.031) < 0.002)
    }

    @Test("A graph of 16 neighbours takes 64 bytes a vector, more with more neighbours; flat types have none")
    func graph() {
        for type in [VectorIndexType.hnsw, .int8HNSW, .int4HNSW, .bbqHNSW] {
            #expect(footprint(type).graphBytes == 64_000_000)
            #expect(footprint(type) { $0.m = 32 }.graphBytes == 128_000_000)
            let vectors = footprint(type)
            #expect(vectors.ramBytes == (type == .hnsw ? vectors.rawBytes : vectors.codeBytes) + 64_000_000)
        }
        for type in [VectorIndexType.flat, .int8Flat, .int4Flat, .bbqFlat, .bbqDisk] {
            #expect(footprint(type).graphBytes == 0)
        }
    }

    @Test("Servers from 9.4 build no graph over few vectors")
    func smallGraph() {
        #expect(footprint(.hnsw, documents: 1000).graphBytes == 0)
        #expect(footprint(.hnsw, documents: 2000).graphBytes > 0)
        #expect(footprint(.bbqHNSW, documents: 2000).graphBytes == 0)
        #expect(footprint(.bbqHNSW, documents: 3000).graphBytes > 0)
        #expect(footprint(.bbqHNSW, documents: 2000) { $0.flatIndexThreshold = 0 }.graphBytes > 0)
        #expect(footprint(.hnsw, documents: 1000, on: Self.old).graphBytes > 0)
    }

    @Test("Clusters on disk")
    func disk() {
        let wide = footprint(.bbqDisk)
        // 2605 centroids of 784 bytes.
        #expect(wide.structureBytes == 2605 * 784)
        #expect(wide.codeBytes == Self.million * 2 * (96 + 16))
        #expect(wide.ramBytes == 2605 * 784 + 11_200_000)
        #expect(wide.diskBytes == wide.rawBytes + wide.codeBytes + wide.structureBytes)
        #expect(footprint(.bbqDisk, dims: 256) { $0.bits = 4 }.codeBytes == Self.million * 2 * (128 + 16))
        #expect(footprint(.bbqDisk, dims: 256) { $0.bits = 2 }.codeBytes == Self.million * 2 * (64 + 16))
        #expect(footprint(.bbqDisk, dims: 256).codeBytes == Self.million * 2 * (32 + 16))
        #expect(footprint(.bbqDisk) { $0.clusterSize = 1000 }.structureBytes == 1000 * 784)
        let field = DenseVectorField(dims: 768, indexOptions: VectorIndexOptions(.bbqDisk))
        func ram(_ share: Double) -> Int {
            VectorFootprint(field, documents: Self.million, capabilities: Self.current, cachedClusterShare: share)
                .ramBytes
        }
        #expect(ram(0) == wide.structureBytes)
        #expect(ram(0.1) == wide.structureBytes + 22_400_000)
        #expect(ram(7) == wide.structureBytes + wide.codeBytes)
    }

    @Test("A field that is not indexed needs no memory, and has its vectors in doc values and in the source")
    func notIndexed() {
        let field = DenseVectorField(dims: 256, index: false)
        let new = VectorFootprint(field, documents: 1000, capabilities: Self.current)
        #expect(new.rawBytes == 1_028_000)
        #expect(new.ramBytes == 0)
        #expect(new.sourceBytes == 1_365_333)
        let old = VectorFootprint(field, documents: 1000, capabilities: Capabilities(version: "8.19"))
        #expect(old.sourceBytes == 2_176_000)
        #expect(old.diskBytes == 1_028_000 + 2_176_000)
    }

    @Test("Servers below 9.2 keep vectors in the source too")
    func source() {
        for (version, bytes) in [("8.19", 2_176_000), ("9.1", 2_176_000), ("9.2", 0)] as [(ServerVersion, Int)] {
            let server = Capabilities(version: version)
            #expect(footprint(.flat, dims: 256, documents: 1000, on: server).sourceBytes == bytes)
        }
        #expect(
            footprint(.flat, dims: 256, .byte, documents: 1000, on: Capabilities(version: "8.19")).sourceBytes
                == 460_800
        )
        #expect(
            footprint(.flat, dims: 256, .bit, documents: 1000, on: Capabilities(version: "8.19")).sourceBytes == 64_000
        )
    }

    @Test("Copies and several fields add up")
    func sums() {
        let one = footprint(.int8HNSW)
        let two = one.copies(2)
        #expect(two.ramBytes == 2 * one.ramBytes)
        #expect(two.diskBytes == 2 * one.diskBytes)
        #expect(one + one == two)
        #expect(one.copies(0) == .zero)
        #expect(one.copies(-1) == .zero)
        #expect(footprint(.int8HNSW, documents: -5) == .zero)
        #expect(VectorFootprint.zero.diskBytes == 0)
    }

    @Test("A field without index options has those that are written for the server")
    func defaults() {
        let small = VectorFootprint(DenseVectorField(dims: 256), documents: Self.million, capabilities: Self.current)
        #expect(small == footprint(.int8HNSW, dims: 256))
        let large = VectorFootprint(DenseVectorField(dims: 1024), documents: Self.million, capabilities: Self.current)
        #expect(large == footprint(.bbqHNSW, dims: 1024))
    }

    @Test("Token vectors")
    func tokens() {
        #expect(VectorFootprint.rankVectors(dims: 128, vectors: 1000).diskBytes == 516_000)
        #expect(VectorFootprint.rankVectors(dims: 128, elementType: .bfloat16, vectors: 1000).ramBytes == 0)
        #expect(VectorFootprint.packedTokens(dims: 128, vectors: 1000).diskBytes == 176_000)
    }
}
