import JSONValues
import Testing
import VipsImages

@testable import ESJina
@testable import es_jina

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct `Contact sheets` {
    private let directory = ScratchDirectory()
    private var page: String { directory.path + "/sheet.html" }

    private func results(_ hits: [SearchResult], warnings: [String] = []) -> SearchResults {
        SearchResults(
            hits: hits,
            warnings: warnings,
            mode: .hybrid,
            model: "es-jina-hashing-v1",
            dims: 1024,
            timings: [("embed", .milliseconds(1)), ("retrieve", .milliseconds(3))]
        )
    }

    private func picture(_ rank: Int = 1, title: String = "Red apple", path: String) -> SearchResult {
        SearchResult(
            rank: rank,
            id: "gallery/red-apple.svg",
            score: 0.032,
            source: [
                "modality": "image", "path": .string(path), "title": .string(title), "width": 640, "height": 480,
                "captions": ["es": "Una manzana roja.", "en": "A shiny red apple.", "pt-br": "Uma maçã."],
            ],
            provenance: [
                .init(leg: "bm25", rank: 1, score: 7.256), .init(leg: "knn_image", rank: 2, score: 0.81234),
                .init(leg: "fused", rank: 1, score: 0.03252),
            ]
        )
    }

    private func text(_ rank: Int = 1, title: String? = "Tides", body: String = "The sea\n  rises.") -> SearchResult {
        var source: JSONObject = ["modality": "text", "body": .string(body), "lang": "en"]
        source["title"] = title.map(JSONValue.string)
        return SearchResult(
            rank: rank,
            id: "texts/tides.md",
            score: 0.5,
            source: source,
            provenance: [.init(leg: "knn_text", rank: 1, score: 0.5), .init(leg: "rerank", rank: 1, score: -0.25)]
        )
    }

    private func write(
        _ results: SearchResults,
        _ title: String = "red apple",
        appending: Bool = false
    ) throws -> String {
        try ContactSheet(images: FixedPreparer()).write(results, title: title, to: page, appending: appending)
        return try #require(TextFile.read(page))
    }

    @Test func `a sheet has a card for every hit, with everything that is known of it`() throws {
        let apple = directory.path + "/red-apple.svg"
        TextFile.write("anything", to: apple)
        let hits = [picture(path: apple), text(2), picture(3, path: directory.path + "/gone.svg")]
        try ContactSheet(images: FixedPreparer())
            .write(
                results(hits, warnings: ["The reranker failed."]),
                title: "red apple",
                queryPicture: apple,
                to: page,
                appending: false
            )
        let text = try #require(TextFile.read(page))
        let start = try #require(text.firstRange(of: "<body>")).lowerBound
        let body = String(text[start...]).replacing(directory.path, with: "DIRECTORY")
        GoldenFile.verify(body, as: "contact-sheet.html")
    }

    @Test func `data are shown and never become markup`() throws {
        let hostile = "<script>alert('1')</script> \"&amp;\"\0"
        var hit = picture(title: hostile, path: "/nowhere/\(hostile)")
        hit.id = hostile
        hit.source["captions"] = .object([
            "en\" onload=\"x": .string(hostile), "fr": .string("</dd>\(hostile)"),
        ])
        hit.provenance = [.init(leg: "\"><b>", rank: 1, score: 1)]
        let html = try write(results([hit, text(2, title: hostile, body: hostile)], warnings: [hostile]), hostile)
        #expect(!html.contains("<script"))
        #expect(!html.contains("</dd><script"))
        #expect(!html.contains("onload=\"x"))
        #expect(!html.contains("\0"))
        #expect(!html.contains("\"><b>\""))
        let escaped = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &quot;&amp;amp;&quot;\u{FFFD}"
        #expect(html.contains("<h2 id=\"title-1\" dir=\"auto\">\(escaped)</h2>"))
        #expect(html.contains("<p class=\"id\">\(escaped)</p>"))
        #expect(html.contains("<strong>Warning:</strong> \(escaped)</p>"))
        #expect(html.contains("<li data-leg=\"&quot;&gt;&lt;b&gt;\">"))
        #expect(html.contains("<dd dir=\"auto\" lang=\"fr\">&lt;/dd&gt;\(escaped)</dd>"))
    }

    @Test func `words found are marked, escaped all the same, and scores are explained`() throws {
        var image = picture(path: "/nowhere.svg")
        image.highlight = [
            "title": ["Red <em>apple</em>"], "captions.es": ["Una <em>manzana</em> <b>roja</b> & más"],
        ]
        image.relevance = 0.987
        image.otherParts = ["a.pdf#2", "<i>"]
        var article = text(2)
        article.highlight = ["body": ["The <em>sea</em> <script>x</script>", "the <em>\"tide\"</em>"]]
        article.explanations = [
            .init(leg: "knn_text", json: ["value": 0.5, "description": "<within> k", "details": []])
        ]
        var found = results([image, article])
        found.fusion = FusionReport(method: "rrf", isServerSide: false, reason: "Because <of> it.")
        found.cutOff = "3 hits & more left out."
        let account = ScoreAccount(SearchQuery(text: "apple"), fusion: found.fusion)
        try ContactSheet(images: FixedPreparer())
            .write(found, title: "apple", account: account, to: page, appending: false)
        let html = try #require(TextFile.read(page))
        for part in [
            "<span dir=\"auto\">Red <mark>apple</mark></span>",
            "<p class=\"passage\" dir=\"auto\" lang=\"es\">Una <mark>manzana</mark> &lt;b&gt;roja&lt;/b&gt; &amp; más</p>",
            "<p dir=\"auto\" lang=\"en\">The <mark>sea</mark> &lt;script&gt;x&lt;/script&gt; … the <mark>&quot;tide&quot;</mark></p>",
            "<li class=\"relevance\">relevance <b>0.99</b></li>", "+2 parts: a.pdf#2, &lt;i&gt;",
            "fused #1: 1/(60 + 1) + 1/(60 + 2) = 0.016393 + 0.016129", "0.5  &lt;within&gt; k",
            "<p class=\"note\">Fused by rrf on the client. Because &lt;of&gt; it.</p>",
            "<p class=\"note\">3 hits &amp; more left out.</p>", "<li>4 ms (embed 1 ms, retrieve 3 ms)</li>",
        ] { #expect(html.contains(part), "\(part)") }
    }

    @Test func `a page asks for nothing from anywhere`() throws {
        let html = try write(results([picture(path: #filePath), text(2)]))
        for reference in ["http://", "https://", "//", "url(", "@import", "<script", "<link"] {
            #expect(!html.replacing(#filePath, with: "").contains(reference), "\(reference)")
        }
        #expect(html.contains("src=\"data:image/jpeg;base64,dGh1bWI=\""))
    }

    @Test func `appending adds a section and a link, and the same hits make the same section`() throws {
        _ = try write(results([text()]), "first")
        let html = try write(results([text()]), "second", appending: true)
        #expect(html.ranges(of: "<section class=\"search\"").count == 2)
        #expect(
            html.contains(
                "<li><a href=\"#search-1\" dir=\"auto\">first</a></li>\n<li><a href=\"#search-2\" dir=\"auto\">second</a></li>\n"
            )
        )
        let first = try #require(html.firstRange(of: "id=\"search-1\""))
        let second = try #require(html.firstRange(of: "id=\"search-2\""))
        #expect(first.lowerBound < second.lowerBound)
        #expect(html.ranges(of: "<!DOCTYPE html>").count == 1)
        #expect(html.hasSuffix("</html>\n"))
    }

    @Test func `appending to nothing begins a page, and not appending replaces one`() throws {
        #expect(try write(results([]), "first", appending: true).contains(">first</h2>"))
        let html = try write(results([]), "second")
        #expect(!html.contains(">first</h2>"))
        #expect(html.contains(">second</h2>"))
        #expect(html.contains("<p class=\"nothing\">No hits.</p>"))
    }

    @Test(arguments: ["", "<!DOCTYPE html>\n<html><body>mine</body></html>\n"])
    func `a page that es-jina did not make is left alone`(content: String) throws {
        TextFile.write(content, to: page)
        let error = #expect(throws: CommandError.self) { try write(results([text()]), appending: true) }
        #expect(
            error?.description
                == "Cannot add to \(page): it is not a contact sheet made by es-jina. Name another file with --html, or "
                + "leave --html-append out to replace it."
        )
        #expect(TextFile.read(page) == content)
    }

    @Test func `a page that was cut short is left alone`() throws {
        let whole = try write(results([text()]))
        TextFile.write(String(whole.dropLast(20)), to: page)
        #expect(throws: CommandError.self) { try write(results([text()]), appending: true) }
    }

    @Test func `what cannot be written is named, and nothing is left behind`() throws {
        let missing = directory.path + "/no/sheet.html"
        let sheet = ContactSheet(images: FixedPreparer())
        let error = #expect(throws: CommandError.self) {
            try sheet.write(results([]), title: "", to: missing, appending: false)
        }
        #expect(error?.description == "Cannot write \(missing): No such file or directory.")
        #expect(throws: CommandError.self) {
            try sheet.write(results([]), title: "", to: directory.path, appending: false)
        }
        #expect(directory.names.isEmpty)
    }

    @Test func `a picture that cannot be shown gives way to its caption and the reason`() throws {
        let broken = directory.path + "/broken.png"
        TextFile.write("no picture", to: broken)
        let sheet = ContactSheet(images: VipsImagePreparer())
        let hits = [picture(path: broken), picture(2, path: "/dev/zero"), picture(3, path: "gone.png")]
        try sheet.write(results(hits), title: "", to: page, appending: false)
        let html = try #require(TextFile.read(page))
        #expect(html.ranges(of: "<p lang=\"en\">A shiny red apple.</p><p class=\"reason\">Not shown. ").count == 3)
        #expect(html.contains("/dev/zero is not a regular file."))
        #expect(html.contains("gone.png: No such file or directory. The path is relative to where the ingest ran."))
        #expect(html.contains("broken.png"))
        #expect(!html.contains("<img"))
    }

    @Test func `real pictures become JPEG thumbnails`() throws {
        let gallery = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Examples/gallery/"
        let sheet = ContactSheet(images: VipsImagePreparer())
        let hits = ["red-apple.svg", "pizza.jpg", "grapes.png"].map { picture(path: gallery + $0) }
        try sheet.write(results(hits), title: "", to: page, appending: false)
        let html = try #require(TextFile.read(page))
        #expect(html.ranges(of: "<img src=\"data:image/jpeg;base64,/9j/").count == 3)
        #expect(html.utf8.count < 150_000)
    }

    @Test func `long texts are cut between words`() throws {
        let html = try write(results([text(body: String(repeating: "word ", count: 200))]))
        #expect(html.contains("word word…</p>"))
        #expect(try write(results([text(body: String(repeating: "字", count: 500))])).contains("字字…</p>"))
    }
}

@Suite struct `HTML of data` {
    @Test(arguments: [
        ("a & b < c > d", "a &amp; b &lt; c &gt; d"), ("\"quoted\" 'single'", "&quot;quoted&quot; &#39;single&#39;"),
        ("&amp;", "&amp;amp;"), ("\u{1B}[31m\u{85}", "\u{FFFD}[31m\u{FFFD}"), ("a\r\nb\tc", "a\n\nb\tc"),
        ("maçã 🍎", "maçã 🍎"),
    ])
    func `everything that means something in HTML is escaped`(data: String, expected: String) {
        #expect(HTML.text(data) == expected)
    }

    @Test(arguments: [
        ("en", " lang=\"en\""), ("pt_BR", " lang=\"pt-BR\""), ("zh-tw", " lang=\"zh-tw\""), ("", ""), ("x", ""),
        ("en\"", ""), ("en us", ""),
    ])
    func `only language tags become lang attributes`(tag: String, expected: String) {
        #expect(HTML.language(tag) == expected)
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `data URIs hold base64 as RFC 4648 tests it`(data: String, expected: String) {
        #expect(HTML.dataURI(Array(data.utf8), mediaType: "image/png") == "data:image/png;base64,\(expected)")
    }
}

/// Gives every picture the same thumbnail, so that a golden page does not change with the machine's libvips.
private struct FixedPreparer: ImagePreparer {
    func prepare(_ bytes: [UInt8], name: String, options: ImageOptions) throws(ImageError) -> PreparedImage {
        throw ImageError(.unavailable, "Sheets prepare no pictures.")
    }

    func preview(
        _ bytes: [UInt8],
        page: Int,
        name: String,
        width: Int,
        height: Int,
        as encoding: ImagePreview.Encoding
    ) throws(ImageError) -> ImagePreview {
        let isThumbnail = (page, width, height, encoding) == (1, 320, 320, .jpeg)
        return ImagePreview(bytes: isThumbnail ? Array("thumb".utf8) : [], encoding: encoding, width: 320, height: 240)
    }
}

/// A directory that goes away with its test.
private final class ScratchDirectory: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/contact-sheet-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    }

    var names: [String] {
        guard let handle = opendir(path) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}

private enum TextFile {
    static func read(_ path: String) -> String? { PlatformFiles.read(path).map { String(decoding: $0, as: UTF8.self) } }

    static func write(_ text: String, to path: String) {
        do throws(CommandError) {
            try PlatformFiles.write(Array(text.utf8), to: path)
        } catch {
            Issue.record("\(error)")
        }
    }
}

/// A golden file beside the tests; `RECORD_SNAPSHOTS=1` rewrites it.
private enum GoldenFile {
    static func verify(_ text: String, as name: String, file: String = #filePath) {
        let path = file.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Snapshots/" + name
        if getenv("RECORD_SNAPSHOTS") != nil {
            TextFile.write(text, to: path)
        } else {
            #expect(TextFile.read(path) == text, "run with RECORD_SNAPSHOTS=1 and read the difference")
        }
    }
}
