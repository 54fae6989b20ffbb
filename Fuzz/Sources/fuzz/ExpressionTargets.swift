import ESJina
import Elasticsearch
import JSONValues

/// Filters, which are parsed, checked against a mapping, compiled and printed.
struct FilterTarget: FuzzTarget {
    let name = "filters"

    let seeds: [[UInt8]] = [
        #"lang == "fr" && (year >= 2020 || tags in ["sea","sky"]) && !exists(deleted)"#,
        #"near(place, 48.85, 2.35, "10km") || comments.who == ann && title ~ "Red *""#,
        #"date in 2020-01-01..now-1d/d and not (caption : "rote Äpfel" or starts_with(path, 'img/'))"#,
        #"`weird field` != "it's \"so\" \u00e9\u{1F600}" && missing(author.name) && _id in [1, "b"]"#,
        "year in 2000..2010 && price < -1.5e3 && deleted == true && 名前 == 太郎 && code not in [007]",
        #"2000 < year < 2010"#,
    ]
    .map { Array($0.utf8) }

    let dictionary: [[UInt8]] =
        [
            "==", "!=", "<=", ">=", "&&", "||", "!", "(", ")", "[", "]", ",", ":", "~", "..", "=", "&", "|", "and",
            "or", "not",
            "in", "exists(", "missing(", "near(", "starts_with(", "lang", "year", "date", "title", "comments.stars",
            "labels.x",
            "`", "\"", "'", "\\", "\\u{", "null", "true", "now-1d/d", "||/y", "10km", "1e999", "9223372036854775808",
            " ",
            "e\u{301}", "\u{301}", "👩‍👩‍👧", "\u{202E}", "\u{FEFF}", "\0", "\n", "日本",
        ]
        .map { Array($0.utf8) } + [
            Array(repeating: UInt8(ascii: "("), count: 70), Array(repeating: UInt8(ascii: "!"), count: 70), [0xFF],
            [0xC3],
        ]

    /// A field of every kind that a filter tells apart.
    private static let mapping = IndexMapping([
        "properties": [
            "lang": ["type": "keyword"], "code": ["type": "keyword", "ignore_above": 4], "path": ["type": "keyword"],
            "year": ["type": "integer"], "price": ["type": "float"], "deleted": ["type": "boolean"],
            "date": ["type": "date"],
            "day": ["type": "date", "format": "yyyy/MM/dd"], "caption": ["type": "text"],
            "place": ["type": "geo_point"],
            "title": ["type": "text", "fields": ["keyword": ["type": "keyword", "ignore_above": 8]]],
            "tags": ["type": "keyword", "fields": ["text": ["type": "text"]]], "host": ["type": "ip"],
            "author": ["properties": ["name": ["type": "keyword"]]], "labels": ["type": "flattened"],
            "comments": ["type": "nested", "properties": ["who": ["type": "keyword"], "stars": ["type": "byte"]]],
            "language": ["type": "alias", "path": "lang"], "vector": ["type": "dense_vector", "dims": 2],
            "weird field": ["type": "keyword"], "名前": ["type": "keyword"], "big": ["type": "unsigned_long"],
        ]
    ])

    func run(_ input: [UInt8]) async throws {
        let text = String(decoding: input, as: UTF8.self)
        let filter: FilterExpression
        do throws(ExpressionError) { filter = try FilterExpression(parsing: text) } catch {
            return try Expressions.check(error, in: text)
        }
        let written = filter.description
        guard let again = try? FilterExpression(parsing: written), again == filter, again.description == written else {
            throw Broken("what was read is written so that it is not read again: \(written)")
        }
        let query: Query
        do throws(ExpressionError) { query = try filter.query(for: Self.mapping) } catch {
            return try Expressions.check(error, in: text)
        }
        guard (try? again.query(for: Self.mapping)) == query else { throw Broken("another query of the same filter") }
        _ = try query.json(for: Capabilities(version: "9.0"))
    }
}

/// Sums of words, pictures and documents, which are told from plain words, parsed and printed.
struct QueryExpressionTarget: FuzzTarget {
    let name = "expressions"

    let seeds: [[UInt8]] = [
        "'beach' + 'night' - 'people'", "2*'boat' - 0.5 * image(\"pier.jpg\") + like('photo 1')", "'tis the season",
        "\"it's\" + 'a \\'b\\' \\u{e9}'", "- 'rain' + .5*\"夜の海\"",
    ]
    .map { Array($0.utf8) }

    let dictionary: [[UInt8]] = [
        "'", "\"", "+", "-", "*", "(", ")", "image(", "like(", "0.001", "1000", "1e9", ".", ",", "\\", "\\u{", " ",
        "e\u{301}",
        "\u{301}", "👩‍👩‍👧", "\u{202E}", "\n", "\0",
    ]
    .map { Array($0.utf8) }

    func run(_ input: [UInt8]) async throws {
        let text = String(decoding: input, as: UTF8.self)
        do throws(ExpressionError) {
            guard let expression = try QueryExpression(recognizing: text) else { return }
            let written = expression.description
            guard try QueryExpression(recognizing: written) == expression else {
                throw ExpressionError("broken", text: "", range: SourceRange(0, 0))
            }
        } catch {
            try Expressions.check(error, in: text)
        }
    }
}

private enum Expressions {
    /// An error points into the text it is about, and can be shown.
    static func check(_ error: ExpressionError, in text: String) throws {
        guard error.text == text else { throw Broken("the error is about another text: \(error.text)") }
        guard error.range.lowerBound >= 0, error.range.upperBound <= text.utf8.count,
            1...text.count + 1 ~= error.column
        else { throw Broken("the error lies outside of the text: \(error.range)") }
        let lines = error.description.split(whereSeparator: \.isNewline)
        guard lines.count >= 2, lines.allSatisfy({ $0.count < 4096 }) || text.count > 1_000 else {
            throw Broken("the error cannot be shown: \(error.description)")
        }
    }
}
