import ContentDigests
import Embeddings

/// A document's content that was read and is known by its digest, but not decoded yet.
struct LoadedItem: Sendable {
    /// Which of the window's inputs it comes from.
    var place: Int
    var position: String
    var record: IngestRecord
    /// The digest of the content that is embedded.
    var content: ContentDigest
    /// The digest of everything the document is made of.
    var digest: ContentDigest
    /// What it is embedded together with; `nil` where it is embedded by itself.
    var context: ChunkContext?
}

/// A document's content, decoded where it is a picture, ready to be embedded and indexed.
struct PreparedItem: Sendable {
    var place: Int
    var position: String
    var record: IngestRecord
    /// The digest of everything the document is made of.
    var digest: ContentDigest
    /// The digest of the content that is embedded.
    var content: ContentDigest
    var modality: Modality
    /// What is embedded; `nil` where the record brings its vector.
    var input: EmbeddingInput?
    /// What it is embedded together with; `nil` where it is embedded by itself.
    var context: ChunkContext?
    /// What is known of a picture.
    var picture: Picture?
    /// The text on a picture of a page.
    var pageText: String?

    /// Whether a search by words can find it.
    var hasWords: Bool {
        if case .text = record.content { return true }
        let texts = [record.title, record.caption, pageText] + record.captions.map(\.text) + record.tags
        return texts.contains { $0?.isEmpty == false }
    }

    struct Picture: Sendable {
        var width: Int
        var height: Int
        var format: String
        var mediaType: String
    }
}
