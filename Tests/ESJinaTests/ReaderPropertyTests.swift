import ESJina
import Embeddings
import JSONValues
import TestSupport
import Testing

/// What readers promise of any bytes, tried on thousands of seeded files.
@Suite struct `Readers of any bytes` {
    /// Cells that mean something to a reader of tables.
    private static let pieces = [
        "a", "", "00123", ",", "\"", "\"\"", "\n", "\r\n", "\r", " ", "é", "日本", "\t", ";", "x,y", "\"q\"", "\u{FEFF}",
        "line\nbreak",
        "1.5", "null", "=1+1", "'",
    ]

    private static func cell(_ random: inout SplitMix) -> String {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }

    /// Writes a table as RFC 4180 says, quoting what must be quoted and now and then what need not be.
    private static func write(
        _ rows: [[String]],
        _ delimiter: Character,
        _ random: inout SplitMix
    ) -> [UInt8] {
        var text = ""
        for (index, row) in rows.enumerated() {
            // The first row must not be taken for a byte order mark, and a row of one empty cell is no blank line.
            let cells = row.map { cell in
                let isPlain = !cell.contains { $0 == delimiter || $0 == "\"" || $0.isNewline || $0 == "\u{FEFF}" }
                if isPlain, !(row.count == 1 && cell.isEmpty), Bool.random(using: &random) { return cell }
                return "\"" + cell.replacing("\"", with: "\"\"") + "\""
            }
            text += cells.joined(separator: String(delimiter))
            if index < rows.count - 1 || Bool.random(using: &random) {
                text += Bool.random(using: &random) ? "\n" : "\r\n"
            }
        }
        return Array(text.utf8)
    }

    @Test(arguments: 0..<8) func `a table that is written reads back the same`(seed: UInt64) async throws {
        var random = SplitMix(seed: seed)
        let directory = try TemporaryDirectory()
        for _ in 0..<40 {
            let delimiter = [",", ";", "\t", "|"].randomElement(using: &random) ?? ","
            let width = Int.random(in: 1...6, using: &random)
            let columns = (0..<width).map { "c\($0)" }
            let rows = (0..<Int.random(in: 0...30, using: &random))
                .map { _ in
                    ["id"] + (0..<width).map { _ in Self.cell(&random) }
                }
            let numbered = rows.enumerated().map { index, row in ["#\(index)"] + row.dropFirst() }
            let bytes = Self.write([["name"] + columns] + numbered, Character(delimiter), &random)
            var options = SourceOptions(fields: RecordFields(text: ["name"]))
            options.table.delimiter = Character(delimiter)
            let source = try FileSource([try directory.write(bytes, to: "t.csv")], options: options)
            var read: [[String]] = []
            for await step in source {
                guard case .entry(let entry) = step else {
                    Issue.record("seed \(seed): \(step)")
                    continue
                }
                let record = try entry.load()
                read.append([record.text ?? record.id] + columns.map { record.attributes[$0]?.string ?? "" })
            }
            #expect(read == numbered, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
            #expect(source.count() == numbered.count)
        }
    }

