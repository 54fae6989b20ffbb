import JSONValues
import Testing

@testable import EmbeddedNode

@Suite("Parts of the embedded node")
struct ContentTests {
    @Test(
        "Flat numbers are the same as numbers read one by one",
        arguments: [
            "[1,2,3,4,5,6,7,8]", "[0.1,-0.25,1e3,1E-7,123456789012345678,0.000000000000001,-0.0,3.4028235e38]",
            "[ 0.70710677 , -0.12345678 , 1e-45 , 5 , 6 , 7 , 8.5 , 1.17549435E-38 ]",
        ]
    )
    func numbers(text: String) throws {
        let flat = try Content(Array(text.utf8), flattensNumbers: true).root
        let exact = try Content(Array(text.utf8)).root
        guard case .numbers(let values) = flat.value, case .array(let elements) = exact.value else {
            Issue.record("not flat")
            return
        }
        #expect(values == elements.map { Float($0.double ?? .nan) })
        #expect(flat.limit == exact.limit && flat.end == exact.end)
    }

    @Test(
        "What is no array of plain numbers is never flattened",
        arguments: [
            "[1,2,3]", "[1,2,3,4,5,6,7,\"8\"]", "[1,2,3,4,5,6,7,null]", "[[1],2,3,4,5,6,7,8]", "[]",
        ]
    )
    func notFlat(text: String) throws {
        if case .numbers = try Content(Array(text.utf8), flattensNumbers: true).root.value {
            Issue.record("flattened \(text)")
        }
    }

    @Test(
        "Broken JSON is refused",
        arguments: [
            "", "{", "[1,]", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"a\":2}", "01", "-", "1.", "1e", "\"\u{1}\"",
            "tru", "[1] x",
            "[01,2,3,4,5,6,7,8]", "\"\\x\"", String(repeating: "[", count: 600),
        ]
    )
    func broken(text: String) {
        #expect(throws: ContentFault.self) { try Content(Array(text.utf8), flattensNumbers: true) }
    }

    @Test("Postings come back from bytes as they were")
    func postings() {
        var postings = Postings()
        postings.documents = [0, 5, 6, 100_000, 4_000_000]
        postings.frequencies = [1, 3, 1, 2, 1]
        postings.positions = [7, 0, 1, 900, 4, 2, 102, 0]
        var read = Postings()
        postings.encodedDocuments.withUnsafeBytes { read.append(documents: $0, count: 5) }
        postings.encodedPositions.withUnsafeBytes { read.append(positions: $0, count: 5) }
        #expect(read.documents == postings.documents)
        #expect(read.frequencies == postings.frequencies)
        #expect(read.positions == postings.positions)
        let kept = read.renumbered { $0 == 5 ? nil : $0 + 1 }
        #expect(kept.documents == [1, 7, 100_001, 4_000_001])
        #expect(kept.positions == [7, 4, 2, 102, 0])
    }

    @Test("Damaged bytes of postings never read beyond their end")
    func damagedPostings() {
        var read = Postings()
        [UInt8]([0x80, 0x80]).withUnsafeBytes { read.append(documents: $0, count: 3) }
        #expect(read.documents.count == 3)
        let column = [UInt8]([255, 255, 255, 127, 1, 2, 3]).withUnsafeBytes { Column(.numbers, stored: $0) }
        #expect(column.documents.isEmpty)
    }

    @Test("Columns come back from bytes as they were")
    func columns() {
        let columns: [Column] = [
            .lengths(documents: [1, 2], lengths: [3, 4]), .numbers(documents: [1, 1, 9], values: [.min, 0, .max]),
            .keywords(documents: [0, 3], values: ["", "naïve"]),
            .vectors(documents: [4, 6], rows: [0, 2], magnitudes: [1.5, 2]),
        ]
        for column in columns {
            let read = column.encoded.withUnsafeBytes { Column(column.kind, stored: $0) }
            #expect("\(read)" == "\(column)")
        }
    }

    @Test("Numbers sort by their bits")
    func sortable() {
        let values: [Double] = [-.infinity, -1e300, -1, -1e-300, 0, 1e-300, 0.5, 1, 1e300, .infinity]
        let bits = values.map(SortableNumber.bits)
        #expect(bits == bits.sorted())
        #expect(bits.map(SortableNumber.double) == values)
    }

