import ESJina
import Embeddings
import TestSupport
import Testing

@Suite struct `Files of vectors` {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A `.npy` file as NumPy writes it; its header was taken from NumPy 2's output.
    private func npy(
        _ descr: String,
        _ shape: String,
        _ data: [UInt8],
        version: UInt8 = 1,
        order: String = "False"
    ) -> [UInt8] {
        let prefix = version == 1 ? 10 : 12
        var header = "{'descr': \(descr), 'fortran_order': \(order), 'shape': (\(shape)), }"
        while (prefix + header.utf8.count + 1) % 64 != 0 { header += " " }
        header += "\n"
        let count = header.utf8.count
        var size = [UInt8(count & 255), UInt8(count >> 8)]
        if version > 1 { size += [0, 0] }
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + Array(header.utf8) + data
    }

    private func bytes<Bits: FixedWidthInteger>(_ bits: [Bits], big: Bool = false) -> [UInt8] {
        bits.flatMap { value in withUnsafeBytes(of: big ? value.bigEndian : value.littleEndian) { Array($0) } }
    }

    private func floats(_ values: [Float], big: Bool = false) -> [UInt8] { bytes(values.map(\.bitPattern), big: big) }

    private func rows(_ bytes: [UInt8], name: String = "v.npy", dims: Int? = nil) throws -> [[Float]] {
        let file = try VectorFile(try directory.write(bytes, to: name), dims: dims)
        return try (0..<file.rows).map { try file.vector($0).values }
    }

    @Test func `every element type and version reads the same numbers`() throws {
        let values: [Float] = [1, -0.5, 2.25, 1024, 0.000061035156, -65504]
        let expected = [Array(values[..<3]), Array(values[3...])]
        let doubles = values.map { Double($0).bitPattern }
        let halves: [UInt16] = [0x3C00, 0xB800, 0x4080, 0x6400, 0x0400, 0xFBFF]
        for version in 1...3 as ClosedRange<UInt8> {
            #expect(try rows(npy("'<f4'", "2, 3", floats(values), version: version)) == expected)
        }
        #expect(try rows(npy("'>f4'", "2, 3", floats(values, big: true))) == expected)
        #expect(try rows(npy("'<f8'", "2, 3", bytes(doubles))) == expected)
        #expect(try rows(npy("'>f8'", "2, 3", bytes(doubles, big: true))) == expected)
        #expect(try rows(npy("'<f2'", "2, 3", bytes(halves))) == expected)
        #expect(try rows(floats(values), name: "v.f32", dims: 3) == expected)
    }

    @Test func `the smallest halves are read`() throws {
        let halves: [UInt16] = [0x0001, 0x8001, 0x03FF, 0x7BFF]
        #expect(try rows(npy("'<f2'", "1, 4", bytes(halves))) == [[0x1p-24, -0x1p-24, 1023 * 0x1p-24, 65504]])
    }

    @Test(arguments: [
        ("'<f4'", "2, 2", "True", "it is in Fortran order; save it as numpy.ascontiguousarray(vectors)"),
        ("'<f4'", "4,", "False", "it has the shape (4,), not that of a matrix: one row a record"),
        ("'<f4'", "1, 2, 2", "False", "it has the shape (1,2,2), not that of a matrix: one row a record"),
        ("'<i8'", "2, 2", "False", "it holds '<i8', not floating-point numbers; save it as .astype('float32')"),
        (
            "[('a', '<f4')]", "2, 2", "False",
            "it holds '[('a', '<f4')]', not floating-point numbers; save it as .astype('float32')"
        ),
        ("'<f4'", "2, 99999999", "False", "it has the shape (2,99999999), which no file of vectors has"),
        (
            "'<f4'", "9223372036854775807, 2", "False",
            "it has the shape (9223372036854775807,2), which no file of vectors has"
        ),
    ])
    func `arrays that are no rows of numbers are refused`(
        descr: String,
        shape: String,
        order: String,
        reason: String
    ) throws {
        let path = try directory.write(npy(descr, shape, floats([1, 2, 3, 4]), order: order), to: "v.npy")
        let error = try #require(throws: InputError.self) { try VectorFile(path) }
        #expect(error.message == "\(path) cannot be used: \(reason).")
    }

