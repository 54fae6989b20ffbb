import ESJina
import ESJinaTesting
import Embeddings
import TestSupport
import Testing
import VipsImages

@Suite("Pages of PDF files")
struct PageTests {
    private let preparer = VipsImagePreparer()

    private func page(
        _ bytes: [UInt8],
        _ number: Int = 1,
        options: ImageOptions = ImageOptions()
    ) throws(ImageError) -> PreparedImage {
        try preparer.preparePage(bytes, page: number, name: "a.pdf", options: options)
    }

    private func size(_ image: PreparedImage) throws -> [Int] {
        let picture = try preparer.prepare(image.image.bytes, name: "page", options: ImageOptions(shortestSide: 5_000))
        return [picture.width, picture.height]
    }

    private func failure(_ bytes: [UInt8], _ number: Int = 1, options: ImageOptions = ImageOptions()) -> ImageError? {
        do throws(ImageError) {
            _ = try page(bytes, number, options: options)
            return nil
        } catch {
            return error
        }
    }

    private func colour(_ image: PreparedImage, _ x: Int, _ y: Int) throws -> [UInt8] {
        let raster = try #require(image.image.raster)
        return Array(raster.rgb[(y * 32 + x) * 3..<(y * 32 + x) * 3 + 3])
    }

    @Test("are counted, and drawn each for itself")
    func pages() throws {
        let bytes = PDFFile.bytes(pages: 3, content: "1 1 1 rg 0 0 300 300 re f 1 0 0 rg 0 0 @0 100 re f")
        let count = try preparer.pageCount(bytes, name: "a.pdf")
        #expect(count == 3)
        for number in 1...3 {
            let image = try page(bytes, number)
            // The red stripe is ten points a page wide.
            let red = (0..<32).count { (try? colour(image, $0, 16)).map { $0[1] < 128 } ?? false }
            #expect(abs(red * 200 / 32 - number * 10) <= 6, "page \(number) has \(red) red columns")
        }
    }

