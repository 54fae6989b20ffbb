/// A PNG file written chunk by chunk.
public struct PNGFile {
    /// The chunks between header and end, in their order.
    public var chunks: [(name: String, content: [UInt8])] = []
    /// Chunks whose checksum is wrong.
    public var wrongChecksums: Set<String> = []
    /// Whether the last chunk is written.
    public var ends = true
    private let header: [UInt8]

    /// Makes a file without pixels; `type` is PNG's colour type.
    public init(width: Int, height: Int, type: UInt8 = 2, depth: UInt8 = 8, isInterlaced: Bool = false) {
        header = Pictures.big(UInt32(width)) + Pictures.big(UInt32(height)) + [depth, type, 0, 0, isInterlaced ? 1 : 0]
    }

    /// The file.
    public var bytes: [UInt8] {
        let all = [("IHDR", header)] + chunks + (ends ? [("IEND", [])] : [])
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + all.flatMap { chunk($0.0, $0.1) }
    }

    private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        let checksum = Self.checksum(body)
        return Pictures.big(UInt32(content.count)) + body
            + Pictures.big(wrongChecksums.contains(name) ? ~checksum : checksum)
    }

    private static let table: [UInt32] = (0..<256)
        .map { byte in
            (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var crc = ~UInt32(0)
        for byte in bytes { crc = crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] }
        return ~crc
    }
}
