import Elasticsearch
import JSONValues

extension RefusedSearch {
    private static func query(
        _ name: String,
        _ query: Query,
        says: String,
        _ body: JSONValue,
        serverSays: String
    ) -> RefusedSearch {
        .init("query: \(name)", SearchRequest(query: query), says: says, body: ["query": body], serverSays: serverSays)
    }

    private static func multiMatch(_ type: MultiMatchType) -> RefusedSearch {
        query(
            "fuzziness of \(type.rawValue)",
            .multiMatch("red", fields: ["t"], type: type, fuzziness: .auto),
            says: "not allowed for type [\(type.rawValue)]",
            ["multi_match": ["query": "red", "fields": ["t"], "type": .string(type.rawValue), "fuzziness": "AUTO"]],
            serverSays: "Fuzziness not allowed for type [\(type.rawValue)]"
        )
    }

    static let queries: [RefusedSearch] = [
        multiMatch(.crossFields), multiMatch(.phrase), multiMatch(.phrasePrefix),
        query(
            "slop of bool_prefix",
            .multiMatch("red", fields: ["t"], type: .boolPrefix, slop: 1),
            says: "not allowed for type [bool_prefix]",
            ["multi_match": ["query": "red", "fields": ["t"], "type": "bool_prefix", "slop": 1]],
            serverSays: "[slop] not allowed for type [bool_prefix]"
        ),
        query(
            "weight of a field below 0",
            .multiMatch("red", fields: [WeightedField("t", boost: -1)]),
            says: "weights are 0 or more",
            ["multi_match": ["query": "red", "fields": ["t^-1"]]],
            serverSays: "negative [boost] are not allowed"
        ),
        query(
            "three edits",
            .match("t", "red", fuzziness: 3),
            says: "valid edit distances are 0, 1, 2",
            ["match": ["t": ["query": "red", "fuzziness": "3"]]],
            serverSays: "Valid edit distances are [0, 1, 2]"
        ),
        query(
            "fuzziness by a word",
            .match("t", "red", fuzziness: "FOO"),
            says: "has the fuzziness [FOO]",
            ["match": ["t": ["query": "red", "fuzziness": "FOO"]]],
            serverSays: "fuzziness cannot be [FOO]"
        ),
        query(
            "bounds of AUTO the wrong way",
            .match("t", "red", fuzziness: .auto(low: 6, high: 3)),
            says: "0 < low <= high",
            ["match": ["t": ["query": "red", "fuzziness": "AUTO:6,3"]]],
            serverSays: "fuzziness wrongly configured [AUTO:6,3]"
        ),
        query(
            "prefix_length below 0",
            .match("t", "red", fuzziness: Fuzziness(prefixLength: -1)),
            says: "prefix_length -1",
            ["match": ["t": ["query": "red", "prefix_length": -1]]],
            serverSays: "requires prefix length to be non-negative"
        ),
        query(
            "no expansions",
            .match("t", "red", fuzziness: Fuzziness(maxExpansions: 0)),
            says: "max_expansions 0",
            ["match": ["t": ["query": "red", "max_expansions": 0]]],
            serverSays: "requires maxExpansions to be positive"
        ),
        query(
            "minimum_should_match of words",
            .match("t", "red boat", minimumShouldMatch: "most"),
            says: "has minimum_should_match [most]",
            ["match": ["t": ["query": "red boat", "minimum_should_match": "most"]]],
            serverSays: "For input string: \"most\""
        ),
        query(
            "boost below 0",
            .match("t", "red", boost: -1),
            says: "use a value between 0 and 1 to deboost",
            ["match": ["t": ["query": "red", "boost": -1]]],
            serverSays: "negative [boost] are not allowed"
        ),
        query(
            "slop below 0",
            .matchPhrase("t", "red boat", slop: -1),
            says: "has the slop -1",
            ["match_phrase": ["t": ["query": "red boat", "slop": -1]]],
            serverSays: "No negative slop allowed."
        ),
        query(
            "expansions below 0",
            .matchPhrasePrefix("t", "red bo", maxExpansions: -1),
            says: "max_expansions -1",
            ["match_phrase_prefix": ["t": ["query": "red bo", "max_expansions": -1]]],
            serverSays: "No negative maxExpansions allowed."
        ),
        query(
            "term of null",
            .term("k", .null),
            says: "looks for null",
            ["term": ["k": ["value": .null]]],
            serverSays: "value cannot be null"
        ),
        query(
            "dis_max of nothing",
            .disMax([]),
            says: "requires at least one",
            ["dis_max": [:]],
            serverSays: "[dis_max] requires 'queries' field with at least one clause"
        ),
        query(
            "tie_breaker of dis_max",
            .disMax([.matchAll()], tieBreaker: 2),
            says: "must be 0 to 1",
            ["dis_max": ["queries": [["match_all": [:]]], "tie_breaker": 2]],
            serverSays: "tieBreakerMultiplier must be in [0, 1]"
        ),
        query(
            "negative_boost below 0",
            .boosting(.matchAll(), lowering: .exists("n"), by: -1),
            says: "negative_boost -1.0",
            [
                "boosting": [
                    "positive": ["match_all": [:]], "negative": ["exists": ["field": "n"]], "negative_boost": -1,
                ]
            ],
            serverSays: "requires 'negative_boost' to be set to be a positive value"
        ),
        query(
            "latitude beyond the pole",
            .geoDistance("g", from: GeoPoint(latitude: 91, longitude: 0), within: "1km"),
            says: "has the latitude 91.0",
            ["geo_distance": ["distance": "1km", "g": ["lat": 91, "lon": 0]]],
            serverSays: "couldn't validate latitude/ longitude values"
        ),
        query(
            "longitude beyond the date line",
            .geoDistance("g", from: GeoPoint(latitude: 0, longitude: 181), within: "1km"),
            says: "has the longitude 181.0",
            ["geo_distance": ["distance": "1km", "g": ["lat": 0, "lon": 181]]],
            serverSays: "couldn't validate latitude/ longitude values"
        ),
        query(
            "no distance",
            .geoDistance("g", from: GeoPoint(latitude: 0, longitude: 0), within: "0km"),
            says: "has the distance [0km]",
            ["geo_distance": ["distance": "0km", "g": ["lat": 0, "lon": 0]]],
            serverSays: "distance must be greater than zero"
        ),
        query(
            "distance of an unknown unit",
            .geoDistance("g", from: GeoPoint(latitude: 0, longitude: 0), within: "5foo"),
            says: "has the distance [5foo]",
            ["geo_distance": ["distance": "5foo", "g": ["lat": 0, "lon": 0]]],
            serverSays: "For input string: \"5foo\""
        ),
        query(
            "weight of a function below 0",
            .functionScore(functions: [.weight(-2)]),
            says: "[weight] cannot be negative",
            ["function_score": ["functions": [["weight": -2]]]],
            serverSays: "[weight] cannot be negative for a filtering function"
        ),
        query(
            "decay of 1",
            .functionScore(functions: [.decay(.gauss, "n", origin: 5, scale: 2, decay: 1)]),
            says: "has the decay 1.0",
            ["function_score": ["functions": [["gauss": ["n": ["origin": 5, "scale": 2, "decay": 1]]]]]],
            serverSays: "decay must be in the range [0..1]"
        ),
        query(
            "scale of 0",
            .functionScore(functions: [.decay(.linear, "n", origin: 5, scale: 0)]),
            says: "has the scale 0",
            ["function_score": ["functions": [["linear": ["n": ["origin": 5, "scale": 0]]]]]],
            serverSays: "scale must be > 0.0"
        ),
        query(
            "offset below 0",
            .functionScore(functions: [.decay(.exp, "n", origin: 5, scale: 2, offset: -1)]),
            says: "has the offset -1",
            ["function_score": ["functions": [["exp": ["n": ["origin": 5, "scale": 2, "offset": -1]]]]]],
            serverSays: "offset must be > 0.0"
        ),
        query(
            "too many inner hits",
            .nested("parts", .matchAll(), innerHits: InnerHits(from: 1, size: 100)),
            says: "from + size must be at most 100",
            ["nested": ["path": "parts", "query": ["match_all": [:]], "inner_hits": ["from": 1, "size": 100]]],
            serverSays: "Inner result window is too large"
        ),
    ]

