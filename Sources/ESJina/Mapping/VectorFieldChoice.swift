public import Elasticsearch
import Embeddings

/// A vector field as it will be mapped, and why so.
public struct VectorFieldChoice: Sendable, Hashable {
    /// The field, its index options written out.
    public var field: DenseVectorField
    /// Why, in one sentence.
    public var reason: String
    /// What to know before it is made, one sentence each.
    public var warnings: [String]
    /// How many times more candidates searches compare with whole vectors; `nil` where nothing is rescored.
    public var oversample: Double?
}

extension VectorOptions {
    /// Chooses the field for unit vectors of `dims` components on a server.
    ///
    /// - Parameters:
    ///   - dims: The number of components.
    ///   - capabilities: The server it is for.
    ///   - name: The field's name, for errors.
    /// - Returns: The field with its reason and warnings.
    /// - Throws: `ElasticsearchError` of kind `invalidRequest` where the server would refuse it, `licence` where its licence would.
    public func choice(
        dims: Int,
        for capabilities: Capabilities,
        name: String = ""
    ) throws(ElasticsearchError) -> VectorFieldChoice {
        let wanted = resolved(for: dims)
        let goal = wanted.intention(dims: dims, capabilities)
        let elementType = wanted.elementType ?? goal.elementType
        let recommended = VectorIndexOptions.recommended(
            dims: dims,
            elementType: elementType,
            capabilities: capabilities
        )
        let isPlain = elementType == .byte || elementType == .bit
        var options: VectorIndexOptions
        var reason: String
        if let type = wanted.indexType {
            options = Self.defaults(type, dims: dims, capabilities)
            reason = "the index type \(type.rawValue) was asked for"
            if type == recommended.options.type { reason += ", and is what is recommended: \(recommended.reason)" }
        } else if let own = goal.options, !(isPlain && own.type.isQuantized) {
            (options, reason) = (own, goal.reason)
        } else {
            options = recommended.options
            reason = goal.isOfElements ? goal.reason : recommended.reason
        }
        wanted.override(&options)
        let field = DenseVectorField(
            dims: dims,
            elementType: elementType,
            similarity: wanted.similarity ?? Self.similarity(elementType),
            indexOptions: options
        )
        try field.validate(for: capabilities, name: name)
        return VectorFieldChoice(
            field: field,
            reason: reason.prefix(1).uppercased() + reason.dropFirst() + ".",
            warnings: Self.warnings(field, options, capabilities),
            oversample: field.searchOversample.map { Double($0) }
                ?? options.rescoreOversample.flatMap { $0 == 0 ? nil : $0 }
        )
    }

    /// How vectors of unit length are compared where nobody says.
    private static func similarity(_ elementType: VectorElementType) -> VectorSimilarity {
        switch elementType {
        case .bit: .l2Norm
        // Bytes are scaled by each vector's largest component, which only the cosine does not see.
        case .byte: .cosine
        // All vectors are made unit length here, so the dot product is the cosine and costs the server less.
        default: .dotProduct
        }
    }

    /// A type with the parameters that are written for it where nobody says others.
    private static func defaults(
        _ type: VectorIndexType,
        dims: Int,
        _ capabilities: Capabilities
    ) -> VectorIndexOptions {
        var options = VectorIndexOptions(type)
        if type.isGraph { (options.m, options.efConstruction) = (16, 100) }
        if [.bbqHNSW, .bbqFlat, .bbqDisk].contains(type), capabilities.supportsRescoreVector {
            options.rescoreOversample = 3
        }
        // As Elasticsearch itself does: below 384 components four bits each.
        if type == .bbqDisk, capabilities.supportsBBQDiskBits { options.bits = dims < 384 ? 4 : 1 }
        return options
    }

    private func override(_ options: inout VectorIndexOptions) {
        if let m { options.m = m }
        if let efConstruction { options.efConstruction = efConstruction }
        if let oversample { options.rescoreOversample = oversample }
        if let onDiskRescore { options.onDiskRescore = onDiskRescore }
        if let flatIndexThreshold { options.flatIndexThreshold = flatIndexThreshold }
        if let clusterSize { options.clusterSize = clusterSize }
        if let visitPercentage { options.defaultVisitPercentage = visitPercentage }
        if let bits { options.bits = bits }
        if let precondition { options.precondition = precondition }
        if let autoCalibrate { options.autoCalibrate = autoCalibrate }
        if let confidenceInterval { options.confidenceInterval = confidenceInterval }
    }

