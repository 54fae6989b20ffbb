import Elasticsearch
import JSONValues

extension SampleSearch {
    private typealias Corpus = SampleCorpus

    static let fullText: [SampleSearch] = [
        query("match", .match("t", "boat"), finds: Corpus.boats),
        query(
            "match with everything",
            .match(
                "t",
                "red baot",
                operator: .and,
                fuzziness: Fuzziness("AUTO:3,6", prefixLength: 1, maxExpansions: 10, transpositions: true),
                minimumShouldMatch: "75%",
                analyzer: "standard",
                zeroTerms: .all,
                lenient: true,
                boost: 2,
                name: "x"
            ),
            finds: [0, 6]
        ),
        query("match two edits", .match("t", "baot", fuzziness: 2), finds: Corpus.boats),
        query("match by rule", .match("t", "red boat", minimumShouldMatch: "2<-25% 9<-3"), finds: [0, 6]),
        query(
            "multi_match best_fields",
            .multiMatch(
                "red fox",
                fields: [WeightedField("t", boost: 2.5), "u"],
                type: .bestFields,
                fuzziness: .auto,
                tieBreaker: 0.3,
                name: "x"
            ),
            finds: Corpus.red.union(Corpus.boats)
        ),
        query(
            "multi_match most_fields",
            .multiMatch("red", fields: ["t", "k"], type: .mostFields, zeroTerms: ZeroTerms.none, lenient: true),
            finds: Corpus.red
        ),
        query(
            "multi_match cross_fields",
            .multiMatch("red fox", fields: ["t", "u"], type: .crossFields, operator: .and, analyzer: "standard"),
            finds: [0, 6]
        ),
        query(
            "multi_match phrase",
            .multiMatch("red boat", fields: ["t", "u"], type: .phrase, slop: 1, boost: 0.5),
            finds: [0, 6]
        ),
        query(
            "multi_match phrase_prefix",
            .multiMatch("red bo", fields: ["t", "u"], type: .phrasePrefix, slop: 0),
            finds: [0, 6]
        ),
        query(
            "multi_match bool_prefix",
            .multiMatch("bo red", fields: ["t"], type: .boolPrefix, operator: .or, minimumShouldMatch: "1"),
            finds: Corpus.red
        ),
        query(
            "match_phrase",
            .matchPhrase(
                "t",
                "boat red",
                slop: 2,
                analyzer: "standard",
                zeroTerms: ZeroTerms.none,
                boost: 2,
                name: "x"
            ),
            finds: [0, 6]
        ),
        query(
            "match_phrase_prefix",
            .matchPhrasePrefix("t", "red bo", slop: 0, maxExpansions: 20, zeroTerms: .all, name: "x"),
            finds: [0, 6]
        ),
        query(
            "match_bool_prefix",
            .matchBoolPrefix("t", "red bo", operator: .and, fuzziness: .auto(low: 3, high: 6), name: "x"),
            finds: [0, 6]
        ),
        query(
            "query_string",
            .queryString(
                "t:red AND (boat OR n:[8 TO *])",
                fields: ["t", "u"],
                type: .bestFields,
                operator: .and,
                fuzziness: .auto,
                minimumShouldMatch: "0",
                allowsLeadingWildcards: false,
                phraseSlop: 1,
                analyzer: "standard",
                timeZone: "+01:00",
                lenient: true,
                name: "x"
            ),
            finds: [0, 6, 9]
        ),
        query(
            "simple_query_string",
            .simpleQueryString(
                "\"red boat\" | +green -house ((",
                fields: ["t"],
                features: [.or, .and, .not, .phrase, .whitespace],
                operator: .and,
                lenient: true,
                boost: 2,
                name: "x"
            ),
            finds: nil
        ),
    ]

