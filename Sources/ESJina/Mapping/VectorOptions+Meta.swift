import Elasticsearch
import Embeddings
import JSONValues

extension VectorOptions {
    /// The options as an index keeps them in its `_meta`, by the names they have on the command line; empty where none is given.
    var meta: JSONObject {
        var object = ownMeta
        if !sizes.isEmpty {
            object["sizes"] = .object(
                JSONObject(
                    sizes.sorted { $0.key > $1.key }.map { (String($0.key), JSONValue.object($0.value.ownMeta)) }
                )
            )
        }
        return object
    }

    private var ownMeta: JSONObject {
        var object = JSONObject()
        object["optimize"] = optimize.map { .string($0.rawValue) }
        object["element_type"] = elementType.map { .string($0.rawValue) }
        object["index_type"] = indexType.map { .string($0.rawValue) }
        object["similarity"] = similarity.map { .string($0.rawValue) }
        object["m"] = m.map { JSONValue($0) }
        object["ef_construction"] = efConstruction.map { JSONValue($0) }
        object["oversample"] = oversample.map { JSONValue($0) }
        object["on_disk_rescore"] = onDiskRescore.map { JSONValue($0) }
        object["flat_index_threshold"] = flatIndexThreshold.map { JSONValue($0) }
        object["cluster_size"] = clusterSize.map { JSONValue($0) }
        object["visit_percentage"] = visitPercentage.map { JSONValue($0) }
        object["bits"] = bits.map { JSONValue($0) }
        object["precondition"] = precondition.map { JSONValue($0) }
        object["auto_calibrate"] = autoCalibrate.map { JSONValue($0) }
        object["confidence_interval"] = confidenceInterval.map { JSONValue($0) }
        return object
    }

    /// Reads options as an index keeps them; what is not known here is as not given.
    init(meta: JSONValue) {
        self.init(
            optimize: meta["optimize"]?.string.map { Goal(rawValue: $0) },
            elementType: meta["element_type"]?.string.map { VectorElementType(rawValue: $0) },
            indexType: meta["index_type"]?.string.map { VectorIndexType(rawValue: $0) },
            similarity: meta["similarity"]?.string.map { VectorSimilarity(rawValue: $0) }
        )
        m = meta["m"]?.int
        efConstruction = meta["ef_construction"]?.int
        oversample = meta["oversample"]?.double
        onDiskRescore = meta["on_disk_rescore"]?.bool
        flatIndexThreshold = meta["flat_index_threshold"]?.int
        clusterSize = meta["cluster_size"]?.int
        visitPercentage = meta["visit_percentage"]?.double
        bits = meta["bits"]?.int
        precondition = meta["precondition"]?.bool
        autoCalibrate = meta["auto_calibrate"]?.bool
        confidenceInterval = meta["confidence_interval"]?.double
        for (size, own) in meta["sizes"]?.object ?? [:] {
            guard let dims = Int(size) else { continue }
            sizes[dims] = VectorOptions(meta: own)
        }
    }

    /// What one types for the options, such as `--index-type 256=int8_hnsw`.
    public var arguments: [String] {
        let own = [("", ownMeta)] + sizes.sorted { $0.key > $1.key }.map { ("\($0.key)=", $0.value.ownMeta) }
        var values: [(name: String, values: [String])] = []
        for (prefix, object) in own {
            for (key, value) in object {
                let name = String(key.map { $0 == "_" ? "-" : $0 })
                let text = prefix + (value.string ?? value.text)
                if let place = values.firstIndex(where: { $0.name == name }) {
                    values[place].values.append(text)
                } else {
                    values.append((name, [text]))
                }
            }
        }
        return values.map { "--\($0.name) \($0.values.joined(separator: ","))" }
    }
}
