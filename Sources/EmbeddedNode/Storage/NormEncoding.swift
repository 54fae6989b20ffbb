/// The length of a field in one byte, as Lucene keeps it: exact to 40, then in steps that double.
///
/// Lucene's `SmallFloat.intToByte4` and its inverse.
enum NormEncoding {
    /// The length every byte stands for.
    static let lengths: [Float] = (0...255).map { Float(decode($0)) }

    private static let exactCount = 24

    static func encode(_ length: Int) -> UInt8 {
        length < exactCount ? UInt8(length) : UInt8(clamping: exactCount + packed(length - exactCount))
    }

    private static func decode(_ byte: Int) -> Int {
        guard byte >= exactCount else { return byte }
        let code = byte - exactCount
        let shift = code >> 3 - 1
        return exactCount + (shift < 0 ? code & 7 : (code & 7 | 8) << shift)
    }

    private static func packed(_ value: Int) -> Int {
        let bits = Int.bitWidth - value.leadingZeroBitCount
        guard bits >= 4 else { return value }
        let shift = bits - 4
        return value >> shift & 7 | (shift + 1) << 3
    }
}