    static let terms: [SampleSearch] = [
        query("match_all", .matchAll(boost: 0.1, name: "x"), finds: Corpus.all),
        query("match_none", .matchNone, finds: []),
        query("term", .term("k", "red"), finds: Corpus.red),
        query("term in both cases", .term("k", "RED", caseInsensitive: true, boost: 2, name: "x"), finds: Corpus.red),
        query("terms", .terms("k", ["red", "blue"], boost: 2, name: "x"), finds: Corpus.red.union(Corpus.blue)),
        query("terms of nothing", .terms("k", []), finds: []),
        query(
            "range of dates",
            .range(
                "d",
                atLeast: "15/03/2024",
                lessThan: "2024-09",
                format: "dd/MM/yyyy||yyyy-MM",
                timeZone: "+02:00",
                boost: 2,
                name: "x"
            ),
            finds: Set(2...7)
        ),
        query("range of numbers", .range("n", greaterThan: 3, atMost: 5.5), finds: [4, 5]),
        query(
            "range of ranges",
            .range("r", atLeast: "2024-03-01", atMost: "2024-04-01", relation: .contains),
            finds: Set(3...11)
        ),
        query("range within", .range("r", atMost: "2024-03-01", relation: .within), finds: [0, 1, 2]),
        query("range meeting", .range("r", atLeast: "2024-11-01", relation: .intersects), finds: [10, 11]),
        query("exists", .exists("n", boost: 2, name: "x"), finds: Corpus.all),
        query("ids", .ids(["1", "missing"], boost: 2, name: "x"), finds: [1]),
        query("prefix", .prefix("k", "RE", caseInsensitive: true, boost: 2, name: "x"), finds: Corpus.red),
        query("wildcard", .wildcard("k", "?LU*", caseInsensitive: true, boost: 2, name: "x"), finds: Corpus.blue),
        query(
            "regexp",
            .regexp("k", "re.|gr.*", caseInsensitive: false, name: "x"),
            finds: Corpus.red.union(Corpus.green)
        ),
        query("fuzzy", .fuzzy("k", "rde", fuzziness: 1, boost: 2, name: "x"), finds: Corpus.red),
        query(
            "geo_distance",
            .geoDistance(
                "g",
                from: GeoPoint(latitude: 3, longitude: 0),
                within: "200km",
                distanceType: .plane,
                ignoresUnmapped: true,
                boost: 2,
                name: "x"
            ),
            finds: [2, 3, 4]
        ),
        query("raw", .raw(["term": ["b": true]]), finds: Corpus.boats),
    ]

    static let compound: [SampleSearch] = [
        query("bool", .bool(), finds: Corpus.all),
        query(
            "bool with everything",
            .bool(
                must: [.match("t", "boat")],
                should: [.term("k", "red"), .term("k", "blue")],
                filter: [.range("n", atLeast: 2)],
                mustNot: [.ids(["6"])],
                minimumShouldMatch: "1",
                boost: 2,
                name: "x"
            ),
            finds: [2, 8]
        ),
        query("constant_score", .constantScore(.term("k", "red"), boost: 3, name: "x"), finds: Corpus.red),
        query(
            "dis_max",
            .disMax([.term("k", "red"), .match("t", "boat")], tieBreaker: 0.3, boost: 2, name: "x"),
            finds: Corpus.red.union(Corpus.boats)
        ),
        query(
            "boosting",
            .boosting(.match("t", "boat"), lowering: .term("k", "red"), by: 0.5, name: "x"),
            finds: Corpus.boats
        ),
        query(
            "nested",
            .nested(
                "parts",
                .match("parts.w", "beta"),
                scoreMode: .max,
                innerHits: InnerHits(
                    "found",
                    size: 1,
                    sort: [.score],
                    source: .none,
                    fields: ["parts.w"],
                    highlight: Highlight(["parts.w"]),
                    explain: true
                ),
                ignoresUnmapped: true,
                boost: 2,
                name: "x"
            ),
            finds: Corpus.all
        ),
        query("knn query", .knn(near(3)), finds: [1, 2, 3]),
        query(
            "knn query in bool",
            .bool(should: [.knn(near(2))], filter: [.term("k", "red")]),
            finds: Corpus.red
        ),
    ]

    private static let noPainless = "script_lang not supported [painless]"

    static let scored: [SampleSearch] = [
        SampleSearch(
            "function_score by a field",
            SearchRequest(
                query: .functionScore(
                    .match("t", "boat"),
                    functions: [.fieldValue("n", factor: 1.5, modifier: .log1p, missing: 1)],
                    boostMode: .replace
                ),
                source: .none
            ),
            finds: Corpus.boats,
            ascends: false
        ),
        query(
            "function_score with everything",
            .functionScore(
                .match("t", "boat"),
                functions: [
                    .fieldValue("n", modifier: .sqrt, missing: 0).weighted(2),
                    .weight(3).matching(.term("k", "red")),
                    .random(seed: 5),
                    .decay(.gauss, "n", origin: 5, scale: 2, offset: 1, decay: 0.4),
                    .decay(.exp, "d", origin: "2024-06-01", scale: "30d", offset: "1d"),
                    .decay(.linear, "g", origin: ["lat": 3, "lon": 0], scale: "200km"),
                    .raw(["weight": 1]),
                ],
                scoreMode: .sum,
                boostMode: .multiply,
                maxBoost: 10,
                minScore: 0,
                boost: 2,
                name: "x"
            ),
            finds: Corpus.boats
        ),
        query("function_score of everything", .functionScore(functions: [.weight(2)]), finds: Corpus.all),
        query(
            "script_score",
            .scriptScore(
                .match("t", "boat"),
                Script("_score * params.factor", params: ["factor": 2]),
                minScore: 0,
                boost: 2,
                name: "x"
            ),
            finds: Corpus.boats,
            lacking: noPainless
        ),
        query(
            "function_score by a script",
            .functionScore(.matchAll(), functions: [.script(Script("1"))]),
            finds: Corpus.all,
            lacking: "the script could not be loaded"
        ),
    ]
}
