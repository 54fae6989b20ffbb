import HTMLText
import Testing

@Suite struct HostileHTMLTests {
    private func read(_ html: String) throws -> HTMLPage { try HTMLReader().read(Array(html.utf8)) }

    private func failure(_ bytes: [UInt8], _ reader: HTMLReader = HTMLReader()) -> HTMLTextError? {
        do throws(HTMLTextError) {
            _ = try reader.read(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a file above the limit is refused`() throws {
        var reader = HTMLReader()
        reader.maxBytes = 10
        #expect(failure(Array("<p>0123456".utf8), reader) == nil)
        let error = try #require(failure(Array("<p>01234567".utf8), reader))
        #expect(error.kind == .tooLarge)
        #expect(error.message.contains("11 bytes") && error.message.contains("limit of 10"))
    }

    @Test func `elements that are never closed nest deep and are read all the same`() throws {
        let page = try read((0..<20_000).map { "<font><wbr>word\($0) " }.joined() + "<p>end")
        #expect(page.text.hasPrefix("word0 word1 "))
        #expect(page.text.hasSuffix("word19999\n\nend"))
    }

    @Test func `nesting that makes end tags expensive is refused`() throws {
        let bomb = String(repeating: "<b>", count: 100_000) + String(repeating: "</x>", count: 1_000_000)
        let error = try #require(failure(Array(bomb.utf8)))
        #expect(error.kind == .hostile)
        #expect(error.message.contains("nested more than 2000 deep"))
    }

    @Test func `an element of too many attributes is refused, long values are not`() throws {
        let bomb = "<p " + (0..<100_000).map { "a\($0)" }.joined(separator: " ") + ">text"
        let error = try #require(failure(Array(bomb.utf8)))
        #expect(error.kind == .hostile)
        #expect(error.message.contains("100000 attributes"))
        let words = String(repeating: "some words 1 < 2 > 0 ", count: 50_000)
        #expect(try read("<p data-props='\(words)'>text").text == "text")
        #expect(try read("<p data-x=\(String(repeating: "a/b+c:", count: 50_000))>text").text == "text")
        #expect(
            try read("<script>if (i<n) { var a = [\(String(repeating: "b, ", count: 100_000))] }</script>text").text
                == "text"
        )
    }

    @Test func `no entity is expanded and nothing is fetched`() throws {
        let page = try read(
            """
            <!DOCTYPE html [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;"><!ENTITY file SYSTEM "file:///etc/passwd">]>
            <html><body><p>&lol2; &file;</p></body></html>
            """
        )
        #expect(!page.text.contains("lollol"))
        #expect(!page.text.contains("root:"))
    }

    @Test(arguments: [
        "<", "<!", "<!-", "<!--", "<!-->", "</", "</p", "<p", "<p a", "<p a=", "<p a='", "<p a=\"x", "&", "&#", "&#x",
        "&#x110000;",
        "<script", "<script>", "<script>var a = '</scr", "<title>", "<title>x", "<?xml", "<?php echo 1 ?>", "<![CDATA[",
        "]]>",
        "<p></div></p></span>", "</html></body>after", "<table><p>x<tr><td>y</p></table>", "<a><b></a></b>", "<<<<>>>>",
        "<p/>x<br/>y</br>z", "\u{0}<p>\u{0}x", "<frameset><frame></frameset>", "<body><body lang=de><html lang=fr>x",
        "<p \u{FFFE}='\u{7}'>x", "<\u{10FFFF}>x", "<plaintext><p>x", "<textarea><p>x", "<p style='display:none'>",
        "<main></p>",
        "<section><section></main>x", "<nav><p>x</nav></nav>y",
    ])
    func `broken markup is read as far as it goes`(html: String) throws {
        _ = try read(html)
        let page = try read("<p>before</p>" + html)
        #expect(page.text.hasPrefix("before"))
    }

    @Test func `two thousand mutated pages break nothing`() throws {
        var random = SeededGenerator(state: 20_261_121)
        let seed = Array(Self.page.utf8)
        let tokens = [
            "<", ">", "</", "<!--", "-->", "&", ";", "\"", "'", "=", "\u{0}", "<script>", "</script>", "<main>",
            "</main>", "<table>",
            "<td>", "</p>", "<title>", "</title>", "<svg>", "<pre>", "hidden", "<?", "]]>", "<![CDATA[", "&#x0;",
            "\u{FFFD}", "\r\n",
            "<meta charset=utf-16>", "<meta charset=iso-2022-jp>", "<meta charset=big5>",
        ]
        .map { Array($0.utf8) }
        for _ in 0..<2000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<6, using: &random) {
                case 0: bytes[place] = .random(in: 0...255, using: &random)
                case 1: bytes.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + .random(in: 1...20, using: &random)))
                case 3: bytes.append(contentsOf: bytes[place...])
                case 4: bytes.insert(contentsOf: bytes[..<min(place, 64)], at: place)
                default: bytes.removeLast(.random(in: 0...(bytes.count - place - 1), using: &random))
                }
                if bytes.isEmpty { bytes = [0x3C] }
            }
            let page = try HTMLReader().read(bytes)
            #expect(!page.text.utf8.contains(0))
            #expect(page.text.utf8.count <= bytes.count * 3)
            #expect(try HTMLReader().read(bytes) == page)
        }
    }

    private static let page = """
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Tides &amp; moons</title><style>p > a { color: red }</style>
        <script>if (a < b && c > d) { document.write("<p>no</p>"); }</script><meta name="description" content="Why"></head>
        <body class="x y" data-a='{"b": "<c>"}'><nav><ul><li><a href="/">Home</a></ul></nav><main><h1>Tides</h1>
        <p>Water <b>rises</b> &mdash; twice a day.<br>潮 &#x6F6E;</p><pre>
         a
          b</pre><table><tr><td>1<td>2</table><img src="data:image/png;base64,AAAA" alt="moon"><p hidden>no</p></main>
        <footer>© 2026</footer></body></html>
        """
}

private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    // Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
