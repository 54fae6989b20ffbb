/// Something written on the command line without a dash.
public struct Argument: Sendable {
    /// How often an argument may be given.
    public struct Arity: Sendable, Hashable {
        /// The fewest times.
        public let minimum: Int
        /// The most times; `nil` is without limit.
        public let maximum: Int?

        /// Exactly once.
        public static let one = Arity(minimum: 1, maximum: 1)
        /// Once or not at all.
        public static let optional = Arity(minimum: 0, maximum: 1)
        /// Any number of times, also none.
        public static let any = Arity(minimum: 0, maximum: nil)
        /// Once or more.
        public static let oneOrMore = Arity(minimum: 1, maximum: nil)
        /// At least `minimum` times and at most `maximum` times.
        public static func between(_ minimum: Int, and maximum: Int) -> Arity {
            Arity(minimum: minimum, maximum: maximum)
        }
    }

    /// The name in help and errors, in capitals, such as `PATH`.
    public var name: String
    /// What it is, in one sentence.
    public var help: String
    /// More about it, for the long help; paragraphs with a blank line between.
    public var discussion: String
    /// How often it may be given.
    public var arity: Arity
    /// The only values accepted; empty accepts all.
    public var allowed: [AllowedValue]
    /// Values worth knowing where others are accepted too; help lists them and shells offer them.
    public var suggested: [AllowedValue]
    /// What shells offer for it.
    public var completion: ValueCompletion

    /// Makes an argument.
    public init(
        _ name: String,
        arity: Arity = .one,
        allowed: [AllowedValue] = [],
        suggested: [AllowedValue] = [],
        completion: ValueCompletion = .none,
        help: String,
        discussion: String = ""
    ) {
        self.name = name
        self.arity = arity
        self.allowed = allowed
        self.suggested = suggested
        self.completion = completion
        self.help = help
        self.discussion = discussion
    }

    /// What shells offer for it by name.
    var offered: [AllowedValue] { allowed.isEmpty ? suggested : allowed }

    /// The name as a usage line shows it: `PATH`, `[PATH]`, `PATH...` or `[PATH...]`.
    var usage: String {
        let repeated = arity.maximum == 1 ? name : name + "..."
        return arity.minimum == 0 ? "[\(repeated)]" : repeated
    }
}

/// What a shell offers where a value is expected; allowed values are offered in any case.
public enum ValueCompletion: Sendable, Hashable {
    /// Nothing.
    case none
    /// Files and directories.
    case files
    /// Directories only.
    case directories
}
