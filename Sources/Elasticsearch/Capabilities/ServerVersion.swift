/// A version of Elasticsearch, such as 9.5.4.
public struct ServerVersion: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The major version.
    public let major: Int
    /// The minor version.
    public let minor: Int
    /// The patch.
    public let patch: Int

    /// Makes a version.
    public init(_ major: Int, _ minor: Int = 0, _ patch: Int = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads `9.5.4`, `9.5` or `9.5.4-SNAPSHOT`; `nil` where the text begins with no number.
    public init?(_ text: String) {
        let parts = text.prefix { $0 != "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.map { Int($0) }
        guard (1...3).contains(numbers.count), let major = numbers[0] else { return nil }
        guard numbers.allSatisfy({ ($0 ?? -1) >= 0 }) else { return nil }
        self.init(major, numbers.count > 1 ? numbers[1] ?? 0 : 0, numbers.count > 2 ? numbers[2] ?? 0 : 0)
    }

    /// Makes a version from a literal; one that is no version is 0.0.0, older than everything.
    public init(stringLiteral value: String) { self = ServerVersion(value) ?? ServerVersion(0) }

    /// The version as the server writes it.
    public var description: String { "\(major).\(minor).\(patch)" }

    /// Major and minor alone, with the patch where it is not 0.
    var short: String { patch == 0 ? "\(major).\(minor)" : description }

    /// Orders by major, minor and patch.
    public static func < (left: ServerVersion, right: ServerVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}
