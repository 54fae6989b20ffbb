import ContentDigests
import Embeddings
import JSONValues
import Synchronization

/// Reads, checks, cuts and decodes inputs; the part of an ingest that keeps the processors busy.
struct ItemPreparer: Sendable {
    /// Raised when documents of the same input come out otherwise than before.
    static let layoutVersion = "3"

    let plan: IndexPlan
    let images: (any ImagePreparer)?
    let fetcher: (any ImageFetcher)?
    let options: ImageOptions
    let texts: TextDivision
    private let languages = EmbeddedLanguages()

    init(
        plan: IndexPlan,
        images: (any ImagePreparer)?,
        fetcher: (any ImageFetcher)?,
        options: ImageOptions,
        texts: TextDivision
    ) {
        self.plan = plan
        self.images = images
        self.fetcher = fetcher
        self.options = options
        self.texts = texts
    }

    /// Reads `entry`, cuts it into its documents and digests them; `knownID` is the id it was indexed under before.
    func load(_ entry: SourceEntry, at place: Int, knownID: String? = nil) async throws(InputError) -> [LoadedItem] {
        var record = try entry.load()
        if let knownID { record.id = knownID }
        try check(record, entry.position)
        if case .remoteImage(let url) = record.content {
            guard let fetcher else {
                throw InputError(
                    .fetch,
                    "\(entry.position) names its picture by a URL, and fetching is off. Allow it with --fetch-images, or "
                        + "download it and give its path."
                )
            }
            record.content = .image(try await fetcher.fetch(url, name: entry.position))
            record.path = url
        }
        return try parts(of: record, entry.position)
            .map { part in
                LoadedItem(
                    place: place,
                    position: entry.position,
                    record: part.record,
                    content: part.content,
                    digest: documentDigest(part.record, part.content),
                    context: part.context
                )
            }
    }

    /// The documents an input becomes.
    private func parts(of record: IngestRecord, _ position: String) throws(InputError) -> [TextDivision.Part] {
        switch record.content {
        case .image(let bytes): return [.init(record: record, content: ContentDigest(of: bytes))]
        case .page(let bytes, let number):
            return [.init(record: record, content: Self.pageDigest(ContentDigest(of: bytes), number))]
        case .none:
            guard record.vector != nil else {
                throw InputError(.read, "\(position) has neither a content nor a vector, so there is nothing to index.")
            }
            return [.init(record: record, content: ContentDigest(of: record.id))]
        case .text(let text):
            guard record.vector == nil else {
                return [.init(record: record, content: ContentDigest(of: texts.embeddedText(record.title, text)))]
            }
            return texts.parts(of: record, text)
        case .pdf(let bytes): return try pages(of: record, bytes, position)
        case .remoteImage: throw InputError(.fetch, "\(position) names its picture by a URL that was not fetched.")
        }
    }

    private func pages(
        of record: IngestRecord,
        _ bytes: [UInt8],
        _ position: String
    ) throws(InputError) -> [TextDivision.Part] {
        guard let images else { throw InputError(.decode, "\(position) is a PDF file, and this build reads none.") }
        let count: Int
        do throws(ImageError) {
            count = try images.pageCount(bytes, name: record.path ?? position)
        } catch {
            throw InputError(.decode, error.message)
        }
        let file = ContentDigest(of: bytes)
        return (1...max(count, 1))
            .map { number in
                var page = record
                page.content = .page(bytes, number: number)
                if count > 1 {
                    page.id = DocumentID.part(of: record.id, "page", number)
                    page.part = .init(parent: record.id, number: number, count: count)
                }
                return .init(record: page, content: Self.pageDigest(file, number))
            }
    }

    private static func pageDigest(_ file: ContentDigest, _ number: Int) -> ContentDigest {
        var hasher = ContentHasher()
        hasher.update(file.bytes)
        hasher.updateDelimited("page \(number)")
        return hasher.finalize()
    }

    /// Makes the embedder's input of `item`; decodes pictures.
    func prepare(_ item: LoadedItem) throws(InputError) -> PreparedItem {
        var prepared = PreparedItem(
            place: item.place,
            position: item.position,
            record: item.record,
            digest: item.digest,
            content: item.content,
            modality: .text,
            context: item.context
        )
        switch item.record.content {
        case .text(let text):
            guard plan.model.modalities.contains(.text) else { throw unsupported(item, "texts") }
            prepared.input = .text(texts.embeddedText(item.record.title, text))
        case .image(let bytes):
            try prepare(&prepared, item) { (images, name) throws(ImageError) in
                try images.prepare(bytes, name: name, options: options)
            }
        case .page(let bytes, let number):
            try prepare(&prepared, item) { (images, name) throws(ImageError) in
                try images.preparePage(bytes, page: number, name: name, options: options)
            }
        case .none: prepared.modality = plan.model.modalities.contains(.text) ? .text : .image
        case .remoteImage, .pdf: throw unsupported(item, "inputs that were not read")
        }
        if let vector = item.record.vector {
            prepared.input = nil
            prepared.record.vector = try checked(vector, item)
        }
        return prepared
    }

