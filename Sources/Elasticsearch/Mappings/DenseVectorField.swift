public import Embeddings
public import JSONValues

/// A field of type `dense_vector`.
public struct DenseVectorField: Sendable, Hashable {
    /// The number of components: 1 to 4096, for bits 8 to 32768 in steps of 8.
    public var dims: Int
    /// What components are stored as; default `float`.
    public var elementType: VectorElementType
    /// How vectors are compared; default `cosine`, for bits `l2_norm`.
    public var similarity: VectorSimilarity
    /// Whether knn search works on the field; default true.
    public var index: Bool
    /// How the field is indexed; `nil` takes ``VectorIndexOptions/recommended(dims:elementType:capabilities:)`` when written.
    public var indexOptions: VectorIndexOptions?

    /// Makes a field.
    public init(
        dims: Int,
        elementType: VectorElementType = .float,
        similarity: VectorSimilarity? = nil,
        index: Bool = true,
        indexOptions: VectorIndexOptions? = nil
    ) {
        self.dims = dims
        self.elementType = elementType
        self.similarity = similarity ?? (elementType == .bit ? .l2Norm : .cosine)
        self.index = index
        self.indexOptions = indexOptions
    }

    /// Reads a field as a server writes it; `nil` where it is none, has no `dims` yet, or has parameters unknown here.
    public init?(_ json: JSONValue) {
        let known: Set<String> = ["type", "dims", "element_type", "similarity", "index", "index_options"]
        guard let object = json.object, object["type"]?.string == "dense_vector", let dims = object["dims"]?.int,
            object.keys.allSatisfy(known.contains)
        else { return nil }
        self.init(
            dims: dims,
            elementType: object["element_type"]?.string.map { VectorElementType(rawValue: $0) } ?? .float,
            similarity: object["similarity"]?.string.map { VectorSimilarity(rawValue: $0) },
            index: object["index"]?.bool ?? true,
            indexOptions: object["index_options"].flatMap { VectorIndexOptions($0) }
        )
    }

    /// The field as a mapping for `capabilities` holds it, index options always written out.
    ///
    /// - Parameters:
    ///   - capabilities: The server it is for.
    ///   - name: The field's name, for the error.
    /// - Returns: The mapping.
    /// - Throws: ``ElasticsearchError`` of kind `invalidRequest` where the server would refuse it.
    public func json(for capabilities: Capabilities, name: String = "") throws(ElasticsearchError) -> JSONValue {
        try validate(for: capabilities, name: name)
        var object: JSONObject = ["type": "dense_vector", "dims": JSONValue(dims)]
        if elementType != .float { object["element_type"] = .string(elementType.rawValue) }
        object["index"] = .bool(index)
        if index {
            object["similarity"] = .string(similarity.rawValue)
            object["index_options"] = resolvedOptions(for: capabilities).json
        }
        return .object(object)
    }

    /// The options that are written: those given, or the recommended ones.
    public func resolvedOptions(for capabilities: Capabilities) -> VectorIndexOptions {
        indexOptions
            ?? VectorIndexOptions.recommended(dims: dims, elementType: elementType, capabilities: capabilities).options
    }
}
