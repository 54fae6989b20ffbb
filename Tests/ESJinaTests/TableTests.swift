import ESJina
import JSONValues
import TestSupport
import Testing

@Suite struct `Tables` {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func source(
        _ bytes: [UInt8],
        name: String = "t.csv",
        fields: RecordFields = RecordFields(),
        _ change: (inout TableOptions) -> Void = { _ in }
    ) throws -> FileSource {
        var options = SourceOptions(fields: fields)
        change(&options.table)
        return try FileSource([try directory.write(bytes, to: name)], options: options)
    }

    private func endings(
        _ text: String,
        name: String = "t.csv",
        fields: RecordFields = RecordFields(),
        _ change: (inout TableOptions) -> Void = { _ in }
    ) async throws -> [String] {
        let source = try source(Array(text.utf8), name: name, fields: fields, change)
        let endings = await ESJinaTests.endings(source).map(\.description)
        #expect(source.count() == endings.count)
        return endings.map { ending in
            guard let name = ending.firstRange(of: directory.path + "/") else { return ending }
            return ending[..<name.lowerBound] + String(ending[name.upperBound...])
        }
    }

    @Test func `cells are strings, and nothing is made of them`() async throws {
        let text = "id,text,zip,price,day,flag,none\n1,x,00123,1e3,2024-01-01,true,\n"
        let record = try #require(try await loaded(try source(Array(text.utf8))).first)
        #expect(record.id == "1")
        #expect(record.text == "x")
        #expect(record.attributes == ["zip": "00123", "price": "1e3", "day": "2024-01-01", "flag": "true"])
    }

