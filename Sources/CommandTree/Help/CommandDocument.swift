/// What help, man page and reference say about a command, before any of them lays it out.
struct CommandDocument {
    /// An option in a list.
    struct Entry {
        /// The names and the value, such as `-d, --dims N,N`; without a letter, indented like those with one.
        var usage: String
        /// The long name, for anchors and man pages.
        var option: OptionDeclaration?
        /// One sentence and the default.
        var shortText: String
        /// Everything, as paragraphs.
        var longText: String
    }

    let commands: [Command]
    var command: Command { commands[commands.count - 1] }
    var path: String { commands.map(\.name).joined(separator: " ") }

    init(_ commands: [Command]) { self.commands = commands }

    /// The usage line without its heading.
    var synopsis: String {
        var words = [path]
        let shown = command.options.filter { !$0.isHidden && !$0.isSecret }
        words += shown.filter(\.isRequired).map(\.usage)
        words.append("[OPTIONS]")
        if !command.visibleSubcommands.isEmpty { words.append(command.needsSubcommand ? "COMMAND" : "[COMMAND]") }
        return (words + command.arguments.map(\.usage)).joined(separator: " ")
    }

    /// The options under their headings: the command's own, then those of the commands above it, then help and version.
    var groups: [(title: String, entries: [Entry])] {
        var groups: [(title: String, entries: [Entry])] = []
        func add(_ title: String, _ entries: [Entry]) {
            guard !entries.isEmpty else { return }
            if let index = groups.firstIndex(where: { $0.title == title }) {
                groups[index].entries += entries
            } else {
                groups.append((title, entries))
            }
        }
        for (depth, command) in commands.enumerated().reversed() {
            for group in command.optionGroups {
                let isInherited = depth < commands.count - 1
                let title = isInherited && group.title == "Options" ? "Global options" : group.title
                add(title, group.options.filter { !$0.isHidden && !$0.isSecret }.map(Self.entry))
            }
        }
        let hasGlobal = groups.contains { $0.title == "Global options" }
        add(hasGlobal ? "Global options" : "Options", builtIn)
        return groups
    }

    private var builtIn: [Entry] {
        var entries = [
            Entry(
                usage: "-h, --help",
                shortText: "Show help; '--help' shows more than '-h'.",
                longText: "Show help; '--help' shows more than '-h'."
            )
        ]
        if commands[0].version != nil {
            entries.append(
                Entry(usage: "-V, --version", shortText: "Show the version.", longText: "Show the version.")
            )
        }
        return entries
    }

    /// The variables that are no visible option's: those of secrets and those declared as such, here and above.
    var environment: [EnvironmentVariable] {
        var variables: [EnvironmentVariable] = []
        for command in commands.reversed() {
            for option in command.options where option.isSecret && !option.isHidden {
                if let name = option.environment { variables.append(EnvironmentVariable(name, option.help)) }
            }
            variables += command.environment
        }
        return variables
    }

    /// The exit codes of the command, or else those of the nearest command above that lists some.
    var exitCodes: [ExitCode] { commands.reversed().first { !$0.exitCodes.isEmpty }?.exitCodes ?? [] }

    static func entry(_ option: OptionDeclaration) -> Entry {
        let short = option.short.map { "-\($0), " } ?? "    "
        let name = option.isNegatable ? "--[no-]\(option.name)" : "--\(option.name)"
        var shortText = option.help
        if let text = option.defaultText { shortText += " [default: \(text)]" }
        return Entry(
            usage: short + name + option.valueUsage,
            option: option,
            shortText: shortText,
            longText: longText(option)
        )
    }

    static func longText(_ option: OptionDeclaration) -> String {
        var paragraphs = [option.help]
        if !option.discussion.isEmpty { paragraphs.append(option.discussion) }
        if let values = listing(option.allowed) { paragraphs.append(values) }
        if let values = listing(option.suggested, heading: "Values, among others") { paragraphs.append(values) }
        var facts: [String] = []
        if let limit = option.limit { facts.append("Values: \(limit).") }
        if option.isList {
            let separated = option.separator.map { "Takes a list separated by '\($0)'; may" } ?? "May"
            facts.append("\(separated) be given more than once.")
        }
        if let bare = option.bareValue { facts.append("Without a value: \(bare).") }
        if option.isRequired { facts.append("Required.") }
        if let text = option.defaultText { facts.append("Default: \(text).") }
        if let name = option.environment { facts.append("Environment: \(name).") }
        if let key = option.configKey { facts.append("Configuration: \(key).") }
        if !facts.isEmpty { paragraphs.append(facts.joined(separator: " ")) }
        return paragraphs.joined(separator: "\n\n")
    }

    static func longText(_ argument: Argument) -> String {
        [
            argument.help, argument.discussion, listing(argument.allowed) ?? "",
            listing(argument.suggested, heading: "Values, among others") ?? "",
        ]
        .filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private static func listing(_ allowed: [AllowedValue], heading: String = "Values") -> String? {
        guard !allowed.isEmpty else { return nil }
        guard allowed.contains(where: { !$0.help.isEmpty }) else {
            return "\(heading): \(allowed.map(\.text).joined(separator: ", "))."
        }
        let widest = allowed.map(\.text.count).max() ?? 0
        let lines = allowed.map { value in
            value.help.isEmpty ? "  \(value.text)" : "  \(value.text.padded(to: widest))  \(value.help)"
        }
        return "\(heading):\n" + lines.joined(separator: "\n")
    }
}

extension Command {
    /// Every command that documentation shows, each with the commands above it; the root first.
    func visibleCommands(below parents: [Command] = []) -> [[Command]] {
        let path = parents + [self]
        return [path] + visibleSubcommands.flatMap { $0.visibleCommands(below: path) }
    }
}
