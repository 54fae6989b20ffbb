import ESJina
import TestSupport
import Testing

/// What filters promise of any text, tried on thousands of seeded ones.
@Suite struct `Filters of any text` {
    private static let names = [
        "lang", "a.b", "x-y", "weird field", "in", "AND", "2020", "名前", "e\u{301}", "`", "a\\b", "*", "-1", "a..b",
        "exists",
    ]
    private static let values: [FilterValue] = [
        "fr", "", " ", "it's", "\"", "\\", "日本", "👩‍👩‍👧", "\n", "\u{202E}", "null", "*", 5, -2, 0.5, 1e-7, 1e300, true,
        false, "..", "and",
    ]

    private static func field(_ random: inout SplitMix) -> FilterField {
        FilterField(names.randomElement(using: &random) ?? "a")
    }

    private static func value(_ random: inout SplitMix) -> FilterValue { values.randomElement(using: &random) ?? 1 }

    private static func node(_ random: inout SplitMix, depth: Int) -> FilterNode {
        let parts = { (random: inout SplitMix) in
            (0..<Int.random(in: 2...3, using: &random)).map { _ in node(&random, depth: depth - 1) }
        }
        let kind: FilterNode.Kind =
            switch Int.random(in: depth > 0 ? 0...11 : 4...11, using: &random) {
            case 0: .all(parts(&random))
            case 1: .any(parts(&random))
            case 2, 3: .not(node(&random, depth: depth - 1))
            case 4: .oneOf(field(&random), (0...2).map { _ in value(&random) })
            case 5: .between(field(&random), value(&random), value(&random))
            case 6: .words(field(&random), FilterValue("w" + value(&random).text))
            case 7: .wildcard(field(&random), FilterValue("*" + value(&random).text))
            case 8: .prefix(field(&random), FilterValue("p" + value(&random).text))
            case 9: .near(field(&random), 12.5, -180, "1.5 km")
            case 10: Bool.random(using: &random) ? .exists(field(&random)) : .missing(field(&random))
            default:
                .compare(
                    field(&random),
                    FilterComparison.allCases.randomElement(using: &random) ?? .equal,
                    value(&random)
                )
            }
        return FilterNode(kind)
    }

    @Test(arguments: 0..<8) func `any tree is written so that it reads back`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for _ in 0..<300 {
            let tree = Self.node(&random, depth: 4)
            let filter = try FilterExpression(tree)
            #expect(filter.root == tree, "\(tree)")
            #expect(filter.description == filter.text)
        }
    }

    @Test(arguments: 0..<8) func `any text is a filter or a mistake that lies in it`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let mapping = try `Filter expressions`.mapping
        let pieces = [
            "lang", "year", "date", "comments.who", "==", "!=", "<", ">=", "=", "&&", "||", "&", "!", "not ", "in", "[",
            "]",
            "(", ")", ",", ":", "~", "..", "...", "\"fr\"", "\"", "'", "`", "2020", "true", "now-1d/d", "near(",
            "exists(",
            "starts_with(", " ", " ", "\u{301}", "日", "👩‍👩‍👧", "\\", "\n", "\u{202E}", "*", "|", "null", "10km",
        ]
        let examples = FilterExamples.all.map(\.text)
        for round in 0..<600 {
            var text = ""
            if round % 2 == 0 {
                text = (0..<Int.random(in: 1...12, using: &random))
                    .map { _ in pieces.randomElement(using: &random) ?? "" }
                    .joined()
            } else {
                var characters = Array(examples.randomElement(using: &random) ?? "")
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    let place = Int.random(in: 0...characters.count, using: &random)
                    if Bool.random(using: &random), place < characters.count {
                        characters.remove(at: place)
                    } else {
                        characters.insert(contentsOf: pieces.randomElement(using: &random) ?? "", at: place)
                    }
                }
                text = String(characters)
            }
            do throws(ExpressionError) {
                let filter = try FilterExpression(parsing: text)
                let again = try FilterExpression(parsing: filter.description)
                #expect(again == filter, "\(text)")
                let query = try filter.query(for: mapping)
                #expect(try again.query(for: mapping) == query, "\(text)")
            } catch {
                #expect(1...error.text.count + 1 ~= error.column, "\(text)")
                #expect(error.range.upperBound <= error.text.utf8.count, "\(text)")
                #expect(!error.description.isEmpty)
            }
        }
    }
}
