import ContentDigests
import Embeddings
import JSONValues

/// An input that was read, and decoded where it is a picture, ready to be embedded and indexed.
struct PreparedItem: Sendable {
    var position: String
    var record: IngestRecord
    /// The digest of everything the document is made of.
    var digest: ContentDigest
    /// What is embedded, with the digest of the content it was made from.
    var request: EmbeddingStage.Request
    /// What is known of a picture.
    var picture: Picture?

    struct Picture: Sendable {
        var width: Int
        var height: Int
        var format: String
        var mediaType: String
    }
}

/// An input that was read and is known by its digest, but not decoded yet.
struct LoadedItem: Sendable {
    var position: String
    var record: IngestRecord
    /// The digest of the content that is embedded.
    var content: ContentDigest
    /// The digest of everything the document is made of.
    var digest: ContentDigest
}

/// Reads, checks and decodes inputs; the part of an ingest that keeps the processors busy.
struct ItemPreparer: Sendable {
    /// Raised when documents of the same input come out otherwise than before.
    static let layoutVersion = "1"

    let plan: IndexPlan
    let images: (any ImagePreparer)?
    let options: ImageOptions

    /// Reads `entry` and digests it; `knownID` is the id it was indexed under before.
    func load(_ entry: SourceEntry, knownID: String? = nil) throws(InputError) -> LoadedItem {
        var record = try entry.load()
        if let knownID { record.id = knownID }
        guard !record.id.isEmpty, record.id.utf8.count <= DocumentID.maxBytes else {
            throw InputError(
                .read,
                "\(entry.position) has an id of \(record.id.utf8.count) bytes; it must have 1 to 512."
            )
        }
        if let name = record.attributes.keys.first(where: DocumentFields.isReserved) {
            throw InputError(
                .read,
                "\(entry.position) has a field '\(name)', a name es-jina uses itself. Rename it, or give it a meaning with "
                    + "--title-field, --text-field, --caption-field or --tag-field."
            )
        }
        if let caption = record.captions.first(where: { !Self.isLanguage($0.language) }) {
            throw InputError(
                .read,
                "\(entry.position) has a caption in the language '\(caption.language)', which is no language tag such as 'en' "
                    + "or 'pt-br'."
            )
        }
        let content: ContentDigest
        switch record.content {
        case .image(let bytes): content = ContentDigest(of: bytes)
        case .text(let text): content = ContentDigest(of: embeddedText(record.title, text))
        case .remoteImage, .pdf, .page, .none: throw InputError(.read, "\(entry.position) has a content that is not read yet.")
        }
        return LoadedItem(
            position: entry.position,
            record: record,
            content: content,
            digest: documentDigest(record, content)
        )
    }

    /// Makes the embedder's input of `item`; decodes pictures.
    func prepare(_ item: LoadedItem) throws(InputError) -> PreparedItem {
        let record = item.record
        switch record.content {
        case .text(let text):
            guard plan.model.modalities.contains(.text) else { throw unsupported(item, "texts") }
            return PreparedItem(
                position: item.position,
                record: record,
                digest: item.digest,
                request: .init(input: .text(embeddedText(record.title, text)), content: item.content)
            )
        case .remoteImage, .pdf, .page, .none: throw unsupported(item, "such inputs")
        case .image(let bytes):
            guard plan.model.modalities.contains(.image) else { throw unsupported(item, "pictures") }
            guard let images else {
                throw InputError(.decode, "\(item.position) is a picture, and this build reads none.")
            }
            let prepared: PreparedImage
            do throws(ImageError) {
                prepared = try images.prepare(bytes, name: record.path ?? item.position, options: options)
            } catch {
                throw InputError(.decode, error.message)
            }
            var image = prepared.image
            image.words = words(record, prepared)
            var kept = record
            // The bytes are not needed any more; windows hold only the small prepared picture.
            kept.content = .image([])
            if kept.caption == nil, kept.captions.isEmpty { kept.caption = prepared.embeddedCaption }
            return PreparedItem(
                position: item.position,
                record: kept,
                digest: item.digest,
                request: .init(input: .image(image), content: item.content),
                picture: .init(
                    width: prepared.width,
                    height: prepared.height,
                    format: prepared.format,
                    mediaType: image.mediaType
                )
            )
        }
    }

    /// Whether `tag` can name a field: letters, digits and hyphens, 1 to 35 of them (RFC 5646, section 4.4.1).
    ///
    /// Checked here because a field that the server refuses to map would stop the whole run, not this input alone.
    static func isLanguage(_ tag: String) -> Bool {
        1...35 ~= tag.utf8.count
            && tag.utf8.allSatisfy { 0x61...0x7A ~= $0 | 0x20 || 0x30...0x39 ~= $0 || $0 == 0x2D || $0 == 0x5F }
    }

    private func unsupported(_ item: LoadedItem, _ what: String) -> InputError {
        InputError(.embed, "\(item.position) cannot be embedded: \(plan.model.id) does not embed \(what).")
    }

    private func embeddedText(_ title: String?, _ body: String) -> String {
        guard let title, !title.isEmpty else { return body }
        return body.isEmpty ? title : title + "\n" + body
    }

    private func words(_ record: IngestRecord, _ prepared: PreparedImage) -> [String] {
        let known = [record.title, record.caption ?? prepared.embeddedCaption].compactMap(\.self)
        return known + record.captions.map(\.text) + record.tags
    }

    private func documentDigest(_ record: IngestRecord, _ content: ContentDigest) -> ContentDigest {
        var hasher = ContentHasher()
        hasher.updateDelimited(Self.layoutVersion)
        hasher.updateDelimited(plan.fingerprint)
        hasher.updateDelimited(record.id)
        hasher.update(content.bytes)
        for part in [record.path, record.title, record.caption] { hasher.updateDelimited(part ?? "\u{0}") }
        for caption in record.captions {
            hasher.updateDelimited(caption.language)
            hasher.updateDelimited(caption.text)
        }
        hasher.updateDelimited("tags")
        record.tags.forEach { hasher.updateDelimited($0) }
        hasher.updateDelimited(record.attributes.isEmpty ? "" : attributesText(record))
        return hasher.finalize()
    }

    private func attributesText(_ record: IngestRecord) -> String {
        String(decoding: DocumentBuilder.serialized(record.attributes), as: UTF8.self)
    }
}
