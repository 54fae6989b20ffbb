import CommandTree
import Testing

@Suite struct `Option values` {
    @Test(arguments: [
        ("30", Duration.seconds(30)), ("30s", .seconds(30)), ("2.5s", .milliseconds(2500)), ("1h30m", .seconds(5400)),
        ("250ms", .milliseconds(250)), ("2d", .seconds(172_800)), ("10us", .microseconds(10)), ("0", .zero),
    ])
    func `durations are read with units`(text: String, duration: Duration) throws {
        #expect(try Duration(optionText: text) == duration)
        #expect(try Duration(optionText: duration.optionText) == duration)
    }

    @Test func `durations are written with the largest units`() {
        #expect(Duration.seconds(5400).optionText == "1h30m")
        #expect(Duration.milliseconds(1500).optionText == "1s500ms")
        #expect(Duration.zero.optionText == "0s")
    }

    @Test(arguments: ["", "s", "5x", "-5s", "1.2.3s", "5 s", "1e9s", "5s3", "99999999999"])
    func `what is no duration is refused`(text: String) {
        #expect(throws: ValueError.self) { try Duration(optionText: text) }
    }

    @Test(arguments: [
        ("0", 0), ("512", 512), ("1K", 1024), ("1KiB", 1024), ("1kB", 1000), ("20MiB", 20_971_520),
        ("1.5 GB", 1_500_000_000),
        ("2g", 2_147_483_648),
    ])
    func `byte sizes are read with units`(text: String, bytes: Int) throws {
        #expect(try ByteSize(optionText: text).bytes == bytes)
        #expect(try ByteSize(optionText: ByteSize(bytes: bytes).optionText).bytes == bytes)
    }

    @Test(arguments: ["", "MB", "5X", "-1", "9999999TB"])
    func `what is no byte size is refused`(text: String) {
        #expect(throws: ValueError.self) { try ByteSize(optionText: text) }
    }

    @Test func `numbers are strict and words of truth are not`() throws {
        #expect(try Int(optionText: "1_000") == 1000)
        for text in ["", "1.5", "0x10", "１", "_1", "9223372036854775808"] {
            #expect(throws: ValueError.self, "\(text)") { try Int(optionText: text) }
        }
        #expect(try ["YES", "on", "1", "True"].allSatisfy { try Bool(optionText: $0) })
        #expect(throws: ValueError.self) { try Bool(optionText: "maybe") }
        #expect(Double(3).optionText == "3" && 0.25.optionText == "0.25")
    }
}

@Suite struct `Declarations` {
    @Test func `a good declaration has no problems`() {
        #expect(Gallery.command.auditDeclarations() == [])
    }

    @Test func `a bad declaration is told what is wrong`() {
        let twice = Option.flag("json", short: "k", help: "Print JSON").excluding("nothing")
        let command = Command(
            "tool",
            summary: "Does things.",
            options: [OptionGroup("Options", [Gallery.json, twice, Gallery.count])],
            arguments: [Gallery.many, Gallery.paths],
            subcommands: [Command("a", summary: "A"), Command("b", summary: "B", aliases: ["a"])]
        )
        #expect(
            command.auditDeclarations() == [
                "tool: '--json' is declared twice.",
                "tool: '-k' is declared twice.",
                "tool: '--json' excludes '--quiet', which does not exist.",
                "tool: '--json' excludes '--nothing', which does not exist.",
                "tool: the help of '--json' is no sentence.",
                "tool: the summary is empty or ends in a full stop.",
                "tool: more than one argument has a variable count.",
                "tool: two subcommands share a name.",
            ]
        )
    }
}
