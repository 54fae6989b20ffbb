import Elasticsearch
import Embeddings
import JSONValues
import Jina

/// The vector fields that the sweep tries: every combination that a rule could tell from its neighbours.
enum MappingSweepFields {
    /// Every size a model of the catalogue has, and those at which a rule changes.
    static let sizes = Set(
        JinaModels.embeddingModels.flatMap { $0.matryoshkaDims + [$0.dims] }
            + [1, 2, 63, 64, 65, 96, 101, 383, 384, 4096, 4097]
    )
    .sorted()
    /// For bits, besides.
    static let bitSizes = [0, 4, 8, 12, 32_768, 32_776]

    static let elementTypes: [VectorElementType] = [.float, .bfloat16, .byte, .bit]
    static let similarities: [VectorSimilarity] = [.cosine, .dotProduct, .l2Norm, .maxInnerProduct]

    static let all = matrix + parameters + unknown + notIndexed

    /// Size × element type × index type × similarity.
    static let matrix: [DenseVectorField] = elementTypes.flatMap { element in
        (element == .bit ? sizes + bitSizes : sizes)
            .flatMap { dims in
                VectorIndexType.known.flatMap { type in
                    similarities.map {
                        DenseVectorField(
                            dims: dims,
                            elementType: element,
                            similarity: $0,
                            indexOptions: VectorIndexOptions(type)
                        )
                    }
                }
            }
    }

    /// Each parameter inside its range, at its borders and outside, for each type of index.
    static let parameters: [DenseVectorField] = VectorIndexType.known.flatMap { type in
        (type == .hnsw || type == .flat ? elementTypes : [.float])
            .flatMap { element in
                options(type).map { DenseVectorField(dims: 64, elementType: element, indexOptions: $0) }
            }
    }

    private static func options(_ type: VectorIndexType) -> [VectorIndexOptions] {
        func each<Value>(
            _ path: WritableKeyPath<VectorIndexOptions, Value?>,
            _ values: [Value]
        ) -> [VectorIndexOptions] {
            values.map {
                var options = VectorIndexOptions(type)
                options[keyPath: path] = $0
                return options
            }
        }
        return each(\.m, [-1, 0, 1, 2, 16, 512, 513])
            + each(\.efConstruction, [-1, 0, 1, 100, 3200, 3201])
            + each(\.confidenceInterval, [-1, 0, 0.5, 0.89, 0.9, 0.95, 1, 1.01])
            + each(\.rescoreOversample, [-1, 0, 0.5, 0.99, 1, 3, 10, 10.000_000_1, 10.01])
            + each(\.onDiskRescore, [true, false])
            + each(\.flatIndexThreshold, [-2_147_483_649, -2, -1, 0, 1, 2_147_483_647, 2_147_483_648])
            + each(\.clusterSize, [0, 63, 64, 384, 65_536, 65_537])
            + each(\.defaultVisitPercentage, [-0.1, 0, 50, 100, 100.000_000_1, 100.1])
            + each(\.bits, [0, 1, 2, 3, 4, 5, 6, 7, 8])
            + each(\.precondition, [true, false])
            + each(\.autoCalibrate, [true, false])
            + [VectorIndexOptions(type, m: 512, efConstruction: 1), VectorIndexOptions(type, m: 1, efConstruction: 1)]
    }

    /// Names that no server knows.
    static let unknown = [
        DenseVectorField(dims: 64, elementType: VectorElementType(rawValue: "half")),
        DenseVectorField(dims: 64, elementType: VectorElementType(rawValue: "FLOAT")),
        DenseVectorField(dims: 64, similarity: VectorSimilarity(rawValue: "manhattan")),
        DenseVectorField(dims: 64, similarity: VectorSimilarity(rawValue: "Cosine")),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(VectorIndexType(rawValue: "ivf"))),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(VectorIndexType(rawValue: "HNSW"))),
    ]

    /// Fields that only keep their vectors.
    static let notIndexed: [DenseVectorField] = elementTypes.flatMap { element in
        [-1, 0, 1, 7, 8, 12, 4095, 4096, 4097, 32_768, 32_776]
            .map { DenseVectorField(dims: $0, elementType: element, index: false) }
            + similarities.map { DenseVectorField(dims: 64, elementType: element, similarity: $0, index: false) }
            + [DenseVectorField(dims: 64, elementType: element, index: false, indexOptions: VectorIndexOptions(.flat))]
    }
}

extension DenseVectorField {
    /// The field as it is written for a server, were every rule on the server's side.
    func unchecked(for server: Capabilities) -> JSONValue {
        var object: JSONObject = ["type": "dense_vector", "dims": JSONValue(dims)]
        if elementType != .float { object["element_type"] = .string(elementType.rawValue) }
        object["index"] = .bool(index)
        if index { object["similarity"] = .string(similarity.rawValue) }
        if index || indexOptions != nil { object["index_options"] = resolvedOptions(for: server).json }
        return .object(object)
    }

    /// A value that suits every similarity: of length one, along the first axis.
    var sampleVector: String {
        let count = elementType == .bit ? dims / 8 : dims
        return "[1" + String(repeating: ",0", count: max(count - 1, 0)) + "]"
    }
}
