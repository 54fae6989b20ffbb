import CLibvips
import ESJina

/// What people wrote of a picture inside its file.
///
/// Read are XMP, IPTC-IIM and EXIF in JPEG, TIFF, PNG, WebP, HEIC and AVIF where the format has them, XMP in GIF, the text
/// chunks `Title`, `Description` and `Keywords` of PNG, and title, subject, keywords and XMP of PDF. Where they disagree XMP
/// counts more than IPTC, and IPTC more than EXIF; keywords are united.
struct PictureMetadata {
    /// The title, `nil` where it only repeats a caption.
    let title: String?
    /// The caption that does not say its language, `nil` where it only repeats one that does.
    let caption: String?
    /// The captions that say their language.
    let captions: [IngestRecord.Caption]
    /// The keywords.
    let tags: [String]
    /// Whether the file has text chunks.
    let hasComments: Bool

    /// Reads the metadata of `picture`, whose file is `file`.
    init(of picture: borrowing VipsPicture, format: PictureFormat, file: UnsafeRawBufferPointer) {
        var comments: [String: String] = [:]
        var packets: [XMPPacket] = []
        for name in Self.names(picture) {
            // png-comment-3-Description
            if name.hasPrefix("png-comment-"), let key = name.split(separator: "-", maxSplits: 3).last {
                comments[String(key)] = Self.text(picture, name) ?? ""
            } else if name == "xmp-data" || name == "pdf-metadata" || name.hasPrefix("heif-mime-") {
                // What libvips does not take for XMP in HEIF may still be.
                packets += [Self.blob(picture, name), Self.bytes(picture, name)].compactMap(\.self).prefix(1)
                    .map(XMPPacket.init)
            }
        }
        if format == .gif, let packet = Self.packet(in: file) { packets.append(XMPPacket(packet)) }
        let iptc = IPTCTexts(Self.blob(picture, "iptc-data") ?? [])
        let exif =
            format == .tiff
            ? EXIFTexts(file) : Self.blob(picture, "exif-data").flatMap { $0.withUnsafeBytes(EXIFTexts.init) }

        hasComments = !comments.isEmpty
        let descriptions = packets.flatMap(\.descriptions)
        var languages: Set<String> = []
        let captions = descriptions.compactMap { alternative -> IngestRecord.Caption? in
            guard let language = alternative.language, languages.insert(language).inserted else { return nil }
            return IngestRecord.Caption(language: language, text: alternative.text)
        }
        self.captions = captions
        // A default beside its translations may stand for any of them; other blocks repeat one without saying which.
        let caption = [
            descriptions.first { $0.language == nil }?.text, iptc.caption, exif?.description, exif?.comment,
            exif?.windowsComment, Self.text(picture, "image-description"), comments["Description"],
            Self.text(picture, "pdf-subject"),
        ]
        .lazy.compactMap { $0.flatMap(MetadataText.tidy) }.first
        self.caption = captions.contains { $0.text == caption } ? nil : caption
        let titles = packets.flatMap(\.titles)
        let title = [
            (titles.first { $0.language == nil } ?? titles.first)?.text, iptc.title, exif?.title, comments["Title"],
            Self.text(picture, "pdf-title").map(Self.withoutProgram),
        ]
        .lazy.compactMap { $0.flatMap(MetadataText.tidy) }.first
        self.title = title == caption || captions.contains { $0.text == title } ? nil : title
        tags = MetadataText.keywords(
            packets.flatMap(\.subjects) + iptc.keywords + (exif?.keywords ?? [])
                + [comments["Keywords"], Self.text(picture, "pdf-keywords")].compactMap(\.self)
                .flatMap(MetadataText.split)
        )
    }

    /// `Microsoft Word - ` before the name, as printers on Windows leave it.
    private static func withoutProgram(_ title: String) -> String {
        guard title.hasPrefix("Microsoft "), let dash = title.firstRange(of: " - ") else { return title }
        return String(title[dash.upperBound...])
    }

    private static func names(_ picture: borrowing VipsPicture) -> [String] {
        guard let names = clibvips_names(picture.image) else { return [] }
        defer { clibvips_free_names(names) }
        var result: [String] = []
        while let pointer = names[result.count] { result.append(String(cString: pointer)) }
        return result
    }

    private static func bytes(_ picture: borrowing VipsPicture, _ name: String) -> [UInt8]? {
        clibvips_text(picture.image, name)
            .map { pointer in
                var bytes: [UInt8] = []
                while pointer[bytes.count] != 0 { bytes.append(UInt8(bitPattern: pointer[bytes.count])) }
                return bytes
            }
    }

    private static func text(_ picture: borrowing VipsPicture, _ name: String) -> String? {
        bytes(picture, name).map(MetadataText.decode)
    }

    private static func blob(_ picture: borrowing VipsPicture, _ name: String) -> [UInt8]? {
        var count = 0
        return clibvips_blob(picture.image, name, &count)
            .map { [UInt8](UnsafeRawBufferPointer(start: $0, count: count)) }
    }

    /// The XMP packet near the begin of a file whose loader does not look for it; packets are made to be found so.
    private static func packet(in file: UnsafeRawBufferPointer) -> [UInt8]? {
        let file = UnsafeRawBufferPointer(rebasing: file.prefix(1 << 20))
        guard let start = ASCIISearch.find(Array("<x:xmpmeta".utf8), in: file, from: 0),
            let end = ASCIISearch.find(Array("</x:xmpmeta>".utf8), in: file, from: start)
        else { return nil }
        return Array(file[start..<end + 12])
    }
}
