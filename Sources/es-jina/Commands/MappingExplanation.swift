import ESJina
import Elasticsearch
import Embeddings
import JSONValues

/// What was chosen for the vector fields of an index, why, and what it costs.
struct MappingExplanation {
    private let plan: IndexPlan
    private let capabilities: Capabilities
    private let fields: [(name: String, choice: VectorFieldChoice)]

    /// Chooses the fields of a plan for a server.
    init(_ plan: IndexPlan, for capabilities: Capabilities) throws {
        self.plan = plan
        self.capabilities = capabilities
        let choices = try plan.vectorChoices(for: capabilities)
        fields = [Modality.image, .text].filter(plan.model.modalities.contains)
            .flatMap { modality in
                choices.map { (DocumentFields.embedding(modality, dims: $0.field.dims), $0) }
            }
    }

    /// The fields as paragraphs for people.
    var text: String {
        fields.map { name, choice in ([name] + lines(choice).map { "  " + $0 }).joined(separator: "\n") + "\n" }
            .joined(separator: "\n")
    }

    private func lines(_ choice: VectorFieldChoice) -> [String] {
        let field = choice.field
        var lines = [
            "\(field.elementType.rawValue) × \(field.dims), \(field.similarity.rawValue), \(Self.text(field.indexOptions))"
        ]
        lines.append(choice.reason)
        lines.append(rescoring(choice))
        lines.append(Self.cost(footprint(field)))
        lines.append("Left to itself, \(capabilities.summary) would take \(serverDefault(field)).")
        return lines + choice.warnings.map { "Warning: " + $0 }
    }

    private func rescoring(_ choice: VectorFieldChoice) -> String {
        guard let oversample = choice.oversample else {
            return choice.field.indexOptions?.type.isQuantized == true
                ? "The quantised vectors give the order; whole ones are not looked at."
                : "The stored vectors give the order."
        }
        let who = choice.field.indexOptions?.rescoreOversample == nil ? "Each search asks for" : "The mapping asks for"
        return "\(who) \(Self.number(oversample)) times the candidates, ordered by whole vectors."
    }

    /// What a million vectors of a field cost, one copy.
    private func footprint(_ field: DenseVectorField) -> VectorFootprint {
        VectorFootprint(field, documents: 1_000_000, capabilities: capabilities)
    }

    private static func cost(_ footprint: VectorFootprint) -> String {
        "A million of them should have \(megabytes(footprint.ramBytes)) of page cache and take \(megabytes(footprint.diskBytes)) of "
            + "disk, each copy."
    }

    private static func megabytes(_ bytes: Int) -> String { "\((bytes + 500_000) / 1_000_000) MB" }

    private func serverDefault(_ field: DenseVectorField) -> String {
        let found = VectorIndexOptions.serverDefault(
            dims: field.dims,
            elementType: field.elementType,
            capabilities: capabilities
        )
        let similarity = field.elementType == .bit ? VectorSimilarity.l2Norm : .cosine
        return Self.text(found) + " and " + similarity.rawValue
    }

    private static func text(_ options: VectorIndexOptions?) -> String {
        guard let options, let members = options.json.object else { return "not indexed" }
        let parameters = members.filter { $0.key != "type" }
            .map { key, value in
                key == "rescore_vector" ? "oversample \((value["oversample"] ?? 0).text)" : "\(key) \(value.text)"
            }
        return ([options.type.rawValue] + parameters).joined(separator: ", ")
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String(value)
    }

    /// The same as a document.
    var json: JSONValue {
        let fields = fields.map { name, choice in
            let field = choice.field
            var object: JSONObject = [
                "name": .string(name), "dims": JSONValue(field.dims),
                "element_type": .string(field.elementType.rawValue), "similarity": .string(field.similarity.rawValue),
                "index_options": field.indexOptions?.json ?? .null, "reason": .string(choice.reason),
                "warnings": .array(choice.warnings.map(JSONValue.string)),
            ]
            object["oversample"] = choice.oversample.map { .number($0) } ?? .null
            object["server_default"] =
                VectorIndexOptions.serverDefault(
                    dims: field.dims,
                    elementType: field.elementType,
                    capabilities: capabilities
                )
                .json
            let footprint = footprint(field)
            object["ram_bytes_per_million"] = JSONValue(footprint.ramBytes)
            object["disk_bytes_per_million"] = JSONValue(footprint.diskBytes)
            return JSONValue.object(object)
        }
        return [
            "server": .string(capabilities.summary), "model": .string(plan.model.id), "fields": .array(fields),
        ]
    }
}