    /// A good file with some bytes changed, dropped, doubled or put in.
    private static func damaged(_ bytes: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(Array("\"\n\r,{}[]:\\\0".utf8).randomElement(using: &random) ?? 0, at: place)
            case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 20)], at: place)
            default: bytes.removeLast(bytes.count - place)
            }
        }
        return bytes
    }

    /// Walks a file and checks what holds for any.
    private func check(_ path: String, _ options: SourceOptions, _ context: String) async throws {
        let source = try FileSource([path], options: options)
        var positions: Set<String> = []
        var count = 0
        for await step in source {
            count += 1
            switch step {
            case .skipped: Issue.record("\(context): a record is never skipped")
            case .failed(let position, let error):
                positions.insert(position)
                #expect(error.message.contains(path), "\(context): \(error.message)")
            case .entry(let entry):
                #expect(positions.insert(entry.position).inserted, "\(context): \(entry.position) twice")
                let origin = try #require(entry.origin)
                #expect(InputOrigin(json: try JSONValue.parse(origin.json.serialized())) == origin, "\(context)")
                do throws(InputError) {
                    let record = try entry.load()
                    #expect(!record.id.isEmpty)
                    if let vector = record.vector { #expect(vector.values.contains { $0 != 0 }) }
                } catch {
                    let isNumbered = error.message.contains("Line ") || error.message.contains("(line ")
                    #expect(isNumbered || error.message.contains("Cannot read"), "\(context): \(error.message)")
                }
            }
        }
        #expect(source.count() == count, "\(context)")
    }

    @Test(arguments: 0..<8) func `damaged tables end row by row`(seed: UInt64) async throws {
        var random = SplitMix(seed: 1000 + seed)
        let directory = try TemporaryDirectory()
        var options = SourceOptions(fields: RecordFields(vector: "v"))
        options.table.types = ["n": ColumnType(.long), "l": ColumnType(.double, isList: true), "d": ColumnType(.date)]
        for round in 0..<150 {
            var rows = [["id", "text", "n", "l", "d", "v"]]
            for number in 0..<Int.random(in: 1...12, using: &random) {
                rows.append(["\(number)", Self.cell(&random), "\(number)", "1|2.5", "2024-01-02", "[1,\(number)]"])
            }
            let bytes = Self.damaged(Self.write(rows, ",", &random), &random)
            try await check(try directory.write(bytes, to: "t.csv"), options, "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: 0..<8) func `damaged lines of JSON end line by line`(seed: UInt64) async throws {
        var random = SplitMix(seed: 2000 + seed)
        let directory = try TemporaryDirectory()
        let options = SourceOptions(fields: RecordFields(text: ["text", "more.text"], date: "d", vector: "v"))
        for round in 0..<150 {
            var text = ""
            for number in 0..<Int.random(in: 1...12, using: &random) {
                let value: JSONValue = [
                    "id": .integer(Int64(number)), "text": .string(Self.cell(&random)),
                    "more": ["text": "x", "k": nil],
                    "d": 1_714_566_600_123, "v": [0.5, -1e-3], "image": nil, "tags": ["a"],
                    "n": .bigInteger("99999999999999999999"),
                ]
                text += value.text + "\n"
            }
            let bytes = Self.damaged(Array(text.utf8), &random)
            try await check(try directory.write(bytes, to: "r.jsonl"), options, "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: 0..<4) func `a damaged line costs no line besides`(seed: UInt64) async throws {
        var random = SplitMix(seed: 3000 + seed)
        let directory = try TemporaryDirectory()
        for _ in 0..<60 {
            let count = Int.random(in: 2...20, using: &random)
            let broken = Int.random(in: 0..<count, using: &random)
            let lines = (0..<count)
                .map { number -> [UInt8] in
                    let line = Array("{\"id\":\"\(number)\",\"text\":\"x\"}".utf8)
                    return number == broken ? Self.damaged(line, &random).filter { $0 != 0x0A } : line
                }
            let path = try directory.write(Array(lines.joined(separator: [0x0A])), to: "r.jsonl")
            let read = await endings(try FileSource([path])).filter(\.isRecord)
            for number in 0..<count where number != broken {
                #expect(read.contains(.record(id: "\(number)")), "seed \(seed)")
            }
        }
    }

    @Test func `vectors of damaged files are refused or finite`() throws {
        var random = SplitMix(seed: 4000)
        let directory = try TemporaryDirectory()
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }"
        let whole = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
        let data = Embedding([1, 2, 3, 4, 5, 6]).littleEndianBytes
        for round in 0..<2000 {
            let path = try directory.write(Self.damaged(whole + data, &random), to: "v.npy")
            do throws(InputError) {
                let file = try VectorFile(path)
                for row in 0..<min(file.rows, 10) {
                    do throws(InputError) {
                        let vector = try file.vector(row)
                        #expect(vector.dims == file.dims && vector.values.allSatisfy(\.isFinite))
                    } catch {
                        #expect(error.message.contains(path))
                    }
                }
            } catch {
                #expect(error.message.contains(path), "round \(round): \(error.message)")
            }
        }
    }
}
