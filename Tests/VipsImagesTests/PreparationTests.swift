import ESJina
import Embeddings
import TestSupport
import Testing
import VipsImages

@Suite("Prepared pictures")
struct PreparationTests {
    private let preparer = VipsImagePreparer()

    private func prepare(
        _ bytes: [UInt8],
        shortestSide: Int = 512,
        maxPixels: Int = 100_000_000
    ) throws -> PreparedImage {
        try preparer.prepare(
            bytes,
            name: "picture",
            options: ImageOptions(shortestSide: shortestSide, maxPixels: maxPixels)
        )
    }

    /// Whether the raster's pixel is near a colour.
    private func isNear(
        _ image: PreparedImage,
        _ x: Int,
        _ y: Int,
        _ colour: [Int],
        within distance: Int = 14
    ) throws -> Bool {
        let raster = try #require(image.image.raster)
        let start = (y * raster.width + x) * 3
        return zip(raster.rgb[start..<start + 3], colour).allSatisfy { abs(Int($0) - $1) <= distance }
    }

    private static let sky = [126, 200, 227]
    private static let sun = [255, 210, 63]

    @Test(
        "of every format show the same scene in sRGB",
        arguments: [
            ("scene.jpg", "jpeg", 320), ("progressive.jpg", "jpeg", 320), ("scene.webp", "webp", 320),
            ("scene.tif", "tiff", 320),
            ("scene.avif", "heif", 320), ("scene.heic", "heif", 320), ("cmyk.jpg", "jpeg", 320),
            ("p3.jpg", "jpeg", 320),
            ("interlaced.png", "png", 160),
        ]
    )
    func formats(name: String, format: String, width: Int) throws {
        let image = try prepare(Pictures.fixture(name))
        #expect(image.format == format)
        #expect(image.width == width)
        #expect(image.height == width * 3 / 4)
        #expect(try isNear(image, 2, 2, Self.sky))
        #expect(try isNear(image, 25, 8, Self.sun))
        #expect(image.image.raster?.width == 32)
        #expect(image.image.raster?.height == 32)
        #expect(image.image.raster?.aspectRatio == Float(4) / 3)
        #expect(image.image.words == [])
    }

