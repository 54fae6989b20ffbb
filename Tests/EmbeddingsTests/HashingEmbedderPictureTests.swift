import Embeddings
import Testing

@Suite("Hashing embedder, pictures")
struct HashingEmbedderPictureTests {
    private let embedder = HashingEmbedder()

    private func embed(
        _ image: EmbeddingImage,
        _ role: EmbeddingRole = .document,
        dims: Int? = nil
    ) async throws -> Embedding {
        try await embedder.embed([.image(image)], role: role, dims: dims).outcomes[0].get()
    }

    private func embed(_ text: String) async throws -> Embedding {
        try await embedder.embed([.text(text)], role: .query, dims: nil).outcomes[0].get()
    }

    /// A picture of `width × height` pixels drawn by a function of the place, 0…1 from the top left.
    private func raster(
        _ width: Int,
        _ height: Int,
        aspect: Float = 1,
        _ pixel: (Double, Double) -> (Int, Int, Int)
    ) throws -> PixelRaster {
        var rgb: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let colour = pixel((Double(x) + 0.5) / Double(width), (Double(y) + 0.5) / Double(height))
                for channel in [colour.0, colour.1, colour.2] { rgb.append(UInt8(min(255, max(0, channel)))) }
            }
        }
        return try #require(PixelRaster(width: width, height: height, rgb: rgb, aspectRatio: aspect))
    }

    private func image(_ name: String, _ raster: PixelRaster?, words: [String] = []) -> EmbeddingImage {
        EmbeddingImage(bytes: Array(name.utf8), mediaType: "image/png", raster: raster, words: words)
    }

    /// A red disc on white, a blue lower half under grey, green stripes, a dark gradient.
    private func scenes() throws -> [(Double, Double) -> (Int, Int, Int)] {
        [
            { x, y in (x - 0.4) * (x - 0.4) + (y - 0.5) * (y - 0.5) < 0.09 ? (210, 30, 35) : (250, 250, 250) },
            { _, y in y > 0.6 ? (30, 60, 200) : (180, 182, 185) },
            { x, _ in Int(x * 6) % 2 == 0 ? (30, 160, 40) : (240, 220, 60) },
            { x, y in (Int(60 * x), Int(50 * y), Int(40 * x * y)) },
            { x, y in x + y < 0.9 ? (240, 140, 30) : (90, 40, 120) },
        ]
    }

    @Test("the same picture has these values on every platform")
    func golden() async throws {
        let picture = image("golden", try raster(32, 32, try scenes()[0]), words: ["red ball", "balle rouge"])
        let bits = try await embed(picture).values.map(\.bitPattern)
        var checksum: UInt64 = 0
        for value in bits { checksum = checksum &* 31 &+ UInt64(value) }
        #expect(Array(bits.prefix(4)) == [1_027_721_229, 3_147_801_871, 3_163_536_063, 0])
        #expect(checksum == 13_554_937_636_789_938_160)
    }

    @Test("a picture is found by its words in four languages before others")
    func words() async throws {
        let scenes = try scenes()
        let apple = try await embed(
            image(
                "a",
                try raster(16, 16, scenes[1]),
                words: ["A red apple", "Una manzana roja", "Une pomme rouge", "Uma maçã vermelha", "apple-01.jpg"]
            )
        )
        let dog = try await embed(
            image(
                "b",
                try raster(16, 16, scenes[1]),
                words: ["A running dog", "Un perro que corre", "Un chien qui court", "Um cachorro correndo"]
            )
        )
        for query in ["apple", "manzana", "pomme", "maçã"] {
            let vector = try await embed(query)
            #expect(vector.dot(apple) > 0.13, "\(query)")
            #expect(vector.dot(apple) > vector.dot(dog) + 0.1, "\(query)")
        }
    }

    @Test(
        "a picture without words is found by its colours in six languages",
        arguments: ["red picture", "imagen roja", "image rouge", "imagem vermelha", "rotes Bild", "immagine rossa"]
    )
    func colours(query: String) async throws {
        let scenes = try scenes()
        var vectors: [Embedding] = []
        for (index, scene) in scenes.enumerated() {
            vectors.append(try await embed(image("\(index)", try raster(24, 24, scene))))
        }
        let vector = try await embed(query)
        let best = vectors.indices.max { vector.dot(vectors[$0]) < vector.dot(vectors[$1]) }
        #expect(best == 0)
        #expect(vector.dot(vectors[0]) > 0.1)
    }

    @Test("shape and brightness have words")
    func shape() async throws {
        let scene = try scenes()[3]
        let wide = try await embed(image("w", try raster(24, 24, aspect: 1.8, scene)))
        let tall = try await embed(image("t", try raster(24, 24, aspect: 0.6, scene)))
        let vertical = try await embed("vertical")
        #expect(vertical.dot(tall) > vertical.dot(wide))
        let (dark, bright) = (try await embed("dunkel"), try await embed("brillante"))
        // Brightness is one of several concepts, which together are 9 % of a picture.
        #expect(dark.dot(wide) > bright.dot(wide) + 0.05)
    }

    @Test(
        "an image query finds the same picture resized, brightened or slightly shifted, with and without words on the others"
    )
    func lookAlikes() async throws {
        let scenes = try scenes()
        var vectors: [Embedding] = []
        for (index, scene) in scenes.enumerated() {
            let words = index % 2 == 0 ? ["caption number \(index)", "some words"] : []
            vectors.append(try await embed(image("document \(index)", try raster(48, 40, scene), words: words)))
        }
        for (index, scene) in scenes.enumerated() {
            let variants = [
                try raster(31, 64, scene),
                try raster(48, 40) { x, y in
                    let colour = scene(x, y)
                    return (colour.0 + 12, colour.1 + 12, colour.2 + 12)
                },
                try raster(48, 40) { x, y in scene(x * 0.96 + 0.02, y * 0.96 + 0.03) },
            ]
            for (variant, raster) in variants.enumerated() {
                let query = try await embed(image("query", raster), .query)
                let best = vectors.indices.max { query.dot(vectors[$0]) < query.dot(vectors[$1]) }
                #expect(best == index, "scene \(index), variant \(variant)")
                #expect(query.dot(vectors[index]) > 0.35)
            }
        }
    }

    @Test(
        "a picture finds itself before all others at every size, whatever words they have",
        arguments: [64, 128, 256, 512, 768, 1024]
    )
    func selfFirst(dims: Int) async throws {
        var random = RandomNumbers(seed: 7)
        let vocabulary = [
            "red", "apple", "manzana", "noche", "sombre", "dark", "house", "blue", "café", "42", "東京", "verde",
        ]
        var pictures: [EmbeddingImage] = []
        for index in 0..<60 {
            // Blobs on a ground, so that many are much alike; every fifth is flat.
            let blobs = (0..<(index % 5))
                .map { _ in
                    (
                        Double.random(in: 0...1, using: &random), Double.random(in: 0...1, using: &random),
                        Double.random(in: 0.05...0.3, using: &random), Int.random(in: 0...255, using: &random)
                    )
                }
            let ground = (index * 37 % 256, index * 91 % 256, index * 53 % 256)
            let picture = try raster(32, 32) { x, y in
                for (cx, cy, radius, shade) in blobs where (x - cx) * (x - cx) + (y - cy) * (y - cy) < radius * radius {
                    return (shade, 255 - shade, shade / 2)
                }
                return ground
            }
            let words = (0..<(index * 7 % 23)).map { _ in vocabulary.randomElement(using: &random) ?? "" }
            pictures.append(image("picture \(index)", picture, words: words))
        }
        let documents = try await embedder.embed(pictures.map { .image($0) }, role: .document, dims: dims).outcomes
            .map { try $0.get() }
        for (index, picture) in pictures.enumerated() {
            let query = try await embed(image("query", picture.raster), .query, dims: dims)
            let own = query.dot(documents[index])
            // The share of what is seen is the same in every picture.
            #expect(abs(own - 0.614) < 0.01)
            for (other, document) in documents.enumerated() where other != index {
                #expect(query.dot(document) < own + 1e-5, "picture \(other) before \(index)")
            }
        }
    }

    @Test("the same shape in another colour, or by night, comes before other shapes", arguments: [256, 1024])
    func recoloured(dims: Int) async throws {
        let shapes: [(Double, Double) -> Bool] = [
            { x, y in (x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5) < 0.09 },
            { x, y in abs(x - 0.5) < 0.15 && y > 0.2 },
            { x, y in y > 0.35 + 0.5 * abs(x - 0.5) },
            { x, y in Int(x * 5) % 2 == 0 && y > 0.5 },
            { x, y in x + y > 1.1 && x - y < 0.3 },
        ]
        let colours = [
            ((210, 40, 40), (240, 230, 210)), ((60, 180, 60), (245, 240, 220)), ((230, 220, 150), (20, 20, 60)),
        ]
        var (pictures, shapeOf) = ([EmbeddingImage](), [Int]())
        for (shape, holds) in shapes.enumerated() {
            for (paint, ground) in colours {
                let name = "\(shapeOf.count)"
                let words = shapeOf.count % 2 == 0 ? ["number \(name)", "one of many"] : []
                pictures.append(image(name, try raster(32, 32) { holds($0, $1) ? paint : ground }, words: words))
                shapeOf.append(shape)
            }
        }
        let documents = try await embedder.embed(pictures.map { .image($0) }, role: .document, dims: dims).outcomes
            .map { try $0.get() }
        for (index, picture) in pictures.enumerated() {
            let query = try await embed(image("query", picture.raster), .query, dims: dims)
            let order = documents.indices.sorted { query.dot(documents[$0]) > query.dot(documents[$1]) }
            #expect(order[0] == index)
            #expect(order.prefix(3).allSatisfy { shapeOf[$0] == shapeOf[index] }, "\(index): \(order)")
        }
    }

    @Test("the look of a picture does not disturb text queries")
    func undisturbed() async throws {
        let scenes = try scenes()
        let query = try await embed("lighthouse")
        for scene in scenes {
            #expect(abs(query.dot(try await embed(image("x", try raster(24, 24, scene)), .query))) < 0.13)
        }
    }

    @Test("pictures without raster or words, and of one pixel, still have their vector")
    func poor() async throws {
        let bare = image("bare", nil)
        let vector = try await embed(bare)
        #expect(abs(vector.squaredNorm - 1) < 1e-5)
        #expect(vector.dot(try await embed(bare, .query)) > 0.999)
        #expect(abs(vector.dot(try await embed(image("other", nil)))) < 0.15)
        let pixel = try raster(1, 1) { _, _ in (255, 0, 0) }
        #expect(try await embed("red").dot(embed(image("p", pixel))) > 0.1)
        let nothing = EmbeddingImage(bytes: [], mediaType: "image/png")
        #expect(try await embed(nothing, dims: 64).dims == 64)
    }
}
