/// A shell that completion scripts are made for.
public enum CompletionShell: String, OptionChoice {
    /// GNU Bash 3.2 and newer.
    case bash
    /// Z shell 5 and newer.
    case zsh
    /// fish 3 and newer.
    case fish
}

extension Command {
    /// The script that teaches `shell` to complete this command's line; call it on the root.
    ///
    /// It offers subcommands, options, allowed values and files, without running the program.
    public func completionScript(for shell: CompletionShell) -> String {
        switch shell {
        case .bash: BashCompletion(root: self).render()
        case .zsh: ZshCompletion(root: self).render()
        case .fish: FishCompletion(root: self).render()
        }
    }
}

/// What all three scripts need to know about one command.
struct CompletionScope {
    let commands: [Command]
    var command: Command { commands[commands.count - 1] }
    var path: String { commands.map(\.name).joined(separator: " ") }

    /// The options to offer, the command's own first.
    var options: [OptionDeclaration] {
        commands.reversed().flatMap(\.options).filter { !$0.isHidden && !$0.isSecret }
    }

    /// `-h`, `--help` and their like, with what they do.
    var builtIns: [(short: Character, name: String, help: String)] {
        let help: (Character, String, String) = ("h", "help", "Show help")
        return commands[0].version == nil ? [help] : [help, ("V", "version", "Show the version")]
    }
}

extension Command {
    var completionScopes: [CompletionScope] { visibleCommands().map { CompletionScope(commands: $0) } }

    /// The name made fit for a shell function.
    var shellIdentifier: String { String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }) }
}

extension OptionDeclaration {
    /// The names as they are typed, negated ones too, the letter first.
    var typedNames: [String] {
        (short.map { ["-\($0)"] } ?? []) + ["--\(name)"] + (isNegatable ? ["--no-\(name)"] : [])
    }

    /// The help without backticks and without its full stop.
    var completionHelp: String {
        let plain = help.filter { $0 != "`" }
        return plain.last == "." ? String(plain.dropLast()) : plain
    }
}

extension String {
    /// The text as one word of a POSIX shell.
    var shellQuoted: String { "'" + replacingEach("'", with: "'\\''") + "'" }
}
