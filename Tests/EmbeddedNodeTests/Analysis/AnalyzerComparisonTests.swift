import JSONValues
import Testing

@testable import EmbeddedNode

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite(
    "Analyzers against a real Elasticsearch",
    .enabled(
        if: !AnalyzeNode.configured.isEmpty || AnalyzeNode.isRequired,
        "set ES_JINA_TEST_URLS to one or more Elasticsearch URLs, such as http://127.0.0.1:9200"
    )
)
struct AnalyzerComparisonTests {
    @Test("at least one node is named where a skip must fail")
    func configured() {
        #expect(!AnalyzeNode.configured.isEmpty, "ES_JINA_TEST_URLS names no node, but ES_JINA_TEST_REQUIRE_CLUSTERS=1")
    }

    @Test("give the same terms, positions and offsets for odd strings", arguments: Analyzers.names)
    func oddStrings(analyzer: String) throws {
        for node in AnalyzeNode.configured { try compare(Self.oddStrings, analyzer: analyzer, node: node) }
    }

    @Test(
        "give the same for the captions of tuxpaint-stamps-default, in about a hundred languages",
        .enabled(if: !StampCaptions.all.isEmpty, "install the Debian package tuxpaint-stamps-default"),
        arguments: ["standard", "simple", "whitespace", "stop"]
    )
    func captions(analyzer: String) throws {
        let captions = StampCaptions.all
        let texts = stride(from: 0, to: captions.count, by: 60)
            .map { start in
                captions[start..<min(start + 60, captions.count)].joined(separator: "\n")
            }
        for node in AnalyzeNode.configured { try compare(texts, analyzer: analyzer, node: node) }
    }

    @Test(
        "give the same for every character, alone and between letters",
        arguments: ["standard", "simple", "whitespace"]
    )
    func characters(analyzer: String) throws {
        // Most of Han and Hangul behaves alike; a sample of it will do.
        let points = (0x20..<UInt32(0x110000))
            .filter { point in
                switch point {
                case 0x3400..<0xA000, 0xAC00..<0xD7A4, 0x17000..<0x18B00, 0x20000..<0x30000: point % 37 == 0
                case 0xE000..<0xF900, 0x30000..<0xE0000, 0xE1000...: point % 97 == 0
                default: true
                }
            }
        let scalars = points.compactMap(Unicode.Scalar.init)
        let texts = stride(from: 0, to: scalars.count, by: 700)
            .map { start in
                var text = ""
                for scalar in scalars[start..<min(start + 700, scalars.count)] {
                    text += "\(scalar) a\(scalar)b 1\(scalar)1\n"
                }
                return text
            }
        // 8.x reads Unicode 9 and the tables of another Java; what has been assigned since is cut otherwise there.
        for node in AnalyzeNode.configured where try node.majorVersion() >= 9 {
            try compare(texts, analyzer: analyzer, node: node)
        }
    }

    private func compare(_ texts: [String], analyzer name: String, node: AnalyzeNode) throws {
        let analyzer = try #require(Analyzers.named(name))
        for text in texts {
            let expected = try node.tokens(of: text, analyzer: name)
                .map { token in
                    "\(token["token"]?.string ?? "?")@\(token["position"]?.int ?? -1)"
                        + "[\(token["start_offset"]?.int ?? -1),\(token["end_offset"]?.int ?? -1))"
                }
            let tokens = analyzer.tokens(of: text).map { "\($0.term)@\($0.position)[\($0.start),\($0.end))" }
            // By bytes: Swift holds canonically equivalent strings equal, Lucene does not.
            if tokens.map({ Array($0.utf8) }) != expected.map({ Array($0.utf8) }) {
                let first = zip(tokens, expected).first { Array($0.utf8) != Array($1.utf8) }
                Issue.record(
                    "\(name) at \(node.url): \(first.map { "\($0) is not \($1)" } ?? "counts differ") in \(text.prefix(200))"
                )
                return
            }
        }
    }

    private static let oddStrings: [String] = [
        "👨‍👩‍👧‍👦 family 👍🏽 ok 👍 👍️", "🇩🇪🇫🇷🇪", "1️⃣ 2⃣ #️⃣ *️⃣*", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 x", "© ® ™ 〰 〽 ☎︎ ☎️", "🅰🅱 Ⓜ ㊗️ ㊙ 👩🏿‍🚀👩‍❤️‍💋‍👨 🏳️‍🌈🏴‍☠️",
        "a👍b 1👍2", "\u{200D}👍 \u{1F3FB} \u{1F3FB}a 😀\u{FE0E}😀\u{FE0F}\u{200D}😀",
        "1,000.5 1.000,5 3.14.15 -1.5e10 $5.00 50% C++ C# .NET",
        "a.b.c john.doe@example.com http://www.example.com/a_b?x=1&y=2 #hashtag @user *x*",
        "don't o'neil l’été 'quoted' ‘a’ “b”",
        "İstanbul ISPARTA ı Straße STRASSE ẞ ΣΊΣΥΦΟΣ ΟΔΟΣ ﬁ ŉ ǆ ǅ Ǆ \u{212A} \u{212B} \u{2126} Ⱥ Ⱦ",
        "a_b __a__ _ 1_2 カ_カ", "𝒜𝒷 𐐀𐐨 𠀀𠀁 😀",
        String(repeating: "x", count: 300), String(repeating: "é", count: 300), String(repeating: "1", count: 256),
        String(repeating: "a", count: 254) + "𐐀" + String(repeating: "b", count: 10),
        String(repeating: "a", count: 255) + ".b",
        String(repeating: "a", count: 254) + ".b c", String(repeating: "𐐀", count: 200),
        String(repeating: "ア", count: 300) + "ひらがな漢字", String(repeating: "_", count: 600) + "a",
        "e\u{301}a\u{308} \u{301}abc", "שלום צ\"ל ג'ירפה ג' \"צ\"", "ภาษาไทย ๑๒๓ ไทย123", "ភាសាខ្មែរ မြန်မာ ລາວ",
        "中文字符abc中文", "ｶﾀｶﾅ ﾊﾞ ｱｲｳ １２３ ＡＢＣ", "한국어 단어들 한국어abc", "a\u{200D}b a\u{200B}b b\u{AD}c \u{FEFF}bom",
        "tab\tnew\nline\r\nx", "   ", "\u{A0}a\u{2007}b\u{202F}c\u{2028}d\u{3000}e", "①②③ ⅷ Ⅷ ½ ²", "हिन्दी में लिखा है",
        "العربية لغة ١٢٣ ٣٫١٤",
        "বাংলা தமிழ்", "a:b a·b a‧b a;b 1;2 1:2",
    ]
}

/// The captions that the Debian package tuxpaint-stamps-default brings.
enum StampCaptions {
    /// All of them, without their language keys; empty where the package is not installed.
    static let all: [String] = files(under: "/usr/share/tuxpaint/stamps")
        .flatMap { path in
            String(decoding: bytes(of: path), as: UTF8.self).split(separator: "\n")
                .map { line in
                    line.firstRange(of: ".utf8=").map { String(line[$0.upperBound...]) } ?? String(line)
                }
        }

    private static func files(under folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            let path = "\(folder)/\(name)"
            if name.hasSuffix(".txt") { found.append(path) } else { found += files(under: path) }
        }
        return found.sorted()
    }

    private static func bytes(of path: String) -> [UInt8] {
        guard let file = fopen(path, "rb") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }
}