    private static func warnings(
        _ field: DenseVectorField,
        _ options: VectorIndexOptions,
        _ capabilities: Capabilities
    ) -> [String] {
        var warnings: [String] = []
        if [.bbqHNSW, .bbqFlat].contains(options.type), field.dims < 384 {
            warnings.append(
                "\(options.type.rawValue) below 384 dims loses recall; int8_hnsw is recommended, or a larger oversample."
            )
        }
        if options.type == .bbqDisk, options.bits == 1, field.dims < 384 {
            warnings.append("bbq_disk with one bit below 384 dims loses recall; 4 bits are recommended.")
        }
        if !options.type.isGraph, options.type != .bbqDisk {
            warnings.append(
                "\(options.type.rawValue) compares every vector: searches take as long as there are documents."
            )
        }
        if field.elementType == .bit {
            warnings.append("Bits keep only the signs of the components, and there is nothing to rescore with.")
        }
        if field.elementType == .byte {
            warnings.append("Bytes replace the floats: there are no whole vectors to rescore with.")
        }
        if options.confidenceInterval != nil, !capabilities.supportsConfidenceInterval {
            warnings.append("confidence_interval means nothing to \(capabilities.summary); leave it out.")
        }
        if options.onDiskRescore == true { warnings.append("on_disk_rescore is experimental in Elasticsearch.") }
        return warnings
    }
}

extension VectorOptions {
    /// What a goal comes to for a size on a server.
    private struct Intention {
        var elementType: VectorElementType = .float
        /// `nil` for what is recommended.
        var options: VectorIndexOptions?
        /// Half a sentence.
        var reason = ""
        /// Whether the goal is reached by the element type, whatever the index.
        var isOfElements = false
    }

    private func intention(dims: Int, _ capabilities: Capabilities) -> Intention {
        switch optimize {
        case .recall?:
            return Intention(
                options: VectorIndexOptions(.hnsw, m: 32, efConstruction: 200),
                reason: "whole vectors in a graph of twice the usual density miss the fewest neighbours"
            )
        case .memory?: return memory(dims: dims, capabilities)
        case .speed? where capabilities.supports(.int8HNSW):
            return Intention(
                options: VectorIndexOptions(
                    .int8HNSW,
                    m: 16,
                    efConstruction: 100,
                    rescoreOversample: capabilities.allowsZeroOversample ? 0 : nil
                ),
                reason: "one byte each is exact enough to order by, so no whole vector is read while searching"
            )
        case .disk?:
            guard capabilities.supportsBFloat16 else {
                return Intention(
                    elementType: .byte,
                    reason: "\(capabilities.summary) has no bfloat16, and bytes are a quarter of the floats on disk",
                    isOfElements: true
                )
            }
            return Intention(
                elementType: .bfloat16,
                reason: "bfloat16 halves the whole vectors on disk, which are most of it, and loses next to no recall",
                isOfElements: true
            )
        default: return Intention()
        }
    }

    private func memory(dims: Int, _ capabilities: Capabilities) -> Intention {
        if capabilities.supports(.bbqDisk), capabilities.allowsBBQDisk {
            return Intention(
                options: Self.defaults(.bbqDisk, dims: dims, capabilities),
                reason: "of clusters on disk only the centroids and what is searched must be in memory"
            )
        }
        if dims >= 384, capabilities.supports(.bbqHNSW) {
            return Intention(
                options: Self.defaults(.bbqHNSW, dims: dims, capabilities),
                reason: "one bit each is the least memory that \(capabilities.summary) needs for a graph"
            )
        }
        guard dims % 2 == 0, capabilities.supports(.int4HNSW) else { return Intention() }
        var options = Self.defaults(.int4HNSW, dims: dims, capabilities)
        options.rescoreOversample = capabilities.supportsRescoreVector ? 2 : nil
        return Intention(
            options: options,
            reason: "\(dims) dims are too few for one bit each; half a byte each is an eighth of the memory"
        )
    }
}

extension DenseVectorField {
    /// What searches ask for themselves, because the mapping does not: quantised vectors only choose candidates, the order comes
    /// from the whole ones.
    var searchOversample: Float? {
        guard let options = indexOptions, options.type.isQuantized, options.rescoreOversample == nil else { return nil }
        return 2
    }
}
