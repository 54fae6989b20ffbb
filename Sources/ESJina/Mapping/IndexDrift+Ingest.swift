import Elasticsearch
import Embeddings
import JSONValues

extension IndexDrift {
    /// Checks that an index can take the documents of a plan, before anything is embedded.
    ///
    /// - Throws: ``IngestError`` of the kind `indexMismatch` with the first thing that is in the way, and the way out.
    static func check(_ plan: IndexPlan, _ mapping: IndexMapping, index: String) throws(IngestError) {
        let found = try description(of: mapping, index: index)
        if let mismatch = mismatches(plan, found, index: index).first {
            throw IngestError(.indexMismatch, mismatch.message)
        }
        for size in plan.dims {
            for name in plan.vectorFields(of: size) {
                guard let fault = fault(name, dims: size, mapping) else { continue }
                throw IngestError(.indexMismatch, message(index, name, fault))
            }
        }
    }

    /// What somebody who asks for other vectors than the index has should know; the index stays as it is.
    static func warnings(
        _ plan: IndexPlan,
        _ mapping: IndexMapping,
        index: String,
        _ capabilities: Capabilities
    ) -> [String] {
        guard !plan.vectorOptions.isEmpty, plan.vectorOptions != IndexPlan.vectorOptions(mapping),
            let drift = try? IndexDrift(plan, index: index, mapping: mapping, for: capabilities)
        else { return [] }
        let fields = drift.fields.entries.filter {
            $0.type == "dense_vector" && ($0.status == .update || $0.status == .migrate)
        }
        guard !fields.isEmpty else { return [] }
        return [
            "The index '\(index)' keeps the vector fields that it has: \(fields.map(\.path).joined(separator: ", ")) differ from "
                + "what was asked for. 'es-jina mapping --check --index \(index)' with the same options says what can be changed."
        ]
    }

    /// What is wrong with a vector field.
    enum Fault {
        case missing
        case wrong(String)
    }

    /// What is wrong with the vector field of a size; `nil` where documents can have it and searches can use it.
    static func fault(_ name: String, dims: Int, _ mapping: IndexMapping, isForSearch: Bool = false) -> Fault? {
        guard let held = mapping.properties[name] else { return .missing }
        guard let field = mapping.denseVectorFields[name] else {
            let type = held.typeName
            return type == "dense_vector" ? nil : .wrong("is of the type \(type), which holds no vectors")
        }
        if field.dims != dims { return .wrong("has \(field.dims) dims, not \(dims)") }
        guard field.index else { return .wrong("is not indexed, so no search finds anything by it") }
        // A search takes the vectors as they are.
        if isForSearch { return nil }
        if let type = ElementTypes(mapping.meta)[dims], type != field.elementType {
            return .wrong("stores \(field.elementType.rawValue), not \(type.rawValue)")
        }
        let options = IndexPlan.vectorOptions(mapping).resolved(for: dims)
        let isNormal = [.dotProduct, .cosine].contains(field.similarity)
        switch (options.similarity, field.elementType) {
        case (let similarity?, _) where similarity != field.similarity:
            return .wrong("is compared by \(field.similarity.rawValue), not \(similarity.rawValue)")
        // Of unit vectors both give the same scores.
        case (nil, let type) where type != .bit && !isNormal && ElementTypes(mapping.meta)[dims] != nil:
            return .wrong("is compared by \(field.similarity.rawValue), which scores otherwise than the cosine")
        default: return nil
        }
    }

    private static func message(_ index: String, _ name: String, _ fault: Fault) -> String {
        let start = "The mapping of the index '\(index)' was changed by something else: "
        return switch fault {
        case .missing:
            start + "it has no field '\(name)', so vectors would be stored where no search finds them. "
                + "'es-jina mapping --apply --index \(index)' adds it."
        case .wrong(let what):
            start
                + "the field '\(name)' \(what). Use another index with --index; 'es-jina mapping --check --index \(index)' "
                + "says how to get there."
        }
    }

    /// Why a search cannot use a vector field of an index; `nil` where it can.
    ///
    /// A server answers a search of a field that is not there with no hits and no complaint.
    static func searchFault(_ name: String, dims: Int, _ mapping: IndexMapping, index: String) -> String? {
        switch fault(name, dims: dims, mapping, isForSearch: true) {
        case nil: nil
        case .missing?:
            "The index '\(index)' says that it holds vectors of \(dims) dims and has no field '\(name)' for them, so nothing "
                + "would be found there. Search by words with --mode bm25; 'es-jina mapping --apply --index \(index)' adds the "
                + "field, and an ingest fills it."
        case .wrong(let what)?:
            "In the index '\(index)' the field '\(name)' \(what). Search by words with --mode bm25; 'es-jina mapping --check "
                + "--index \(index)' says what to do."
        }
    }

    static func mismatches(_ plan: IndexPlan, _ found: IndexDescription, index: String) -> [Mismatch] {
        var mismatches: [Mismatch] = []
        func add(_ name: String, _ have: String, _ want: String, _ status: MappingComparison.Status, _ message: String)
        {
            mismatches.append(
                Mismatch(
                    name: name,
                    found: have,
                    wanted: want,
                    status: status,
                    message: "The index '\(index)' " + message
                )
            )
        }
        if found.embedderFingerprint != plan.embedderFingerprint {
            let (have, want) = (
                "\(found.modelID) (\(found.embedderFingerprint))", "\(plan.model.id) (\(plan.embedderFingerprint))"
            )
            add(
                "embedder",
                have,
                want,
                .migrate,
                "holds vectors of \(have), not of \(want). Use --model \(found.modelID), or another index with --index."
            )
        }
        if found.dims != plan.dims {
            let have = found.dims.map(String.init).joined(separator: ",")
            let want = plan.dims.map(String.init).joined(separator: ",")
            let lacks = !Set(plan.dims).isSubset(of: found.dims)
            add(
                "dims",
                have,
                want,
                lacks ? .add : .extra,
                "holds vectors of \(have) dims, not \(want). Use --dims \(have), or another index with --index."
            )
        }
        if found.preprocessing != plan.preprocessing {
            add(
                "preprocessing",
                found.preprocessing,
                plan.preprocessing,
                .migrate,
                "holds pictures prepared as \(found.preprocessing), not \(plan.preprocessing). Use another index with --index."
            )
        }
        if found.tokenVectors != plan.tokenVectors {
            let way = TokenVectorField.mismatch(found.tokenVectors, for: plan.tokenVectors)
            add(
                "token_vectors",
                found.tokenVectors?.summary ?? "none",
                plan.tokenVectors?.summary ?? "none",
                found.tokenVectors == nil ? .add : plan.tokenVectors == nil ? .extra : .migrate,
                way
            )
        }
        return mismatches
    }
}

extension FieldMapping {
    /// The type's name; of objects `object`.
    fileprivate var typeName: String {
        switch self {
        case .text: "text"
        case .keyword: "keyword"
        case .integer: "integer"
        case .long: "long"
        case .double: "double"
        case .boolean: "boolean"
        case .date: "date"
        case .geoPoint: "geo_point"
        case .object: "object"
        case .denseVector: "dense_vector"
        case .raw(let json): json["type"]?.string ?? "object"
        }
    }
}
