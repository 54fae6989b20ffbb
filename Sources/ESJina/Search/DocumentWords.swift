import Embeddings
import JSONValues

/// The words of a document that a search by words sees.
enum DocumentWords {
    /// Whether it is a picture that has none.
    static func areMissing(in source: JSONObject) -> Bool {
        guard source[DocumentFields.modality]?.string == Modality.image.rawValue else { return false }
        return ![
            DocumentFields.title, DocumentFields.caption, DocumentFields.captions, DocumentFields.body,
            DocumentFields.tags,
        ]
        .contains { source[$0] != nil }
    }

    /// All of them: title, captions, tags and text.
    static func text(of source: JSONObject) -> String {
        let captions = source[DocumentFields.captions]?.object?.compactMap(\.value.string) ?? []
        let tags = source[DocumentFields.tags]?.array?.compactMap(\.string) ?? []
        let parts =
            [DocumentFields.title, DocumentFields.caption].compactMap { source[$0]?.string } + captions + tags
            + [source[DocumentFields.body]?.string].compactMap(\.self)
        return parts.joined(separator: "\n")
    }
}