    @Test func `files that are cut, too long or something else are refused`() throws {
        let whole = npy("'<f4'", "2, 2", floats([1, 2, 3, 4]))
        func message(_ bytes: [UInt8], name: String = "v.npy", dims: Int? = nil) throws -> String {
            let path = try directory.write(bytes, to: name)
            let error = try #require(throws: InputError.self) { try VectorFile(path, dims: dims) }
            return error.message.replacing(path, with: "F")
        }
        #expect(
            try message(whole.dropLast())
                == "F is cut short: its header promises 2 rows of 2, 144 bytes, and it has 143. Write or copy it again."
        )
        #expect(
            try message(whole + [1])
                == "F has 1 bytes behind the 2 rows of its header, as if several arrays were written to it. Write one array to one file."
        )
        #expect(
            try message(Array(whole.prefix(60)))
                == "F cannot be used: it ends within its header; write or copy it again."
        )
        #expect(try message([1, 2, 3]) == "F cannot be used: it is no .npy file, which begins with '\\x93NUMPY'.")
        #expect(try message(whole, dims: 3) == "F holds vectors of 2 dims, not of 3. Check --vector-dims.")
        #expect(
            try message([1, 2, 3, 4, 5], name: "v.f32", dims: 1)
                == "F has 5 bytes, which are no whole number of rows of 1 float32: it was cut, or has other dims."
        )
        #expect(
            try message([1, 2, 3, 4], name: "v.f32")
                == "F does not say how long its vectors are. Say it with --vector-dims."
        )
    }

    private func source(_ records: String, _ vectors: [UInt8], name: String = "r.jsonl") throws -> FileSource {
        var options = SourceOptions()
        options.vectors = try directory.write(vectors, to: "v.npy")
        return try FileSource([try directory.write(records, to: name)], options: options)
    }

    @Test func `row i belongs to record i, blank lines and bad records notwithstanding`() async throws {
        let source = try source(
            "{\"id\":\"a\"}\n\n{\"id\":}\n{\"id\":\"c\",\"text\":\"x\"}\n",
            npy("'<f4'", "3, 1", floats([1, 2, 3]))
        )
        var vectors: [String: [Float]] = [:]
        for await step in source {
            guard case .entry(let entry) = step, let record = try? entry.load() else { continue }
            vectors[record.id] = record.vector?.values
        }
        #expect(vectors == ["a": [1], "c": [3]])
    }

    @Test func `records without a row and rows without a record are both said`() async throws {
        let few = try source("id,text\na,x\nb,y\nc,z\n", npy("'<f4'", "2, 1", floats([1, .nan])), name: "r.csv")
        let path = directory.path + "/v.npy"
        #expect(
            await endings(few) == [
                .record(id: "a"),
                .rejected(
                    "Row 2 (line 3) of \(directory.path)/r.csv has a vector in row 2 of \(path) that cannot be used: its component 1 is "
                        + "not finite."
                ),
                .rejected("Row 3 (line 4) of \(directory.path)/r.csv has no vector: \(path) has only 2 rows."),
            ]
        )
        let many = try source("{\"id\":\"a\"}", npy("'<f4'", "3, 1", floats([1, 2, 3])))
        let found = await endings(many)
        #expect(found.count == 2)
        #expect(many.count() == 2)
        #expect(
            found.last?.description
                == "rejected: \(path) has 3 rows, and \(directory.path)/r.jsonl only 1 records: the last 2 vectors belong to none. Check "
                + "that both are of the same run."
        )
    }

    @Test func `vectors stand beside one file of records`() throws {
        var options = SourceOptions()
        options.vectors = "/no/such.npy"
        for paths in [[], ["-", "/tmp"], ["/tmp"]] {
            let error = try #require(throws: InputError.self) { try FileSource(paths, options: options) }
            #expect(error.message.contains("belong to the records of one file"))
        }
    }
}
