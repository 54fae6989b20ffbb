import CommandTree
import ESJina
import Elasticsearch
import Embeddings

/// How vectors are stored and indexed.
///
/// Every option holds for all sizes, or for one as in `--index-type 1024=bbq_hnsw,256=int8_hnsw`.
enum VectorFieldOptions {
    enum GoalChoice: String, OptionChoice {
        case recall, memory, speed, disk

        var summary: String {
            switch self {
            case .recall: "whole vectors in a denser graph"
            case .memory: "the fewest bits a graph can do with; clusters on disk where the licence has them"
            case .speed: "one byte each gives the order, no whole vector is read"
            case .disk: "bfloat16 where the server has it, else bytes"
            }
        }
    }

    enum ElementChoice: String, OptionChoice {
        case float, bfloat16, byte, bit

        var summary: String {
            switch self {
            case .float: "four bytes"
            case .bfloat16: "two bytes, from 9.3"
            case .byte: "one byte, and no whole vectors to rescore with"
            case .bit: "the sign alone, compared by Hamming distance"
            }
        }
    }

    enum IndexChoice: String, OptionChoice {
        case hnsw
        case int8HNSW = "int8_hnsw"
        case int4HNSW = "int4_hnsw"
        case bbqHNSW = "bbq_hnsw"
        case bbqDisk = "bbq_disk"
        case flat
        case int8Flat = "int8_flat"
        case int4Flat = "int4_flat"
        case bbqFlat = "bbq_flat"

        var summary: String {
            switch self {
            case .hnsw: "a graph over whole vectors"
            case .int8HNSW: "a graph over a byte each"
            case .int4HNSW: "a graph over half a byte each, even dims"
            case .bbqHNSW: "a graph over a bit each, from 64 dims"
            case .bbqDisk: "clusters of bits on disk, from 9.2, Enterprise from 9.3"
            case .flat: "every whole vector compared"
            case .int8Flat: "every vector compared by a byte each"
            case .int4Flat: "every vector compared by half a byte each"
            case .bbqFlat: "every vector compared by a bit each"
            }
        }
    }

    enum SimilarityChoice: String, OptionChoice {
        case cosine
        case dotProduct = "dot_product"
        case l2Norm = "l2_norm"
        case maxInnerProduct = "max_inner_product"
    }

    private static func sized<Value: OptionElement>(
        _ name: String,
        value: String,
        help: String
    ) -> Option<[SizedValue<Value>]> {
        Option<[SizedValue<Value>]>(
            name,
            value: value,
            configKey: String(name.map { $0 == "-" ? "_" : $0 }),
            help: help
        )
    }

    static let optimize: Option<[SizedValue<GoalChoice>]> = sized(
        "optimize",
        value: "GOAL",
        help: "What to spend memory, disk and time on, where the options below do not say."
    )
    .defaultDescribed("recall and memory in balance")
    static let elementType: Option<[SizedValue<ElementChoice>]> = sized(
        "element-type",
        value: "TYPE",
        help: "What a component of a vector is stored as."
    )
    .discussed("Each of these options may name a size: `--index-type 1024=bbq_hnsw,256=int8_hnsw`.")
    .defaultDescribed("float")
    static let indexType: Option<[SizedValue<IndexChoice>]> = sized(
        "index-type",
        value: "TYPE",
        help: "How vectors are indexed."
    )
    .defaultDescribed("bbq_hnsw from 384 dims, below it int8_hnsw")
    static let similarity: Option<[SizedValue<SimilarityChoice>]> = sized(
        "similarity",
        value: "NAME",
        help: "How vectors are compared."
    )
    .defaultDescribed("dot_product of unit vectors; cosine of bytes, l2_norm of bits")
    static let m: Option<[SizedValue<Int>]> = sized(
        "m",
        value: "N",
        help: "Neighbours of a node in the graph, 1 to 512; more find more and need more memory."
    )
    .defaultDescribed("16")
    static let efConstruction: Option<[SizedValue<Int>]> = sized(
        "ef-construction",
        value: "N",
        help: "Candidates while a node is added to the graph, 1 to 3200; more build slower and find more."
    )
    .defaultDescribed("100")
    static let oversample: Option<[SizedValue<Double>]> = sized(
        "oversample",
        value: "X",
        help: "How many times more candidates are compared with whole vectors, 1 to 10, or 0 for none."
    )
    .defaultDescribed("3 with bbq types; of others a search asks for 2")
    static let onDiskRescore: Option<[SizedValue<Bool>]> = sized(
        "on-disk-rescore",
        value: "BOOL",
        help: "Whether whole vectors are read past the page cache for that; from 9.3, experimental."
    )
    static let flatIndexThreshold: Option<[SizedValue<Int>]> = sized(
        "flat-index-threshold",
        value: "N",
        help: "Documents in a segment below which no graph is built, -1 for the format's own; from 9.4."
    )
    static let clusterSize: Option<[SizedValue<Int>]> = sized(
        "cluster-size",
        value: "N",
        help: "Vectors in a cluster of bbq_disk, 64 to 65536."
    )
    static let visitPercentage: Option<[SizedValue<Double>]> = sized(
        "visit-percentage",
        value: "X",
        help: "Percent of the vectors a search of bbq_disk visits, 0 to 100; 0 follows the candidates."
    )
    static let bits: Option<[SizedValue<Int>]> = sized(
        "bits",
        value: "N",
        help: "Bits of a component in bbq_disk: 1, 2 or 4; from 9.4."
    )
    .defaultDescribed("1, and 4 below 384 dims")
    static let precondition: Option<[SizedValue<Bool>]> = sized(
        "precondition",
        value: "BOOL",
        help: "Whether bbq_disk rotates vectors first; from 9.4."
    )
    static let autoCalibrate: Option<[SizedValue<Bool>]> = sized(
        "auto-calibrate",
        value: "BOOL",
        help: "Whether bbq_disk chooses its own visit percentage; from 9.5."
    )
    static let confidenceInterval: Option<[SizedValue<Double>]> = sized(
        "confidence-interval",
        value: "X",
        help: "The share of values that int8 and int4 types keep apart, 0.9 to 1, or 0; below 9.4."
    )

