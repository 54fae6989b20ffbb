import Embeddings
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How well the offline embedder finds the example pictures by their words alone; floors below what was measured.
@Suite("Offline relevance on the example gallery")
struct GalleryRelevanceTests {
    private struct Case: Decodable {
        var query: String
        var images: [String]
    }

    /// A picture's side-car; title and caption by language, in order.
    private struct Card: Decodable {
        var title: [String: String]
        var caption: [String: String]
        var tags: [String]
    }

    private static let gallery: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return (parts.dropLast(3) + ["Examples", "gallery"]).joined(separator: "/")
    }()

    private static func read<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        let data = try #require(
            FileManager.default.contents(atPath: "\(gallery)/\(name)"),
            "\(gallery)/\(name) is missing"
        )
        return try JSONDecoder().decode(type, from: data)
    }

    /// The words of a picture as ingest gives them: its first title, its captions, its tags.
    private static func words(_ picture: String) throws -> [String] {
        let stem = picture.split(separator: ".").dropLast().joined(separator: ".")
        let card = try read("\(stem).json", as: Card.self)
        return [card.title["en"] ?? ""] + card.caption.sorted { $0.key < $1.key }.map(\.value) + card.tags
    }

    private static func pictures() throws -> [String] {
        let suffixes = [".svg", ".png", ".jpg", ".webp", ".gif", ".tiff"]
        return try FileManager.default.contentsOfDirectory(atPath: gallery)
            .filter { name in suffixes.contains { name.hasSuffix($0) } }
            .sorted()
    }

    @Test(
        "the first picture is right for this share of the queries in four languages",
        arguments: [(1024, 0.90), (512, 0.84), (256, 0.75), (128, 0.5)]
    )
    func firstPictures(dims: Int, floor: Double) async throws {
        let embedder = HashingEmbedder()
        let pictures = try Self.pictures()
        #expect(pictures.count >= 60)
        let inputs = try pictures.map { picture in
            EmbeddingInput.image(
                EmbeddingImage(bytes: Array(picture.utf8), mediaType: "image/png", words: try Self.words(picture))
            )
        }
        let documents = try await embedder.embed(inputs, role: .document, dims: dims).outcomes.map { try $0.get() }
        let cases = try Self.read("queries.json", as: [Case].self)
        #expect(cases.count >= 60)
        let queries = try await embedder.embed(cases.map { .text($0.query) }, role: .query, dims: dims).outcomes
            .map { try $0.get() }
        var right = 0
        for (query, item) in zip(queries, cases) {
            let best = documents.indices.max { query.dot(documents[$0]) < query.dot(documents[$1]) }
            if let best, item.images.contains(pictures[best]) { right += 1 }
        }
        #expect(Double(right) / Double(cases.count) >= floor, "\(right) of \(cases.count)")
    }
}
