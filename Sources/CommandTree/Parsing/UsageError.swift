/// Why a command line, a variable or a configuration value cannot be used.
///
/// Never holds the value of a secret option. Programs print ``description`` and exit with 64 (`EX_USAGE`).
public struct UsageError: Error, Sendable, CustomStringConvertible {
    /// What is wrong, as an open set.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind, in snake case.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// No option has that name.
        public static let unknownOption = Kind(rawValue: "unknown_option")
        /// No command has that name.
        public static let unknownCommand = Kind(rawValue: "unknown_command")
        /// The command line ends where a command is needed.
        public static let missingCommand = Kind(rawValue: "missing_command")
        /// An option ends without its value, or a flag was given one.
        public static let missingValue = Kind(rawValue: "missing_value")
        /// A flag was given a value.
        public static let unexpectedValue = Kind(rawValue: "unexpected_value")
        /// A text is no value of its option or argument.
        public static let invalidValue = Kind(rawValue: "invalid_value")
        /// A required argument or option is not there.
        public static let missingArgument = Kind(rawValue: "missing_argument")
        /// There are more arguments than the command takes.
        public static let unexpectedArgument = Kind(rawValue: "unexpected_argument")
        /// Two options exclude each other.
        public static let conflict = Kind(rawValue: "conflict")
        /// A secret stands on the command line.
        public static let secretOnCommandLine = Kind(rawValue: "secret_on_command_line")
    }

    /// The kind of mistake.
    public var kind: Kind
    /// What is wrong and what would be right, in whole sentences.
    public var message: String
    /// The option, command or value that was probably meant.
    public var suggestion: String?
    /// The command whose help says more, such as `es-jina ingest`; empty where none does.
    public var command: String

    /// Makes an error; programs may throw it for what only they can check.
    public init(_ kind: Kind, _ message: String, suggestion: String? = nil, command: String = "") {
        self.kind = kind
        self.message = message
        self.suggestion = suggestion
        self.command = command
    }

    /// The exit code of `sysexits.h` for wrong usage, 64.
    public static let exitCode: Int32 = 64

    /// The message, the suggestion as a question, and where to read more.
    public var description: String {
        var parts = [message]
        if let suggestion { parts.append("Did you mean '\(suggestion)'?") }
        if !command.isEmpty { parts.append("See '\(command) --help'.") }
        return parts.joined(separator: " ")
    }
}
