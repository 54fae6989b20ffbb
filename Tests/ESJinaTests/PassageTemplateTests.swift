import Embeddings
import JSONValues
import Testing

@testable import ESJina

@Suite struct `Passages` {
    private let source: JSONObject = [
        "title": " Tides ", "caption": "At noon",
        "captions": ["en": "at  NOON", "fr": "À midi", "pt": "À midi", "xx": "  "],
        "tags": ["sea", "moon", ""], "body": "The sea rises.", "path": "/x", "year": 1999,
        "meta": ["isbn": "978", "flags": [true, nil]],
    ]

    @Test func `title, captions, tags and text, each thing said once`() {
        #expect(PassageTemplate.standard.text(of: source) == "Tides\nAt noon\nÀ midi\nsea, moon\nThe sea rises.")
        #expect(PassageTemplate.standard.text(of: ["path": "/x"]) == "")
        #expect(PassageTemplate.standard.text(of: ["body": " \n ", "tags": [], "captions": [:]]) == "")
        #expect(PassageTemplate.standard.text(of: ["title": "Sea", "caption": "sea", "body": "SEA"]) == "Sea")
    }

    @Test func `fields in the order asked for, with labels where they are given`() throws {
        let template = try PassageTemplate(parsing: [
            "body", "Year=year", "meta.isbn", "Tags = tags", "nothing", "meta.flags",
        ])
        #expect(template.text(of: source) == "The sea rises.\nYear: 1999\n978\nTags: sea, moon\ntrue")
        #expect(try PassageTemplate(parsing: ["a.b"]).text(of: ["a.b": "whole", "a": ["b": "part"]]) == "whole")
        #expect(try PassageTemplate(parsing: ["title", "captions", "tags", "body"]) == .standard)
        for word in ["", "=x", "x=", " = "] {
            #expect {
                try PassageTemplate(parsing: ["title", word])
            } throws: { error in
                "\(error)"
                    == "'\(word)' names no field of a passage: write a field's name, such as title, or LABEL=NAME."
            }
        }
        #expect(throws: SearchError.self) { try PassageTemplate(parsing: []) }
    }

    @Test func `a long passage loses its end, never within a character`() {
        let family = "👨‍👩‍👧‍👦"
        let text = "Title " + String(repeating: family + "é", count: 500)
        for tokens in [1, 2, 5, 17, 100, 1000] {
            let passage = PassageTemplate.standard.text(of: ["body": .string(text)], maxTokens: tokens)
            #expect(!passage.isEmpty)
            #expect(text.hasPrefix(passage), "whole characters of the beginning")
            #expect(TokenEstimate.tokens(in: passage) <= tokens)
        }
        let one = PassageTemplate.standard.text(of: ["body": .string(family + "x")], maxTokens: 1)
        #expect(one == family, "one character is left, however long")
        let both: JSONObject = ["title": "Short", "body": .string(String(repeating: "word ", count: 1000))]
        let passage = PassageTemplate.standard.text(of: both, maxTokens: 50)
        #expect(passage.hasPrefix("Short\nword word"), "what comes first stays")
        #expect((40...50).contains(TokenEstimate.tokens(in: passage)))
    }
}
