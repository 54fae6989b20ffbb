import CLibvips
import ESJina

/// Looks for what a drawing may hide before a renderer gets it.
///
/// librsvg opens no file and no address on behalf of a drawing that comes from memory, but it decodes pictures inside `data:`
/// URLs whatever their size, and by decoders this package does not vouch for. So every such picture is found, however it
/// is spelt (character references, CSS escapes, line breaks), and its size is read from its header.
struct SVGGuard {
    /// Why a drawing is refused.
    struct Reason {
        var kind: ImageError.Kind
        /// The end of a sentence.
        var text: String
    }

    /// The most bytes of a drawing; rendering costs time with each of them.
    static let maxBytes = 32 << 20

    /// The most pixels of all pictures inside, together.
    let maxPixels: Int

    /// Why the drawing is refused; `nil` where it is not.
    func reasonToRefuse(_ bytes: UnsafeRawBufferPointer) -> Reason? {
        if bytes.starts(with: [0x1F, 0x8B]) {
            return Reason(kind: .unsupportedFormat, text: "it is a compressed SVG; decompress it with gunzip first")
        }
        if bytes.count > Self.maxBytes {
            return Reason(kind: .tooLarge, text: "an SVG of \(bytes.count) bytes is over the limit of \(Self.maxBytes)")
        }
        // A nul byte is in every letter of UTF-16; and an encoding that is not ASCII's superset could spell anything.
        if bytes.contains(0) || !hasPlainEncoding(bytes) {
            return Reason(kind: .unsupportedFormat, text: "its text is not UTF-8; save it as UTF-8")
        }
        if !hasHarmlessEntities(bytes) {
            return Reason(
                kind: .unsupportedFormat,
                text: "it declares XML entities other than names of namespaces, as attacks do; save it as plain SVG"
            )
        }
        let text = SVGText.decodeReferences(bytes)
        var pixels = 0
        for spelling in [text, SVGText.decodeEscapes(text)].compactMap({ $0 }) {
            for url in SVGText.dataURLs(in: spelling) {
                if let reason = refuse(url, pixels: &pixels) { return reason }
            }
        }
        return nil
    }

    private func refuse(_ url: SVGText.DataURL, pixels: inout Int) -> Reason? {
        let isPicture = url.mediaType.isEmpty || url.mediaType.hasPrefix("image/") || url.mediaType.hasPrefix("text/")
        let unknown = Reason(
            kind: .unsupportedFormat,
            text: "it holds a picture inside that is no JPEG, PNG, WebP or GIF; save it as plain SVG"
        )
        guard let content = url.content else { return isPicture ? unknown : nil }
        return content.withUnsafeBytes { buffer in
            let loader = clibvips_loader(buffer.baseAddress, buffer.count).map { String(cString: $0) }
            switch loader.flatMap({ PictureFormat(loader: $0) }) {
            case .jpeg, .png, .webp, .gif: break
            case .tiff, .svg, .heif, .pdf: return unknown
            case nil: return isPicture ? unknown : nil
            }
            guard let picture = VipsPicture(clibvips_header(buffer.baseAddress, buffer.count)) else { return unknown }
            pixels += picture.width * picture.height
            guard pixels > maxPixels else { return nil }
            return Reason(
                kind: .tooLarge,
                text: "the pictures inside it have \(pixels) pixels or more, over the limit of \(maxPixels); "
                    + "raise --max-megapixels (ImageOptions.maxPixels) to draw it"
            )
        }
    }

    private func hasPlainEncoding(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let head = String(decoding: bytes.prefix(200), as: UTF8.self)
        guard let start = head.firstRange(of: "<?xml"), let end = head.firstRange(of: "?>"),
            start.upperBound < end.lowerBound,
            let encoding = head[start.upperBound..<end.lowerBound].firstRange(of: "encoding")
        else { return !head.contains("<?xml") || head.contains("?>") }
        let value = head[encoding.upperBound..<end.lowerBound].drop { !"\"'".contains($0) }.dropFirst()
        let name = value.prefix { !"\"'".contains($0) }.lowercased()
        return ["utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252"].contains(name)
    }

    /// Illustrator declares its namespaces as entities; nothing else has a use in a drawing.
    private func hasHarmlessEntities(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let marker = Array("<!ENTITY".utf8)
        var index = 0
        while let start = ASCIISearch.find(marker, in: bytes, from: index) {
            index = start + marker.count
            let declaration = bytes[index...].prefix(400).prefix { $0 != UInt8(ascii: ">") }
            let quoted = declaration.drop { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
            let name = declaration[..<quoted.startIndex]
            let isName = !name.contains(UInt8(ascii: "%")) && name.split(separator: UInt8(ascii: " ")).count == 1
            let value = quoted.dropFirst()
            if !isName || !value.starts(with: "http".utf8) || value.contains(where: { "&%<".utf8.contains($0) }) {
                return false
            }
        }
        return true
    }
}
