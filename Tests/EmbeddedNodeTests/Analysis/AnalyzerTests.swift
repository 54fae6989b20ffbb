import Testing

@testable import EmbeddedNode

@Suite("Analyzers")
struct AnalyzerTests {
    /// Tokens as `term@position[start,end)`, written so that a failure shows every difference.
    private func analyse(_ text: String, with name: String = "standard") throws -> [String] {
        try #require(Analyzers.named(name)).tokens(of: text).map { "\($0.term)@\($0.position)[\($0.start),\($0.end))" }
    }

    @Test("are found by Elasticsearch's names, and no other name has one")
    func names() {
        for name in Analyzers.names { #expect(Analyzers.named(name) != nil) }
        #expect(Analyzers.named("klingon") == nil)
        #expect(Analyzers.named("Standard") == nil)
    }

    @Test("cut Latin text at punctuation and keep what UAX #29 holds together")
    func latin() throws {
        #expect(
            try analyse("Hello, World! It's 1,000.5 o'clock")
                == ["hello@0[0,5)", "world@1[7,12)", "it's@2[14,18)", "1,000.5@3[19,26)", "o'clock@4[27,34)"]
        )
        #expect(
            try analyse("john.doe@example.com http://a.b/c_d")
                == ["john.doe@0[0,8)", "example.com@1[9,20)", "http@2[21,25)", "a.b@3[28,31)", "c_d@4[32,35)"]
        )
        #expect(try analyse("") == [])
        #expect(try analyse(" _ -- \u{0301} ") == [])
    }

    @Test("count offsets in UTF-16 units and keep sequences of emoji whole")
    func emoji() throws {
        #expect(
            try analyse("👨‍👩‍👧‍👦 👍🏽 🇩🇪🇫🇷 1️⃣ ©")
                == ["👨‍👩‍👧‍👦@0[0,11)", "👍🏽@1[12,16)", "🇩🇪@2[17,21)", "🇫🇷@3[21,25)", "1️⃣@4[26,29)", "©@5[30,31)"]
        )
    }

    @Test("take Han and Hiragana singly, runs of Katakana, Hangul, Thai and Khmer as one")
    func scripts() throws {
        #expect(
            try analyse("漢字かなカタカナ 한국어")
                == ["漢@0[0,1)", "字@1[1,2)", "か@2[2,3)", "な@3[3,4)", "カタカナ@4[4,8)", "한국어@5[9,12)"]
        )
        #expect(try analyse("ภาษาไทย ភាសាខ្មែរ") == ["ภาษาไทย@0[0,7)", "ភាសាខ្មែរ@1[8,17)"])
        #expect(try analyse("צ\"ל ג'ירפה") == ["צ\"ל@0[0,3)", "ג'ירפה@1[4,10)"])
    }

    @Test("lower each character by itself: no final sigma, no Turkish rules, no folding of ß")
    func lowercase() throws {
        let terms = try #require(Analyzers.named("standard")).tokens(of: "İSTANBUL ISPARTA Straße ΟΔΟΣ 𐐀𐐁 \u{212A}")
            .map(\.term)
        let expected = ["istanbul", "isparta", "straße", "οδοσ", "𐐨𐐩", "k"]
        #expect(terms.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    }

    @Test("keep composed and decomposed letters apart, as Lucene does")
    func normalisation() throws {
        let terms = try #require(Analyzers.named("standard")).tokens(of: "é e\u{301}").map { Array($0.term.utf8) }
        #expect(terms == [[0xC3, 0xA9], [0x65, 0xCC, 0x81]])
    }

    @Test("cut words at 255 UTF-16 units and never inside a pair of surrogates")
    func longWords() throws {
        for name in ["standard", "simple", "whitespace"] {
            let tokens = try #require(Analyzers.named(name)).tokens(of: String(repeating: "x", count: 300))
            #expect(tokens.map(\.end) == [255, 300])
        }
        let pairs = String(repeating: "𐐨", count: 200)
        #expect(try #require(Analyzers.named("standard")).tokens(of: pairs).map(\.end) == [254, 400])
        #expect(try #require(Analyzers.named("simple")).tokens(of: pairs).map(\.end) == [256, 400])
    }

    @Test("simple keeps letters only, whitespace keeps everything else as it is")
    func runs() throws {
        #expect(
            try analyse("Don't PANIC-42 日本", with: "simple") == [
                "don@0[0,3)", "t@1[4,5)", "panic@2[6,11)", "日本@3[15,17)",
            ]
        )
        #expect(
            try analyse("Don't\u{A0}PANIC-42\t日本", with: "whitespace") == [
                "Don't\u{A0}PANIC-42@0[0,14)", "日本@1[15,17)",
            ]
        )
    }

    @Test("stop leaves gaps where stop words stood")
    func stop() throws {
        #expect(try analyse("This is the quick an fox", with: "stop") == ["quick@3[12,17)", "fox@5[21,24)"])
    }

    @Test("keyword keeps the text whole, even an empty one")
    func keyword() throws {
        #expect(try analyse("New York 👍", with: "keyword") == ["New York 👍@0[0,11)"])
        #expect(try analyse("", with: "keyword") == ["@0[0,0)"])
    }
}