    private static func highlight(
        _ name: String,
        _ options: Highlight.Options,
        says: String,
        _ body: JSONObject,
        serverSays: String
    ) -> RefusedSearch {
        var object = body
        object["fields"] = ["t": [:]]
        return .init(
            "highlight: \(name)",
            SearchRequest(query: .match("t", "boat"), highlight: Highlight(["t"], options)),
            says: says,
            body: ["query": ["match": ["t": "boat"]], "highlight": .object(object)],
            serverSays: serverSays
        )
    }

    private static func aggregation(
        _ name: String,
        _ aggregation: Aggregation,
        says: String,
        _ body: JSONValue,
        serverSays: String
    ) -> RefusedSearch {
        .init(
            "aggregation: \(name)",
            SearchRequest(size: 0, aggregations: ["x": aggregation]),
            says: says,
            body: ["size": 0, "aggs": ["x": body]],
            serverSays: serverSays
        )
    }

    static let parts: [RefusedSearch] = [
        highlight(
            "fragments below 0",
            Highlight.Options(numberOfFragments: -1),
            says: "it must be between 0 and 10000",
            ["number_of_fragments": -1],
            serverSays: "[number_of_fragments] must be between [0] and [10000]"
        ),
        highlight(
            "empty tags",
            Highlight.Options(tags: (before: [], after: [])),
            says: "must not be empty",
            ["pre_tags": [], "post_tags": []],
            serverSays: "pre_tags or post_tags must not be empty"
        ),
        highlight(
            "nothing analyzed",
            Highlight.Options(maxAnalyzedOffset: 0),
            says: "must be a positive integer",
            ["max_analyzed_offset": 0],
            serverSays: "[max_analyzed_offset] must be a positive integer"
        ),
        highlight(
            "ends at chars",
            Highlight.Options(boundaryScanner: "chars"),
            says: "which the unified highlighter does not",
            ["boundary_scanner": "chars"],
            serverSays: "Invalid boundary scanner type: chars"
        ),
        .init(
            "highlight: matches of other fields",
            SearchRequest(
                query: .match("t", "boat"),
                highlight: Highlight(
                    [Highlight.Field("t", matchedFields: ["u"])],
                    Highlight.Options(requireFieldMatch: false)
                )
            ),
            says: "not supported when require_field_match is false",
            body: [
                "query": ["match": ["t": "boat"]],
                "highlight": ["require_field_match": false, "fields": ["t": ["matched_fields": ["u"]]]],
            ],
            serverSays: "Matched fields are not supported when [require_field_match] is set to [false]"
        ),
        aggregation(
            "no buckets",
            .terms("k", size: 0),
            says: "it must be greater than 0",
            ["terms": ["field": "k", "size": 0]],
            serverSays: "[size] must be greater than 0"
        ),
        aggregation(
            "fewer documents than none",
            .terms("k", minDocumentCount: -1),
            says: "greater than or equal to 0",
            ["terms": ["field": "k", "min_doc_count": -1]],
            serverSays: "[minDocCount] must be greater than or equal to 0"
        ),
        aggregation(
            "no ranges",
            .range("n", []),
            says: "has no ranges",
            ["range": ["field": "n", "ranges": []]],
            serverSays: "No [ranges] specified for the [x] aggregation"
        ),
        aggregation(
            "two days of the calendar",
            .dateHistogram("d", every: .calendar("2d")),
            says: "could not be parsed as a calendar interval",
            ["date_histogram": ["field": "d", "calendar_interval": "2d"]],
            serverSays: "The supplied interval [2d] could not be parsed as a calendar interval."
        ),
        aggregation(
            "a fixed month",
            .dateHistogram("d", every: .fixed("1M")),
            says: "is not fixed",
            ["date_histogram": ["field": "d", "fixed_interval": "1M"]],
            serverSays: "unit is missing or unrecognized"
        ),
        aggregation(
            "inside a number",
            Aggregation.stats("n").with(["y": .max("n")]),
            says: "cannot accept them",
            ["stats": ["field": "n"], "aggs": ["y": ["max": ["field": "n"]]]],
            serverSays: "cannot accept sub-aggregations"
        ),
        .init(
            "aggregation: name with brackets",
            SearchRequest(size: 0, aggregations: ["a[b]": .stats("n")]),
            says: "it can contain any character except [, ] and >",
            body: ["size": 0, "aggs": ["a[b]": ["stats": ["field": "n"]]]],
            serverSays: "Invalid aggregation name [a[b]]"
        ),
    ]
}
