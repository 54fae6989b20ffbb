import Embeddings
import JSONValues
import TestSupport
import Testing

@testable import ESJina
@testable import es_jina

private func hit(
    _ rank: Int = 1,
    title: String = "Red apple",
    body: String? = nil,
    highlight: [String: [String]] = [:]
) -> SearchResult {
    var hit = SearchResult(
        rank: rank,
        id: "gallery/\(rank).svg",
        score: 0.0325,
        source: ["title": .string(title), "path": "/pictures/\(rank).svg"],
        provenance: [
            .init(leg: "bm25", rank: 1, score: 7.25), .init(leg: "knn_image", rank: 3, score: 0.8),
            .init(leg: "fused", rank: rank, score: 0.0325),
        ]
    )
    hit.source["body"] = body.map(JSONValue.string)
    hit.highlight = highlight
    return hit
}

private func terminal(_ columns: Int, styled: Bool = false) -> Terminal {
    Terminal(isTerminal: true, reportedColumns: columns, environment: styled ? ["TERM": "xterm"] : ["NO_COLOR": "1"])
}

@Suite struct `Passages of hits` {
    @Test func `the server's marks become bold and its line ends spaces`() throws {
        let snippet = try #require(
            Snippet(hit(body: "unused", highlight: ["body": ["An <em>apple</em>\n  a\tday, <em>apples</em>!"]]))
        )
        #expect(snippet.text == "An apple a day, apples!")
        #expect(snippet.parts.filter(\.isFound).map(\.text) == ["apple", "apples"])
        #expect(
            snippet.styled.rendered(isStyled: true)
                == "\u{1B}[2mAn \u{1B}[0m\u{1B}[1mapple\u{1B}[0m\u{1B}[2m a day, \u{1B}[0m\u{1B}[1mapples\u{1B}[0m\u{1B}[2m!\u{1B}[0m"
        )
        #expect(Snippet.parts("no <em>end").map(\.text) == ["no <em>end"])
        #expect(Snippet.parts("") == [])
    }

    @Test func `without words found the text begins, and what the title says is not said again`() {
        #expect(Snippet(hit(body: "The sea\n rises."))?.text == "The sea rises.")
        #expect(Snippet(hit())?.text == nil)
        #expect(Snippet(hit(body: "Red apple"))?.text == nil)
        let long = Snippet(hit(body: String(repeating: "字", count: 1000)))
        #expect(long?.text.count == 401)
        let marked = hit(highlight: ["title": ["Red <em>apple</em>"], "body": ["an <em>apple</em>"]])
        #expect(Snippet(marked)?.text == "an apple", "the text before the title")
        #expect(HitTitle(marked).parts.filter(\.isFound).map(\.text) == ["apple"])
    }

    @Test(arguments: [20, 40, 60])
    func `the first word found is seen at every width`(width: Int) throws {
        let words = String(repeating: "lorem ", count: 40) + "<em>needle</em> " + String(repeating: "ipsum ", count: 40)
        let snippet = try #require(Snippet(hit(highlight: ["body": [words]])))
        let shown = snippet.around(width: width).styled.truncated(to: width)
        #expect(shown.plain.contains("needle"))
        #expect(shown.plain.hasPrefix("…lorem"))
        #expect(shown.width <= width)
        let dense = String(repeating: "海", count: 100) + "<em>鯨</em>"
        let wide = try #require(Snippet(hit(highlight: ["body": [dense]])))
        #expect(wide.around(width: width).styled.truncated(to: width).plain.contains("鯨"))
    }

    @Test func `lines are cut between words, and within where there are none`() {
        let text = StyledText("the quick ", .bold) + StyledText("brown fox jumps")
        #expect(text.wrapped(to: 10, lines: 9).map(\.plain) == ["the quick", "brown fox", "jumps"])
        #expect(text.wrapped(to: 10, lines: 2).map(\.plain) == ["the quick", "brown fox…"])
        #expect(text.wrapped(to: 10, lines: 0).isEmpty)
        #expect(StyledText("日本語日本語").wrapped(to: 5, lines: 9).map(\.plain) == ["日本", "語日", "本語"])
        #expect(StyledText("日本").wrapped(to: 1, lines: 9).count == 2, "a column too few ends, too")
        let accents = StyledText(String(repeating: "e\u{301}", count: 7)).wrapped(to: 3, lines: 9)
        #expect(accents.map(\.width) == [3, 3, 1])
    }
}

@Suite struct `Hits for people` {
    private let hits = [
        hit(1, highlight: ["body": ["a <em>red</em> apple and a green one lie on the table"]]),
        hit(2, title: "りんご林檎りんご林檎りんご林檎", body: "テーブルの上の林檎。"),
        hit(
            3,
            title: "e\u{301}te\u{301}",
            body: "The beginning of a long text about the summer, which goes on and on and on."
        ),
    ]

