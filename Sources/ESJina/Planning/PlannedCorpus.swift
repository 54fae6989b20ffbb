public import Elasticsearch
import Embeddings

/// What is to be indexed, as numbers: counted by a ``DryRun``, or given.
public struct PlannedCorpus: Sendable, Hashable {
    /// Where a number comes from.
    public struct Origin: RawRepresentable, Sendable, Hashable {
        /// The word for it.
        public let rawValue: String
        /// Makes an origin of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Somebody said so.
        public static let given = Origin(rawValue: "given")
        /// A dry run or an ingest measured it.
        public static let measured = Origin(rawValue: "measured")
        /// Nobody said; it stands for the usual case.
        public static let assumed = Origin(rawValue: "assumed")
    }

    /// Documents with a vector of a picture.
    public var pictures: Int
    /// Documents with a vector of a text, each part of a longer text counted.
    public var texts: Int
    /// Bytes of a document's JSON without its vectors.
    public var sourceBytes: Double
    /// Where ``sourceBytes`` comes from.
    public var sourceBytesOrigin: Origin
    /// Bytes of the line before a document in a bulk body, its id included.
    public var actionBytes: Double
    /// Tokens of a text that is embedded.
    public var tokensPerText: Double
    /// Where ``tokensPerText`` comes from.
    public var tokensOrigin: Origin
    /// Bytes of a picture as it is sent to the embedder, before base64; 0 where it is not known.
    public var pictureBytes: Double
    /// Pictures that are embedded, because they are neither like another nor kept from an earlier run.
    public var newPictures: Int
    /// Texts that are embedded.
    public var newTexts: Int
    /// Requests to the embedder that were counted; `nil` where they follow from the numbers above.
    public var embeddingRequests: Int?

    /// The bytes of a document's JSON without vectors where nobody says: path, hash, place in its source, some words.
    public static let usualSourceBytes = 700.0
    /// The bytes of a bulk line and its id where nobody says.
    public static let usualActionBytes = 64.0
    /// The tokens of a text where nobody says.
    public static let usualTokensPerText = 256.0

    /// Makes a corpus of so many documents.
    ///
    /// - Parameters:
    ///   - pictures: Documents with a vector of a picture, 0 or more.
    ///   - texts: Documents with a vector of a text, 0 or more.
    ///   - sourceBytes: Bytes of a document's JSON without vectors; `nil` for ``usualSourceBytes``.
    ///   - tokensPerText: Tokens of a text; `nil` for ``usualTokensPerText``.
    public init(pictures: Int, texts: Int, sourceBytes: Int? = nil, tokensPerText: Int? = nil) {
        self.pictures = max(0, pictures)
        self.texts = max(0, texts)
        self.sourceBytes = sourceBytes.map(Double.init) ?? Self.usualSourceBytes
        sourceBytesOrigin = sourceBytes == nil ? .assumed : .given
        actionBytes = Self.usualActionBytes
        self.tokensPerText = tokensPerText.map(Double.init) ?? Self.usualTokensPerText
        tokensOrigin = tokensPerText == nil ? .assumed : .given
        pictureBytes = 0
        newPictures = self.pictures
        newTexts = self.texts
    }

    /// Makes the corpus that a dry run went through.
    ///
    /// - Parameters:
    ///   - report: What it counted.
    ///   - fields: The vectors its documents had, a field for each size.
    ///   - usesBase64: Whether their vectors were written as base64.
    public init(_ report: DryRunReport, fields: [DenseVectorField], usesBase64: Bool) {
        let (sent, needs) = (report.sent, report.vectors)
        let count = Double(max(1, sent.documents))
        self.init(pictures: report.ingest.counters.pictures, texts: 0)
        texts = max(0, report.ingest.counters.documents - pictures)
        sourceBytes = sent.documents == 0 ? Self.usualSourceBytes : Double(sent.sourceBytes) / count
        sourceBytesOrigin = sent.documents == 0 ? .assumed : .measured
        let vectors = fields.reduce(0.0) { sum, field in
            sum + Double(sent.pictures) * WireSize.member(.image, field, usesBase64: usesBase64)
                + Double(sent.documents - sent.pictures) * WireSize.member(.text, field, usesBase64: usesBase64)
        }
        if sent.documents > 0 {
            actionBytes = max(0, (Double(sent.bulkBytes - sent.sourceBytes) - vectors) / count)
        }
        if needs.texts > 0 {
            tokensPerText = Double(needs.textTokens) / Double(needs.texts)
            tokensOrigin = .measured
        }
        pictureBytes = needs.pictures == 0 ? 0 : Double(needs.pictureBytes) / Double(needs.pictures)
        newPictures = needs.pictures
        newTexts = needs.texts
        embeddingRequests = needs.calls
    }

    /// All documents.
    public var documents: Int { pictures + texts }

    /// The same kind of documents, so many of them; shares, sizes and tokens stay as they are.
    public func scaled(to documents: Int) -> PlannedCorpus {
        guard self.documents > 0 else { return self }
        let factor = Double(documents) / Double(self.documents)
        func scaled(_ count: Int) -> Int { Int((Double(count) * factor).rounded()) }
        var corpus = self
        corpus.pictures = scaled(pictures)
        corpus.texts = max(0, documents - corpus.pictures)
        corpus.newPictures = min(corpus.pictures, scaled(newPictures))
        corpus.newTexts = min(corpus.texts, scaled(newTexts))
        corpus.embeddingRequests = nil
        return corpus
    }
}
