import ESJina
import Embeddings
import VipsImages

/// Decoding of pictures and of PDF pages.
struct ImageTarget: FuzzTarget {
    let name = "images"
    private let preparer = VipsImagePreparer()
    private let options = ImageOptions(shortestSide: 128, maxPixels: 4_000_000)

    let seeds: [[UInt8]] =
        Files.list(Files.repository + "/Tests/VipsImagesTests/Fixtures")
        .filter { ![".md", ".sh"].contains(where: $0.hasSuffix) }
        .compactMap(Files.read) + [Array(drawing.utf8), Array(pdf.utf8)]

    let dictionary: [[UInt8]] =
        [
            "IHDR", "IDAT", "PLTE", "tRNS", "iCCP", "acTL", "fdAT", "IEND", "VP8 ", "VP8L", "VP8X", "ANMF", "ALPH",
            "Exif\0\0",
            "ftyp", "iloc", "iinf", "ipma", "ispe", "irot", "grid", "hvcC", "av1C", "8BIM", "<use href='#a'/>", "<svg ",
            "&#x64;",
            "<rdf:li xml:lang='x'>", "]]>", "<!ENTITY ", "endstream", "/Kids[3 0 R]", "/Count 99999999",
            "/Filter/FlateDecode",
        ]
        .map { Array($0.utf8) } + [
            [0xFF, 0xC0], [0xFF, 0xC4], [0xFF, 0xDA], [0xFF, 0xD9], [0xFF, 0xE1, 0xFF, 0xFF],
        ]

    func run(_ input: [UInt8]) async throws {
        try check { () throws(ImageError) in try preparer.prepare(input, name: "NAME", options: options) }
        if (try? preparer.pageCount(input, name: "NAME")) != nil {
            try check { () throws(ImageError) in
                try preparer.preparePage(input, page: 1, name: "NAME", options: options)
            }
        }
        do {
            let thumbnail = try preparer.thumbnail(input, name: "NAME", longestSide: 64)
            guard thumbnail.starts(with: [0xFF, 0xD8]) else { throw Broken("a thumbnail is no JPEG") }
        } catch let error as ImageError {
            try check(error)
        }
    }

    /// A picture within its limits, or an error that names it and a reason.
    private func check(_ prepare: () throws(ImageError) -> PreparedImage) throws {
        let image: PreparedImage
        do throws(ImageError) {
            image = try prepare()
        } catch {
            return try check(error)
        }
        guard image.width > 0, image.height > 0, image.width * image.height <= options.maxPixels else {
            throw Broken("a picture of \(image.width) × \(image.height) passed the limit")
        }
        guard let raster = image.image.raster, raster.rgb.count == 32 * 32 * 3 else { throw Broken("no raster") }
        guard (image.embeddedCaptions.allSatisfy { 1...35 ~= $0.language.utf8.count && !$0.text.isEmpty }) else {
            throw Broken("a caption without language or text")
        }
        // What the model gets must be decodable, small and free of metadata.
        let again: PreparedImage
        do throws(ImageError) {
            again = try preparer.prepare(image.image.bytes, name: "NAME", options: options)
        } catch {
            throw Broken("the result cannot be decoded: \(error)")
        }
        guard min(again.width, again.height) <= options.shortestSide,
            max(again.width, again.height) <= 8 * options.shortestSide
        else { throw Broken("the result has \(again.width) × \(again.height) pixels") }
        guard again.embeddedCaption == nil, again.embeddedCaptions.isEmpty, again.embeddedTags.isEmpty else {
            throw Broken("the result carries metadata")
        }
    }

    private func check(_ error: ImageError) throws {
        let isSentence = error.message.contains("NAME") && error.message.hasSuffix(".") && !error.message.contains("\n")
        guard isSentence, error.message.utf8.count < 500 else { throw Broken("no sentence: \(error.message)") }
        guard error.kind != .unavailable else { throw Broken("libvips is missing: \(error.message)") }
    }

    private static let drawing = """
        <?xml version="1.0"?><!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]>
        <svg xmlns="http://www.w3.org/2000/svg" width="64" height="48" viewBox="0 0 320 240"><defs><linearGradient id="a">\
        <stop offset="0" stop-color="#f00"/></linearGradient></defs><rect width="320" height="240" fill="url(#a)"/>\
        <image width="9" height="9" href="data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="/>\
        <text x="9" y="20" style="font-size:9px">t&#233;xt</text><path d="M0 180 L80 90 C1 2 3 4 5 6z"/><use href="#a"/></svg>
        """

    private static let pdf = """
        %PDF-1.4
        1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
        2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1\
        /BaseFont/Helvetica>>>>>>>>endobj
        4 0 obj<</Length 86>>
        stream
        0.5 0.78 0.89 rg 0 0 200 100 re f BT 0 g /F 24 Tf 10 10 Td (Harbour) Tj ET 9 9 m 80 80 l S
        endstream endobj
        trailer<</Root 1 0 R/Info<</Title(A)>>>>
        """
}