    @Test(arguments: [72, 80, 100, 200])
    func `a table fits its terminal`(columns: Int) {
        let lines = HitTable(hits).text(terminal(columns)).split(separator: "\n").map(String.init)
        #expect(lines.count == 7)
        for line in lines { #expect(DisplayWidth.of(line) <= columns, "\(line)") }
        #expect(lines[2] == "      a red apple and a green one lie on the table")
        #expect(!lines.joined().contains("\u{1B}"), "NO_COLOR holds")
    }

    @Test func `relevance and other parts are shown where there are any`() {
        var found = hits
        found[0].relevance = 0.934
        found[0].otherParts = ["a#2", "a#3"]
        let lines = HitTable(found).text(terminal(120)).split(separator: "\n")
        #expect(lines[0].hasSuffix("  REL"))
        #expect(lines[1].hasSuffix(" 0.93"))
        #expect(lines[2].hasSuffix("table +2 parts"))
        let narrow = HitTable(found)
        for line in narrow.text(terminal(narrow.minimumWidth)).split(separator: "\n") {
            #expect(DisplayWidth.of(String(line)) <= narrow.minimumWidth)
        }
        #expect(HitTable(found).tabSeparated().split(separator: "\n")[0].hasSuffix("bm25 #1, knn_image #3\t0.93"))
        #expect(
            HitTable(hits).tabSeparated().hasPrefix("1\t0.0325\tgallery/1.svg\tRed apple\tbm25 #1, knn_image #3\n2\t")
        )
    }

    @Test(arguments: [20, 40, 71])
    func `narrow terminals get blocks of lines`(columns: Int) {
        let text = String(decoding: HitBlocks(hits).bytes(terminal(columns)), as: UTF8.self)
        for line in text.split(separator: "\n") { #expect(DisplayWidth.of(String(line)) <= columns, "\(line)") }
        #expect(text.hasPrefix("1  Red apple\ngallery/1.svg\n0.0325"))
        #expect(text.ranges(of: "\n\n").count == 2)
    }

    @Test func `data cannot drive the terminal`() {
        let hostile = hit(title: "\u{1B}]0;title\u{07}", body: "\u{1B}[2J\u{9B}1m", highlight: [:])
        for text in [
            HitTable([hostile]).text(terminal(100)),
            String(decoding: HitBlocks([hostile]).bytes(terminal(60)), as: UTF8.self),
        ] { #expect(!text.contains("\u{1B}") && !text.contains("\u{07}") && !text.contains("\u{9B}")) }
    }

    private func footer(_ hits: Int, from: Int, size: Int, candidates: Int) -> [String] {
        var results = SearchResults(
            hits: (0..<hits).map { hit($0) },
            warnings: [],
            mode: .knn,
            model: nil,
            dims: nil,
            timings: []
        )
        results.candidates = candidates
        return Footer(results, from: from, size: size).lines
    }

    @Test func `the footer leads to the next page`() {
        #expect(footer(10, from: 0, size: 10, candidates: 57) == ["Hits 1 to 10 of 57 candidates. More: --page 2"])
        #expect(footer(10, from: 5, size: 10, candidates: 57) == ["Hits 6 to 15 of 57 candidates. More: --from 15"])
        #expect(footer(7, from: 50, size: 10, candidates: 57) == ["Hits 51 to 57 of 57 candidates."])
        #expect(footer(1, from: 0, size: 10, candidates: 1) == ["Hit 1 of 1 candidate."])
        #expect(footer(0, from: 0, size: 10, candidates: 0) == ["No hits."])
        #expect(
            footer(0, from: 1000, size: 10, candidates: 57) == [
                "No hits after the first 1,000: there are 57 candidates."
            ]
        )
    }
}

@Suite struct `Accounts of scores` {
    @Test func `reciprocal ranks are added as they were`() throws {
        var query = SearchQuery(text: "apple")
        query.weights = ["bm25": 0.5]
        var found = hit()
        found.explanations = [
            .init(
                leg: "bm25",
                json: [
                    "value": 7.25, "description": "sum of:",
                    "details": [["value": 7.25, "description": "weight(title:apple)", "details": []]],
                ]
            )
        ]
        let lines = ScoreAccount(query, fusion: nil).lines(found).map(\.plain)
        #expect(
            lines == [
                "1  gallery/1.svg  0.0325", "   fused #1: 0.5/(60 + 1) + 1/(60 + 3) = 0.008197 + 0.015873 = 0.0325",
                "   bm25 #1: 7.25", "      7.25  sum of:", "         7.25  weight(title:apple)",
                "   knn_image #3: 0.8",
            ]
        )
        let json = try #require(ScoreAccount(query, fusion: nil).json(found))
        #expect(json["formula"]?.string == "0.5/(60 + 1) + 1/(60 + 3)")
        #expect(json["terms"]?.array?.first?["value"]?.double.map { abs($0 - 0.5 / 61) < 1e-9 } == true)
        #expect(json["terms"]?.array?.count == 2)
    }

