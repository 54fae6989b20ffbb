import ESJina
import Testing

@testable import es_jina

@Suite struct `Display width` {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("naïve", 5), ("e\u{301}", 1), ("日本語", 6), ("한국어", 6), ("한", 2), ("ｶﾅ", 2), ("ＡＢ", 4),
        ("🙂", 2), ("👩‍👩‍👧", 2), ("👍🏽", 2), ("❤", 1), ("❤\u{FE0F}", 2), ("🇫🇷", 2), ("a\u{200B}b", 2), ("שָׁלוֹם", 4),
        ("नमस्ते", 3), ("…", 1), ("「」", 4), ("䷀", 2), ("\u{1112}\u{D7B0}", 2), ("\u{600}", 1), ("𠮷", 2),
    ])
    func `columns are counted as terminals draw them`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test func `a start never cuts a wide character in half`() {
        #expect(DisplayWidth.prefix(of: "日本語", width: 5) == "日本")
        #expect(DisplayWidth.prefix(of: "a👩‍👩‍👧b", width: 2) == "a")
        #expect(DisplayWidth.prefix(of: "abc", width: 0) == "")
    }
}

@Suite struct `Styled text` {
    @Test func `styles are written only where allowed`() {
        let text = StyledText("ok ", .green) + StyledText("done")
        #expect(text.rendered(isStyled: true) == "\u{1B}[32mok \u{1B}[0mdone")
        #expect(text.rendered(isStyled: false) == "ok done")
        #expect(text.width == 7)
    }

    @Test func `data cannot drive the terminal`() {
        #expect(StyledText("a\u{1B}[2Jb").plain == "a␛[2Jb")
        #expect(StyledText("one\r\n\ttwo").plain == "one two")
        #expect(StyledText("x\u{9B}31m\u{7F}").plain == "x␡31m␡")
        #expect(StyledText("abc\u{202E}txt.exe").plain == "abctxt.exe")
    }

    @Test(arguments: [
        (7, "red fox"), (6, "red f…"), (4, "red…"), (3, "re…"), (1, "…"), (0, ""),
    ])
    func `truncation leaves an ellipsis`(width: Int, expected: String) {
        let text = StyledText("red", .bold) + StyledText(" fox")
        let short = text.truncated(to: width)
        #expect(short.plain == expected)
        #expect(short.width <= width)
    }

    @Test func `truncation of wide characters keeps within the width`() {
        #expect(StyledText("日本語").truncated(to: 5).plain == "日本…")
        #expect(StyledText("日本語").truncated(to: 4).plain == "日…")
    }
}

@Suite struct `Terminal capabilities` {
    private func styles(_ isTerminal: Bool, _ environment: [String: String]) -> Bool {
        Terminal(isTerminal: isTerminal, reportedColumns: nil, environment: environment).allowsStyle
    }

    @Test func `colour follows the conventions of the environment`() {
        #expect(styles(true, ["TERM": "xterm"]))
        #expect(!styles(false, ["TERM": "xterm"]))
        #expect(!styles(true, ["TERM": "dumb"]))
        #expect(!styles(true, ["TERM": "xterm", "NO_COLOR": "1"]))
        #expect(styles(true, ["TERM": "xterm", "NO_COLOR": ""]))
        #expect(styles(false, ["CLICOLOR_FORCE": "1"]))
        #expect(!styles(false, ["CLICOLOR_FORCE": "0"]))
        #expect(!styles(false, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]))
        #expect(!styles(true, ["CLICOLOR": "0"]))
    }

    @Test func `width is what the terminal says, then COLUMNS, then 80, and none for a pipe`() {
        #expect(Terminal(isTerminal: true, reportedColumns: 132, environment: ["COLUMNS": "50"]).columns == 132)
        #expect(Terminal(isTerminal: true, reportedColumns: nil, environment: ["COLUMNS": "50"]).columns == 50)
        #expect(Terminal(isTerminal: true, reportedColumns: nil, environment: [:]).columns == 80)
        #expect(Terminal(isTerminal: false, reportedColumns: 132, environment: [:]).columns == nil)
    }

    @Test func `automatic formats are decided by what is at the other end`() {
        let terminal = Terminal(isTerminal: true, reportedColumns: 80, environment: ["TERM": "xterm"])
        let dumb = Terminal(isTerminal: true, reportedColumns: 80, environment: ["TERM": "dumb"])
        let pipe = Terminal(isTerminal: false, reportedColumns: nil, environment: [:])
        #expect(OutputFormat.auto.resolved(for: terminal) == .table)
        #expect(OutputFormat.auto.resolved(for: pipe) == .tsv)
        #expect(OutputFormat.json.resolved(for: terminal) == .json)
        #expect(ProgressMode.auto.resolved(for: terminal) == .line)
        #expect(ProgressMode.auto.resolved(for: dumb) == .plain)
        #expect(ProgressMode.line.resolved(for: pipe) == .plain)
        #expect(ProgressMode.json.resolved(for: pipe) == .json)
    }

    @Test func `the environment is read`() {
        #expect(ProcessEnvironment.read()["PATH"]?.isEmpty == false)
    }
}