    @Test("Dates are read as the server reads them")
    func dates() {
        let formats = DateFormats.default
        #expect(formats.milliseconds("2024-02-29") == 1_709_164_800_000)
        #expect(formats.milliseconds("2024-02-29T12:30:15.250Z") == 1_709_209_815_250)
        #expect(formats.milliseconds("2024-02-29T12:30:15+02:00") == 1_709_202_615_000)
        #expect(formats.milliseconds("1969-12-31T23:59:59.999Z") == -1)
        #expect(formats.milliseconds("1700000000000") == 1_700_000_000_000)
        #expect(formats.milliseconds("2024-02", roundsUp: true) == 1_709_251_199_999)
        #expect(formats.milliseconds("2023-02-29") == nil)
        #expect(formats.milliseconds("tomorrow") == nil)
        #expect(formats.resolve("2024-01-31||+1M/d", now: 0, roundsUp: false) == 1_709_164_800_000)
        #expect(formats.resolve("now-1d/d", now: 1_709_209_815_250, roundsUp: true) == 1_709_164_799_999)
        #expect(CivilDate.text(1_709_209_815_250) == "2024-02-29T12:30:15.250Z")
        #expect(CivilDate.text(-1) == "1969-12-31T23:59:59.999Z")
    }

    @Test(
        "minimum_should_match counts as Lucene counts",
        arguments: [
            ("2", 3, 2), ("-1", 3, 2), ("75%", 3, 2), ("75%", 4, 3), ("-25%", 4, 3), ("-30%", 2, 2), ("2<75%", 2, 2),
            ("2<75%", 4, 3), ("2<-25% 9<-3", 8, 6), ("2<-25% 9<-3", 12, 9), ("100%", 5, 5), ("9", 3, 3),
        ]
    )
    func minimumShouldMatch(text: String, count: Int, required: Int) {
        #expect(MinimumShouldMatch(text: text).required(of: count) == required)
    }

    @Test(
        "Patterns match as wildcards do",
        arguments: [
            ("a*", "abc", true), ("a*", "ba", false), ("?b?", "abc", true), ("?b?", "ab", false),
            ("*b*c*", "xbxxc", true),
            ("a\\*", "a*", true), ("a\\*", "ab", false), ("*", "", true), ("", "", true), ("?", "é", true),
            ("a*b*a", "aba", true),
        ]
    )
    func wildcards(pattern: String, text: String, isMatch: Bool) {
        #expect(WildcardPattern(pattern).matches(Array(text.utf8)) == isMatch)
    }

    @Test("Terms are told apart byte by byte, not by canonical equivalence")
    func terms() async throws {
        let node = try TemporaryNode()
        try await node.client.send("PUT", "/t", ["mappings": ["properties": ["k": ["type": "keyword"]]]])
        try await node.client.bulk("t", [("composed", ["k": "caf\u{E9}"]), ("decomposed", ["k": "cafe\u{301}"])])
        #expect(try await node.client.ids("t", ["query": ["term": ["k": "caf\u{E9}"]]]) == ["composed"])
        #expect(try await node.client.ids("t", ["query": ["term": ["k": "cafe\u{301}"]]]) == ["decomposed"])
    }

    @Test("Base64 is read with and without padding, and refused in Java's words")
    func base64() throws {
        #expect(try Base64.decode("ChQe").get() == [10, 20, 30])
        #expect(try Base64.decode("gH8K").get() == [128, 127, 10])
        #expect(try Base64.decode("Aw==").get() == [3])
        #expect(try Base64.decode("Aw").get() == [3])
        #expect(throws: Base64.Fault.self) { try Base64.decode("A").get() }
        #expect(throws: Base64.Fault.self) { try Base64.decode("A!==").get() }
        #expect(throws: Base64.Fault.self) { try Base64.decode("Aw=").get() }
    }

    @Test("The best documents are kept in order, ties by number")
    func topDocuments() {
        var top = TopDocuments(3)
        for (document, score) in [(9, 1), (1, 2), (7, 2), (3, 0), (4, 2), (2, 2)] as [(UInt32, Float)]
        where top.isCandidate(score) {
            top.offer(document, score)
        }
        #expect(top.sorted.map(\.document) == [1, 2, 4])
    }
}
