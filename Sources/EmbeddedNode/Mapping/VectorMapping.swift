import JSONValues

/// What a mapping says about a dense vector field.
struct VectorMapping: Sendable, Equatable {
    enum ElementType: String, Sendable {
        case float, bfloat16, byte, bit
    }

    enum Similarity: String, Sendable {
        case cosine
        case dotProduct = "dot_product"
        case l2Norm = "l2_norm"
        case maxInnerProduct = "max_inner_product"
    }

    var elementType: ElementType
    /// How many components; set by the first document where the mapping leaves it open.
    var dims: Int?
    var isIndexed: Bool
    var similarity: Similarity
    /// As given, completed by the server's defaults; `nil` where neither says anything.
    var indexOptions: JSONObject?

    /// Components of a stored row: numbers, or bytes of eight bits each.
    var rowLength: Int? { dims.map { elementType == .bit ? $0 / 8 : $0 } }

    /// Bytes of a stored row; 0 while the number of dimensions is open.
    var stride: Int {
        guard let rowLength else { return 0 }
        return elementType == .byte || elementType == .bit ? rowLength : rowLength * 4
    }

    /// Whether rows are stored at unit length with their magnitude beside.
    var isNormalized: Bool { similarity == .cosine && isIndexed && (elementType == .float || elementType == .bfloat16) }

    init(path: String, parameters: JSONObject) throws {
        for name in ["element_type", "dims", "index"] where parameters[name]?.isNull == true {
            throw RESTError.mapping("[\(name)] on mapper [\(path)] of type [dense_vector] must not have a [null] value")
        }
        var elementType = ElementType.float
        if let name = parameters["element_type"] {
            guard let known = name.string.flatMap(ElementType.init) else {
                throw RESTError.mapping(
                    "invalid element_type [\(name.string ?? name.text)]; available types are [bfloat16, byte, float, bit]"
                )
            }
            elementType = known
        }
        self.elementType = elementType
        if let written = parameters["dims"] {
            guard case .integer = written, let dims = written.int else {
                throw RESTError.mapping(
                    "Property [dims] on field [\(path)] must be an integer but got [\(written.string ?? written.text)]"
                )
            }
            let range = elementType == .bit ? 8...32_768 : 1...4_096
            guard range.contains(dims) else {
                throw RESTError.mapping(
                    "The number of dimensions should be in the range [\(range.lowerBound), \(range.upperBound)] but was [\(dims)]"
                )
            }
            guard elementType != .bit || dims % 8 == 0 else {
                throw RESTError.mapping("The number of dimensions for should be a multiple of 8 but was [\(dims)]")
            }
            self.dims = dims
        }
        isIndexed = try MappingParameters.bool(parameters["index"], "index", path) ?? true
        similarity = elementType == .bit ? .l2Norm : .cosine
        if let name = parameters["similarity"], !name.isNull {
            guard let known = name.string.flatMap(Similarity.init) else {
                throw RESTError.mapping(
                    "Unknown value [\(name.string ?? name.text)] for field [similarity] - accepted values are "
                        + "[l2_norm, cosine, dot_product, max_inner_product]"
                )
            }
            try requireIndexed("similarity")
            guard elementType != .bit || known == .l2Norm else {
                throw RESTError.mapping(
                    "The [l2_norm] similarity is the only supported similarity for bit vectors",
                    "illegal_argument_exception"
                )
            }
            similarity = known
        } else if parameters["similarity"] != nil {
            try requireIndexed("similarity")
        }
        if let options = parameters["index_options"], !options.isNull {
            try requireIndexed("index_options")
            indexOptions = try VectorIndexOptions.completed(
                options,
                path: path,
                elementType: elementType,
                dims: dims
            )
        }
        completeDefaults()
    }

    private func requireIndexed(_ parameter: String) throws {
        guard !isIndexed else { return }
        throw RESTError.mapping(
            "Field [\(parameter)] can only be specified for a field of type [dense_vector] when it is indexed",
            "illegal_argument_exception"
        )
    }

    /// Fills in the index options the server would choose once the number of dimensions is known.
    mutating func completeDefaults() {
        guard isIndexed, indexOptions == nil, let dims, elementType == .float || elementType == .bfloat16 else {
            return
        }
        indexOptions = VectorIndexOptions.defaults(dims: dims)
    }

    /// The parameters as `GET _mapping` shows them, without the type.
    var json: JSONObject {
        var object = JSONObject()
        if elementType != .float { object["element_type"] = .string(elementType.rawValue) }
        if let dims { object["dims"] = JSONValue(dims) }
        object["index"] = .bool(isIndexed)
        if isIndexed {
            object["similarity"] = .string(similarity.rawValue)
            if let indexOptions { object["index_options"] = .object(indexOptions) }
        }
        return object
    }
}