    @Test func `weighted scores are added, and what other candidates decide is named`() throws {
        var query = SearchQuery(text: "apple")
        query.fusion = .linear(.none)
        query.weights = ["knn_image": 2]
        #expect(
            ScoreAccount(query, fusion: nil).lines(hit()).map(\.plain)[1]
                == "   fused #1: 7.25 + 2 × 0.8 = 7.25 + 1.6 = 0.0325"
        )
        query.fusion = .linear(.minmax)
        #expect(
            ScoreAccount(query, fusion: nil).lines(hit()).map(\.plain)[1]
                == "   fused #1: minmax(7.25) + 2 × minmax(0.8) = 0.0325"
        )
        let json = try #require(ScoreAccount(query, fusion: nil).json(hit()))
        #expect(json["terms"]?.array?.first?["value"] == .null)
        var single = hit()
        single.provenance = [.init(leg: "bm25", rank: 1, score: 7.25)]
        #expect(ScoreAccount(query, fusion: nil).json(single) == nil)
    }
}

/// The real program, on an index of its own.
@Suite struct `Shown by the program` {
    private let tool: CommandLineTool
    private var gallery: String {
        #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Examples/gallery"
    }

    init() async throws {
        tool = try CommandLineTool()
        for name in ["red-apple.svg", "red-apple.json", "pizza.jpg", "pizza.json"] {
            try tool.home.write(try #require(PlatformFiles.read(gallery + "/" + name)), to: "things/" + name)
        }
        try tool.home.write("An apple a day keeps the doctor away.", to: "things/apple.txt")
        let report = try await tool.run(["ingest", tool.home.path + "/things", "-q", "--dims", "64"])
        #expect(report.status == 0, "\(report.errors)")
    }

    private func onTerminal(
        _ arguments: [String],
        columns: Int = 80,
        cell: (width: Int, height: Int) = (0, 0),
        environment: [String: String] = ["TERM": "xterm-256color"],
        answers: [(question: String, answer: String)] = []
    ) async throws -> PseudoTerminal.Result {
        let own = ["HOME": tool.home.path, "PATH": TestEquipment.variable("PATH") ?? "/usr/bin:/bin"]
        return try await PseudoTerminal(columns: columns, cell: cell)
            .run(
                [ChildProcess.toolPath] + arguments,
                environment: own.merging(environment) { _, given in given },
                answers: answers
            )
    }

    @Test func `paths stand alone, each once`() async throws {
        let paths = try await tool.output(["search", "apple", "--paths"])
        let lines = paths.split(separator: "\n").map(String.init)
        #expect(lines.sorted() == ["HOME/things/apple.txt", "HOME/things/pizza.jpg", "HOME/things/red-apple.svg"])
        let zeros = try await tool.output(["search", "apple", "-0"])
        #expect(zeros.split(separator: "\0").map(String.init) == lines)
        #expect(zeros.hasSuffix("\0") && !zeros.contains("\n"))
    }

    @Test func `pages follow each other, and behind the last is nothing`() async throws {
        var ids: [String] = []
        for page in 1...3 {
            let answer = try JSONValue.parse(
                try await tool.output(["search", "apple", "-k1", "--page", "\(page)", "--json"])
            )
            ids += answer["hits"]?.array?.compactMap { $0["id"]?.string } ?? []
            #expect(answer["candidates"]?.int == 3)
        }
        #expect(Set(ids).count == 3)
        let beyond = try await tool.run(["search", "apple", "-k1", "--page", "4"])
        #expect([beyond.output, beyond.errors] == ["", "No hits after the first 3: there are 3 candidates.\n"])
        #expect(beyond.status == 0)
        #expect(try await tool.run(["search", "apple", "--page", "2", "--from", "1"]).status == 64)
    }

    @Test func `scores are explained for people and for programs`() async throws {
        let text = try await tool.run(["search", "apple", "-k1", "--explain"])
        #expect(text.output.contains("\n   fused #1: 1/(60 + 1) + 1/(60 + "))
        let answer = try JSONValue.parse(try await tool.output(["search", "apple", "-k1", "--explain", "--json"]))
        let fusion = answer["hits"]?.array?.first?["fusion"]
        let values = fusion?["terms"]?.array?.compactMap { $0["value"]?.double } ?? []
        #expect(abs(values.reduce(0, +) - (fusion?["score"]?.double ?? 0)) < 1e-6)
        let explained = answer["hits"]?.array?.first?["explanations"]?.array ?? []
        let places = answer["hits"]?.array?.first?["provenance"]?.array ?? []
        for explanation in explained {
            let place = try #require(places.first { $0["leg"] == explanation["leg"] })
            #expect(
                explanation["explanation"]?["value"]?.double == place["score"]?.double,
                "\(explanation["leg"] ?? "")"
            )
        }
        #expect(explained.map { $0["leg"] } == places.dropLast().map { $0["leg"] })
    }

