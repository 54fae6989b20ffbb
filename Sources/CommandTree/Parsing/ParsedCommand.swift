/// A command with the value of every option and argument, and where each came from.
public struct ParsedCommand: Sendable {
    /// What an option came to.
    public struct Resolution: Sendable, CustomStringConvertible, CustomReflectable {
        /// The option.
        public let option: OptionDeclaration
        /// The texts of its value as they were given; empty where the default holds.
        let texts: [String]
        /// Where the value came from.
        public let source: ValueSource
        let value: (any Sendable)?

        /// The value in words: as it was given, else the default; `nil` where there is none, `<redacted>` for a secret.
        public var text: String? {
            if option.isSecret { return source == .default ? nil : "<redacted>" }
            guard !texts.isEmpty else { return option.defaultText }
            if option.isList { return texts.joined(separator: option.separator.map(String.init) ?? " ") }
            return texts.last
        }

        /// The option, its value and the source.
        public var description: String { "--\(option.name) = \(text ?? "(none)") (\(source))" }
        /// A mirror that shows what the description shows.
        public var customMirror: Mirror {
            Mirror(self, children: ["option": option.name, "text": text ?? "", "source": source.description])
        }
    }

    /// The commands from the root to the one that was called.
    public let commands: [Command]
    /// What every option came to, in the order of their declarations; the command's own first.
    public let resolutions: [Resolution]
    /// What the user should know, in whole sentences.
    public let warnings: [String]
    private let arguments: [String: [String]]

    init(commands: [Command], resolutions: [Resolution], arguments: [String: [String]], warnings: [String]) {
        self.commands = commands
        self.resolutions = resolutions
        self.arguments = arguments
        self.warnings = warnings
    }

    /// The words that call the command, from the program's name on, such as `["es-jina", "ingest"]`.
    public var path: [String] { commands.map(\.name) }

    /// The value of an option; its default where the command does not know the option.
    public subscript<Value>(option: Option<Value>) -> Value {
        resolution(option.declaration.name)?.value as? Value ?? option.defaultValue
    }

    /// The texts of an argument, in order; empty where it was not given.
    public subscript(argument: Argument) -> [String] { arguments[argument.name] ?? [] }

    /// The first text of an argument.
    public func first(_ argument: Argument) -> String? { self[argument].first }

    /// Where the value of an option came from.
    public func source(of option: some CommandOption) -> ValueSource {
        resolution(option.declaration.name)?.source ?? .default
    }

    /// The value of an option that this call cannot do without.
    ///
    /// - Parameter option: An option without a default.
    /// - Returns: Its value.
    /// - Throws: ``UsageError`` saying how to give it, where nothing does.
    public func require<Element>(_ option: Option<Element?>) throws(UsageError) -> Element {
        guard let value = self[option] else {
            throw Invocation(commands: commands).missing(option.declaration)
        }
        return value
    }

    private func resolution(_ name: String) -> Resolution? { resolutions.first { $0.option.name == name } }
}
