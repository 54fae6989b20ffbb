import CommandTree

/// `es-jina completion`: prints the script that teaches a shell this command line.
struct CompletionCommand {
    private static let shell = Argument(
        "SHELL",
        allowed: CompletionShell.choices,
        help: "The shell to make the script for."
    )

    static let declaration = Command(
        "completion",
        summary: "Print the completion script for a shell",
        arguments: [shell],
        examples: [
            Example("source <(es-jina completion bash)", "Complete in this Bash session"),
            Example(
                "es-jina completion fish > ~/.config/fish/completions/es-jina.fish",
                "Complete in every fish session"
            ),
        ]
    )

    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    func run() throws -> ExitStatus {
        guard let shell = command.first(Self.shell).flatMap(CompletionShell.init(rawValue:)) else { return .usage }
        try console.output.write(ESJinaCommand.root.completionScript(for: shell))
        return .success
    }
}

/// `es-jina manual`: prints the manual as one Markdown page or as a roff page, for packagers.
struct ManualCommand {
    private static let page = Argument(
        "PAGE",
        arity: .optional,
        help: "A man page to print as roff, such as es-jina-ingest; without it the reference is printed as Markdown."
    )

    static let declaration = Command(
        "manual",
        summary: "Print the manual: Markdown, or one man page as roff",
        arguments: [page],
        examples: [Example("es-jina manual es-jina-search | man -l -", "Read a man page")],
        isHidden: true
    )

    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    func run() throws -> ExitStatus {
        guard let name = command.first(Self.page) else {
            try console.output.write(ESJinaCommand.root.markdownReference())
            return .success
        }
        let pages = ESJinaCommand.root.manualPages()
        guard let page = pages.first(where: { $0.fileName == name || $0.fileName == name + ".1" }) else {
            let names = pages.map(\.fileName).joined(separator: ", ")
            throw UsageError(.invalidValue, "There is no man page '\(name)'; there are: \(names).")
        }
        try console.output.write(page.roff)
        return .success
    }
}