    @Test func `scores are not explained in a form that has no place for it`() async throws {
        let conflict = try await tool.run(["search", "apple", "--explain", "--format", "tsv"])
        #expect(conflict.status == 64)
        #expect(conflict.errors.contains("no place for --explain"))
    }

    @Test func `the time is told in phases`() async throws {
        let result = try await tool.run(["search", "apple", "--timings", "--json"])
        #expect(result.errors.hasPrefix("Time: open "))
        for phase in [" embed ", " retrieve ", " fuse ", " total "] { #expect(result.errors.contains(phase)) }
        let times = try JSONValue.parse(result.output)["took_ms"]?.object
        #expect(times?.keys.last == "total")
        let parts = times?.members.dropLast().compactMap(\.value.double).reduce(0, +) ?? 0
        #expect(abs(parts - (times?["total"]?.double ?? 0)) < 0.01)
    }

    @Test func `a terminal gets a table in its width, with bold only where wanted`() async throws {
        let result = try await onTerminal(["search", "apple"])
        #expect(result.status == 0)
        #expect(result.text.contains("\u{1B}[1mRANK\u{1B}[0m"))
        #expect(!result.text.contains("\u{1B}[" + "c"), "nothing is asked where no pictures are wanted")
        let plain = try await onTerminal(
            ["search", "apple"],
            columns: 76,
            environment: ["TERM": "xterm", "NO_COLOR": "1"]
        )
        #expect(!plain.text.contains("\u{1B}"))
        for line in plain.text.split(separator: "\r\n") { #expect(DisplayWidth.of(String(line)) <= 76) }
        #expect(plain.errors == "Hits 1 to 3 of 3 candidates.\n")
    }

    @Test func `a terminal is asked what it takes and is left as it was`() async throws {
        let questions = (question: "\u{1B}[c", answer: "\u{1B}[6;16;8t\u{1B}[?62;4c")
        let result = try await onTerminal(["search", "apple", "--preview"], answers: [questions])
        #expect(result.status == 0 && result.isAsBefore)
        let start = try #require(result.text.firstRange(of: "\u{1B}P0;1q")).lowerBound
        let end = try #require(result.text[start...].firstRange(of: "\u{1B}\\")).upperBound
        let drawn = try #require(DrawnSixel(Array(result.text[start..<end].utf8)))
        #expect(drawn.width <= HitBlocks.pictureColumns * 8 && drawn.height <= HitBlocks.pictureRows * 16)
        #expect(drawn.pixels.contains { $0 != nil })
        #expect(result.text.ranges(of: "\u{1B}P0;1q").count == 2, "both pictures")
    }

    @Test func `a terminal that does not answer is left as it was and gets no pictures`() async throws {
        let result = try await onTerminal(["search", "apple", "--preview=auto"])
        #expect(result.status == 0 && result.isAsBefore)
        #expect(!result.text.contains("\u{1B}P"))
        #expect(result.text.contains("RANK"))
    }

    @Test func `Ctrl-C during the question ends the program, not the terminal`() async throws {
        let result = try await onTerminal(["search", "apple", "--preview"], answers: [("\u{1B}[c", "\u{03}")])
        #expect(result.status == 130 && result.isAsBefore)
    }

    @Test func `pictures are drawn as asked, and never in pipes`() async throws {
        let kitty = try await onTerminal(["search", "apple", "--preview=kitty"], cell: (10, 20))
        #expect(kitty.text.ranges(of: "\u{1B}_Ga=T,f=100").count == 2)
        let known = try await onTerminal(
            ["search", "apple", "--preview"],
            environment: ["TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"]
        )
        #expect(known.text.ranges(of: "\u{1B}]1337;File=inline=1;size=").count == 2)
        #expect(!known.text.contains("\u{1B}[c"), "nothing is asked of a terminal that is known")
        let pipe = try await tool.run(["search", "apple", "--preview=kitty", "--format", "table"])
        #expect(!pipe.output.contains("\u{1B}"))
        #expect(pipe.errors.contains("standard output is no terminal"))
        #expect(try await !tool.run(["search", "apple", "--preview", "--format", "table"]).output.contains("\u{1B}"))
    }
}
