import ESJina
import Embeddings
import VipsImages

/// A search of the thousand captioned pictures, and what a person would expect among its first hits.
///
/// The expected pictures follow from their captions in the language asked in, and from what the pictures show; stand-ins for
/// models know no meanings, so no case asks for one.
struct RelevanceCase: Sendable {
    var name: String
    /// How many of the first hits are looked at.
    var count: Int
    /// The pictures that must be among them.
    var expected: [String]
    /// The pictures that must not be among them.
    var unwanted: [String]
    var query: @Sendable (_ stamps: String) async throws -> SearchQuery

    /// A search for words, a picture, or a sum as it is typed.
    private init(
        _ text: String? = nil,
        picture: String? = nil,
        _ mode: SearchQuery.Mode = .hybrid,
        filter: String? = nil,
        dims: Int? = nil,
        first count: Int,
        find expected: [String],
        butNot unwanted: [String] = []
    ) {
        name = [text, picture.map { "like \($0)" }, mode.rawValue, filter].compactMap(\.self).joined(separator: ", ")
        self.count = count
        self.expected = expected
        self.unwanted = unwanted
        query = { stamps in
            var query = SearchQuery(terms: [])
            if let text, let sum = try QueryExpression(recognizing: text) {
                query.terms = try await sum.queryTerms { try Self.load("\(stamps)/\($0)") }
            } else if let text {
                query.terms = [QueryTerm(.text(text))]
            }
            if let picture { query.terms.append(QueryTerm(.image(try Self.load("\(stamps)/\(picture)")))) }
            query.mode = mode
            query.size = max(10, count)
            query.target = .images
            query.dims = dims
            query.windowSize = 400
            query.numCandidates = 2_000
            query.filter = try filter.map { try FilterExpression(parsing: $0) }
            return query
        }
    }

    private static func load(_ path: String) throws -> EmbeddingImage {
        try VipsImagePreparer().prepare(try TestFiles.bytes(path), name: path, options: ImageOptions()).image
    }

    /// What is wrong with the first hits, in sentences.
    func complaints(_ hits: [SearchResult]) -> [String] {
        let first = hits.prefix(count).map(\.id)
        let list = first.joined(separator: ", ")
        return expected.filter { name in !first.contains { $0.hasSuffix("/" + name) } }
            .map { "\(name): \($0) is not among the first \(count): \(list)" }
            + unwanted.filter { name in first.contains { $0.hasSuffix("/" + name) } }
            .map { "\(name): \($0) is among the first \(count): \(list)" }
    }

    private static let redApples = ["food/fruit/apple_red.png", "food/fruit/cartoon/apple.svg"]
    private static let fireTrucks = [
        "vehicles/emergency/firetruck.png", "vehicles/iso_fireengine.svg", "vehicles/emergency/cartoon/fire_engine.png",
    ]
    private static let strawberries = [
        "food/fruit/strawberry.png", "food/fruit/Strawberry2.png", "food/fruit/cartoon/strawberry.svg",
    ]
    private static let lions = ["animals/mammals/cats/lion.png", "animals/mammals/cats/lion-2.png"]

