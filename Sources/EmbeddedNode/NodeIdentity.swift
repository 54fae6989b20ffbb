#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The names under which the node answers.
enum NodeIdentity {
    static let name = "es-jina-embedded"
    static let nodeID = "es-jina-embedded-node0"
    static let clusterUUID = "es-jina-embedded-cluster"
    static let version = "9.5.0"

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// A random id of `bytes` bytes in URL-safe base64.
    static func randomID(bytes count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        let length = (count * 8 + 5) / 6
        let characters = (0..<length).map { _ in alphabet[Int.random(in: 0..<64, using: &generator)] }
        // A leading dash or underscore would be awkward on command lines and in file names.
        let first = alphabet[Int.random(in: 0..<52, using: &generator)]
        return String(decoding: [first] + characters.dropFirst(), as: UTF8.self)
    }

    /// Milliseconds since 1970.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
