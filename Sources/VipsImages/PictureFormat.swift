/// A format that is read.
enum PictureFormat: String {
    case jpeg, png, webp, gif, tiff, svg, heif

    /// The format libvips's loader of this name reads.
    init?(loader: String) {
        let names: [(String, PictureFormat)] = [
            ("LoadJpeg", .jpeg), ("LoadPng", .png), ("LoadWebp", .webp), ("LoadNsgif", .gif), ("LoadTiff", .tiff),
            ("LoadSvg", .svg), ("LoadHeif", .heif),
        ]
        guard let (_, format) = names.first(where: { loader.hasPrefix("VipsForeign" + $0.0) }) else { return nil }
        self = format
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
        }
    }

    /// Its media type, where embedding services take it as it is.
    var mediaTypeOfOriginal: String? {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .webp: "image/webp"
        case .gif, .tiff, .svg, .heif: nil
        }
    }

    /// All of them, for a sentence.
    static let list = "JPEG, PNG, WebP, GIF, TIFF, SVG, HEIC and AVIF"

    /// What bytes are that no loader reads, for a sentence.
    static func describe(_ bytes: UnsafeRawBufferPointer) -> String {
        let known: [(prefix: String, title: String)] = [
            ("%PDF", "a PDF"), ("PK\u{3}\u{4}", "a ZIP archive"), ("BM", "a BMP"), ("8BPS", "a Photoshop file"),
            ("\u{1F}", "a compressed file"), ("<!DOCTYPE html", "an HTML page"), ("<html", "an HTML page"),
            ("{", "JSON"),
        ]
        for (prefix, title) in known where bytes.starts(with: prefix.utf8) { return "it looks like \(title)" }
        let isText = bytes.prefix(512).allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 9 || $0 == 10 || $0 == 13 }
        return isText ? "it is text" : "its first bytes belong to none of them"
    }
}
