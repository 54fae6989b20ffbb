public import Embeddings

/// How the lists of several legs become one.
public struct Fusion: Sendable, Hashable {
    /// The formula.
    public enum Method: Sendable, Hashable {
        /// By the ranks alone.
        case reciprocalRank
        /// By the scores, made comparable by a normalizer.
        case linear(ScoreNormalizer)
    }

    /// The formula.
    public var method: Method

    /// Makes a fusion.
    public init(_ method: Method) { self.method = method }

    /// By the ranks alone.
    public static let reciprocalRank = Fusion(.reciprocalRank)
    /// By the weighted sum of scores.
    public static func linear(_ normalizer: ScoreNormalizer = .minmax) -> Fusion { Fusion(.linear(normalizer)) }
}

/// Who fuses the lists of several legs.
public struct FusionPlace: RawRepresentable, Hashable, Sendable {
    /// The name on the command line.
    public let rawValue: String
    /// Makes a place of any name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The server where it can, else the client.
    public static let auto = FusionPlace(rawValue: "auto")
    /// The server; an error where it cannot.
    public static let server = FusionPlace(rawValue: "server")
    /// The client.
    public static let client = FusionPlace(rawValue: "client")
}