    @Test("reach the shortest side whatever their size on paper")
    func scale() throws {
        let small = try page(PDFFile.bytes(width: 200, height: 100))
        #expect(try size(small) == [1024, 512])
        #expect([small.width, small.height, small.format == "pdf" ? 1 : 0] == [200, 100, 1])
        #expect(small.image.mediaType == "image/jpeg")
        #expect(small.image.raster?.aspectRatio == 2)
        #expect(
            try size(try page(PDFFile.bytes(width: 2384, height: 3370), options: ImageOptions(shortestSide: 100))) == [
                100, 141,
            ]
        )
        // A long receipt is bound by its longer side, and everything by the number of pixels.
        #expect(try size(try page(PDFFile.bytes(width: 100, height: 1600))) == [256, 4096])
        let bounded = try size(
            try page(PDFFile.bytes(width: 100, height: 100), options: ImageOptions(maxPixels: 90_000))
        )
        #expect(bounded == [300, 300])
        let yellow = try colour(small, 24, 16)
        #expect(zip(yellow, [255, 209, 64]).allSatisfy { abs(Int($0) - $1) < 8 })
        #expect(try colour(try page(PDFFile.bytes(content: "")), 3, 3) == [255, 255, 255])
    }

    @Test("stand as the file turns them")
    func rotation() throws {
        let turned = try page(PDFFile.bytes(width: 200, height: 100, attributes: "/Rotate 90"))
        #expect([turned.width, turned.height] == [100, 200])
        #expect(try size(turned) == [512, 1024])
        #expect(try colour(turned, 16, 24)[0] > 240)
    }

    @Test("carry the title and the keywords of their file")
    func metadata() throws {
        let bytes = PDFFile.bytes(
            info: "/Title(Microsoft Word - Annual report)/Keywords(lamp, sea;harbour)/Subject(Of ships)"
        )
        let image = try page(bytes)
        #expect(image.embeddedTitle == "Annual report")
        #expect(image.embeddedTags == ["lamp, sea", "harbour"])
        #expect(image.embeddedCaption == "Of ships")
        // UTF-16 with its mark, as most writers spell what is not ASCII.
        #expect(try page(PDFFile.bytes(info: "/Title<FEFF5BB6D834DD1E>")).embeddedTitle == "家𝄞")
        let xmp = """
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">\
            <dc:description><rdf:Alt><rdf:li xml:lang="de">Schiffe</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF>\
            </x:xmpmeta>
            """
        #expect(try page(PDFFile.bytes(metadata: xmp)).embeddedCaptions == [.init(language: "de", text: "Schiffe")])
    }

    @Test("are refused with a reason: no such page, no page, a password, no PDF, too large")
    func refusals() throws {
        let bytes = PDFFile.bytes(pages: 2)
        for number in [3, 100_000, 100_001, 0, -1, .max] {
            #expect(failure(bytes, number)?.kind == .corrupt, "page \(number)")
        }
        let encrypted = Pictures.fixture("encrypted.pdf")
        #expect(
            failure(encrypted)
                == ImageError(
                    .encrypted,
                    "a.pdf is a PDF file that asks for a password; remove it (qpdf --decrypt) or leave the file out."
                )
        )
        let counts: [([UInt8], ImageError.Kind)] = [
            (encrypted, .encrypted), (PDFFile.bytes(pages: 0), .corrupt), ([], .corrupt),
            (PDFFile.bytes(pages: 1, claimed: 5_000_000), .corrupt), (Array("%PDF-1.4\n".utf8), .corrupt),
            (Pictures.fixture("scene.jpg"), .unsupportedFormat), (Array("Dear diary".utf8), .unsupportedFormat),
        ]
        for (bytes, kind) in counts {
            #expect {
                try preparer.pageCount(bytes, name: "a.pdf")
            } throws: {
                guard let error = $0 as? ImageError else { return false }
                return error.kind == kind && error.message.hasPrefix("a.pdf ") && error.message.hasSuffix(".")
            }
        }
        // 200 inches each way are over the limit of pixels that holds for pictures; so are points without end.
        let poster = PDFFile.bytes(width: 14_400, height: 14_400)
        #expect(failure(poster)?.kind == .tooLarge)
        #expect(
            failure(poster)?.message
                == "a.pdf has a page 1 of 14400 × 14400 = 207360000 square points, more than the limit of 100000000; "
                + "raise --max-megapixels (ImageOptions.maxPixels) to read it, or leave it out."
        )
        #expect(try size(try page(poster, options: ImageOptions(maxPixels: 300_000_000))) == [512, 512])
        #expect(failure(PDFFile.bytes(width: 5_000_000, height: 10))?.kind == .tooLarge)
        #expect(failure(PDFFile.bytes(width: 2_000_000_000, height: 2_000_000_000)) != nil)
        #expect(failure(PDFFile.bytes(width: 2_000_000_000, height: 100)) != nil)
    }

    @Test("are not taken for pictures, and a picture not for a page")
    func confusion() throws {
        #expect {
            try preparer.prepare(PDFFile.bytes(), name: "scan.jpg", options: ImageOptions())
        } throws: {
            ($0 as? ImageError)?.message
                == "scan.jpg is no picture but a PDF file, which may have many pages; give it a name that ends in .pdf."
        }
        // What mail programs put before the file is no harm.
        #expect(try preparer.pageCount(Array("\r\n\r\n".utf8) + PDFFile.bytes(pages: 2), name: "a.pdf") == 2)
    }

    @Test("have thumbnails, of the first page")
    func thumbnails() throws {
        let bytes = try preparer.thumbnail(
            PDFFile.bytes(width: 595, height: 842, pages: 2),
            name: "a.pdf",
            longestSide: 200
        )
        let image = try preparer.prepare(bytes, name: "thumbnail", options: ImageOptions())
        #expect([image.width, image.height] == [141, 200])
        let wide = try preparer.preview(
            PDFFile.bytes(width: 595, height: 842, pages: 2),
            page: 2,
            name: "a.pdf",
            width: 50,
            height: 200,
            as: .rgb
        )
        #expect([wide.width, wide.height] == [50, 71])
        #expect(throws: ImageError.self) {
            try preparer.preview(PDFFile.bytes(pages: 2), page: 3, name: "a.pdf", width: 50, height: 50, as: .rgb)
        }
        #expect(throws: ImageError.self) {
            try preparer.thumbnail(Pictures.fixture("encrypted.pdf"), name: "a.pdf", longestSide: 200)
        }
    }

    @Test("that are cut short or damaged are drawn or refused with a sentence")
    func damage() throws {
        let bytes = PDFFile.bytes(pages: 2, info: "/Title(A)")
        var random = SeededGenerator(seed: 11)
        var refused = 0
        for round in 0..<150 {
            var damaged = bytes
            if round < 50 {
                damaged = Array(bytes.prefix(bytes.count * round / 50))
            } else {
                for _ in 0..<8 {
                    damaged[Int.random(in: 0..<damaged.count, using: &random)] ^=
                        1 << UInt8.random(in: 0..<8, using: &random)
                }
            }
            guard let error = failure(damaged, options: ImageOptions(maxPixels: 4_000_000)) else { continue }
            refused += 1
            #expect(error.message.contains("a.pdf") && error.message.hasSuffix(".") && !error.message.contains("\n"))
        }
        #expect(refused > 40)
    }

    @Test("are drawn for many at once as for one")
    func concurrency() async throws {
        let bytes = PDFFile.bytes(pages: 8, content: "BT /F1 40 Tf 10 10 Td (Page @) Tj ET 1 0 0 rg 0 0 @0 100 re f")
        let expected = try (1...8).map { try page(bytes, $0).image }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for round in 0..<64 {
                group.addTask { try page(bytes, round % 8 + 1).image == expected[round % 8] }
            }
            for try await isEqual in group { #expect(isEqual) }
        }
    }
}
