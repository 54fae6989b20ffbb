/// A command as one value, from which the parser, help, man page, completions and reference are made.
///
/// A command either has subcommands or arguments; options of a command are also accepted by its subcommands. What a
/// command does is not part of it: the executable looks at ``ParsedCommand/path`` and calls its own code.
public struct Command: Sendable {
    /// The word that calls it, such as `ingest`; the program's name for the root.
    public var name: String
    /// Other words that call it, not shown in help.
    public var aliases: [String] = []
    /// What it does, in one line without a full stop.
    public var summary: String
    /// What it does, at length: paragraphs with a blank line between; lines that start with two spaces stay as they are.
    public var discussion: String = ""
    /// The options, under their headings.
    public var optionGroups: [OptionGroup] { declareOptions() }
    /// What is written without a dash, in order.
    public var arguments: [Argument] { declareArguments() }
    /// Command lines worth copying.
    public var examples: [Example] = []
    /// The exit codes, for the documentation.
    public var exitCodes: [ExitCode] = []
    /// Environment variables that no option stands for, for the documentation.
    public var environment: [EnvironmentVariable] = []
    /// The commands below this one.
    public var subcommands: [Command] = []
    /// Whether help, completions and documentation leave it out.
    public var isHidden = false
    /// What `--version` prints after the name; meant for the root, and `nil` accepts no `--version`.
    public var version: String?

    private let declareOptions: @Sendable () -> [OptionGroup]
    private let declareArguments: @Sendable () -> [Argument]

    /// Makes a command; everything but the name and the summary may be left out.
    ///
    /// Options and arguments are made when they are first looked at: a program with many commands does not make those of all to
    /// run one.
    public init(
        _ name: String,
        summary: String,
        discussion: String = "",
        options: @autoclosure @escaping @Sendable () -> [OptionGroup] = [],
        arguments: @autoclosure @escaping @Sendable () -> [Argument] = [],
        examples: [Example] = [],
        exitCodes: [ExitCode] = [],
        environment: [EnvironmentVariable] = [],
        subcommands: [Command] = [],
        aliases: [String] = [],
        isHidden: Bool = false,
        version: String? = nil
    ) {
        self.name = name
        self.aliases = aliases
        self.summary = summary
        self.discussion = discussion
        declareOptions = options
        declareArguments = arguments
        self.examples = examples
        self.exitCodes = exitCodes
        self.environment = environment
        self.subcommands = subcommands
        self.isHidden = isHidden
        self.version = version
    }

    /// The subcommand that `word` calls, by name or alias.
    public func subcommand(_ word: String) -> Command? {
        subcommands.first { $0.name == word || $0.aliases.contains(word) }
    }

    /// Every option of this command itself, in order.
    public var options: [OptionDeclaration] { optionGroups.flatMap(\.options) }

    /// The subcommands that help and completions show.
    var visibleSubcommands: [Command] { subcommands.filter { !$0.isHidden } }

    /// Whether a command line that ends here lacks something.
    var needsSubcommand: Bool { !subcommands.isEmpty && arguments.isEmpty }
}

/// A command line worth copying and what it does.
public struct Example: Sendable, Hashable {
    /// The command line, without a prompt.
    public var line: String
    /// What it does, in one line without a full stop.
    public var summary: String

    /// Makes an example.
    public init(_ line: String, _ summary: String) {
        self.line = line
        self.summary = summary
    }
}

/// A number the program exits with and what it means.
public struct ExitCode: Sendable, Hashable {
    /// The number, 0 to 255.
    public var code: Int32
    /// What it means, in one line without a full stop.
    public var meaning: String

    /// Makes an exit code.
    public init(_ code: Int32, _ meaning: String) {
        self.code = code
        self.meaning = meaning
    }
}

/// A variable the program reads that no option stands for.
public struct EnvironmentVariable: Sendable, Hashable {
    /// The variable's name.
    public var name: String
    /// What it does, in one sentence.
    public var help: String

    /// Makes a variable.
    public init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }
}
