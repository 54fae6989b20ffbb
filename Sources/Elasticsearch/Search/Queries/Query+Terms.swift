public import JSONValues

/// How a range of a document and the range asked for must lie to each other.
public enum RangeRelation: String, Sendable, Hashable {
    /// They have something in common; the server's default.
    case intersects
    /// The document's contains the one asked for.
    case contains
    /// The document's lies within the one asked for.
    case within
}

extension Query {
    /// Documents whose field holds exactly `value`.
    ///
    /// - Parameters:
    ///   - field: A field that is not analyzed, such as a keyword.
    ///   - value: The value, not null.
    ///   - caseInsensitive: Whether ASCII letters match in both cases; for keywords and texts only.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func term(
        _ field: String,
        _ value: JSONValue,
        caseInsensitive: Bool = false,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("term", field: field, boost: boost, name: name) { body in
            body.refuse(if: value.isNull, "looks for null; use exists to find documents with or without a value")
            body.add("value", value)
            if caseInsensitive { body.add("case_insensitive", true) }
        }
    }

    /// Documents whose field holds one of `values`.
    public static func terms(
        _ field: String,
        _ values: [JSONValue],
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("terms", boost: boost, name: name) { $0.add(field, .array(values)) }
    }

    /// Documents whose field holds one of the values that a field of another document holds.
    ///
    /// - Parameters:
    ///   - field: The field.
    ///   - index: The index of the other document.
    ///   - id: Its id.
    ///   - path: Its field.
    ///   - routing: Its routing, where it has one.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func terms(
        _ field: String,
        index: String,
        id: String,
        path: String,
        routing: String? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("terms", boost: boost, name: name) { body in
            var lookup: JSONObject = ["index": .string(index), "id": .string(id), "path": .string(path)]
            lookup["routing"] = routing.map(JSONValue.string)
            body.add(field, .object(lookup))
        }
    }

    /// Documents whose field lies between bounds, each of them optional.
    ///
    /// - Parameters:
    ///   - field: A number, a date, a keyword or a range.
    ///   - greaterThan: What values must be greater than.
    ///   - atLeast: What values must not be less than; where both are given, this one counts.
    ///   - lessThan: What values must be less than.
    ///   - atMost: What values must not be greater than; where both are given, this one counts.
    ///   - format: How dates among the bounds are written, such as `dd/MM/yyyy`; default the field's.
    ///   - timeZone: The zone of dates without one: `+01:00` or `Europe/Berlin`.
    ///   - relation: How ranges must lie to each other; for fields that hold ranges.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func range(
        _ field: String,
        greaterThan: JSONValue? = nil,
        atLeast: JSONValue? = nil,
        lessThan: JSONValue? = nil,
        atMost: JSONValue? = nil,
        format: String? = nil,
        timeZone: String? = nil,
        relation: RangeRelation? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("range", field: field, boost: boost, name: name) { body in
            body.add("gt", greaterThan)
            body.add("gte", atLeast)
            body.add("lt", lessThan)
            body.add("lte", atMost)
            body.add("format", format)
            body.add("time_zone", timeZone)
            body.add("relation", relation?.rawValue)
        }
    }

    /// Documents that have a value in `field`.
    public static func exists(_ field: String, boost: Float? = nil, name: String? = nil) -> Query {
        Query("exists", boost: boost, name: name) { $0.add("field", field) }
    }

    /// Documents with these ids.
    public static func ids(_ ids: [String], boost: Float? = nil, name: String? = nil) -> Query {
        Query("ids", boost: boost, name: name) { $0.add("values", JSONValue(ids)) }
    }

    /// Documents whose field begins with `value`.
    public static func prefix(
        _ field: String,
        _ value: String,
        caseInsensitive: Bool = false,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("prefix", field: field, boost: boost, name: name) { body in
            body.add("value", value)
            if caseInsensitive { body.add("case_insensitive", true) }
        }
    }

    /// Documents whose field matches a pattern of `*` and `?`.
    public static func wildcard(
        _ field: String,
        _ pattern: String,
        caseInsensitive: Bool = false,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("wildcard", field: field, boost: boost, name: name) { body in
            body.add("value", pattern)
            if caseInsensitive { body.add("case_insensitive", true) }
        }
    }

    /// Documents whose field matches a regular expression of Lucene's syntax as a whole.
    public static func regexp(
        _ field: String,
        _ pattern: String,
        caseInsensitive: Bool = false,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("regexp", field: field, boost: boost, name: name) { body in
            body.add("value", pattern)
            if caseInsensitive { body.add("case_insensitive", true) }
        }
    }

    /// Documents whose field holds a word that differs from `value` in a few letters.
    public static func fuzzy(
        _ field: String,
        _ value: String,
        fuzziness: Fuzziness = .auto,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("fuzzy", field: field, boost: boost, name: name) { body in
            body.add("value", value)
            fuzziness.add(to: &body)
        }
    }
}
