import CVectorKernels
import Embeddings
import Testing

/// Every body this processor runs, against the portable one, at all sizes and from unaligned pointers.
@Suite("Vector kernels")
struct VectorKernelsTests {
    private static let bodies = (0..<esjv_body_count()).filter { esjv_body($0) != nil }

    private static func body(_ index: Int) throws -> esjv_kernels { try #require(esjv_body(index)).pointee }

    private static func portable() throws -> esjv_kernels { try body(esjv_body_count() - 1) }

    private static func isClose(_ a: Float, _ b: Float, scale: Float) -> Bool { abs(a - b) <= 1e-5 * max(scale, 1e-6) }

    @Test("the portable body is always there, and the best one is the first")
    func available() throws {
        #expect(try String(cString: Self.portable().name) == "portable")
        let first = try #require(Self.bodies.first)
        #expect(try VectorKernels.body == String(cString: Self.body(first).name))
        #expect(esjv_body(esjv_body_count()) == nil)
    }

    @Test("dot and squared distance agree with the portable body at 1 to 1,100 dims", arguments: bodies)
    func floats(index: Int) throws {
        let (body, portable) = (try Self.body(index), try Self.portable())
        var random = RandomNumbers(seed: 7)
        // One more on each side, so that neither pointer is aligned.
        let (a, b) = (random.floats(1101), random.floats(1103))
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                guard let a = a.baseAddress.map({ $0 + 1 }), let b = b.baseAddress.map({ $0 + 3 }) else { return }
                for count in 0...1100 {
                    let scale = Float(count)
                    #expect(Self.isClose(body.dot(a, b, count), portable.dot(a, b, count), scale: scale))
                    #expect(Self.isClose(body.squared_l2(a, b, count), portable.squared_l2(a, b, count), scale: scale))
                }
            }
        }
    }

    @Test("sums agree to 1e-5 relative where nothing cancels", arguments: bodies)
    func relative(index: Int) throws {
        let (body, portable) = (try Self.body(index), try Self.portable())
        var random = RandomNumbers(seed: 8)
        let a = random.floats(4096).map(abs)
        for count in [1, 63, 64, 65, 1000, 1024, 4096] {
            let (x, y) = (body.dot(a, a, count), portable.dot(a, a, count))
            #expect(abs(x - y) <= 1e-5 * y)
        }
    }

    @Test("batches equal single calls for every number of rows", arguments: bodies)
    func batches(index: Int) throws {
        let body = try Self.body(index)
        var random = RandomNumbers(seed: 9)
        for dims in [1, 3, 15, 16, 17, 31, 33, 64, 100, 257] {
            let query = random.floats(dims)
            for rows in 0...9 {
                let matrix = random.floats(dims * rows)
                var (dots, distances) = (
                    [Float](repeating: -9, count: rows + 1), [Float](repeating: -9, count: rows + 1)
                )
                body.dot_batch(query, matrix, dims, rows, &dots)
                body.squared_l2_batch(query, matrix, dims, rows, &distances)
                for row in 0..<rows {
                    let line = Array(matrix[row * dims..<(row + 1) * dims])
                    #expect(Self.isClose(dots[row], body.dot(query, line, dims), scale: Float(dims)))
                    #expect(Self.isClose(distances[row], body.squared_l2(query, line, dims), scale: Float(dims)))
                }
                // Nothing behind the last row is written.
                #expect(dots[rows] == -9)
                #expect(distances[rows] == -9)
            }
        }
    }

    @Test("integer kernels agree exactly at every length", arguments: bodies)
    func integers(index: Int) throws {
        let (body, portable) = (try Self.body(index), try Self.portable())
        var random = RandomNumbers(seed: 10)
        let (a, b) = (random.bytes(1100), random.bytes(1100))
        let (x, y) = (a.map { Int8(bitPattern: $0) }, b.map { Int8(bitPattern: $0) })
        for count in 0...1100 {
            #expect(body.hamming(a, b, count) == portable.hamming(a, b, count))
            #expect(body.dot_int8(x, y, count) == portable.dot_int8(x, y, count))
        }
        #expect(body.hamming([0xFF, 0x0F, 0], [0, 0, 1], 3) == 13)
        #expect(body.dot_int8([-128, 127, 3], [-128, 127, -5], 3) == 16384 + 16129 - 15)
    }

    @Test("int8 products of two million extremes do not overflow", arguments: bodies)
    func int8Extremes(index: Int) throws {
        let count = 2_100_003
        let lowest = [Int8](repeating: -128, count: count)
        #expect(try Self.body(index).dot_int8(lowest, lowest, count) == Int64(count) * 16384)
    }

    @Test("bfloat16 rounds to nearest, ties to even, and keeps NaN and infinities", arguments: bodies)
    func bfloat16(index: Int) throws {
        let body = try Self.body(index)
        let patterns: [(UInt32, UInt16)] = [
            (0x3F80_0000, 0x3F80), (0x3F80_8000, 0x3F80), (0x3F81_8000, 0x3F82), (0x3F80_8001, 0x3F81),
            (0xBDCC_CCCD, 0xBDCD),
            (0x7F80_0000, 0x7F80), (0xFF80_0000, 0xFF80), (0x7F80_0001, 0x7FC0), (0x7FFF_FFFF, 0x7FFF),
            (0x7F7F_FFFF, 0x7F80),
            (0x0000_0001, 0x0000), (0x8000_0000, 0x8000),
        ]
        let repeated = (0..<5).flatMap { _ in patterns }
        var out = [UInt16](repeating: 0, count: repeated.count)
        body.to_bfloat16(repeated.map { Float(bitPattern: $0.0) }, repeated.count, &out)
        #expect(out == repeated.map(\.1))
        var back = [Float](repeating: 0, count: out.count)
        body.from_bfloat16(out, out.count, &back)
        #expect(back.map(\.bitPattern) == out.map { UInt32($0) << 16 })
    }

    @Test("scaling and the finite check agree at every length", arguments: bodies)
    func scaleAndFinite(index: Int) throws {
        let body = try Self.body(index)
        var random = RandomNumbers(seed: 11)
        for count in 0...300 {
            let values = random.floats(count)
            var scaled = values
            body.scale(&scaled, count, 0.37)
            #expect(scaled == values.map { $0 * 0.37 })
            #expect(body.is_finite(values, count))
            guard count > 0 else { continue }
            var bad = values
            bad[Int.random(in: 0..<count, using: &random)] = .nan
            #expect(!body.is_finite(bad, count))
        }
    }

    @Test("base64 of every length and byte order equals the portable body's and reads back", arguments: bodies)
    func base64(index: Int) throws {
        let (body, portable) = (try Self.body(index), try Self.portable())
        var random = RandomNumbers(seed: 12)
        let bytes = random.bytes(1200)
        for swap in [1, 2, 4] {
            for count in stride(from: 0, through: 1200, by: swap) {
                var (text, expected) = ([UInt8](repeating: 1, count: 1700), [UInt8](repeating: 1, count: 1700))
                let length = body.encode_base64(bytes, count, swap, &text)
                #expect(length == (count + 2) / 3 * 4)
                #expect(portable.encode_base64(bytes, count, swap, &expected) == length)
                #expect(text == expected)
                var back = [UInt8](repeating: 2, count: count + 8)
                #expect(body.decode_base64(text, length, swap, &back) == Int64(count))
                #expect(Array(back[..<count]) == Array(bytes[..<count]))
                #expect(back[count...].allSatisfy { $0 == 2 })
            }
        }
    }

    @Test("every byte outside of the alphabet is refused at every place", arguments: bodies)
    func base64Strict(index: Int) throws {
        let body = try Self.body(index)
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var out = [UInt8](repeating: 0, count: 300)
        for place in 0..<256 {
            var text = [UInt8](repeating: UInt8(ascii: "Q"), count: 256)
            text[place] = UInt8(truncatingIfNeeded: place)
            let result = body.decode_base64(text, 256, 1, &out)
            #expect(result == (alphabet.contains(UInt8(place)) ? 192 : Int64(-2 - place)))
        }
        for byte in UInt8.min...UInt8.max where !alphabet.contains(byte) {
            var text = [UInt8](repeating: UInt8(ascii: "z"), count: 200)
            text[100] = byte
            #expect(body.decode_base64(text, 200, 1, &out) == -102)
        }
    }

    @Test("base64 lengths: padding may be absent but not wrong", arguments: bodies)
    func base64Lengths(index: Int) throws {
        let body = try Self.body(index)
        var out = [UInt8](repeating: 0, count: 16)
        func decode(_ text: String, swap: Int = 1) -> Int64 {
            body.decode_base64(Array(text.utf8), text.utf8.count, swap, &out)
        }
        #expect(decode("") == 0)
        #expect(decode("QQ==") == 1)
        #expect(decode("QQ") == 1)
        #expect(decode("QUI=") == 2)
        #expect(decode("QUI") == 2)
        #expect(decode("QUJD") == 3)
        for bad in ["Q", "QQ=", "=", "QUJDQ", "QUI=="] { #expect(decode(bad) == -1) }
        // Padding where data belongs.
        #expect(decode("====") == -2)
        #expect(decode("Q===") == -3)
        #expect(decode("QQ==QUJD") == -4)
        // Three bytes are no float.
        #expect(decode("QUJD", swap: 4) == -1)
    }

    @Test("the Swift face gives the batches of matrices of all three element types")
    func swiftFace() {
        let out = UnsafeMutablePointer<Float>.allocate(capacity: 2)
        defer { out.deallocate() }
        [Float(1), 2]
            .withUnsafeBufferPointer { query in
                VectorKernels.dotBatch(query: query, matrix: [3, 4, 5, 6], rows: 2, into: out)
                #expect([out[0], out[1]] == [11, 17])
                VectorKernels.squaredDistanceBatch(query: query, matrix: [3, 4, 5, 6], rows: 2, into: out)
                #expect([out[0], out[1]] == [8, 32])
            }
        var bits = [UInt32](repeating: 0, count: 2)
        [UInt8(0b1010), 0]
            .withUnsafeBufferPointer {
                VectorKernels.hammingBatch(query: $0, matrix: [0, 0, 0b1010, 255], rows: 2, into: &bits)
            }
        #expect(bits == [2, 8])
        var products = [Int32](repeating: 0, count: 2)
        [Int8(-2), 3]
            .withUnsafeBufferPointer {
                VectorKernels.dotBatch(query: $0, matrix: [1, 1, -128, 127], rows: 2, into: &products)
            }
        #expect(products == [1, 637])
    }
}
