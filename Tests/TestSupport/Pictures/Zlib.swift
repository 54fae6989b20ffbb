/// zlib streams (RFC 1950) without a compressor: stored, and runs of nul bytes, which compress a thousandfold.
public enum Zlib {
    /// `bytes` as they are.
    public static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let end = min(start + 65535, bytes.count)
            let size = end - start
            result += [end == bytes.count ? 1 : 0]
            result += [UInt8(size & 255), UInt8(size >> 8), ~UInt8(size & 255), ~UInt8(size >> 8)]
            result += bytes[start..<end]
            start = end
        } while start < bytes.count
        var (a, b) = (UInt32(1), UInt32(0))
        for byte in bytes {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return result + Pictures.big(b << 16 | a)
    }

    /// `count` nul bytes: one literal, then copies of 258 at distance 1, in the fixed Huffman code (RFC 1951, 3.2.6).
    ///
    /// - Parameters:
    ///   - count: How many, at least 1.
    ///   - checked: Whether the checksum is the right one.
    /// - Returns: The stream.
    public static func nuls(_ count: Int, checked: Bool = true) -> [UInt8] {
        var writer = BitWriter(bytes: [0x78, 0xDA])
        writer.write(0b011, 3)
        writer.writeCode(0x30, 8)
        var rest = count - 1
        while rest >= 258 {
            // Length 258 is code 285, distance 1 is code 0.
            writer.writeCode(0b1100_0101, 8)
            writer.writeCode(0, 5)
            rest -= 258
        }
        for _ in 0..<rest { writer.writeCode(0x30, 8) }
        writer.writeCode(0, 7)
        let checksum = UInt32(count % 65521) << 16 | 1
        return writer.finished + Pictures.big(checked ? checksum : ~checksum)
    }

    private struct BitWriter {
        var bytes: [UInt8]
        var bits: UInt32 = 0
        var count = 0

        mutating func write(_ value: UInt32, _ width: Int) {
            bits |= value << UInt32(count)
            count += width
            while count >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: bits))
                bits >>= 8
                count -= 8
            }
        }

        /// Codes are written from their highest bit.
        mutating func writeCode(_ code: UInt32, _ width: Int) {
            var turned: UInt32 = 0
            for bit in 0..<width where code >> UInt32(bit) & 1 == 1 { turned |= 1 << UInt32(width - 1 - bit) }
            write(turned, width)
        }

        var finished: [UInt8] { count > 0 ? bytes + [UInt8(truncatingIfNeeded: bits)] : bytes }
    }
}
