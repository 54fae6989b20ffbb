import HTMLText
import Testing

@Suite struct HTMLReaderTests {
    private func page(_ html: String) throws -> HTMLPage { try HTMLReader().read(Array(html.utf8)) }

    private func text(_ html: String) throws -> String { try page(html).text }

    @Test func `a page gives its title, language, summary and text`() throws {
        let page = try page(
            """
            <!DOCTYPE html>
            <html lang="pt-BR"><head><meta charset="utf-8"><title> Pão
              de queijo </title><meta name="Description" content=" Como  fazer. "></head>
            <body><h1>Pão</h1><p>Misture o <b>polvilho</b>.</p></body></html>
            """
        )
        #expect(
            page
                == HTMLPage(
                    title: "Pão de queijo",
                    text: "Pão\n\nMisture o polvilho.",
                    language: "pt-BR",
                    description: "Como fazer."
                )
        )
    }

    @Test(arguments: [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<br>two<br><br>three<br><br><br><br>four", "one\ntwo\n\nthree\n\nfour"),
        ("<ul><li>one<li>two<ul><li>three</ul></ul>after", "one\ntwo\n\nthree\n\nafter"),
        ("<h2>Head</h2>body", "Head\n\nbody"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2 <i>x</i></td></tr></table>end",
            "a\tb\n1\t2 x\n\nend"
        ),
        ("<dl><dt>term<dd>meaning</dl>", "term\nmeaning"),
        ("a <b> b </b> c\n\t d", "a b c d"),
        ("un<b>broken</b>word, un<wbr>broken, soft&shy;hyphen", "unbrokenword, unbroken, softhyphen"),
        ("<pre>\n  a\n    b</pre>c", "  a\n    b\n\nc"),
        ("<section>one</section><article>two<aside>three</aside></article>", "one\ntwo\nthree"),
        ("1&nbsp;000&nbsp;&euro; &lt;b&gt; &#x1F600; &amp;amp; &nosuch; &#0; &#xD800;", nil),
        ("<p>漢<ruby>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby></p>", "漢字"),
        ("", ""), ("   ", ""), ("plain words", "plain words"), ("a < b > c & d", nil),
    ])
    func `blocks stand on lines of their own and white space collapses`(html: String, expected: String?) throws {
        let found = try text("<!doctype html><html><body>" + html + "</body></html>")
        // What damaged references and brackets become differs between versions of libxml2; what is around them does not.
        if let expected {
            #expect(found == expected.trimmed)
        } else {
            #expect(found.hasPrefix("1 000 € <b> 😀 &amp;") || found.hasPrefix("a ") && found.hasSuffix(" d"))
        }
    }

    @Test(arguments: [
        "<script>no</script>", "<style>no{}</style>", "<noscript>no</noscript>", "<template>no</template>",
        "<svg><title>no</title><text>no</text></svg>", "<iframe>no</iframe>", "<canvas>no</canvas>",
        "<select><option>no</select>", "<nav><a href=/>no</a></nav>", "<div role=navigation>no</div>",
        "<p hidden>no</p>", "<p aria-hidden='true'>no</p>", "<p style='color:red; display : none'>no <b>no</b></p>",
        "<span style=\"VISIBILITY:hidden\">no</span>", "<!-- no -->", "<input type=hidden value=no>",
        "<img alt=no>", "<video><p>no</p></video>", "<script>document.write('<p>no</p>')</script>",
        "<script>if (a</b/.test(x)) no()</script>",
    ])
    func `what a reader does not see is left out`(html: String) throws {
        #expect(try text("<body><p>before</p>\(html)<p>after</p>") == "before\n\nafter")
    }

    @Test func `what the page marks as its main content is all there is`() throws {
        let html = "<header>Site</header><main><p>The story.</p></main><footer>Imprint</footer>"
        #expect(try text(html) == "The story.")
        #expect(try text("<div role=main>One</div><div>no</div><main>Two</main>") == "One\n\nTwo")
        #expect(try text("<p>All</p><main>  </main>") == "All")
        #expect(try text("<main aria-hidden=true>Behind a dialog</main><div>cookies</div>") == "Behind a dialog")
        #expect(try text("<main><pre>x        \n\n\n</pre></main>y") == "x")
    }

    @Test func `tags that HTML lets one leave out are not missed`() throws {
        let page = try page("<!doctype html><title>T</title><main><p>One<p>Two</main>")
        #expect(page.title == "T")
        #expect(page.text == "One\n\nTwo")
        #expect(try text("<title>T</title><section>One</section>") == "One")
    }

    @Test func `a title is found in other places where there is none`() throws {
        #expect(try page("<title> </title><h1>A <i>head</i></h1><h1>no</h1>").title == "A head")
        #expect(try page("<meta property=og:title content='Shared'><h1>Head</h1>").title == "Shared")
        #expect(try page("<p>nothing</p>").title == nil)
        #expect(try page("<title>a</title><title>b</title>").title == "a")
    }

    @Test(arguments: [
        ("<html lang=de>", "de"), ("<html xml:lang='zh-TW'>", "zh-TW"), ("<body lang=fr>", "fr"),
        ("<meta http-equiv=Content-Language content=es>", "es"), ("<html lang=''>", nil), ("<html lang='de, en'>", nil),
        ("<html lang='x\"><script>'>", nil), ("", nil),
    ])
    func `the language is what the page says, if it is one`(html: String, expected: String?) throws {
        #expect(try page(html + "<p>x").language == expected)
    }

    @Test func `alt texts are read where they are asked for`() throws {
        var reader = HTMLReader()
        reader.includesImageTexts = true
        let html = "<p>See<img src=x alt='a red  kite'>here <img alt=''><img alt=no hidden></p>"
        #expect(try reader.read(Array(html.utf8)).text == "See a red kite here")
        #expect(try text(html) == "Seehere")
    }

    @Test func `many tasks read at once`() async throws {
        await withTaskGroup(of: String?.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let body = (0..<200).map { "<p>Page \(number), line \($0)" }.joined()
                    return try? HTMLReader().read(Array("<title>\(number)</title>\(body)".utf8)).title
                }
            }
            var titles: Set<String> = []
            for await title in group { titles.insert(title ?? "failed") }
            #expect(titles == Set((0..<64).map(String.init)))
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = Substring(self)
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
