/// Appends integers of variable and fixed length to bytes.
extension Array where Element == UInt8 {
    /// Appends `value` in groups of seven bits, the lowest first.
    mutating func appendVarint(_ value: UInt32) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends the elements as they lie in memory.
    mutating func appendRaw<Value: BitwiseCopyable>(_ values: [Value]) {
        values.withUnsafeBytes { append(contentsOf: $0) }
    }
}

/// Reads what the functions of `[UInt8]` above wrote; reading past the end gives zeros, never memory of others.
struct ByteReader {
    let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { position >= bytes.count }

    mutating func varint() -> UInt32 {
        var value: UInt32 = 0
        var shift: UInt32 = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            value |= UInt32(byte & 0x7F) << shift
            guard byte & 0x80 != 0, shift < 28 else { return value }
            shift += 7
        }
        return value
    }

    mutating func array<Value: BitwiseCopyable>(_ type: Value.Type, count: Int) -> [Value] {
        let length = count * MemoryLayout<Value>.stride
        guard count > 0, position + length <= bytes.count else { return [] }
        let source = UnsafeRawBufferPointer(rebasing: bytes[position..<position + length])
        position += length
        return [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
            initialized = count
        }
    }

    mutating func count() -> Int { Int(array(UInt32.self, count: 1).first ?? 0) }
}