    static let group = OptionGroup(
        "Vectors",
        [
            optimize, elementType, indexType, similarity, m, efConstruction, oversample, onDiskRescore,
            flatIndexThreshold, clusterSize, visitPercentage, bits, precondition, autoCalibrate, confidenceInterval,
        ]
    )

    /// What the command line says of vector fields.
    static func value(_ command: ParsedCommand) -> VectorOptions {
        var options = VectorOptions()
        func set<Value: OptionElement, Member>(
            _ values: [SizedValue<Value>],
            _ member: WritableKeyPath<VectorOptions, Member?>,
            _ convert: (Value) -> Member
        ) {
            for entry in values {
                if let dims = entry.dims {
                    options.sizes[dims, default: VectorOptions()][keyPath: member] = convert(entry.value)
                } else {
                    options[keyPath: member] = convert(entry.value)
                }
            }
        }
        set(command[optimize], \.optimize) { VectorOptions.Goal(rawValue: $0.rawValue) }
        set(command[elementType], \.elementType) { VectorElementType(rawValue: $0.rawValue) }
        set(command[indexType], \.indexType) { VectorIndexType(rawValue: $0.rawValue) }
        set(command[similarity], \.similarity) { VectorSimilarity(rawValue: $0.rawValue) }
        set(command[m], \.m) { $0 }
        set(command[efConstruction], \.efConstruction) { $0 }
        set(command[oversample], \.oversample) { $0 }
        set(command[onDiskRescore], \.onDiskRescore) { $0 }
        set(command[flatIndexThreshold], \.flatIndexThreshold) { $0 }
        set(command[clusterSize], \.clusterSize) { $0 }
        set(command[visitPercentage], \.visitPercentage) { $0 }
        set(command[bits], \.bits) { $0 }
        set(command[precondition], \.precondition) { $0 }
        set(command[autoCalibrate], \.autoCalibrate) { $0 }
        set(command[confidenceInterval], \.confidenceInterval) { $0 }
        return options
    }
}

/// A value for vectors of one size, as people write it, or for all.
struct SizedValue<Value: OptionElement>: OptionElement {
    static var placeholder: String { Value.placeholder }
    static var choices: [AllowedValue] { Value.choices }

    /// The size; `nil` for all.
    var dims: Int?
    var value: Value

    init(optionText: String) throws(ValueError) {
        let parts = optionText.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            value = try Value(optionText: optionText)
            return
        }
        guard let dims = Int(parts[0]), dims > 0 else {
            throw ValueError(expected: "a value, or a size, '=' and a value, such as 1024=\(parts[1])")
        }
        self.dims = dims
        value = try Value(optionText: String(parts[1]))
    }

    var optionText: String { dims.map { "\($0)=" + value.optionText } ?? value.optionText }
}
