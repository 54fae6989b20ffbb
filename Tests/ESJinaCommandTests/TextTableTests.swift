import ESJina
import Testing

@testable import es_jina

@Suite struct `Text tables` {
    private let table = TextTable(
        [.init("RANK", .trailing), .init("ID", shrinksTo: 4), .init("TITLE", shrinksTo: 6), .init("SCORE", .trailing)],
        rows: [
            ["1", "boat-1", "A red boat on the lake", "0.9"],
            ["10", "日本語", "船", "12.25"],
            ["100", "x", "", ""],
        ]
    )

    @Test func `columns line up, wide characters too`() {
        #expect(
            table.text(width: nil) == """
                RANK  ID      TITLE                   SCORE
                   1  boat-1  A red boat on the lake    0.9
                  10  日本語  船                      12.25
                 100  x

                """
        )
    }

    @Test func `the widest column shrinks first and long cells end in an ellipsis`() {
        #expect(
            table.text(width: 36) == """
                RANK  ID      TITLE            SCORE
                   1  boat-1  A red boat on …    0.9
                  10  日本語  船               12.25
                 100  x

                """
        )
        for width in 24...60 {
            let lines = table.text(width: width).split(separator: "\n")
            #expect(lines.allSatisfy { DisplayWidth.of(String($0)) <= max(width, 25) }, "\(width)")
            #expect(!lines.contains { $0.hasSuffix(" ") })
        }
    }

    @Test func `titles are bold and cells styled only on request`() {
        let table = TextTable([.init("STATE")], rows: [[.init("ok", .green)]])
        #expect(table.text(width: 80, isStyled: true) == "\u{1B}[1mSTATE\u{1B}[0m\n\u{1B}[32mok\u{1B}[0m\n")
        #expect(table.text(width: 80) == "STATE\nok\n")
    }

    @Test func `no rows print nothing`() {
        #expect(TextTable([.init("A")]).text(width: 80) == "")
        #expect(TextTable([.init("A")]).tabSeparated() == "")
    }

    @Test func `tab-separated values keep every byte apart`() {
        let cell = TextTable.Cell("1234567", shown: "1.2 MB")
        let table = TextTable([.init("A"), .init("B")], rows: [["tab\there", "new\r\nline"], ["back\\slash", cell]])
        #expect(table.tabSeparated() == "tab\\there\tnew\\r\\nline\nback\\\\slash\t1234567\n")
        #expect(table.tabSeparated(includesTitles: true).hasPrefix("A\tB\n"))
        #expect(table.text(width: nil).contains("1.2 MB"))
    }
}

@Suite struct `Human units` {
    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-12_345, "-12,345")])
    func `counts have groups`(value: Int, text: String) { #expect(HumanUnits.count(value) == text) }

    @Test(arguments: [
        (9_999, "9,999"), (12_345, "12.3K"), (999_499, "999K"), (999_600, "1M"), (4_567_890, "4.57M"),
        (1_200_000_000, "1.2B"),
    ])
    func `large counts are compact`(value: Int, text: String) { #expect(HumanUnits.compactCount(value) == text) }

    @Test(arguments: [
        (0, "0 B"), (512, "512 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (20 << 20, "20 MiB"), ((1 << 20) - 1, "1 MiB"),
        (123_456_789, "118 MiB"), (5 << 40, "5 TiB"),
    ])
    func `bytes have units`(value: Int, text: String) { #expect(HumanUnits.bytes(value) == text) }

    @Test(arguments: [
        (Duration.milliseconds(0), "0 ms"), (.milliseconds(850), "850 ms"), (.milliseconds(9949), "9.9 s"),
        (.milliseconds(9960), "10 s"), (.seconds(42), "42 s"), (.milliseconds(59_700), "1 m 00 s"),
        (.seconds(185), "3 m 05 s"),
        (.seconds(7620), "2 h 07 m"), (.seconds(100_800), "1 d 04 h"),
    ])
    func `times have their two largest units`(value: Duration, text: String) {
        #expect(HumanUnits.duration(value) == text)
    }

    @Test func `rates and prices`() {
        #expect(
            [0.254, 0.999, 9.5, 9.96, 312.4, 12_345].map(HumanUnits.rate) == [
                "0.25/s", "1.00/s", "9.5/s", "10/s", "312/s", "12.3K/s",
            ]
        )
        #expect([0.03124, 0.0, 12.5, 1234.0].map(HumanUnits.dollars) == ["$0.0312", "$0.0000", "$12.50", "$1234.00"])
        #expect(HumanUnits.decimal(-0.004, places: 2) == "0.00")
        #expect(HumanUnits.decimal(-1.006, places: 2) == "-1.01")
    }
}
