import ESJina
import TestSupport
import Testing
import VipsImages

@Suite("Refused pictures")
struct RefusalTests {
    private let preparer = VipsImagePreparer()

    private func failure(
        _ bytes: [UInt8],
        name: String = "a.jpg",
        options: ImageOptions = ImageOptions()
    ) -> ImageError? {
        do throws(ImageError) {
            _ = try preparer.prepare(bytes, name: name, options: options)
            return nil
        } catch {
            return error
        }
    }

    /// A sentence: it names the picture, ends with a full stop, and is one line of a bearable length.
    private func isSentence(_ error: ImageError, naming name: String) -> Bool {
        error.message.contains(name) && error.message.hasSuffix(".") && !error.message.contains("\n")
            && error.message.utf8.count < 400 && error.description == error.message
    }

    @Test("that are empty or no pictures are named so")
    func noPictures() throws {
        #expect(failure([])?.message == "a.jpg is empty; get the file anew or leave it out.")
        let text = try #require(failure(Array("Dear diary, today I went to the harbour.\n".utf8)))
        #expect(text.kind == .unsupportedFormat)
        #expect(
            text.message
                == "a.jpg is no picture of a format that is read (JPEG, PNG, WebP, GIF, TIFF, SVG, HEIC and AVIF): "
                + "it is text; convert it or leave it out."
        )
        let pdf = try #require(failure(Array("%PDF-1.4\n1 0 obj\n".utf8)))
        #expect(pdf.kind == .unsupportedFormat && pdf.message.contains("no picture but a PDF file"))
        // Formats that libvips could read by loaders that are blocked.
        for other in [
            "P6\n1 1\n255\n\u{1}\u{2}\u{3}", "SIMPLE  =                    T", "#?RADIANCE\n", "1 1\n5\n",
            "1,2,3\n4,5,6\n",
        ] {
            #expect(failure(Array(other.utf8))?.kind == .unsupportedFormat)
        }
    }

    @Test("may have any name: the bytes decide")
    func wrongExtension() {
        for name in Pictures.fixtures { #expect(failure(Pictures.fixture(name), name: "picture.txt") == nil) }
    }

    @Test("that are too large are refused by their header, with size and remedy")
    func bombs() throws {
        let error = try #require(failure(Pictures.headerBomb(width: 20_000, height: 20_000), name: "bomb.png"))
        #expect(error.kind == .tooLarge)
        #expect(
            error.message == "bomb.png has 20000 × 20000 = 400000000 pixels, more than the limit of 100000000; "
                + "raise --max-megapixels (ImageOptions.maxPixels) to read it, or leave it out."
        )
        let svg = #"<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"/>"#
        #expect(failure(Array(svg.utf8))?.kind == .tooLarge)
        #expect(failure(Pictures.headerBomb(width: 2_000_000_000, height: 2_000_000_000)) != nil)
        let scene = Pictures.fixture("scene.jpg")
        #expect(failure(scene, options: ImageOptions(maxPixels: 320 * 240)) == nil)
        #expect(failure(scene, options: ImageOptions(maxPixels: 320 * 240 - 1))?.kind == .tooLarge)
        #expect(throws: ImageError.self) {
            try preparer.thumbnail(
                Pictures.headerBomb(width: 20_000, height: 20_000),
                name: "bomb.png",
                longestSide: 10
            )
        }
    }

    @Test("are refused wherever they are cut short", arguments: Pictures.fixtures)
    func truncated(name: String) throws {
        let bytes = Pictures.fixture(name)
        // Of an animation only the first frame is read.
        for part in 1..<(name.hasPrefix("anim") ? 10 : 20) {
            let error = try #require(failure(Array(bytes.prefix(bytes.count * part / 20)), name: name), "\(part)/20")
            #expect(error.kind == .corrupt || error.kind == .unsupportedFormat)
            #expect(isSentence(error, naming: name), "\(error)")
            // A JPEG is decoded at less than its size for it.
            #expect(throws: ImageError.self, "\(part)/20") {
                try VipsImagePreparer()
                    .thumbnail(Array(bytes.prefix(bytes.count * part / 20)), name: name, longestSide: 64)
            }
        }
    }

    @Test("are told the reason of their own damage while others are decoded")
    func reasons() async throws {
        let jpeg = Pictures.fixture("scene.jpg")
        let png = Pictures.fixture("interlaced.png")
        let expected = try [jpeg, png].map { try #require(failure(Array($0.prefix($0.count / 2)), name: "x")).message }
        #expect(
            expected[0] == "x is a damaged or incomplete JPEG (the decoder says: Premature end of input file); "
                + "get the file anew or leave it out."
        )
        await withTaskGroup(of: (Int, String?).self) { group in
            for round in 0..<60 {
                group.addTask {
                    let bytes = round % 2 == 0 ? jpeg : png
                    return (round % 2, failure(Array(bytes.prefix(bytes.count / 2)), name: "x")?.message)
                }
            }
            for await (index, message) in group { #expect(message == expected[index]) }
        }
    }

    @Test("with flipped bits never crash: each is read or refused with a sentence", arguments: Pictures.fixtures)
    func flipped(name: String) {
        let bytes = Pictures.fixture(name)
        var state: UInt64 = 88_172_645_463_325_252
        func next(_ limit: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(limit))
        }
        for round in 0..<40 {
            var damaged = bytes
            // Half of them in the header, where the structure is.
            for _ in 0...next(6) {
                damaged[next(round % 2 == 0 ? min(200, bytes.count) : bytes.count)] ^= 1 << UInt8(next(8))
            }
            if let error = failure(damaged, name: name, options: ImageOptions(maxPixels: 4_000_000)) {
                #expect(isSentence(error, naming: name), "\(error)")
            }
        }
    }
}
