import CommandTree
import ESJina
import Embeddings

/// How the hits of a search's legs become one list.
enum RankingOptions {
    enum FusionChoice: String, OptionChoice {
        case rrf, sum, minmax
        case l2Norm = "l2_norm"

        var summary: String {
            switch self {
            case .rrf: "by their ranks in each leg"
            case .sum: "by the sum of their scores"
            case .minmax: "by the sum of their scores, each leg's brought to 0…1"
            case .l2Norm: "by the sum of their scores, each leg's divided by their norm"
            }
        }

        var fusion: Fusion {
            switch self {
            case .rrf: .reciprocalRank
            case .sum: .linear(.none)
            case .minmax: .linear(.minmax)
            case .l2Norm: .linear(.l2Norm)
            }
        }
    }

    enum PlaceChoice: String, OptionChoice {
        case auto, server, client

        var summary: String {
            switch self {
            case .auto: "the server where its licence has it"
            case .server: "the server, or an error"
            case .client: "es-jina"
            }
        }
    }

    static let fusion = Option<FusionChoice>(
        "fusion",
        default: .rrf,
        configKey: "fusion",
        help: "How hits of several legs are ordered."
    )
    static let fuseAt = Option<PlaceChoice>(
        "fuse-at",
        default: .auto,
        configKey: "fuse_at",
        help: "Who orders them."
    )
    .discussed("Both use the same formulas in 32-bit floats; the JSON says in 'fusion' who did it and why.")
    static let weights = Option<[LegValue<Double>]>(
        "weight",
        value: "LEG=N",
        configKey: "weight",
        help: "How much a leg counts, such as bm25=2 or knn_image=0.5; the others count 1."
    )
    .discussed(
        "Legs are bm25, knn_image and knn_text; with words and a picture those of vectors end in _by_text and _by_image."
    )
    static let window = Option<Int?>(
        "window",
        value: "N",
        configKey: "window",
        allowed: .matching("a whole number from 1 to 10000") { 1...10_000 ~= $0 },
        help: "How many hits each leg brings."
    )
    .defaultDescribed("50, or what the page and the reranker need")
    static let windows = Option<[LegValue<Int>]>(
        "leg-window",
        value: "LEG=N",
        configKey: "leg_window",
        help: "How many hits one leg brings, such as knn_image=200."
    )
    static let rankConstant = Option<Int>(
        "rank-constant",
        value: "N",
        default: 60,
        configKey: "rank_constant",
        allowed: .matching("a whole number from 1 on") { $0 >= 1 },
        help: "How little the first ranks stand out in --fusion rrf."
    )
    static let numCandidates = Option<Int?>(
        "num-candidates",
        value: "N",
        configKey: "num_candidates",
        help: "How many nearest neighbours each shard considers."
    )
    .defaultDescribed("three times what each leg brings")
    static let diversify = Option<Double?>(
        "diversify",
        value: "LAMBDA",
        configKey: "diversify",
        allowed: .matching("a number from 0 to 1") { 0...1 ~= $0 },
        help: "Choose hits that differ: 1 looks at relevance alone, 0 at difference alone."
    )
    .defaultDescribed("no choice")
    static let minRelevance = Option<Double?>(
        "min-relevance",
        value: "P",
        configKey: "min_relevance",
        allowed: .matching("a number from 0 to 1") { 0...1 ~= $0 },
        help: "Leave out hits that are more likely than 1 - P to be near by chance."
    )
    .discussed(
        "Every query is compared with about 200 random documents of the index; what that showed is said on standard error."
    )
    static let allParts = Option.flag(
        "all-parts",
        help: "Show every part of a long text that was found, not only the best."
    )

    static let group = OptionGroup(
        "Ranking",
        [
            fusion, fuseAt, weights, window, windows, rankConstant, numCandidates, diversify, minRelevance, allParts,
        ]
    )
    /// What the configuration file can set.
    static let configurable: [any CommandOption] = [
        fusion, fuseAt, weights, window, windows, rankConstant, numCandidates, diversify, minRelevance,
    ]

    static func apply(_ command: ParsedCommand, to query: inout SearchQuery) throws {
        query.fusion = command[fusion].fusion
        query.fusionPlace = .init(rawValue: command[fuseAt].rawValue)
        for entry in command[weights] { query.weights[entry.leg] = Float(entry.value) }
        for entry in command[windows] { query.windows[entry.leg] = entry.value }
        query.windowSize = command[window]
        query.rankConstant = command[rankConstant]
        query.numCandidates = command[numCandidates]
        query.diversity = command[diversify].map { Float($0) }
        query.minRelevance = command[minRelevance].map { Float($0) }
        query.foldsParts = !command[allParts]
    }
}

/// A value for one leg of a search, as people write it.
struct LegValue<Value: OptionElement>: OptionElement {
    static var placeholder: String { "LEG=N" }

    var leg: String
    var value: Value

    init(optionText: String) throws(ValueError) {
        let parts = optionText.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw ValueError(expected: "a leg, '=' and a number, such as bm25=2")
        }
        leg = String(parts[0])
        value = try Value(optionText: String(parts[1]))
    }

    var optionText: String { "\(leg)=\(value.optionText)" }
}
