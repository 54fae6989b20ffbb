import ESJina
import Elasticsearch
import JSONValues
import TestSupport
import Testing

@Suite struct `Filter expressions` {
    private static func compare(
        _ field: FilterField,
        _ comparison: FilterComparison,
        _ value: FilterValue
    ) -> FilterNode {
        FilterNode(.compare(field, comparison, value))
    }

    @Test func `and binds tighter than or, not tightest`() throws {
        let parsed = try FilterExpression(parsing: #"lang == "fr" || year >= 2020 && !exists(deleted)"#)
        let expected = FilterNode(
            .any([
                Self.compare("lang", .equal, "fr"),
                FilterNode(
                    .all([Self.compare("year", .atLeast, 2020), FilterNode(.not(FilterNode(.exists("deleted"))))])
                ),
            ])
        )
        #expect(parsed.root == expected)
        #expect(try FilterExpression(expected) == parsed)
    }

    @Test(arguments: [
        (#"a == 1"#, FilterNode(.compare("a", .equal, 1))),
        (#"a:'x y'"#, FilterNode(.words("a", "x y"))),
        (#"a != true"#, FilterNode(.compare("a", .notEqual, true))),
        (#"a in ["sea", "sky", 3]"#, FilterNode(.oneOf("a", ["sea", "sky", 3]))),
        (#"a not in [3]"#, FilterNode(.not(FilterNode(.oneOf("a", [3]))))),
        (#"a in 2..3"#, FilterNode(.between("a", 2, 3))),
        (#"a < 1.5"#, FilterNode(.compare("a", .less, 1.5))),
        (#"a <= -2"#, FilterNode(.compare("a", .atMost, -2))),
        (#"a ~ "b*""#, FilterNode(.wildcard("a", "b*"))),
        (#"starts_with(a, "b")"#, FilterNode(.prefix("a", "b"))),
        (#"near(`a b`, 48.85, -2, "1km")"#, FilterNode(.near("a b", 48.85, -2, "1km"))),
        (
            #"NOT (a > 1 AND b.c == "é")"#,
            FilterNode(.not(FilterNode(.all([compare("a", .greater, 1), compare("b.c", .equal, "é")]))))
        ),
        (#"q == "say \"hi\"""#, FilterNode(.compare("q", .equal, "say \"hi\""))),
        (#"((a == 1))"#, FilterNode(.compare("a", .equal, 1))),
    ])
    func `every form of comparison is read`(text: String, expected: FilterNode) throws {
        #expect(try FilterExpression(parsing: text).root == expected)
    }

    @Test func `ranges say where each part stands`() throws {
        let text = #"lang == "fr" && !(year in 2000..2010)"#
        let root = try FilterExpression(parsing: text).root
        func cut(_ range: SourceRange) -> String {
            String(decoding: Array(text.utf8)[range.lowerBound..<range.upperBound], as: UTF8.self)
        }
        guard case .all(let parts) = root.kind, case .compare(let lang, _, let value) = parts[0].kind,
            case .not(let inner) = parts[1].kind, case .between(let year, let lower, let upper) = inner.kind
        else {
            Issue.record("another tree: \(root)")
            return
        }
        #expect(
            [root.range, parts[0].range, lang.range, value.range].map(cut) == [
                text, #"lang == "fr""#, "lang", #""fr""#,
            ]
        )
        #expect([parts[1].range, inner.range].map(cut) == ["!(year in 2000..2010)", "(year in 2000..2010)"])
        #expect([year.range, lower.range, upper.range].map(cut) == ["year", "2000", "2010"])
    }

    @Test func `fields are listed once in order`() throws {
        let parsed = try FilterExpression(parsing: "b == 1 && (a == 2 || b in [3]) && exists(c)")
        #expect(parsed.fields == ["b", "a", "c"])
    }

    @Test func `what cannot be written cannot be made`() {
        for kind in [FilterNode.Kind.oneOf("a", []), .all([]), .any([]), .wildcard("a", " "), .compare("", .equal, 1)] {
            #expect(throws: ExpressionError.self, "\(kind)") { try FilterExpression(FilterNode(kind)) }
        }
    }

    @Test func `nesting without end is refused, not followed`() {
        for deep in ["(", "!", "not ", "!(", "a == 1 && (b == 1 || ("] {
            let text = String(repeating: deep, count: 100_000) + "a == 1"
            #expect(throws: ExpressionError.self, "\(deep)") { try FilterExpression(parsing: text) }
        }
    }

    @Test func `length costs no more than reading it`() throws {
        let list = (0..<60_000).map { "\"value \($0)\"" }.joined(separator: ", ")
        let filter = try FilterExpression(parsing: "lang in [\(list)]")
        #expect(try FilterExpression(parsing: filter.description) == filter)
        _ = try filter.query(for: try Self.mapping)
        let chain = Array(repeating: "year == 1", count: 100_000).joined(separator: " || ")
        #expect(throws: ExpressionError.self) { try FilterExpression(parsing: chain) }
        let name = String(repeating: "a", count: 200_000)
        #expect(throws: ExpressionError.self) {
            try FilterExpression(parsing: "\(name) == 1").query(for: try Self.mapping)
        }
    }

    /// The mapping that the examples are checked against, with fields that not every cluster has.
    static var mapping: IndexMapping {
        get throws {
            var properties = try JSONValue.parse(FilterExamples.properties).object ?? [:]
            for text in [
                FilterExamples.clusterProperties,
                #"""
                {"labels": {"type": "flattened"}, "big": {"type": "unsigned_long"}, "release": {"type": "version"},
                 "events": {"type": "date", "format": "strict_date_optional_time||epoch_millis"},
                 "slashed": {"type": "date", "format": "yyyy/MM/dd"}, "shape": {"type": "geo_shape"},
                 "hidden": {"type": "object", "enabled": false}, "captions": {"type": "object", "dynamic": false,
                 "properties": {"en": {"type": "text"}, "de": {"type": "text"}}}}
                """#,
            ] {
                for (name, value) in try JSONValue.parse(text).object ?? [:] { properties[name] = value }
            }
            return IndexMapping(["properties": .object(properties)])
        }
    }

    /// Filters for fields that few clusters have, so that no corpus is searched with them.
    private static let others = [
        "labels.env == prod", "labels.a.b ~ x*", "exists(labels)", "big == 18446744073709551615", "release > 1.10.0",
        "events == 2020", "slashed == \"2020/01/31\"", "slashed >= now-1M/M", "captions.en : dog || captions.de : Hund",
        "exists(captions)", "exists(vector)", "exists(shape)", "!(a_in == 1)".replacing("a_in", with: "pages"),
        "near(place, -90, +180, \"0.5nmi\")",
    ]

    @Test func `filters become queries`() throws {
        let mapping = try Self.mapping
        var golden = ""
        for text in FilterExamples.all.map(\.text) + Self.others {
            let filter = try FilterExpression(parsing: text)
            let again = try FilterExpression(parsing: filter.description)
            #expect(again == filter)
            #expect(again.description == filter.description)
            let query = try filter.query(for: mapping)
            #expect(try again.query(for: mapping) == query)
            let json = try query.json(for: Capabilities(version: "9.0")).serialized()
            golden += "\(text)\n  \(filter)\n  \(String(decoding: json, as: UTF8.self))\n\n"
        }
        #expect(GoldenFile.mismatch(golden, as: "filter-queries.txt") == nil)
    }
}