    @Test("of drawings are rendered in their own size, transparency on white")
    func drawing() throws {
        let image = try prepare(Array(Pictures.scene.utf8))
        #expect(image.format == "svg")
        #expect([image.width, image.height] == [320, 240])
        #expect(image.image.mediaType == "image/jpeg")
        #expect(try isNear(image, 25, 8, Self.sun))
        let empty = try prepare(Array(#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"/>"#.utf8))
        #expect(try isNear(empty, 16, 16, [255, 255, 255], within: 1))
    }

    @Test("stand upright in all eight orientations", arguments: 1...8)
    func orientation(_ orientation: Int) throws {
        let image = try prepare(Pictures.jpeg(Pictures.fixture("scene.jpg"), orientation: UInt16(orientation)))
        let places = [(25, 8), (6, 8), (6, 23), (25, 23), (8, 25), (23, 25), (23, 6), (8, 6)]
        let (x, y) = places[orientation - 1]
        #expect(try isNear(image, x, y, Self.sun))
        #expect([image.width, image.height] == (orientation < 5 ? [320, 240] : [240, 320]))
        let again = try prepare(image.image.bytes)
        #expect([again.width, again.height] == [image.width, image.height])
        #expect(try isNear(again, x, y, Self.sun))
    }

    @Test("of JPEG stand upright also where they are decoded at less than their size", arguments: 1...8)
    func reducedDecoding(_ orientation: Int) throws {
        let bytes = Pictures.jpeg(Pictures.fixture("scene.jpg"), orientation: UInt16(orientation))
        let whole = try prepare(bytes)
        // Of 240 rows: a half, a quarter, an eighth; and between them.
        for side in [120, 90, 60, 40, 30, 7] {
            let image = try prepare(bytes, shortestSide: side)
            #expect([image.width, image.height] == [whole.width, whole.height])
            let again = try prepare(image.image.bytes)
            let longest = Int((Double(side) * 4 / 3).rounded())
            #expect([again.width, again.height] == (orientation < 5 ? [longest, side] : [side, longest]))
            guard side >= 60, let small = image.image.raster?.rgb, let large = whole.image.raster?.rgb else { continue }
            let difference = zip(small, large).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
            #expect(difference < 4 * small.count, "side \(side): \(difference / small.count)")
        }
    }

    @Test("of JPEG of any colours are brought to less than half their size")
    func reducedChannels() throws {
        for name in ["cmyk.jpg", "p3.jpg", "progressive.jpg", "scene.jpg"] {
            let image = try prepare(Pictures.fixture(name), shortestSide: 60)
            #expect(try isNear(image, 25, 8, Self.sun, within: 40), "\(name)")
            let again = try prepare(image.image.bytes)
            #expect([again.width, again.height] == [80, 60], "\(name)")
        }
    }

    @Test("with transparency are laid on white also where they are shrunk, and refused where they are cut short")
    func shrunkTransparency() throws {
        // Red that is not seen beside blue that is.
        let row = (0..<64).flatMap { column -> [UInt8] in column < 32 ? [255, 0, 0, 0] : [0, 0, 255, 255] }
        let bytes = Pictures.png(width: 64, height: 48, type: 6, samples: (0..<48).flatMap { _ in row })
        let image = try prepare(bytes, shortestSide: 12)
        #expect([image.width, image.height] == [64, 48])
        #expect(try isNear(image, 4, 16, [255, 255, 255], within: 2))
        #expect(try isNear(image, 28, 16, [0, 0, 255], within: 2))
        let again = try prepare(image.image.bytes)
        #expect([again.width, again.height] == [16, 12])
        #expect(try isNear(again, 28, 16, [0, 0, 255], within: 14))
        for part in 1..<10 {
            #expect(throws: ImageError.self, "\(part)/10") {
                try prepare(Array(bytes.prefix(bytes.count * part / 10)), shortestSide: 12)
            }
        }
    }

    @Test("survive a colour profile that cannot be used")
    func brokenProfile() throws {
        var bytes = Pictures.fixture("p3.jpg")
        let kind = try #require(bytes.firstRange(of: Array("mntr".utf8)))
        bytes.replaceSubrange(kind, with: Array("link".utf8))
        let image = try prepare(bytes)
        #expect([image.width, image.height] == [320, 240])
        #expect(try isNear(image, 25, 8, Self.sun, within: 40))
    }

    @Test("keep their file where nothing had to be done")
    func originals() throws {
        for (name, mediaType) in [("scene.jpg", "image/jpeg"), ("interlaced.png", "image/png")] {
            let bytes = Pictures.fixture(name)
            let image = try prepare(bytes)
            #expect(image.image.bytes == bytes)
            #expect(image.image.mediaType == mediaType)
        }
        for name in ["scene.tif", "scene.avif", "anim.gif", "anim.webp", "cmyk.jpg", "p3.jpg"] {
            let image = try prepare(Pictures.fixture(name))
            #expect(image.image.mediaType == "image/jpeg")
            #expect(image.image.bytes.starts(with: [0xFF, 0xD8]))
        }
        let behind = Pictures.fixture("scene.jpg") + Array("hidden behind the end".utf8)
        #expect(try prepare(behind).image.bytes != behind)
    }

    @Test("carry no metadata")
    func metadata() throws {
        let tagged = Pictures.jpeg(Pictures.fixture("scene.jpg"), orientation: 1, description: "Secret place")
        let image = try prepare(tagged)
        #expect(image.embeddedCaption == "Secret place")
        #expect(image.image.bytes != tagged)
        #expect(image.image.bytes.firstRange(of: Array("Secret".utf8)) == nil)
        #expect(image.image.bytes.firstRange(of: Array("Exif".utf8)) == nil)
    }

    @Test("bring the captions of EXIF, IPTC, XMP and PNG, and not what cameras write there")
    func captions() throws {
        let scene = Pictures.fixture("scene.jpg")
        func caption(_ bytes: [UInt8]) throws -> String? { try prepare(bytes).embeddedCaption }
        #expect(try caption(scene) == nil)
        #expect(
            try caption(Pictures.jpeg(scene, orientation: 1, description: "Maison (rouge), été"))
                == "Maison (rouge), été"
        )
        #expect(
            try caption(Pictures.jpeg(scene, orientation: 1, description: "OLYMPUS DIGITAL CAMERA         ")) == nil
        )
        #expect(try caption(Pictures.jpeg(scene, iptc: "Ein Haus\r\nam Berg")) == "Ein Haus am Berg")
        let xmp = """
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description><dc:description><rdf:Alt>
            <rdf:li xml:lang="x-default">House &amp; sun &#x2600;</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF>
            """
        #expect(try caption(Pictures.jpeg(scene, xmp: xmp)) == "House & sun ☀")
        let grey = Pictures.png(width: 2, height: 2, text: "Four dots", samples: [UInt8](repeating: 9, count: 12))
        #expect(try caption(grey) == "Four dots")
        #expect(try prepare(grey).image.mediaType == "image/jpeg")
    }

    @Test("show the first frame of animations", arguments: ["anim.gif", "anim.webp"])
    func animations(name: String) throws {
        let image = try prepare(Pictures.fixture(name))
        #expect([image.width, image.height] == [40, 30])
        #expect(try isNear(image, 16, 16, [220, 20, 20]))
    }

    @Test("are shrunk to the shortest side and never enlarged")
    func sizes() throws {
        func size(_ image: PreparedImage) throws -> [Int] {
            let again = try prepare(image.image.bytes)
            return [again.width, again.height]
        }
        let scene = Pictures.fixture("scene.jpg")
        #expect(try size(try prepare(scene, shortestSide: 100)) == [133, 100])
        #expect(try size(try prepare(scene, shortestSide: 512)) == [320, 240])
        let turned = Pictures.jpeg(scene, orientation: 6)
        #expect(try size(try prepare(turned, shortestSide: 100)) == [100, 133])
        #expect(try prepare(turned, shortestSide: 100).width == 240)
        let dot = try prepare(Pictures.png(width: 1, height: 1, samples: [10, 20, 30]))
        #expect(try size(dot) == [1, 1])
        #expect(dot.image.raster?.rgb.prefix(3) == [10, 20, 30])
        // A strip is bound by its longer side.
        let strip = Pictures.png(width: 2000, height: 10, samples: [UInt8](repeating: 99, count: 60000))
        #expect(try size(try prepare(strip, shortestSide: 50)) == [400, 2])
        #expect(try size(try prepare(strip, shortestSide: 512)) == [2000, 10])
    }

    @Test("of 16 bits, greys, palettes and transparency become sRGB on white")
    func samples() throws {
        let deep = (0..<64).flatMap { _ in [0xFF, 0xFF, 0x80, 0x00, 0x00, 0x00] as [UInt8] }
        #expect(
            try isNear(try prepare(Pictures.png(width: 8, height: 8, depth: 16, samples: deep)), 16, 16, [255, 128, 0])
        )
        let grey = [UInt8](repeating: 77, count: 64)
        #expect(
            try isNear(try prepare(Pictures.png(width: 8, height: 8, type: 0, samples: grey)), 16, 16, [77, 77, 77])
        )
        let deepGrey = (0..<64).flatMap { _ in [0x40, 0x00] as [UInt8] }
        let deepGreyImage = try prepare(Pictures.png(width: 8, height: 8, type: 0, depth: 16, samples: deepGrey))
        #expect(try isNear(deepGreyImage, 16, 16, [64, 64, 64]))
        let half = (0..<64).flatMap { _ in [0, 128] as [UInt8] }
        #expect(
            try isNear(try prepare(Pictures.png(width: 8, height: 8, type: 4, samples: half)), 16, 16, [127, 127, 127])
        )
        let clear = (0..<64).flatMap { _ in [200, 0, 0, 0] as [UInt8] }
        #expect(
            try isNear(
                try prepare(Pictures.png(width: 8, height: 8, type: 6, samples: clear)),
                16,
                16,
                [255, 255, 255]
            )
        )
    }

    @Test("are the same in every run, also in many at once")
    func determinism() async throws {
        let names = Pictures.fixtures
        let expected = try names.map { try prepare(Pictures.fixture($0)).image }
        let results = try await withThrowingTaskGroup(of: (Int, EmbeddingImage).self) { group in
            for round in 0..<40 {
                group.addTask {
                    let index = round % names.count
                    let prepared = try preparer.prepare(
                        Pictures.fixture(names[index]),
                        name: "picture",
                        options: ImageOptions()
                    )
                    return (index, prepared.image)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count == 40)
        for (index, image) in results { #expect(image == expected[index]) }
    }

    @Test("have thumbnails bound by their longest side")
    func thumbnails() throws {
        let bytes = try preparer.thumbnail(
            Pictures.jpeg(Pictures.fixture("scene.jpg"), orientation: 6),
            name: "p",
            longestSide: 64
        )
        let image = try prepare(bytes)
        #expect(image.format == "jpeg")
        #expect([image.width, image.height] == [48, 64])
        #expect(bytes.count < 4000)
        let small = try preparer.thumbnail(Pictures.fixture("anim.gif"), name: "p", longestSide: 640)
        #expect(try prepare(small).width == 40)
    }

    @Test("have previews in a box, of the same pixels however they are encoded")
    func previews() throws {
        let scene = Pictures.fixture("scene.jpg")
        func preview(_ bytes: [UInt8], _ encoding: ImagePreview.Encoding) throws -> ImagePreview {
            try preparer.preview(bytes, page: 1, name: "p", width: 100, height: 48, as: encoding)
        }
        let pixels = try preview(scene, .rgb)
        #expect([pixels.width, pixels.height] == [64, 48])
        #expect(pixels.bytes.count == 64 * 48 * 3)
        #expect(Set(pixels.bytes).count > 20, "a picture is no plane")
        let png = try preview(scene, .png)
        #expect(png.bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(try preview(png.bytes, .rgb).bytes == pixels.bytes)
        let jpeg = try preview(scene, .jpeg)
        #expect(jpeg.bytes.starts(with: [0xFF, 0xD8]))
        #expect([jpeg.width, jpeg.height, png.width, png.height] == [64, 48, 64, 48])
    }
}
