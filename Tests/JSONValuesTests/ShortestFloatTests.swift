import JSONValues
import Testing

@Suite("Shortest floats")
struct ShortestFloatTests {
    private func written(_ values: some Collection<Float>) -> String {
        var writer = JSONWriter()
        writer.numbers(values)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func described(_ values: some Collection<Float>) -> String {
        "[" + values.map { $0.isFinite ? $0.description : "null" }.joined(separator: ",") + "]"
    }

    @Test("known numbers have their shortest digits")
    func knownNumbers() {
        #expect(
            written([0, -0.0, 1, -1.5, 0.1, 0.3, 1e-4, 1e-5, 123.456])
                == "[0.0,-0.0,1.0,-1.5,0.1,0.3,0.0001,1e-05,123.456]"
        )
        #expect(
            written([16_777_216, 33_554_432, 1e20, 3.4028235e38]) == "[16777216.0,3.3554432e+07,1e+20,3.4028235e+38]"
        )
        #expect(written([1e-45, 1.1754944e-38, 9.8e-45]) == "[1e-45,1.1754944e-38,1e-44]")
        #expect(written([.nan, .infinity, -.infinity]) == "[null,null,null]")
        #expect(written([]) == "[]")
    }

    @Test("every power of two and its neighbours are written as Float.description writes them")
    func powersOfTwo() {
        var values: [Float] = []
        for exponent in UInt32(0)...254 {
            let bits = exponent << 23
            values += [bits, bits + 1, bits &- 1 & 0x7f7f_ffff, bits | 0x8000_0000].map { Float(bitPattern: $0) }
        }
        #expect(written(values) == described(values))
    }

    @Test("two hundred thousand floats from all over the range are written as Float.description writes them")
    func sweep() {
        // 10,687 and the range have no common factor, so every exponent and many significands come up.
        let values = stride(from: UInt32(0), to: 0x7f80_0000, by: 10_687).map { Float(bitPattern: $0) }
        #expect(values.count == 200_159)
        for start in stride(from: 0, to: values.count, by: 1000) {
            let part = values[start..<min(start + 1000, values.count)]
            #expect(written(part) == described(part))
        }
    }

    @Test("vectors longer than a stretch, and collections that are no arrays, are written whole")
    func longVectors() {
        let values = (0..<3000).map { Float($0) / 4096 - 0.25 }
        #expect(written(values) == described(values))
        #expect(written(values.lazy.map { $0 }) == described(values))
        for count in [1023, 1024, 1025, 2048] {
            #expect(written(values.prefix(count)) == described(values.prefix(count)))
        }
    }

    @Test("a single float takes the same way")
    func single() {
        var writer = JSONWriter()
        writer.number(Float(0.1))
        writer.raw(" ")
        writer.number(0.1)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "0.1 0.1")
    }
}
