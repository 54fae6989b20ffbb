import CLibdeflate

/// Gzip (RFC 1952) of whole byte arrays, by libdeflate, which is loaded at the first call.
public enum Gzip {
    /// Whether the compression library is installed; loads it, which takes a fraction of a millisecond once.
    public static var isAvailable: Bool { clibdeflate_open() }

    /// Compresses `bytes` to one gzip member.
    ///
    /// - Parameters:
    ///   - bytes: The bytes to compress.
    ///   - level: From 1, the fastest, to 12, the smallest; default 1, the best trade on a local network. Values outside are
    ///     moved to the nearest of these.
    /// - Returns: The compressed bytes.
    /// - Throws: ``CompressionError`` of kind `unavailable` where the library is not installed.
    public static func compress(_ bytes: [UInt8], level: Int = 1) throws(CompressionError) -> [UInt8] {
        guard clibdeflate_open(), let compressor = clibdeflate_alloc_compressor(Int32(min(max(level, 1), 12))) else {
            throw missingLibrary
        }
        defer { clibdeflate_free_compressor(compressor) }
        let capacity = clibdeflate_gzip_compress_bound(compressor, bytes.count)
        return [UInt8](unsafeUninitializedCapacity: capacity) { out, count in
            count = bytes.withUnsafeBytes {
                clibdeflate_gzip_compress(compressor, $0.baseAddress, $0.count, out.baseAddress, capacity)
            }
        }
    }

    /// Decompresses gzip of one or more members.
    ///
    /// - Parameters:
    ///   - bytes: The whole of the compressed bytes.
    ///   - limit: The most bytes to make, so that a small input cannot fill the memory; default 1 GiB.
    /// - Returns: The decompressed bytes.
    /// - Throws: ``CompressionError`` of kind `malformed` for damaged or cut input, `tooLarge` above the limit, `unavailable`
    ///   where the library is not installed.
    public static func decompress(_ bytes: [UInt8], limit: Int = 1 << 30) throws(CompressionError) -> [UInt8] {
        guard clibdeflate_open(), let decompressor = clibdeflate_alloc_decompressor() else { throw missingLibrary }
        defer { clibdeflate_free_decompressor(decompressor) }
        var result: [UInt8] = []
        var offset = 0
        repeat {
            let member = try decompressMember(bytes, from: offset, limit: limit - result.count, decompressor)
            if result.isEmpty { result = member.bytes } else { result.append(contentsOf: member.bytes) }
            offset += member.consumed
        } while offset < bytes.count
        return result
    }

    private static let missingLibrary = CompressionError(
        .unavailable,
        "libdeflate is not installed: install libdeflate0 (apt) or libdeflate (brew), or switch compression off."
    )

    private static func decompressMember(
        _ bytes: [UInt8],
        from offset: Int,
        limit: Int,
        _ decompressor: UnsafeMutableRawPointer
    ) throws(CompressionError) -> (bytes: [UInt8], consumed: Int) {
        let remaining = bytes.count - offset
        // The last four bytes hold the size modulo 2^32. They are only a hint, since whoever sent them may lie: never
        // reserve more than deflate's best ratio, 1032 to 1, allows, nor more than the limit.
        let hint = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        var capacity = min(max(hint, 4 * 1024), remaining.multipliedReportingOverflow(by: 1032).partialValue, limit)
        while true {
            var status: Int32 = 0
            var consumed = 0
            let made = [UInt8](unsafeUninitializedCapacity: max(capacity, 1)) { out, count in
                status = bytes.withUnsafeBytes { input in
                    clibdeflate_gzip_decompress(
                        decompressor,
                        input.baseAddress.map { $0 + offset },
                        remaining,
                        out.baseAddress,
                        capacity,
                        &consumed,
                        &count
                    )
                }
                if status != 0 { count = 0 }
            }
            switch status {
            case 0: return (made, consumed)
            case 3 where capacity < limit: capacity = min(capacity * 4, limit)
            case 3:
                throw CompressionError(.tooLarge, "The decompressed data is larger than the limit of \(limit) bytes.")
            default: throw CompressionError(.malformed, "The gzip data is damaged or ends too early.")
            }
        }
    }
}
