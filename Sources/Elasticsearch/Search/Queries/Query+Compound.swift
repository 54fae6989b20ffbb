import JSONValues

/// How the scores of the parts of a document become the document's, in nested queries.
public enum NestedScoreMode: String, Sendable, Hashable {
    /// Their mean; the server's default.
    case avg
    /// Their sum.
    case sum
    /// The least.
    case min
    /// The greatest.
    case max
    /// 0 for every document.
    case none
}

extension Query {
    /// A combination of queries.
    ///
    /// - Parameters:
    ///   - must: All have to match, and count in the score.
    ///   - should: Those that match count in the score.
    ///   - filter: All have to match, without a score.
    ///   - mustNot: None may match.
    ///   - minimumShouldMatch: How many of `should` have to match, such as `1` or `75%`; default 1 without `must` and
    ///     `filter`, else 0.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func bool(
        must: [Query] = [],
        should: [Query] = [],
        filter: [Query] = [],
        mustNot: [Query] = [],
        minimumShouldMatch: String? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("bool", boost: boost, name: name) { body in
            body.add("must", must)
            body.add("should", should)
            body.add("filter", filter)
            body.add("must_not", mustNot)
            body.add(minimumShouldMatch: minimumShouldMatch)
        }
    }

    /// Documents that match `query`, all with the score `boost`, default 1.
    public static func constantScore(_ query: Query, boost: Float? = nil, name: String? = nil) -> Query {
        Query("constant_score", boost: boost, name: name) { $0.add("filter", query) }
    }

    /// Documents that match one of `queries`, with the score of the one that matches best.
    ///
    /// - Parameters:
    ///   - queries: The queries, at least one.
    ///   - tieBreaker: The part, 0 to 1, that the others add; default 0.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func disMax(
        _ queries: [Query],
        tieBreaker: Float? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("dis_max", boost: boost, name: name) { body in
            body.refuse(if: queries.isEmpty, "has no queries; it requires at least one")
            body.add("queries", queries)
            body.refuse(
                if: tieBreaker.map { !(0...1).contains($0) } ?? false,
                "has the tie_breaker \(tieBreaker ?? 0); it must be 0 to 1"
            )
            body.add("tie_breaker", tieBreaker)
        }
    }

    /// Documents that match `positive`, and lower those that match `negative`.
    ///
    /// - Parameters:
    ///   - positive: What documents must match.
    ///   - negative: What lowers them.
    ///   - negativeBoost: The factor on the score of those, 0 to 1.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func boosting(
        _ positive: Query,
        lowering negative: Query,
        by negativeBoost: Float,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("boosting", boost: boost, name: name) { body in
            body.add("positive", positive)
            body.add("negative", negative)
            body.refuse(if: !(negativeBoost >= 0), "has the negative_boost \(negativeBoost); it must be 0 or more")
            body.add("negative_boost", negativeBoost)
        }
    }

    /// Documents with a part of their own that matches `query`.
    ///
    /// - Parameters:
    ///   - path: The nested field.
    ///   - query: What a part must match; it names fields with their whole path.
    ///   - scoreMode: How the scores of the parts that match become the document's; default the mean.
    ///   - innerHits: Brings the parts that match; default none.
    ///   - ignoresUnmapped: Whether an index without the field finds nothing instead of failing; default `false`.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func nested(
        _ path: String,
        _ query: Query,
        scoreMode: NestedScoreMode? = nil,
        innerHits: InnerHits? = nil,
        ignoresUnmapped: Bool? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("nested", boost: boost, name: name) { body in
            body.refuse(if: path.isEmpty, "names no path")
            body.add("path", path)
            body.add("query", query)
            body.add("score_mode", scoreMode?.rawValue)
            body.add("inner_hits", node: innerHits?.node)
            body.add("ignore_unmapped", ignoresUnmapped)
        }
    }

    /// Documents whose place is at most `distance` from another.
    ///
    /// - Parameters:
    ///   - field: A field of places.
    ///   - place: The middle.
    ///   - distance: How far, with its unit, such as `200km`, `5mi` or `30m`; greater than 0.
    ///   - distanceType: How distances are computed; default `arc`.
    ///   - ignoresUnmapped: Whether an index without the field finds nothing instead of failing; default `false`.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func geoDistance(
        _ field: String,
        from place: GeoPoint,
        within distance: String,
        distanceType: GeoDistanceType? = nil,
        ignoresUnmapped: Bool? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("geo_distance", boost: boost, name: name) { body in
            body.refuse(if: field.isEmpty, "names no field")
            body.refuse(if: !GeoPoint.isDistance(distance), "has the distance [\(distance)]; write 200km, 5mi or 30m")
            body.refuse(if: place.problem != nil, place.problem ?? "")
            body.add("distance", distance)
            body.add(field, place.json)
            body.add("distance_type", distanceType?.rawValue)
            body.add("ignore_unmapped", ignoresUnmapped)
        }
    }

    /// Documents that match `query`, scored by a script; the server must have the script's language.
    ///
    /// - Parameters:
    ///   - query: What documents must match.
    ///   - script: Returns the score, 0 or more.
    ///   - minScore: The least score of a hit.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func scriptScore(
        _ query: Query,
        _ script: Script,
        minScore: Float? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("script_score", boost: boost, name: name) { body in
            body.add("query", query)
            body.add("script", script.json)
            body.add("min_score", minScore)
        }
    }
}
