/// A command line as it was typed: which command, which options with which texts; nothing is looked up elsewhere yet.
///
/// The second stage, ``resolve(environment:configuration:)``, adds environment, configuration file and defaults. The file's
/// own path is an option too: read it with ``value(of:environment:)`` in between.
public struct Invocation: Sendable {
    /// What the command line asks for.
    public enum Request: Sendable, Hashable {
        /// To run the command.
        case run
        /// `-h`: the help on one screen.
        case shortHelp
        /// `--help` or `help COMMAND`: everything.
        case longHelp
        /// `--version`.
        case version
    }

    /// One option as it was typed.
    struct Occurrence: Sendable {
        var option: OptionDeclaration
        /// The value; a flag's is `true` or `false`.
        var text: String
    }

    /// The commands from the root to the one that was called.
    public internal(set) var commands: [Command] { didSet { options = Self.options(commands) } }
    /// What is asked for.
    public internal(set) var request: Request = .run
    /// What the user should know, such as a deprecated name, in whole sentences.
    public internal(set) var warnings: [String] = []
    var occurrences: [Occurrence] = []
    var arguments: [String] = []

    /// The command that was called.
    public var command: Command { commands[commands.count - 1] }
    /// The words that call it, from the program's name on, such as `["es-jina", "ingest"]`.
    public var path: [String] { commands.map(\.name) }
    /// Every option the command accepts: its own and those of the commands above it.
    private(set) var options: [OptionDeclaration]

    init(commands: [Command]) {
        self.commands = commands
        options = Self.options(commands)
    }

    private static func options(_ commands: [Command]) -> [OptionDeclaration] { commands.reversed().flatMap(\.options) }

    /// The value of one option before the configuration file is known.
    ///
    /// - Parameters:
    ///   - option: An option without a `configKey`, such as the path of the configuration file.
    ///   - environment: The environment variables.
    /// - Returns: The value from the command line, the environment or the default.
    /// - Throws: ``UsageError`` where the text given is no value of the option.
    public func value<Value>(
        of option: Option<Value>,
        environment: [String: String]
    ) throws(UsageError) -> Value {
        let found = try resolution(of: option.declaration, environment: environment, configuration: nil)
        return found.value as? Value ?? option.defaultValue
    }

    /// Finds the value of every option: command line, then environment, then configuration, then default.
    ///
    /// - Parameters:
    ///   - environment: The environment variables; an empty one counts as absent.
    ///   - configuration: The configuration source, where there is one.
    /// - Returns: The command with all values.
    /// - Throws: ``UsageError`` for a text that is no value of its option, a missing required option or argument, too many
    ///   arguments, or options that exclude each other.
    public func resolve(
        environment: [String: String],
        configuration: (any ConfigurationSource)? = nil
    ) throws(UsageError) -> ParsedCommand {
        try checkExclusions()
        var resolutions: [ParsedCommand.Resolution] = []
        for option in options {
            let found = try resolution(of: option, environment: environment, configuration: configuration)
            resolutions.append(found)
        }
        for found in resolutions where found.option.isRequired && found.source == .default {
            throw missing(found.option)
        }
        return ParsedCommand(
            commands: commands,
            resolutions: resolutions,
            arguments: try assignedArguments(),
            warnings: warnings
        )
    }

    private func resolution(
        of option: OptionDeclaration,
        environment: [String: String],
        configuration: (any ConfigurationSource)?
    ) throws(UsageError) -> ParsedCommand.Resolution {
        let typed = occurrences.filter { $0.option.name == option.name }.map(\.text)
        if !typed.isEmpty {
            return try decode(option, typed.flatMap { elements($0, option) }, source: .flag)
        }
        if let name = option.environment, let text = environment[name], !text.isEmpty {
            return try decode(option, elements(text, option), source: .environment(name))
        }
        if let key = option.configKey, let configuration, let value = configuration.value(forKey: key) {
            let source = ValueSource.configFile(configuration.name)
            switch value {
            case .text(let text): return try decode(option, elements(text, option), source: source)
            case .list(let texts):
                guard option.isList else {
                    throw UsageError(.invalidValue, "'\(key)' in \(configuration.name) must be one value, not a list.")
                }
                return try decode(option, texts, source: source)
            }
        }
        return ParsedCommand.Resolution(option: option, texts: [], source: .default, value: nil)
    }

    private func elements(_ text: String, _ option: OptionDeclaration) -> [String] {
        guard option.isList, let separator = option.separator else { return [text] }
        return text.split(separator: separator, omittingEmptySubsequences: false)
            .map { part in
                var part = part.drop { $0 == " " }
                while part.last == " " { part.removeLast() }
                return String(part)
            }
    }

    private func decode(
        _ option: OptionDeclaration,
        _ texts: [String],
        source: ValueSource
    ) throws(UsageError) -> ParsedCommand.Resolution {
        do {
            let value = try option.decode(texts)
            return ParsedCommand.Resolution(option: option, texts: texts, source: source, value: value)
        } catch {
            let text = option.isSecret ? "" : " '\(error.text)'"
            let place =
                switch source {
                case .flag, .default: "for '--\(option.name)'"
                case .environment(let name): "of the environment variable \(name) (option '--\(option.name)')"
                case .configFile(let file): "of '\(option.configKey ?? "")' in \(file) (option '--\(option.name)')"
                }
            throw UsageError(
                .invalidValue,
                "Invalid value\(text) \(place): expected \(error.expected).",
                suggestion: Spelling.nearest(to: error.text, among: error.allowed),
                command: path.joined(separator: " ")
            )
        }
    }

    private func checkExclusions() throws(UsageError) {
        let given = occurrences.map(\.option)
        for option in given {
            guard let other = given.first(where: { option.excludes.contains($0.name) }) else { continue }
            throw UsageError(
                .conflict,
                "'--\(option.name)' and '--\(other.name)' exclude each other; leave one out.",
                command: path.joined(separator: " ")
            )
        }
    }

    func missing(_ option: OptionDeclaration) -> UsageError {
        var ways = option.isSecret ? [] : ["give '\(option.usage)'"]
        if let name = option.environment { ways.append("set \(name)") }
        if let key = option.configKey { ways.append("put '\(key)' into the configuration file") }
        let advice = ways.joined(separator: " or ")
        return UsageError(
            .missingArgument,
            "Missing option '--\(option.name)': \(advice).",
            command: path.joined(separator: " ")
        )
    }
}
