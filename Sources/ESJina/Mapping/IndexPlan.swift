public import Elasticsearch
public import Embeddings
import JSONValues

/// What an index is for: a model, the sizes of its vectors, and how inputs are prepared for it.
///
/// It makes the mapping, is written into the mapping's `_meta`, and is read back from there, so that nobody mixes vectors of
/// two models in one index.
public struct IndexPlan: Sendable, Hashable {
    /// The embedding model.
    public var model: EmbeddingModel
    /// What the embedder says its vectors depend on.
    public var embedderFingerprint: String
    /// The sizes indexed, descending; each document holds one vector field per size.
    public var dims: [Int]
    /// How pictures are prepared.
    public var preprocessing: String
    /// The token vectors for late interaction; `nil`, the default, for none.
    public var tokenVectors: TokenVectorField?
    /// What is wanted of the vector fields; by default what is recommended for their sizes on the server.
    public var vectorOptions = VectorOptions()

    /// How captions in known languages are cut into terms; default ``TextAnalyzers/standard``.
    public var analyzers = TextAnalyzers.standard
    /// The languages whose captions have their fields from the beginning; others get theirs with their first document.
    public var languages: [String] = []
    /// The model's revision, such as a commit of its weights; `nil` where nobody knows it.
    public var modelRevision: String?

    /// Makes a plan for an embedder.
    ///
    /// - Parameters:
    ///   - embedder: What makes the vectors.
    ///   - dims: The sizes; empty for the model's full size alone.
    ///   - images: How pictures are prepared.
    /// - Throws: ``IngestError`` of the kind `invalidDims`, naming the nearest size the model has.
    public init(embedder: any Embedder, dims: [Int] = [], images: ImageOptions = ImageOptions()) throws(IngestError) {
        try self.init(model: embedder.model, embedderFingerprint: embedder.fingerprint, dims: dims, images: images)
    }

    /// Makes a plan for a model.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - embedderFingerprint: What the vectors depend on besides their inputs.
    ///   - dims: The sizes; empty for the model's full size alone.
    ///   - images: How pictures are prepared.
    /// - Throws: ``IngestError`` of the kind `invalidDims`, naming the nearest size the model has.
    public init(
        model: EmbeddingModel,
        embedderFingerprint: String,
        dims: [Int] = [],
        images: ImageOptions = ImageOptions()
    ) throws(IngestError) {
        self.model = model
        self.embedderFingerprint = embedderFingerprint
        preprocessing = images.fingerprint
        var sizes: Set<Int> = []
        do throws(EmbeddingError) {
            for size in dims.isEmpty ? [model.dims] : dims { sizes.insert(try model.checkedDims(size)) }
        } catch {
            throw IngestError(.invalidDims, error.message)
        }
        self.dims = sizes.sorted(by: >)
    }

    /// Everything a document's vectors depend on besides its content.
    var fingerprint: String {
        let vectors = "\(embedderFingerprint) \(preprocessing) \(dims.map(String.init).joined(separator: ","))"
        return tokenVectors.map { "\(vectors) \($0.fingerprint)" } ?? vectors
    }

    /// The index's settings and mapping.
    ///
    /// - Parameter capabilities: The server it is for.
    /// - Returns: The definition; vectors with the index options that ``vectorOptions`` come to on that server.
    /// - Throws: `ElasticsearchError` where the server would refuse a vector field.
    public func definition(for capabilities: Capabilities) throws(ElasticsearchError) -> IndexDefinition {
        let choices = try vectorChoices(for: capabilities)
        var fields: [(String, FieldMapping)] = [
            (DocumentFields.modality, .keyword()),
            (DocumentFields.path, .keyword()),
            (DocumentFields.title, .text(fields: ["keyword": .keyword(ignoreAbove: 256)])),
            (DocumentFields.caption, .text()),
            (DocumentFields.captions, captions),
            (DocumentFields.body, .text()),
            (
                DocumentFields.tags,
                .raw(["type": "keyword", "ignore_above": 256, "fields": ["text": ["type": "text"]]])
            ),
            (DocumentFields.format, .keyword()),
            (DocumentFields.width, .integer),
            (DocumentFields.height, .integer),
            (DocumentFields.parentID, .keyword()),
            (DocumentFields.partNumber, .integer),
            (DocumentFields.partCount, .integer),
            (DocumentFields.partStart, .integer),
            (DocumentFields.contentHash, .keyword()),
            (DocumentFields.inputPosition, Self.storedOnly),
            (DocumentFields.inputDigest, Self.storedOnly),
        ]
        for modality in [Modality.image, .text] where model.modalities.contains(modality) {
            for choice in choices {
                fields.append((DocumentFields.embedding(modality, dims: choice.field.dims), .denseVector(choice.field)))
            }
        }
        if let tokenVectors { fields.append((DocumentFields.tokenVectors, tokenVectors.mapping(for: capabilities))) }
        return IndexDefinition(
            mapping: IndexMapping(
                dynamic: .mapped,
                meta: ["es_jina": meta(choices.map(\.field.elementType))],
                properties: FieldMappings(fields)
            )
        )
    }

    /// The vector fields of all sizes on a server, each for any modality.
    ///
    /// - Parameter capabilities: The server they are for.
    /// - Returns: One choice a size, in the order of ``dims``.
    /// - Throws: `ElasticsearchError` where the server would refuse one.
    public func vectorChoices(for capabilities: Capabilities) throws(ElasticsearchError) -> [VectorFieldChoice] {
        let modality = model.modalities.contains(.image) ? Modality.image : .text
        var choices: [VectorFieldChoice] = []
        for size in dims {
            let name = DocumentFields.embedding(modality, dims: size)
            choices.append(try vectorOptions.choice(dims: size, for: capabilities, name: name))
        }
        return choices
    }