    private func prepare(
        _ prepared: inout PreparedItem,
        _ item: LoadedItem,
        _ decode: (any ImagePreparer, String) throws(ImageError) -> PreparedImage
    ) throws(InputError) {
        guard plan.model.modalities.contains(.image) else { throw unsupported(item, "pictures") }
        guard let images else {
            throw InputError(.decode, "\(item.position) is a picture, and this build reads none.")
        }
        let picture: PreparedImage
        do throws(ImageError) {
            picture = try decode(images, item.record.path ?? item.position)
        } catch {
            throw InputError(.decode, error.message)
        }
        adopt(picture, into: &prepared.record)
        var image = picture.image
        image.words = words(prepared.record)
        prepared.modality = .image
        prepared.pageText = picture.pageText
        prepared.input = .image(image)
        // The bytes are not needed any more; windows hold only the small prepared picture.
        prepared.record.content = .image([])
        prepared.picture = .init(
            width: picture.width,
            height: picture.height,
            format: picture.format,
            mediaType: image.mediaType
        )
    }

    /// Takes over what people wrote into the picture's file, where nothing outside of it says otherwise.
    private func adopt(_ picture: PreparedImage, into record: inout IngestRecord) {
        record.title = record.title ?? picture.embeddedTitle
        if record.caption == nil, record.captions.isEmpty {
            record.caption = picture.embeddedCaption
            record.captions = picture.embeddedCaptions
                .filter { Self.isLanguage($0.language) && languages.admits($0.language) }
        }
        if record.tags.isEmpty { record.tags = picture.embeddedTags }
    }

    /// A vector made elsewhere, checked, at unit length.
    private func checked(_ vector: Embedding, _ item: LoadedItem) throws(InputError) -> Embedding {
        guard vector.dims == plan.model.dims else {
            throw InputError(
                .embed,
                "\(item.position) brings a vector of \(vector.dims) dims; \(plan.model.id) has \(plan.model.dims)."
            )
        }
        guard vector.isFinite, vector.norm > 0 else {
            throw InputError(.embed, "\(item.position) brings a vector that is zero or not finite.")
        }
        return vector
    }

    /// Whether `tag` can name a field: letters, digits and hyphens, 1 to 35 of them (RFC 5646, section 4.4.1).
    ///
    /// Checked here because a field that the server refuses to map would stop the whole run, not this input alone.
    static func isLanguage(_ tag: String) -> Bool {
        1...35 ~= tag.utf8.count
            && tag.utf8.allSatisfy { 0x61...0x7A ~= $0 | 0x20 || 0x30...0x39 ~= $0 || $0 == 0x2D || $0 == 0x5F }
    }

    private func check(_ record: IngestRecord, _ position: String) throws(InputError) {
        guard !record.id.isEmpty, record.id.utf8.count <= DocumentID.maxBytes else {
            throw InputError(.read, "\(position) has an id of \(record.id.utf8.count) bytes; it must have 1 to 512.")
        }
        if let name = record.attributes.keys.first(where: DocumentFields.isReserved) {
            throw InputError(
                .read,
                "\(position) has a field '\(name)', a name es-jina uses itself. Rename it, or give it a meaning with "
                    + "--title-field, --text-field, --caption-field or --tag-field."
            )
        }
        if let caption = record.captions.first(where: { !Self.isLanguage($0.language) }) {
            throw InputError(
                .read,
                "\(position) has a caption in the language '\(caption.language)', which is no language tag such as 'en' "
                    + "or 'pt-br'."
            )
        }
    }

    private func unsupported(_ item: LoadedItem, _ what: String) -> InputError {
        InputError(.embed, "\(item.position) cannot be embedded: \(plan.model.id) does not embed \(what).")
    }

    private func words(_ record: IngestRecord) -> [String] {
        [record.title, record.caption].compactMap(\.self) + record.captions.map(\.text) + record.tags
    }

    private func documentDigest(_ record: IngestRecord, _ content: ContentDigest) -> ContentDigest {
        var hasher = ContentHasher()
        hasher.updateDelimited(Self.layoutVersion)
        hasher.updateDelimited(plan.fingerprint)
        hasher.updateDelimited(record.id)
        hasher.update(content.bytes)
        for part in [record.path, record.title, record.caption, record.routing] {
            hasher.updateDelimited(part ?? "\u{0}")
        }
        for caption in record.captions {
            hasher.updateDelimited(caption.language)
            hasher.updateDelimited(caption.text)
        }
        hasher.updateDelimited("tags")
        record.tags.forEach { hasher.updateDelimited($0) }
        hasher.updateDelimited(record.attributes.isEmpty ? "" : JSONValue.object(record.attributes).text)
        if let part = record.part { hasher.updateDelimited("\(part.number)/\(part.count)@\(part.start ?? -1)") }
        if let version = record.version { hasher.updateDelimited("version \(version)") }
        if let vector = record.vector {
            #if _endian(little)
            vector.values.withUnsafeBytes { hasher.update($0) }
            #else
            hasher.update(vector.littleEndianBytes)
            #endif
        }
        return hasher.finalize()
    }
}

/// The languages of captions inside pictures.
///
/// Each becomes a field, and an index has only so many (1,000 by default): made-up ones must not use them up.
private final class EmbeddedLanguages: Sendable {
    private static let most = 100

    private let known = Mutex<Set<String>>([])

    /// Whether captions of `language` are taken over.
    func admits(_ language: String) -> Bool {
        known.withLock { known in
            guard known.count < Self.most || known.contains(language) else { return false }
            known.insert(language)
            return true
        }
    }
}
