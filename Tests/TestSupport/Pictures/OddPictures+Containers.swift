extension OddPictures {
    /// `bytes` with the first or another occurrence of a box or chunk changed behind its name.
    private static func patch(_ bytes: [UInt8], _ name: String, _ offset: Int, _ content: UInt8...) -> [UInt8] {
        var result = bytes
        guard let place = bytes.firstRange(of: Array(name.utf8))?.upperBound,
            place + offset + content.count <= bytes.count
        else { return [] }
        result.replaceSubrange(place + offset..<place + offset + content.count, with: content)
        return result
    }

    /// GIF, WebP, HEIC and AVIF.
    static var containers: [OddPicture] {
        let gif = Pictures.fixture("anim.gif")
        let webp = Pictures.fixture("scene.webp")
        let moving = Pictures.fixture("anim.webp")
        var result = [
            OddPicture("animated.gif", .read(40, 30), gif),
            OddPicture("canvas-65535.gif", .either, gif.prefix(6) + [255, 255, 255, 255] + gif.dropFirst(10)),
            OddPicture("canvas-5000.gif", .either, gif.prefix(6) + [0x88, 0x13, 0x88, 0x13] + gif.dropFirst(10)),
            OddPicture("canvas-zero.gif", .either, gif.prefix(6) + [0, 0, 0, 0] + gif.dropFirst(10)),
            OddPicture("header-only.gif", .refused, Array(gif.prefix(13))),
            OddPicture("no-frames.gif", .refused, gif.prefix(13) + [0x3B]),
            OddPicture("version-unknown.gif", .either, Array("GIF99a".utf8) + gif.dropFirst(6)),
            OddPicture("script.gif", .either, Array("GIF89a/*".utf8) + gif.dropFirst(8) + Array("*/=1;alert(1)".utf8)),
            OddPicture("end-missing.gif", .either, Array(gif.dropLast(1))),
            OddPicture("behind-the-end.gif", .read(40, 30), gif + [UInt8](repeating: 0x2C, count: 999)),
            OddPicture("animated.webp", .read(40, 30), moving),
            OddPicture("size-zero.webp", .either, webp.prefix(4) + [0, 0, 0, 0] + webp.dropFirst(8)),
            OddPicture("size-4g.webp", .either, webp.prefix(4) + [255, 255, 255, 255] + webp.dropFirst(8)),
            OddPicture("longer.webp", .either, webp + [UInt8](repeating: 7, count: 99)),
            OddPicture("header-only.webp", .refused, Array(webp.prefix(12))),
            OddPicture("chunk-unknown.webp", .refused, patch(webp, "WEBP", 0, 0x51, 0x51, 0x51, 0x51)),
            OddPicture("dimensions-zero.webp", .refused, patch(webp, "VP8 ", 10, 0, 0, 0, 0)),
            OddPicture("dimensions-16383.webp", .refused, patch(webp, "VP8 ", 10, 0xFF, 0x3F, 0xFF, 0x3F)),
            OddPicture("canvas-16m.webp", .refused, patch(moving, "VP8X", 8, 255, 255, 255, 255, 255, 255)),
            OddPicture("frames-gone.webp", .refused, patch(moving, "ANMF", 0, 255, 255, 255, 127)),
        ]
        for name in ["scene.heic", "scene.avif"] {
            let bytes = Pictures.fixture(name)
            result += [
                OddPicture("extent-65535-\(name)", .refused, patch(bytes, "ispe", 4, 0, 0, 255, 255, 0, 0, 255, 255)),
                OddPicture("extent-zero-\(name)", .either, patch(bytes, "ispe", 4, 0, 0, 0, 0, 0, 0, 0, 0)),
                OddPicture("extent-small-\(name)", .either, patch(bytes, "ispe", 4, 0, 0, 0, 3, 0, 0, 0, 3)),
                OddPicture(
                    "extent-4g-\(name)",
                    .refused,
                    patch(bytes, "ispe", 4, 255, 255, 255, 255, 255, 255, 255, 255)
                ),
                OddPicture("place-outside-\(name)", .either, patch(bytes, "iloc", 12, 255, 255, 255, 127)),
                OddPicture("primary-missing-\(name)", .refused, patch(bytes, "pitm", 4, 0, 99)),
                OddPicture("properties-gone-\(name)", .either, patch(bytes, "ipma", 0, 255, 255, 255, 255)),
                OddPicture("brand-unknown-\(name)", .either, patch(bytes, "ftyp", 0, 0x51, 0x51, 0x51, 0x51)),
                OddPicture(
                    "boxes-zero-\(name)",
                    .refused,
                    bytes.prefix(40) + [UInt8](repeating: 0, count: bytes.count - 40)
                ),
                OddPicture(
                    "boxes-deep-\(name)",
                    .refused,
                    bytes.prefix(32) + (0..<2_000).flatMap { _ in [0, 0, 0, 0] + Array("meta".utf8) + [0, 0, 0, 0] }
                ),
                OddPicture("longer-\(name)", .either, bytes + [UInt8](repeating: 9, count: 500)),
            ]
        }
        return result
    }

    /// What is no picture, or not of the format that its name says.
    static var strangers: [OddPicture] {
        let scene = Pictures.fixture("scene.jpg")
        let texts = [
            ("empty-line.jpg", "\n"), ("text.jpg", "Dear diary, today I went to the harbour.\n"),
            ("json.png", #"{"a": 1}"#),
            ("html.jpg", "<!DOCTYPE html><html><body>404</body></html>"),
            ("archive.jpg", "PK\u{3}\u{4}\u{14}\0\0\0\u{8}\0"),
            ("bitmap.png", "BM\0\0\0\0\0\0\0\0\u{36}\0\0\0\u{28}\0\0\0"),
            ("photoshop.tif", "8BPS\0\u{1}\0\0\0\0\0\0\0\u{3}"),
            ("portable.png", "P6\n9999999 9999999\n255\n"), ("portable-text.png", "P3\n1 1\n255\n1 2 3\n"),
            ("magick.jpg", "push graphic-context\nfill 'url(https://127.0.0.1:9/\"|id\")'\npop graphic-context\n"),
            ("postscript.jpg", "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n"),
            ("fits.tif", "SIMPLE  =                    T"),
            ("radiance.png", "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 9 +X 9\n"),
            ("movie.heic", "\0\0\0\u{18}ftypmp42\0\0\0\0mp42isom\0\0\0\u{8}mdat"),
            ("jpeg2000.jpg", "\0\0\0\u{C}jP  \r\n\u{87}\n"),
            ("pdf.png", "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n"), ("vips.png", "\u{8}\u{6}\u{A6}\u{B6}"),
            ("matrix.png", "3 3\n1 2 3\n4 5 6\n7 8 9\n"),
            ("table.png", "1,2,3\n4,5,6\n"), ("riff.webp", "RIFF\u{10}\0\0\0WAVEfmt \0\0\0\0"),
        ]
        let named = [
            ("jpeg.png", "scene.jpg"), ("jpeg.webp", "scene.jpg"), ("webp.jpg", "scene.webp"),
            ("tiff.jpg", "scene.tif"),
            ("heic.jpg", "scene.heic"), ("avif.png", "scene.avif"),
        ]
        return texts.map { OddPicture($0.0, .refused, Array($0.1.utf8)) }
            + named.map { OddPicture("named-\($0.0)", .read(320, 240), Pictures.fixture($0.1)) } + [
                OddPicture("nothing.jpg", .refused, []), OddPicture("nothing.png", .refused, []),
                OddPicture("nul.jpg", .refused, [0]),
                OddPicture("nuls.png", .refused, [UInt8](repeating: 0, count: 100_000)),
                OddPicture("ones.tif", .refused, [UInt8](repeating: 255, count: 100_000)),
                OddPicture("nuls-before.jpg", .refused, [UInt8](repeating: 0, count: 9) + scene),
                OddPicture("line-before.jpg", .refused, [10] + scene),
                OddPicture("svg-named.jpg", .read(320, 240), Array(Pictures.scene.utf8)),
                OddPicture("pdf-and-jpeg.jpg", .read(320, 240), Pictures.segment(0xFE, PDFFile.bytes(), into: scene)),
                OddPicture("doubly-encoded.jpg", .refused, scene.flatMap { Array(String(Unicode.Scalar($0)).utf8) }),
                OddPicture(
                    "line-ends-changed.png",
                    .refused,
                    Pictures.fixture("interlaced.png").flatMap { $0 == 10 ? [13, 10] : [$0] as [UInt8] }
                ),
                OddPicture("base64.jpg", .refused, Array(Pictures.base64(scene).utf8)),
            ]
    }
}