    /// The vector field of one size on a server, for any modality.
    ///
    /// - Parameters:
    ///   - dims: The size.
    ///   - capabilities: The server it is for.
    /// - Returns: The field, and in one sentence why so; ``VectorOptions/choice(dims:for:name:)`` says more.
    /// - Throws: `ElasticsearchError` where the server would refuse it.
    public func vectorField(
        dims: Int,
        for capabilities: Capabilities
    ) throws(ElasticsearchError) -> (field: DenseVectorField, reason: String) {
        let choice = try vectorOptions.choice(dims: dims, for: capabilities)
        return (choice.field, choice.reason)
    }

    /// A field that stands in the document and costs the index nothing.
    private static let storedOnly = FieldMapping.raw(["type": "keyword", "index": false, "doc_values": false])

    /// The full-text mapping of captions in languages with their analyzers, to be added to an index.
    static func captionMapping(_ languages: [(language: String, analyzer: String?)]) -> IndexMapping {
        IndexMapping(properties: [DocumentFields.captions: captions(languages)])
    }

    private static func captions(_ languages: [(language: String, analyzer: String?)]) -> FieldMapping {
        var field: JSONObject = ["type": "object", "dynamic": false]
        let captions = languages.map { language, analyzer in
            var text: JSONObject = ["type": "text"]
            text["analyzer"] = analyzer.map(JSONValue.string)
            return (language, JSONValue.object(text))
        }
        if !captions.isEmpty { field["properties"] = .object(JSONObject(captions)) }
        return .raw(.object(field))
    }

    /// The captions of ``languages``, with analyzers that every server has; those of plugins come with the first document.
    private var captions: FieldMapping {
        Self.captions(
            languages.map { ($0, analyzers == .language ? TextAnalyzers.builtIn(for: $0) : nil) }
        )
    }

    /// What an index says of itself; layout 2 had neither element types, nor normalisation, analyzers and the version.
    private func meta(_ elementTypes: [VectorElementType]) -> JSONValue {
        var meta: JSONObject = ["layout": 3, "model": .string(model.id)]
        meta["revision"] = modelRevision.map(JSONValue.string)
        meta["embedder"] = .string(embedderFingerprint)
        meta["dims"] = .array(dims.map { JSONValue($0) })
        meta["element_types"] = .array(elementTypes.map { .string($0.rawValue) })
        meta["normalization"] = "unit"
        meta["preprocessing"] = .string(preprocessing)
        meta["analyzers"] = .string(analyzers.rawValue)
        meta["es_jina"] = .string(Toolkit.version)
        meta["token_vectors"] = tokenVectors?.meta
        if !vectorOptions.isEmpty { meta["vectors"] = .object(vectorOptions.meta) }
        return .object(meta)
    }

    /// Compares this plan with what an index was made for and with the vector fields that it has.
    ///
    /// - Parameters:
    ///   - mapping: The index's mapping.
    ///   - index: The index's name.
    /// - Throws: ``IngestError`` of the kind `indexMismatch`, naming both sides and the fix.
    public func check(_ mapping: IndexMapping, index: String) throws(IngestError) {
        try IndexDrift.check(self, mapping, index: index)
    }
}

/// What an index says of itself in its `_meta`.
public struct IndexDescription: Sendable, Hashable {
    /// The embedding model's id.
    public var modelID: String
    /// What its vectors depend on besides their inputs.
    public var embedderFingerprint: String
    /// The sizes indexed, descending.
    public var dims: [Int]
    /// How pictures were prepared.
    public var preprocessing: String
    /// The languages that have a caption field.
    public var captionLanguages: [String]
    /// How captions in known languages are cut into terms.
    public var analyzers: TextAnalyzers
    /// What it has vector fields for.
    public var modalities: Set<Modality>
    /// Whether it holds, or held, a picture with no word to find it by.
    public var hasWordlessPictures: Bool
    /// The token vectors for late interaction; `nil` where it has none.
    public var tokenVectors: TokenVectorField?

    /// Reads the description of an index; `nil` where es-jina did not make it.
    public init?(_ mapping: IndexMapping) {
        guard let meta = mapping.meta["es_jina"], let model = meta["model"]?.string,
            let embedder = meta["embedder"]?.string, let dims = meta["dims"]?.array?.compactMap(\.int), !dims.isEmpty
        else { return nil }
        modelID = model
        embedderFingerprint = embedder
        self.dims = dims.sorted(by: >)
        preprocessing = meta["preprocessing"]?.string ?? ""
        tokenVectors = meta["token_vectors"].flatMap { TokenVectorField(meta: $0) }
        captionLanguages = []
        analyzers = meta["analyzers"]?.string.map { TextAnalyzers(rawValue: $0) } ?? .standard
        hasWordlessPictures = mapping.properties[DocumentFields.wordless] != nil
        let vectors = mapping.denseVectorFields
        modalities = Set(
            [Modality.image, .text]
                .filter { modality in
                    dims.contains { vectors[DocumentFields.embedding(modality, dims: $0)] != nil }
                }
        )
        switch mapping.properties[DocumentFields.captions] {
        case .object(let fields)?: captionLanguages = fields.names
        case .raw(let json)?: captionLanguages = json["properties"]?.object?.keys ?? []
        default: break
        }
    }
}
