public import Embeddings

extension DenseVectorField {
    /// Checks that a vector can be a value of the field.
    ///
    /// Do this before a vector is sent as base64: a server takes a base64 text of half the size for `bfloat16` and stores
    /// nonsense without a word (seen on 9.5.4).
    ///
    /// - Parameters:
    ///   - vector: The vector.
    ///   - name: The field's name, for the message.
    /// - Throws: ``ElasticsearchError`` of kind `invalidRequest` for another size, for components that are no finite numbers or,
    ///   in a `byte` field, no bytes, for a zero vector under `cosine` and for a vector that is not unit length under `dot_product`.
    public func validate(_ vector: Embedding, name: String = "") throws(ElasticsearchError) {
        let place = name.isEmpty ? "the vector" : "the vector for the field [\(name)]"
        func invalid(_ what: String) -> ElasticsearchError { ElasticsearchError(.invalidRequest, "\(place) \(what)") }
        guard vector.dims == dims else { throw invalid("has \(vector.dims) dims; its mapping has \(dims)") }
        var squared: Float = 0
        for value in vector.values { squared += value * value }
        guard squared.isFinite else { throw invalid("has a component that is no finite number, or too large a one") }
        if index, similarity == .cosine, squared == 0 { throw invalid("is zero, which cosine cannot compare") }
        if elementType == .byte,
            let value = vector.values.first(where: { $0 != $0.rounded() || !(-128...127).contains($0) })
        {
            throw invalid("has the component \(value); element_type byte takes whole numbers from -128 to 127")
        }
        // The server's own bounds: 1e-3 on the squared length, 0.02 for bfloat16.
        if index, similarity == .dotProduct, elementType == .float || elementType == .bfloat16,
            abs(squared - 1) >= (elementType == .float ? 1e-3 : 0.02)
        {
            throw invalid(
                "has the squared length \(squared); dot_product needs unit vectors, normalise it or use cosine"
            )
        }
    }

    /// Checks the field against the rules of a server, so that the message names field, rule and fix.
    ///
    /// - Parameters:
    ///   - capabilities: The server it is for.
    ///   - name: The field's name, for the message.
    /// - Throws: ``ElasticsearchError`` of kind `invalidRequest`, or `licence` where only the licence is missing.
    public func validate(for capabilities: Capabilities, name: String = "") throws(ElasticsearchError) {
        let field = name.isEmpty ? "the vector field" : "the vector field [\(name)]"
        func invalid(_ what: String) -> ElasticsearchError { ElasticsearchError(.invalidRequest, "\(field) \(what)") }

        guard capabilities.supports(elementType) else {
            throw invalid(
                "has element_type [\(elementType.rawValue)], which \(capabilities.summary) does not have; use float"
                    + (elementType == .bfloat16 ? " or upgrade to 9.3" : "")
            )
        }
        if elementType == .bit {
            guard (8...32768).contains(dims), dims % 8 == 0 else {
                throw invalid("has \(dims) dims; with element_type bit they must be a multiple of 8 from 8 to 32768")
            }
        } else {
            guard (1...4096).contains(dims) else { throw invalid("has \(dims) dims; they must be 1 to 4096") }
        }
        guard index else {
            guard indexOptions == nil else {
                throw invalid("has index options although it is not indexed; remove one of the two")
            }
            return
        }
        guard [.cosine, .dotProduct, .l2Norm, .maxInnerProduct].contains(similarity) else {
            throw invalid(
                "has the unknown similarity [\(similarity.rawValue)]; use cosine, dot_product, l2_norm or max_inner_product"
            )
        }
        guard elementType != .bit || similarity == .l2Norm else {
            throw invalid("has similarity [\(similarity.rawValue)]; element_type bit takes only l2_norm")
        }
        try resolvedOptions(for: capabilities)
            .validate(
                dims: dims,
                elementType: elementType,
                for: capabilities,
                field: field
            )
    }
}

extension VectorIndexOptions {
    func validate(
        dims: Int,
        elementType: VectorElementType,
        for capabilities: Capabilities,
        field: String
    ) throws(ElasticsearchError) {
        func invalid(_ what: String) -> ElasticsearchError { ElasticsearchError(.invalidRequest, "\(field) \(what)") }

        guard capabilities.supports(type) else {
            let names = VectorIndexType.known.filter { capabilities.supports($0) }.map(\.rawValue)
                .joined(separator: ", ")
            throw invalid(
                "has the index type [\(type.rawValue)], which \(capabilities.summary) does not have; use one of \(names)"
            )
        }
        if type.isQuantized, elementType == .byte || elementType == .bit {
            throw invalid(
                "has element_type [\(elementType.rawValue)], which the index type [\(type.rawValue)] cannot quantise; use hnsw or flat"
            )
        }
        if type.isInt4, dims % 2 != 0 {
            throw invalid(
                "has \(dims) dims; the index type [\(type.rawValue)] needs an even number, use int8_hnsw or other dims"
            )
        }
        if type.isBBQ, type != .bbqDisk, dims < 64 {
            throw invalid("has \(dims) dims; the index type [\(type.rawValue)] needs 64 or more, use int8_hnsw")
        }
        try validateNumbers(for: capabilities, field: field)
        if type == .bbqDisk, !capabilities.allowsBBQDisk {
            throw ElasticsearchError(
                .licence,
                "\(field) has the index type [bbq_disk], to which \(capabilities.summary) refuses every write; use bbq_hnsw or an Enterprise licence"
            )
        }
    }

