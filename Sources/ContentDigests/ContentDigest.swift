import CLibcrypto

/// The SHA-256 of some content, by which equal inputs are known wherever they lie (FIPS 180-4, computed by OpenSSL).
public struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
    /// The 32 bytes of the digest.
    public let bytes: [UInt8]

    /// Digests `content`.
    ///
    /// - Complexity: O(*n*), about 1.5 GB/s with the processor's own instructions.
    public init(of content: some Sequence<UInt8>) {
        var hasher = ContentHasher()
        hasher.update(content)
        self = hasher.finalize()
    }

    /// Digests the UTF-8 of `text`.
    public init(of text: String) { self.init(of: text.utf8) }

    /// The version of the system's OpenSSL, such as `OpenSSL 3.0.19 27 Jan 2026`.
    public static var libraryVersion: String { String(cString: OpenSSL_version(OPENSSL_VERSION)) }

    fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

    /// The digest as 64 lowercase hexadecimal digits.
    public var description: String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            func digit(_ value: UInt8) -> UInt8 {
                value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
            }
            for (place, byte) in bytes.enumerated() {
                text[place * 2] = digit(byte >> 4)
                text[place * 2 + 1] = digit(byte & 15)
            }
            return bytes.count * 2
        }
    }
}

/// Digests content that comes in pieces.
public struct ContentHasher: ~Copyable {
    private let context: OpaquePointer?

    /// Makes a hasher that has seen nothing.
    public init() {
        context = EVP_MD_CTX_new()
        EVP_DigestInit_ex(context, EVP_sha256(), nil)
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Appends `piece` to what is digested.
    public mutating func update(_ piece: some Sequence<UInt8>) {
        let isDone: Void? = piece.withContiguousStorageIfAvailable { buffer in
            _ = EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
        if isDone == nil {
            let copy = [UInt8](piece)
            _ = EVP_DigestUpdate(context, copy, copy.count)
        }
    }

    /// Appends a length before a piece, so that different pieces never run together to the same content.
    public mutating func updateDelimited(_ piece: String) {
        var count = UInt64(piece.utf8.count).littleEndian
        withUnsafeBytes(of: &count) { update($0) }
        update(piece.utf8)
    }

    /// Ends the content and returns its digest.
    ///
    /// - Returns: The digest of everything that was given to ``update(_:)``.
    public consuming func finalize() -> ContentDigest {
        var digest = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(context, &digest, nil)
        return ContentDigest(bytes: digest)
    }
}
