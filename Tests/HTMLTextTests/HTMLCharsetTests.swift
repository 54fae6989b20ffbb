import HTMLText
import Testing

@Suite struct HTMLCharsetTests {
    private func text(_ bytes: [UInt8]) throws -> String { try HTMLReader().read(bytes).text }

    private func html(_ head: String, _ body: [UInt8]) -> [UInt8] {
        Array("<html><head>\(head)</head><body>".utf8) + body + Array("</body></html>".utf8)
    }

    @Test func `UTF-8 needs no declaration`() throws {
        #expect(try text(html("", Array("Grüße 漢字 😀".utf8))) == "Grüße 漢字 😀")
    }

    @Test func `what is not UTF-8 and declares nothing is windows-1252`() throws {
        #expect(try text(html("", [0x80, 0x20, 0xE9, 0x93, 0x94])) == "€ é“”")
    }

    @Test(
        arguments: [
            ("windows-1251", [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2], "Привет"),
            ("koi8-r", [0xF0, 0xD2, 0xC9, 0xD7, 0xC5, 0xD4], "Привет"),
            ("Shift_JIS", [0x93, 0xFA, 0x96, 0x7B, 0x87, 0x40], "日本①"),
            ("EUC-JP", [0xC6, 0xFC, 0xCB, 0xDC], "日本"),
            ("ISO-2022-JP", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x1B, 0x28, 0x42], "日本"),
            ("gb2312", [0xD6, 0xD0, 0xCE, 0xC4, 0x81, 0x40], "中文丂"),
            ("big5", [0xA4, 0xA4, 0xA4, 0xE5], "中文"),
            ("euc-kr", [0xC7, 0xD1, 0xB1, 0xDB], "한글"),
            ("windows-1256", [0xE3, 0xD1, 0xCD, 0xC8, 0xC7], "مرحبا"),
            ("iso-8859-1", [0x80, 0xE9], "€é"), ("iso-8859-15", [0xA4, 0xE9], "€é"), ("latin2", [0xB1], "ą"),
            ("tis-620", [0xCA, 0xC7, 0xD1, 0xCA], "สวัส"), ("utf-16", Array("é".utf8), "é"),
            ("no-such-charset", [0xE9], "é"), ("no-such-charset", Array("é".utf8), "é"),
            ("../../etc/passwd", [0xE9], "é"),
        ] as [(String, [UInt8], String)]
    )
    func `the declared charset is read, in each way to declare it`(
        name: String,
        bytes: [UInt8],
        expected: String
    ) throws {
        #expect(try text(html("<meta charset='\(name)'>", bytes)) == expected)
        #expect(
            try text(html("<META http-equiv=Content-Type content=\"text/html; CHARSET = \(name)\">", bytes)) == expected
        )
        let xhtml = Array("<?xml version=\"1.0\" encoding=\"\(name)\"?><html><body><p>".utf8) + bytes
        #expect(try text(xhtml + Array("</p></body></html>".utf8)) == expected)
    }

    @Test func `a byte order mark wins over what is declared`() throws {
        let words = "Grüße 漢字 😀"
        #expect(try text([0xEF, 0xBB, 0xBF] + html("<meta charset=latin1>", Array(words.utf8))) == words)
        let page = Array("<meta charset=latin1><p>\(words)".utf16)
        #expect(try text([0xFF, 0xFE] + page.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }) == words)
        #expect(try text([0xFE, 0xFF] + page.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }) == words)
    }

    @Test func `a declaration in a comment is none`() throws {
        #expect(try text(html("<!-- <meta charset=koi8-r> -->", Array("é".utf8))) == "é")
        #expect(try text(html("<!-- \(String(repeating: "x", count: 2000)) --><meta charset=koi8-r>", [0xD4])) == "т")
    }

    @Test func `bytes that are not of the charset cost only themselves`() throws {
        #expect(try text(html("<meta charset=utf-8>", [0x61, 0xFF, 0x62])) == "a\u{FFFD}b")
        #expect(try text(html("<meta charset=euc-jp>", [0xC6, 0xFC, 0xFF, 0x61, 0xCB, 0xDC])) == "日\u{FFFD}a本")
        #expect(try text(Array("<meta charset=shift_jis><p>a".utf8) + [0x93]) == "a\u{FFFD}")
        #expect(try text([0xFF, 0xFE, 0x61, 0x00, 0x00, 0xD8, 0x62, 0x00, 0x63]) == "a\u{FFFD}b")
        #expect(try text(html("", [0x61, 0x00, 0x62])) == "a b")
        #expect(try text([0xFF, 0xFE]) == "" && text([0xFE, 0xFF, 0x41]) == "" && text([0xEF, 0xBB, 0xBF]) == "")
    }
}
