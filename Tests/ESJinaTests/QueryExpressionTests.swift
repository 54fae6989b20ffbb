import ESJina
import Embeddings
import TestSupport
import Testing

@Suite struct `Query expressions` {
    private static func text(_ words: String, _ weight: Float = 1) -> QueryExpression.Term {
        QueryExpression.Term(.text(words), weight: weight)
    }

    @Test(arguments: [
        (#"'beach' + 'night' - 'people'"#, [text("beach"), text("night"), text("people", -1)]),
        (#""beach"+"night"-"people""#, [text("beach"), text("night"), text("people", -1)]),
        (#" "sea" "#, [text("sea")]),
        (#"2*'beach'"#, [text("beach", 2)]),
        (#"-'rain' + .5 * 'sun'"#, [text("rain", -1), text("sun", 0.5)]),
        (#"+ 0.25 * "a" - 3.5*'b'"#, [text("a", 0.25), text("b", -3.5)]),
        (
            #"0.5 * image("cat.jpg") + like('photo 1') - 'dog'"#,
            [
                QueryExpression.Term(.image("cat.jpg"), weight: 0.5), QueryExpression.Term(.document("photo 1")),
                text("dog", -1),
            ]
        ),
        (#"image ( 'https://example.org/a?b=c' )"#, [QueryExpression.Term(.image("https://example.org/a?b=c"))]),
        (#"'it\'s' + "a \"b\" \\ c""#, [text("it's"), text(#"a "b" \ c"#)]),
        (#"'it"s' + "a'b""#, [text("it\"s"), text("a'b")]),
        (#"'\u00e9\u{1F600}\n'"#, [text("é😀\n")]),
        (#"'夜の海' - '人'"#, [text("夜の海"), text("人", -1)]),
        (#"'a' + 'a' - 'b'"#, [text("a"), text("a"), text("b", -1)]),
    ])
    func `terms have a sign, a weight and quotes`(text: String, terms: [QueryExpression.Term]) throws {
        let expression = try #require(try QueryExpression(recognizing: text))
        #expect(expression.terms == terms)
        #expect(try QueryExpression(parsing: text) == expression)
        #expect(try QueryExpression(parsing: expression.description) == expression)
    }

    @Test(arguments: [
        "", " ", "beach", "beach - people", "a + b", "'tis the season", "'tis the season to 'be'", #""sea" level"#,
        "'n'-gram", #""heat"-seeking missile"#, "rock 'n' roll", "'beach + night", "2 * 3", "2", "2 'beach'", "- rain",
        #""red" "apple""#, "image", "image of a cat", "image (of a cat)", "likes('x')", "'",
        "Bilder - 'Meer'", "“sea” + “sky”", "-5 'x'", "'90s music",
    ])
    func `a text that does not begin as an expression is words`(text: String) throws {
        #expect(try QueryExpression(recognizing: text) == nil)
    }

    @Test func `what is shorter to write is what it is written as`() throws {
        let expression = try QueryExpression(parsing: #" +2.0*"it's"-.5*"b" + 1*image("c d.png")-like("\u0007")"#)
        #expect(expression.description == #"2 * 'it\'s' - 0.5 * 'b' + image('c d.png') - like('\u{7}')"#)
    }

    @Test func `a picture is loaded once by its name`() async throws {
        let expression = try QueryExpression(parsing: "image('a') - 0.5 * image('b') + image('a') + like('d') - 'w'")
        #expect(expression.images == ["a", "b"])
        var loaded: [String] = []
        let terms = try await expression.queryTerms { name in
            loaded.append(name)
            return EmbeddingImage(bytes: Array(name.utf8), mediaType: "image/png")
        }
        #expect(loaded == ["a", "b"])
        let a = EmbeddingImage(bytes: [0x61], mediaType: "image/png")
        let b = EmbeddingImage(bytes: [0x62], mediaType: "image/png")
        #expect(
            terms == [
                QueryTerm(.image(a)), QueryTerm(.image(b), weight: -0.5), QueryTerm(.image(a)),
                QueryTerm(.document("d")),
                QueryTerm(.text("w"), weight: -1),
            ]
        )
    }

    /// Texts that begin as an expression and are none.
    private static let mistakes =
        [
            "'a' +", "'a' + b", "'a' - people at night", "'a' - -'b'", "'a' + + 'b'", "'a' * 2", "'a' + 2",
            "'a' + 2 'b'",
            "'a' + 0 * 'b'", "'a' + 1001 * 'b'", "'a' + 0.0001 * 'b'", "'a' + 1,5 * 'b'", "'a' + 2e3 * 'b'",
            "'a' + * 'b'",
            "'a' - ('b' + 'c')", "'a' + 'b')", "'a' + 'b", "'a' + \"b'", "''", "'a' - '  '", "-'a'", "- 'a' - 2 * 'b'",
            "'a' - 'a'", "2 * 'a' + 'b' - 'a' - 'a'", "image('a", "image('a'", "image('')", "'a' + image(b)",
            "'a' + like()",
            "'a' + picture('b')", "image('a', 'b')", "'a' + 'b' 'c'", "'a' + 'b' – 'c'", "'a' + 'b' / 2", "'a' + ‘b’",
            "'a' + 'b\\q'", "'C:\\Users' + 'b'", "'a' + '\\u12'", "'a' + '\\u{110000}'", "'a' + '\\ud83d'", "'a' + @",
            "'夜の海' + 人", "'👩‍👩‍👧' + e\u{301}te\u{301} + x", "'a' +\n  b", "'a\tb' + c", "'a' + \u{202E}b",
            Array(repeating: "'a'", count: 33).joined(separator: " + "),
            "'" + String(repeating: "long ", count: 60) + "' + b + '" + String(repeating: "and more ", count: 60) + "'",
        ]

    @Test func `mistakes are pointed at`() throws {
        var golden = ""
        for text in Self.mistakes {
            let error = #expect(throws: ExpressionError.self, "\(text)") { try QueryExpression(recognizing: text) }
            guard let error else { continue }
            #expect(1...text.count + 1 ~= error.column)
            golden += "\(error.column): \(error)\n\n"
        }
        #expect(GoldenFile.mismatch(golden, as: "query-expression-errors.txt") == nil)
    }

    @Test func `length costs no more than reading it`() throws {
        let long = Array(repeating: "'a'", count: 200_000).joined(separator: "+")
        #expect(throws: ExpressionError.self) { try QueryExpression(recognizing: long) }
        let words = String(repeating: "'tis ", count: 200_000)
        #expect(try QueryExpression(recognizing: "'a' b" + words) == nil)
        let text = String(repeating: "é", count: 500_000)
        #expect(try QueryExpression(parsing: "'\(text)'").terms == [Self.text(text)])
    }

    @Test(arguments: 0..<8) func `any expression is written so that it reads back`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let pieces = [
            "a", "'", "\"", "\\", "é", "e\u{301}", "日", "👩‍👩‍👧", "\n", "\t", "\u{7}", "\u{202E}", " ", "x)", "+", "`",
            "\\n",
        ]
        for _ in 0..<300 {
            let text = (0..<Int.random(in: 1...5, using: &random))
                .map { index in
                    let words = "w" + (0...4).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
                    let mark = Bool.random(using: &random) ? "'" : "\""
                    let quoted = mark + words.replacing("\\", with: "\\\\").replacing(mark, with: "\\" + mark) + mark
                    let sign = index == 0 ? "" : Bool.random(using: &random) ? " + " : "-"
                    let weight = Bool.random(using: &random) ? "\(Float.random(in: 0.001...1000, using: &random))*" : ""
                    return sign + weight
                        + ["\(quoted)", "image(\(quoted))", "like( \(quoted) )"][Int.random(in: 0...2, using: &random)]
                }
                .joined()
            guard let expression = try? QueryExpression(parsing: text) else {
                #expect(text.contains("-"), "only what cancels out is refused: \(text)")
                continue
            }
            #expect(try QueryExpression(recognizing: expression.description) == expression, "\(text)")
        }
    }
}
