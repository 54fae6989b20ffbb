/// A format that is read.
enum PictureFormat: String {
    case jpeg, png, webp, gif, tiff, svg, heif, pdf

    /// The format libvips's loader of this name reads.
    init?(loader: String) {
        let names: [(String, PictureFormat)] = [
            ("LoadJpeg", .jpeg), ("LoadPng", .png), ("LoadWebp", .webp), ("LoadNsgif", .gif), ("LoadTiff", .tiff),
            ("LoadSvg", .svg), ("LoadHeif", .heif), ("LoadPdf", .pdf),
        ]
        guard let (_, format) = names.first(where: { loader.hasPrefix("VipsForeign" + $0.0) }) else { return nil }
        self = format
    }

    /// The format whose signature `bytes` begin with, even where the rest is damaged.
    init?(signatureOf bytes: UnsafeRawBufferPointer) {
        let signatures: [([UInt8], PictureFormat)] = [
            ([0xFF, 0xD8, 0xFF], .jpeg), ([0x89, 0x50, 0x4E, 0x47], .png), (Array("GIF8".utf8), .gif),
            ([0x49, 0x49, 0x2A, 0], .tiff), ([0x4D, 0x4D, 0, 0x2A], .tiff),
        ]
        if let (_, format) = signatures.first(where: { bytes.starts(with: $0.0) }) {
            self = format
        } else if bytes.starts(with: "RIFF".utf8), bytes.count < 12 || bytes[8..<12].elementsEqual("WEBP".utf8) {
            self = .webp
        } else if bytes.count >= 12, bytes[4..<8].elementsEqual("ftyp".utf8),
            ["heic", "heix", "mif1", "msf1", "avif", "avis"].contains(String(decoding: bytes[8..<12], as: UTF8.self))
        {
            self = .heif
        } else {
            return nil
        }
    }

    /// Whether readers of PDF take `bytes` for one: its signature stands in the first 1,024 bytes.
    static func isPDF(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(1024))
        return ASCIISearch.find(Array("%PDF-".utf8), in: head, from: 0) != nil
    }

    /// Whether the file ends where its format says it does; libvips does not mind a missing or a longer end, others may.
    func endsProperly(_ bytes: [UInt8]) -> Bool {
        switch self {
        case .jpeg: bytes.suffix(2).elementsEqual([0xFF, 0xD9])
        case .png: bytes.suffix(8).elementsEqual([0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
        case .webp:
            bytes.count >= 8 && bytes[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) } + 8 == bytes.count
        case .gif, .tiff, .svg, .heif, .pdf: false
        }
    }

    /// What people call it.
    var title: String {
        switch self {
        case .jpeg: "JPEG"
        case .png: "PNG"
        case .webp: "WebP"
        case .gif: "GIF"
        case .tiff: "TIFF"
        case .svg: "SVG"
        case .heif: "HEIF"
        case .pdf: "PDF"
        }
    }

    /// Its media type, where embedding services take it as it is.
    var mediaTypeOfOriginal: String? {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .webp: "image/webp"
        case .gif, .tiff, .svg, .heif, .pdf: nil
        }
    }

    /// All pictures, for a sentence.
    static let list = "JPEG, PNG, WebP, GIF, TIFF, SVG, HEIC and AVIF"

    /// What bytes are that no loader reads, for a sentence.
    static func describe(_ bytes: UnsafeRawBufferPointer) -> String {
        let known: [(prefix: String, title: String)] = [
            ("PK\u{3}\u{4}", "a ZIP archive"), ("BM", "a BMP"), ("8BPS", "a Photoshop file"),
            ("\u{1F}", "a compressed file"), ("<!DOCTYPE html", "an HTML page"), ("<html", "an HTML page"),
            ("{", "JSON"),
        ]
        for (prefix, title) in known where bytes.starts(with: prefix.utf8) { return "it looks like \(title)" }
        // The last character of the sample may be cut.
        let sample = String(decoding: bytes.prefix(512), as: UTF8.self).unicodeScalars.dropLast()
        let isText =
            !sample.isEmpty
            && sample.allSatisfy { $0.value >= 0x20 && $0.value != 0xFFFD || "\t\n\r".unicodeScalars.contains($0) }
        return isText ? "it is text" : "its first bytes belong to none of them"
    }
}
