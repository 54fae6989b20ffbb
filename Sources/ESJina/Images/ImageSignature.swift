/// Tells pictures from what servers send in their place, by the first bytes.
enum ImageSignature {
    /// Whether `bytes` begin as a picture does, of a format that is read here or by another ``ImagePreparer``.
    static func isImage(_ bytes: [UInt8]) -> Bool {
        if signatures.contains(where: { bytes.starts(with: $0) }) { return true }
        if bytes.starts(with: "RIFF".utf8) { return bytes.dropFirst(8).starts(with: "WEBP".utf8) }
        // ISO base media: HEIF, AVIF; JPEG XL and JPEG 2000 in their containers.
        let isContainer = ["ftyp", "JXL ", "jP  "].contains { bytes.dropFirst(4).starts(with: $0.utf8) }
        return isContainer || isSVG(bytes)
    }

    /// What bytes are that are no picture, for a sentence.
    static func describe(_ bytes: [UInt8]) -> String {
        if bytes.isEmpty { return "nothing" }
        let head = start(of: bytes)
        if ["<!doctype html", "<html", "<head", "<body"].contains(where: { head.hasPrefix($0) }) {
            return "an HTML page"
        }
        if bytes.starts(with: "%PDF-".utf8) { return "a PDF file" }
        if head.hasPrefix("{") || head.hasPrefix("[") { return "JSON" }
        return head.hasPrefix("<") ? "XML or HTML" : "something else"
    }

    private static let signatures: [[UInt8]] = [
        [0xFF, 0xD8, 0xFF],  // JPEG
        [0x89, 0x50, 0x4E, 0x47],  // PNG
        Array("GIF8".utf8),
        [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A],  // TIFF
        [0x49, 0x49, 0x2B, 0], [0x4D, 0x4D, 0, 0x2B],  // BigTIFF
        Array("BM".utf8),
        [0xFF, 0x0A],  // JPEG XL
        [0xFF, 0x4F, 0xFF, 0x51],  // JPEG 2000
        [0, 0, 1, 0],  // icons
    ]

    /// Whether the root of the XML is `svg`, as far as its first 4 KiB tell.
    private static func isSVG(_ bytes: [UInt8]) -> Bool {
        var head = start(of: bytes)[...]
        while true {
            head = head.drop(while: \.isWhitespace)
            if head.hasPrefix("<svg") || head.hasPrefix("<svg:svg") { return true }
            // The declaration, comments, and a document type with what it declares.
            let end =
                head.hasPrefix("<!--")
                ? "-->" : head.hasPrefix("<!doctype svg") && head.prefix(512).contains("[") ? "]>" : ">"
            guard head.hasPrefix("<?") || head.hasPrefix("<!--") || head.hasPrefix("<!doctype svg"),
                let tail = head.firstRange(of: end)
            else { return false }
            head = head[tail.upperBound...]
        }
    }

    /// The first 4 KiB as text in lower case, without a byte order mark and white space in front.
    private static func start(of bytes: [UInt8]) -> String {
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        let text = String(decoding: bytes.prefix(4096).dropFirst(hasMark ? 3 : 0), as: UTF8.self)
        return String(text.drop(while: \.isWhitespace)).lowercased()
    }
}
