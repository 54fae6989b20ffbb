import ESJina
import JSONValues
import Testing

@Suite struct `Filter expressions` {
    @Test func `and binds tighter than or, not tightest`() throws {
        let parsed = try FilterExpression(parsing: #"lang == "fr" || year >= 2020 && !exists(deleted)"#)
        #expect(
            parsed
                == .any([
                    .equals(field: "lang", value: "fr"),
                    .all([.range(field: "year", comparison: "gte", value: 2020), .not(.exists(field: "deleted"))]),
                ])
        )
    }

    @Test(arguments: [
        (#"a == 1"#, FilterExpression.equals(field: "a", value: 1)),
        (#"a = 'x y'"#, .equals(field: "a", value: "x y")),
        (#"a:b"#, .equals(field: "a", value: "b")),
        (#"a != true"#, .not(.equals(field: "a", value: true))),
        (#"a in ["sea", sky, 3]"#, .oneOf(field: "a", values: ["sea", "sky", 3])),
        (#"a < 1.5"#, .range(field: "a", comparison: "lt", value: 1.5)),
        (#"a <= -2"#, .range(field: "a", comparison: "lte", value: -2)),
        (
            #"not (a > 1 and b.c == "é")"#,
            .not(.all([.range(field: "a", comparison: "gt", value: 1), .equals(field: "b.c", value: "é")]))
        ),
        (#"code == 00123"#, .equals(field: "code", value: "00123")),
        (#"date >= 2020-01-31"#, .range(field: "date", comparison: "gte", value: "2020-01-31")),
        (#"q == "say \"hi\"""#, .equals(field: "q", value: "say \"hi\"")),
    ])
    func `every form of comparison is read`(text: String, expected: FilterExpression) throws {
        #expect(try FilterExpression(parsing: text) == expected)
    }

    @Test(arguments: [
        ("", 1, "Expected the name of a field."),
        ("lang", 5, "Expected a comparison (==, !=, <, <=, >, >=, in) after 'lang'."),
        ("lang ==", 8, "Expected a value."),
        (#"lang == "fr"#, 9, "The string that begins here has no closing \"."),
        ("a == 1 b == 2", 8, "Expected '&&' or '||' before this."),
        ("(a == 1", 8, "Expected ')'."),
        ("a in 3", 6, "Expected '[' and a list of values."),
        ("a in [1 2]", 9, "Expected ',' or ']'."),
        ("a == 1 & b == 2", 8, "Unexpected '&'."),
        ("exists(a", 9, "Expected ')'."),
    ])
    func `a mistake is pointed at`(text: String, column: Int, message: String) throws {
        let error = try #require(throws: FilterError.self) { try FilterExpression(parsing: text) }
        #expect(error.message == message)
        #expect(error.column == column)
        #expect(error.description.split(separator: "\n", omittingEmptySubsequences: false).last?.count == column + 2)
    }

    @Test func `nesting without end is refused, not followed`() {
        let deep = String(repeating: "(", count: 100_000) + "a == 1"
        #expect(throws: FilterError.self) { try FilterExpression(parsing: deep) }
        let negated = String(repeating: "!", count: 100_000) + "a == 1"
        #expect(throws: FilterError.self) { try FilterExpression(parsing: negated) }
    }

    @Test func `fields are listed once in order`() throws {
        let parsed = try FilterExpression(parsing: "b == 1 && (a == 2 || b in [3]) && exists(c)")
        #expect(parsed.fields == ["b", "a", "c"])
    }
}
