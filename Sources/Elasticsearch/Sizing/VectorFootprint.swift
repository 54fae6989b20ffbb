public import Embeddings

/// What the vectors of one field take of disk and memory, in bytes, in one copy of an index.
///
/// The figures are those of segments merged to one, without deleted documents; multiply them by the number of copies
/// (``copies(_:)``), and leave room for merges, which hold old and new segments at once for a while. What else a document costs
/// (its stored source, inverted indices, its id) is not in here: a node tells it best, from a sample of real documents.
///
/// The formulas are those of the sizing page of Elastic's documentation for servers below 9.4 and those of Elastic's sizing
/// calculator (elastic/docs-builder, `VectorSizingCalculator/calculations.ts`) from 9.4. Codes and full vectors are exact:
/// `Benchmarks/Results/…-sizes` compares them with what nodes report.
public struct VectorFootprint: Sendable, Hashable {
    /// The full vectors, which every type of index keeps: in `.vec`, or as doc values where the field is not indexed.
    public var rawBytes: Int
    /// The quantised vectors: `.veq`, `.veb`, or the clusters `.clivf` of `bbq_disk`; 0 where vectors are not quantised.
    public var codeBytes: Int
    /// The graph: `.vex`; 0 where there is none.
    public var graphBytes: Int
    /// What a search of `bbq_disk` begins with: the centroids, `.cenivf`; otherwise 0.
    public var structureBytes: Int
    /// The vectors as JSON in the compressed `_source`, where the server keeps them there.
    ///
    /// Servers below 9.2 do, and all of them where the field is not indexed; otherwise 0. An estimate, as it depends on the digits.
    public var sourceBytes: Int
    /// What should stay in the page cache, outside Java's heap, for searches that need not wait for the disk.
    public var ramBytes: Int

    /// What all of it takes on disk.
    public var diskBytes: Int { rawBytes + codeBytes + graphBytes + structureBytes + sourceBytes }

    /// Nothing at all.
    public static let zero = VectorFootprint(raw: 0)

    /// The vectors of `documents` documents in one copy.
    ///
    /// - Parameters:
    ///   - field: The field; one without index options has those that are written for the server,
    ///     ``DenseVectorField/resolvedOptions(for:)``.
    ///   - documents: How many documents have a vector in it; below 0 counts as 0.
    ///   - capabilities: The server, whose version decides how vectors are stored.
    ///   - cachedClusterShare: The part of the clusters of `bbq_disk` that ``ramBytes`` holds, 0 to 1; default 0.05, the
    ///     calculator's, which offers up to 0.1.
    public init(
        _ field: DenseVectorField,
        documents: Int,
        capabilities: Capabilities,
        cachedClusterShare: Double = 0.05
    ) {
        let documents = max(documents, 0)
        let formulas = Formulas(field: field, capabilities: capabilities)
        self.init(raw: documents * formulas.rawBytes)
        sourceBytes = Int(Double(documents) * formulas.sourceBytes)
        guard field.index else { return }

        let options = field.resolvedOptions(for: capabilities)
        if options.type == .bbqDisk {
            let centroids = (documents + formulas.clusterSize(options) - 1) / formulas.clusterSize(options)
            structureBytes = centroids * formulas.centroidBytes
            codeBytes = documents * formulas.clusteredBytes(bits: options.bits ?? 1)
            ramBytes = structureBytes + Int((Double(codeBytes) * min(max(cachedClusterShare, 0), 1)).rounded(.up))
            return
        }
        codeBytes = documents * formulas.codeBytes(options.type)
        if options.type.isGraph, formulas.buildsGraph(options, documents: documents) {
            graphBytes = documents * formulas.graphBytes(m: options.m ?? 16)
        }
        ramBytes = (codeBytes > 0 ? codeBytes : rawBytes) + graphBytes
    }

    private init(raw: Int) {
        rawBytes = raw
        codeBytes = 0
        graphBytes = 0
        structureBytes = 0
        sourceBytes = 0
        ramBytes = 0
    }

    /// The same in `count` copies: 1 for a primary alone, 1 + replicas in a cluster; below 0 counts as 0.
    public func copies(_ count: Int) -> VectorFootprint {
        let count = max(count, 0)
        var all = self
        all.rawBytes *= count
        all.codeBytes *= count
        all.graphBytes *= count
        all.structureBytes *= count
        all.sourceBytes *= count
        all.ramBytes *= count
        return all
    }

    /// What two fields take together.
    public static func + (left: VectorFootprint, right: VectorFootprint) -> VectorFootprint {
        var sum = left
        sum.rawBytes += right.rawBytes
        sum.codeBytes += right.codeBytes
        sum.graphBytes += right.graphBytes
        sum.structureBytes += right.structureBytes
        sum.sourceBytes += right.sourceBytes
        sum.ramBytes += right.ramBytes
        return sum
    }
}

extension VectorFootprint {
    /// The vectors of tokens in a field of type `rank_vectors`, which are doc values and read only for the documents that are
    /// reranked.
    ///
    /// - Parameters:
    ///   - dims: The size of a vector.
    ///   - elementType: What a component is.
    ///   - vectors: Vectors in all documents together.
    /// - Returns: The footprint; nothing of it need stay in memory.
    public static func rankVectors(
        dims: Int,
        elementType: VectorElementType = .float,
        vectors: Int
    ) -> VectorFootprint {
        // Besides its components each vector has its magnitude, a float.
        VectorFootprint(raw: max(vectors, 0) * (Formulas.rawBytes(elementType, dims: dims) + 4))
    }

    /// The vectors of tokens as `PackedMultiVector` of signed bytes, kept as base64 in `_source`.
    ///
    /// Base64 of such bytes does not compress, so the stored text is as long as what was sent.
    ///
    /// - Parameters:
    ///   - dims: The size of a vector.
    ///   - vectors: Vectors in all documents together.
    /// - Returns: The footprint; nothing of it need stay in memory.
    public static func packedTokens(dims: Int, vectors: Int) -> VectorFootprint {
        var footprint = VectorFootprint.zero
        footprint.sourceBytes = (max(vectors, 0) * (dims + 4) * 4 + 2) / 3
        return footprint
    }
}