    private func validateNumbers(for capabilities: Capabilities, field: String) throws(ElasticsearchError) {
        func invalid(_ what: String) -> ElasticsearchError { ElasticsearchError(.invalidRequest, "\(field) \(what)") }
        func check(_ name: String, _ isGiven: Bool, belongs: Bool, exists: Bool) throws(ElasticsearchError) {
            guard isGiven else { return }
            guard belongs else {
                throw invalid("has [\(name)], which the index type [\(type.rawValue)] does not take; remove it")
            }
            guard exists else { throw invalid("has [\(name)], which \(capabilities.summary) does not have; remove it") }
        }
        let isDisk = type == .bbqDisk
        let isInt = [.int8HNSW, .int8Flat, .int4HNSW, .int4Flat].contains(type)
        let isQuantizedGraphOrDisk = type.isQuantized && (type.isGraph || isDisk)
        try check("m", m != nil, belongs: type.isGraph, exists: true)
        try check("ef_construction", efConstruction != nil, belongs: type.isGraph, exists: true)
        try check(
            "confidence_interval",
            confidenceInterval != nil,
            belongs: isInt,
            exists: true
        )
        try check(
            "rescore_vector",
            rescoreOversample != nil,
            belongs: type.isQuantized,
            exists: capabilities.supportsRescoreVector
        )
        try check(
            "on_disk_rescore",
            onDiskRescore != nil,
            // Switched off, every type takes it.
            belongs: isQuantizedGraphOrDisk || onDiskRescore == false,
            exists: capabilities.supportsOnDiskRescore
        )
        try check(
            "flat_index_threshold",
            flatIndexThreshold != nil,
            belongs: type.isGraph || isDisk,
            exists: capabilities.supportsFlatIndexThreshold
        )
        try check("cluster_size", clusterSize != nil, belongs: isDisk, exists: true)
        try check("default_visit_percentage", defaultVisitPercentage != nil, belongs: isDisk, exists: true)
        try check("bits", bits != nil, belongs: isDisk, exists: capabilities.supportsBBQDiskBits)
        try check("precondition", precondition != nil, belongs: isDisk, exists: capabilities.supportsBBQDiskBits)
        try check("auto_calibrate", autoCalibrate != nil, belongs: isDisk, exists: capabilities.supportsAutoCalibrate)

        func range(_ name: String, _ value: Int?, _ range: ClosedRange<Int>) throws(ElasticsearchError) {
            guard let value, !range.contains(value) else { return }
            throw invalid("has [\(name)] \(value); it must be \(range.lowerBound) to \(range.upperBound)")
        }
        try range("m", m, 1...512)
        try range("ef_construction", efConstruction, 1...3200)
        try range("cluster_size", clusterSize, 64...65536)
        // Graphs take any negative number for −1.
        let least = isDisk ? -1 : Int(Int32.min)
        try range("flat_index_threshold", flatIndexThreshold, least...Int(Int32.max))
        if let bits, !(capabilities.supportsSevenBits ? [1, 2, 4, 7] : [1, 2, 4]).contains(bits) {
            throw invalid("has [bits] \(bits); it must be 1, 2 or 4" + (capabilities.supportsSevenBits ? ", or 7" : ""))
        }
        // Servers read these as 32-bit floats before they compare.
        if let share = defaultVisitPercentage, !(0...100).contains(Float(share)) {
            throw invalid("has [default_visit_percentage] \(share); it must be 0 to 100")
        }
        if capabilities.supportsConfidenceInterval, let interval = confidenceInterval, Float(interval) != 0,
            !(0.9...1).contains(Float(interval))
        {
            throw invalid("has [confidence_interval] \(interval); it must be 0, or 0.9 to 1")
        }
        if let oversample = rescoreOversample {
            let isZero = Float(oversample) == 0
            guard isZero ? capabilities.allowsZeroOversample : (1...10).contains(Float(oversample)) else {
                let zero = capabilities.allowsZeroOversample ? ", or 0 for no rescoring" : ""
                throw invalid("has an oversample of \(oversample); it must be 1 to 10\(zero)")
            }
        }
    }
}