    static let all: [RelevanceCase] = [
        // Words, in the language of a caption.
        RelevanceCase(
            "a red apple",
            first: 3,
            find: redApples,
            butNot: ["food/fruit/apple_green.png", "food/vegetables/tomato.png"]
        ),
        RelevanceCase(
            "pomme rouge",
            .bm25,
            first: 3,
            find: redApples,
            butNot: ["town/flags/redflag.png", "food/fruit/apple_green.png"]
        ),
        RelevanceCase(
            "caballo",
            first: 3,
            find: ["animals/mammals/equines/horse.png"],
            butNot: ["animals/mammals/camel/camel.png", "animals/fish/seahorse.png"]
        ),
        RelevanceCase("Feuerwehrauto", .bm25, first: 3, find: fireTrucks, butNot: ["vehicles/garbagetruck.png"]),
        RelevanceCase("いちご", .bm25, first: 4, find: strawberries, butNot: ["food/fruit/banana.png"]),
        RelevanceCase(
            "ペンギン",
            first: 5,
            find: ["animals/birds/penguin.png"],
            butNot: ["animals/birds/owl.png", "animals/birds/duck.png"]
        ),
        RelevanceCase("تفاحة حمراء", .bm25, first: 3, find: redApples, butNot: ["food/fruit/apple_green.png"]),
        RelevanceCase(
            "собака",
            first: 2,
            find: ["animals/mammals/dogs/dog.png"],
            butNot: ["animals/mammals/cats/kitten.svg"]
        ),
        RelevanceCase("香蕉", .bm25, first: 3, find: ["food/fruit/banana.png", "food/fruit/cartoon/banana.svg"]),
        RelevanceCase(
            "λιοντάρι",
            first: 4,
            find: lions,
            butNot: ["animals/mammals/cats/tiger.png", "animals/mammals/cats/cheetah.png"]
        ),
        RelevanceCase(
            "torre Eiffel a Parigi",
            first: 1,
            find: ["town/monuments/cartoon/eiffel_tower.png"]
        ),
        RelevanceCase(
            "coruja",
            dims: 256,
            first: 2,
            find: ["animals/birds/owl.png"],
            butNot: ["animals/birds/crow.png"]
        ),
        RelevanceCase("소방차", .bm25, first: 3, find: fireTrucks),
        RelevanceCase(
            "keman",
            .bm25,
            first: 2,
            find: ["hobbies/music/string/violin.png", "hobbies/music/string/violin2.svg"],
            butNot: ["hobbies/music/string/cello.png"]
        ),
        // Filters.
        RelevanceCase(
            "fire truck",
            filter: "format == svg",
            first: 1,
            find: ["vehicles/iso_fireengine.svg"],
            butNot: ["vehicles/emergency/firetruck.png"]
        ),
        RelevanceCase(
            "apple",
            .bm25,
            filter: #"captions.de : "roter Apfel""#,
            first: 50,
            find: redApples,
            butNot: ["food/fruit/apple_green.png", "food/fruit/cartoon/apple_core.svg", "town/flags/redflag.png"]
        ),
        RelevanceCase(
            "un tigre",
            filter: "!(captions.es : Sumatra)",
            first: 50,
            find: ["animals/mammals/cats/tiger.png"],
            butNot: ["animals/mammals/cats/tiger_sumatran.png"]
        ),
        RelevanceCase(
            "Turm",
            .bm25,
            filter: #"path ~ "*/houses/*""#,
            first: 10,
            find: ["town/houses/cartoon/tower_round.svg", "town/houses/cartoon/tower_square.svg"],
            butNot: ["town/monuments/cartoon/eiffel_tower.png", "town/cartoon/watch_tower.svg"]
        ),
        RelevanceCase(
            "a yellow lemon",
            .knn,
            filter: "captions.fr : citron && captions.it : limone",
            first: 5,
            find: ["food/fruit/lemon.png", "food/fruit/cartoon/lemon.svg", "food/fruit/cartoon/lemon_slice.svg"],
            butNot: ["food/fruit/sliced_lime.png", "food/fruit/banana.png"]
        ),
        // Pictures: the same picture, and the same drawing in another format.
        RelevanceCase(
            picture: "animals/mammals/equines/horse.png",
            .knn,
            first: 1,
            find: ["animals/mammals/equines/horse.png"]
        ),
        RelevanceCase(
            picture: "town/houses/cartoon/tower_round.svg",
            .knn,
            first: 2,
            find: ["town/houses/cartoon/tower_round.svg", "town/houses/cartoon/tower_round.png"]
        ),
        RelevanceCase(
            picture: "animals/insects/bee.png",
            .knn,
            filter: "format == svg",
            first: 1,
            find: ["animals/insects/bee.svg"]
        ),
        // A picture and words.
        RelevanceCase(
            "Biene",
            picture: "animals/insects/bee.svg",
            first: 2,
            find: ["animals/insects/bee.png", "animals/insects/bee.svg"]
        ),
        RelevanceCase(
            "manzana verde",
            picture: "food/fruit/apple_red.png",
            first: 6,
            find: ["food/fruit/apple_red.png", "food/fruit/apple_green.png"],
            butNot: ["vehicles/emergency/firetruck.png"]
        ),
        // Sums.
        RelevanceCase(
            "'tigre' + 2 * 'Sumatra'",
            first: 1,
            find: ["animals/mammals/cats/tiger_sumatran.png"]
        ),
        RelevanceCase(
            "'apple' - 'red'",
            .knn,
            filter: "caption : apple",
            first: 2,
            find: [],
            butNot: redApples
        ),
        RelevanceCase(
            "image('animals/insects/bee.svg') + 'une abeille'",
            first: 2,
            find: ["animals/insects/bee.png", "animals/insects/bee.svg"]
        ),
    ]
}