    @Test func `declared columns are what they are declared as`() async throws {
        let text = "text,n,d,b,t,k,l,ls\nx,-7,1.5e3,TRUE,2024-05-01 12:30:00,00123,a| b ||c,1|2\n"
        let record = try #require(
            try await loaded(
                try source(Array(text.utf8)) {
                    for (name, type) in [
                        ("n", "long"), ("d", "double"), ("b", "boolean"), ("t", "date"), ("k", "keyword"),
                        ("l", "keyword[]"),
                        ("ls", "long[]"),
                    ] {
                        $0.types[name] = ColumnType(name: type)
                    }
                }
            )
            .first
        )
        #expect(
            record.attributes == [
                "n": -7, "d": 1500, "b": true, "t": "2024-05-01T12:30:00", "k": "00123", "l": ["a", "b", "c"],
                "ls": [1, 2],
            ]
        )
    }

    @Test(arguments: [
        ("long", "1.0"), ("long", "99999999999999999999"), ("long", " 1"), ("double", "nan"), ("double", "0x10"),
        ("double", "1,5"), ("double", "inf"), ("boolean", "yes"), ("date", "01.02.2024"), ("date", "2024-02-30"),
        ("date", "20240501"), ("date", "1714566600"), ("long[]", "1|x"),
    ])
    func `a cell that is not of its type fails its row alone`(type: String, cell: String) async throws {
        let found = try await endings("id,v,text\n1,\"\(cell)\",x\n2,,y\n") { $0.types["v"] = ColumnType(name: type) }
        #expect(
            found == ["rejected: Row 1 (line 2) of t.csv has '\(cell)' in the column 'v', which is no \(type).", "2"]
        )
    }

    @Test func `quotes hold delimiters, newlines and quotes`() async throws {
        let text =
            "\u{FEFF}id,text\r\n1,\"a,b\"\r\n2,\"line\r\nbreak\"\r\n3,\"say \"\"hi\"\"\"\r\n4,5\" pipe\r\n\r\n5,\"\"\"\"\r\n6,\" \""
        let records = try await loaded(try source(Array(text.utf8)))
        #expect(records.map(\.id) == ["1", "2", "3", "4", "5", "6"])
        #expect(records.map(\.text) == ["a,b", "line\r\nbreak", "say \"hi\"", "5\" pipe", "\"", " "])
    }

    @Test func `tabs and other delimiters separate cells`() async throws {
        #expect(try await loaded(try source(Array("id\ttext\n1\ta,b\n".utf8), name: "t.tsv")).map(\.text) == ["a,b"])
        #expect(
            try await loaded(try source(Array("id;text\n1;a,b\n".utf8)) { $0.delimiter = ";" }).map(\.text) == ["a,b"]
        )
        let plain = try source(Array("id\ttext\n1\t\"Heroes\"\n".utf8), name: "t.tab") { $0.hasQuotes = false }
        #expect(try await loaded(plain).map(\.text) == ["\"Heroes\""])
    }

    @Test func `rows that cannot be read are named, and all others are read`() async throws {
        let found = try await endings(
            """
            id,text
            1,a
            2
            3,a,b
            4,"a"b
            5,"x
            y
            z"
            6,\u{0}
            7,ok
            """
        )
        #expect(
            found == [
                "1",
                "rejected: Row 2 (line 3) of t.csv has 1 cells where the header names 2. Quote cells that hold the delimiter.",
                "rejected: Row 3 (line 4) of t.csv has 3 cells where the header names 2. Quote cells that hold the delimiter.",
                "rejected: Row 4 (line 5) of t.csv has text behind the closing quote in the column 'text'.",
                "5", "rejected: Row 6 (line 9) of t.csv has a NUL byte in the column 'text'.", "7",
            ]
        )
    }

    @Test func `a quote that is never closed names the line where it was opened`() async throws {
        let found = try await endings("id,text\n1,a\n2,\"x\ny\",\"open\n3,b\n4,c\n")
        #expect(
            found == [
                "1",
                "rejected: Row 2 (line 3) of t.csv has a quote, opened in line 4, that is never closed, so that all up to line 7 is "
                    + "one cell. Close it, or read the table with --no-quotes.",
            ]
        )
    }

    @Test func `bytes that are not UTF-8 fail their row alone`() async throws {
        let source = try source(Array("id,text\n1,caf".utf8) + [0xE9] + Array("\n2,ok\n".utf8))
        let found = await ESJinaTests.endings(source)
        #expect(found.count == 2)
        #expect(found[0].description.contains("Row 1 (line 2)"))
        #expect(found[0].description.contains("has bytes that are not UTF-8 in the column 'text'"))
        #expect(found[1] == .record(id: "2"))
    }

    @Test func `UTF-16 is named with the way out`() async throws {
        for mark in [[0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]] {
            for name in ["u.csv", "u.jsonl"] {
                let found = await ESJinaTests.endings(try source(mark + [0x69, 0, 0x64, 0], name: name))
                #expect(found.count == 1)
                #expect(found[0].description.contains("is UTF-16 text. Convert it, for example with 'iconv -f utf-16"))
            }
        }
    }

    @Test(arguments: [
        ("", "t.csv is empty; its first row must name the columns."),
        ("a,b,a\n1,2,3\n", "The header of t.csv names two columns 'a'. Rename one of them."),
        ("a,\"b\n1,2\n", "The header of t.csv has a quote that is never closed. Close it."),
        (
            "a;b\n1;2\n",
            "t.csv has one column, 'a;b', as if its delimiter were another. Name it, for example with --delimiter ';'."
        ),
        ("id,text\rx,y\r", "t.csv ends its rows with CR alone. Convert it, for example with 'tr \"\\r\" \"\\n\"'."),
    ])
    func `a header that cannot be used fails the file once`(text: String, message: String) async throws {
        #expect(try await endings(text) == ["rejected: " + message])
    }

    @Test func `a column that is named and not there is said once, with those that are`() async throws {
        let typed = try await endings("id,text\n1,x\n2,y\n") { $0.types["prize"] = ColumnType(.double) }
        #expect(typed == ["rejected: t.csv has no column 'prize', for which a type is declared; it has 'id', 'text'."])
        let named = try await endings("id,text\n1,x\n", fields: RecordFields(id: "sku"))
        #expect(
            named == [
                "rejected: t.csv has no column 'sku'; it has 'id', 'text'. Name another field, or the delimiter with --delimiter."
            ]
        )
    }

    @Test func `columns without a name are numbered`() async throws {
        let record = try #require(try await loaded(try source(Array(",text\n0,x\n".utf8))).first)
        #expect(record.attributes == ["column_1": "0"])
        #expect(record.id == "t.csv#1")
    }

    @Test func `rows longer than any buffer are read, wherever it is cut`() async throws {
        let long = String(repeating: "word \"\"quoted\"\"\n", count: 60_000)
        var text = "id,text\n"
        for number in 0..<3 { text += "\(number),\"\(long)\"\n" }
        let records = try await loaded(try source(Array(text.utf8)))
        #expect(records.map(\.id) == ["0", "1", "2"])
        #expect(records.allSatisfy { $0.text?.utf8.count == 60_000 * 14 })
    }
}
