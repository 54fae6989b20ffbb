/// What a dialect's requests and answers look like, as facts that the writers and readers consult.
struct WireFormat: Hashable, Sendable {
    /// How one picture stands in `input`.
    enum ImageItem: Hashable, Sendable {
        /// `{"image": "base64"}`
        case imageObject
        /// `{"type":"image","format":"base64","value":"data:…"}`
        case contentPart
        /// `"data:…"`, which is a picture only with `modality` beside it.
        case dataURI
    }

    var dialect: JinaDialect
    /// The path before `/embeddings`.
    var pathPrefix: String
    var imageItem: ImageItem
    /// The key that asks for base64 vectors.
    var encodingKey: String
    /// Whether one call may hold texts and pictures.
    var mixesModalities: Bool
    /// Whether `task`, `truncate`, `normalized` and `late_chunking` mean anything to the server.
    var obeysOptions: Bool
    /// Whether `dimensions` is followed by normalisation.
    var normalisesCutVectors: Bool
    /// The longest text the server takes, in Unicode scalars; longer ones are refused, not truncated.
    var maxTextScalars: Int
    /// Whether `usage` is money.
    var billsTokens: Bool
    /// Whether the dialect was found out rather than configured, for messages.
    var isDetected: Bool

    init(_ dialect: JinaDialect, pathPrefix: String, isDetected: Bool = false) {
        self.dialect = dialect
        self.pathPrefix = pathPrefix
        self.isDetected = isDetected
        let isInfinity = dialect == .infinity
        switch dialect {
        case .infinity: imageItem = .dataURI
        case .onPrem: imageItem = .contentPart
        default: imageItem = .imageObject
        }
        encodingKey = isInfinity ? "encoding_format" : "embedding_type"
        mixesModalities = !isInfinity
        obeysOptions = !isInfinity
        normalisesCutVectors = !isInfinity
        // Infinity's schema: `constr(max_length=122880)`, counted as Python counts, in scalars.
        maxTextScalars = isInfinity ? 122_880 : .max
        billsTokens = dialect == .hosted
    }
}
