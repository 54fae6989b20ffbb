import Embeddings

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension VectorFootprint {
    /// Bytes of one vector in each file of a segment.
    ///
    /// Lucene's formats: `Lucene99ScalarQuantizedVectorsFormat` below 9.4, `Lucene104ScalarQuantizedVectorsFormat` and
    /// Elasticsearch's `ES93BinaryQuantizedVectorsFormat` from there.
    struct Formulas {
        let dims: Int
        let elementType: VectorElementType
        let capabilities: Capabilities

        init(field: DenseVectorField, capabilities: Capabilities) {
            dims = field.dims
            elementType = field.elementType
            isIndexed = field.index
            self.capabilities = capabilities
        }

        private let isIndexed: Bool

        static func rawBytes(_ elementType: VectorElementType, dims: Int) -> Int {
            switch elementType {
            case .bfloat16: 2 * dims
            case .byte: dims
            case .bit: (dims + 7) / 8
            default: 4 * dims
            }
        }

        /// The full vector; as doc values it has its magnitude beside it.
        var rawBytes: Int { Self.rawBytes(elementType, dims: dims) + (isIndexed ? 0 : 4) }

        /// The vector as JSON in the compressed `_source`; 0 where the server keeps it out, which it does only for indexed fields.
        ///
        /// Measured on 8.19.21 and 9.5.4: a float is some eleven characters with its comma, of which LZ4 leaves 8.5; base64 and
        /// the hexadecimal text of bytes and bits hardly shrink.
        var sourceBytes: Double {
            if isIndexed, capabilities.excludesVectorsFromSource { return 0 }
            let dims = Double(dims)
            switch elementType {
            case .byte: return 1.8 * dims
            case .bit: return 0.25 * dims
            default: return capabilities.acceptsBase64Vectors ? 16 / 3 * dims : 8.5 * dims
            }
        }

        /// The code with its corrections; 0 for types that do not quantise.
        func codeBytes(_ type: VectorIndexType) -> Int {
            let correction = capabilities.storesComponentSums ? 16 : 4
            switch type {
            case .int8HNSW, .int8Flat: return dims + correction
            case .int4HNSW, .int4Flat: return (dims + 1) / 2 + correction
            case .bbqHNSW, .bbqFlat: return (dims + 63) / 64 * 8 + 14
            default: return 0
            }
        }

        /// Four bytes for each of `m` neighbours: half of the places that a node has, and the other half is rarely taken.
        func graphBytes(m: Int) -> Int { 4 * m }

        /// Whether a segment of `documents` documents gets a graph at all.
        func buildsGraph(_ options: VectorIndexOptions, documents: Int) -> Bool {
            guard capabilities.supportsFlatIndexThreshold else { return true }
            var threshold = options.flatIndexThreshold ?? -1
            if threshold < 0 { threshold = options.type == .bbqHNSW ? 300 : 150 }
            guard threshold > 0, documents > 1 else { return true }
            return documents > Int(Double(threshold) * log(Double(documents)))
        }

        func clusterSize(_ options: VectorIndexOptions) -> Int { max(options.clusterSize ?? 384, 1) }

        /// A centroid: seven bits a component, in a byte, and its corrections.
        var centroidBytes: Int { dims + 16 }

        /// A vector in the clusters, twice, because each lies in the second-nearest cluster too where that helps: an upper bound.
        func clusteredBytes(bits: Int) -> Int {
            let code = bits >= 7 ? dims : (dims * bits + 7) / 8
            return 2 * (code + 16)
        }
    }
}
