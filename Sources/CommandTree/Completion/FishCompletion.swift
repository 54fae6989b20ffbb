/// Writes the completion script of fish.
struct FishCompletion {
    let root: Command
    private var name: String { root.name }
    private var at: String { "__\(root.shellIdentifier)_at" }

    func render() -> String {
        var lines = ["# Completion of \(name) for fish.", ""]
        lines += pathFunction() + [""]
        lines.append("complete -c \(name) -f")
        for scope in root.completionScopes {
            lines.append("")
            lines += complete(scope)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func pathFunction() -> [String] {
        var lines = [
            "function \(at)",
            "    set -l words (commandline -opc)",
            "    set -e words[1]",
            "    set -l path \(quote(name))",
            "    set -l skip 0",
            "    for word in $words",
            "        if test $skip -eq 1",
            "            set skip 0",
            "            continue",
            "        end",
            "        switch \"$path $word\"",
        ]
        for scope in root.completionScopes {
            for subcommand in scope.command.visibleSubcommands {
                let patterns = ([subcommand.name] + subcommand.aliases).map { quote("\(scope.path) \($0)") }
                lines.append("            case \(patterns.joined(separator: " "))")
                lines.append("                set path \(quote("\(scope.path) \(subcommand.name)"))")
            }
            let patterns = scope.options.filter(\.takesNextWord).flatMap(\.typedNames)
                .map { quote("\(scope.path) \($0)") }
            if !patterns.isEmpty {
                lines.append("            case \(patterns.joined(separator: " "))")
                lines.append("                set skip 1")
            }
        }
        return lines + ["        end", "    end", "    test \"$path\" = \"$argv\"", "end"]
    }

    private func complete(_ scope: CompletionScope) -> [String] {
        let start = "complete -c \(name) -n \(quote("\(at) \(scope.path)"))"
        var lines = scope.command.visibleSubcommands.map { subcommand in
            "\(start) -a \(quote(subcommand.name)) -d \(quote(subcommand.summary.filter { $0 != "`" }))"
        }
        for option in scope.options {
            let short = option.short.map { " -s \($0)" } ?? ""
            let help = " -d \(quote(option.completionHelp))"
            lines.append("\(start) -l \(option.name)\(short)\(value(option))\(help)")
            if option.isNegatable {
                lines.append("\(start) -l no-\(option.name) -d \(quote("The opposite of --\(option.name)"))")
            }
        }
        for builtIn in scope.builtIns {
            lines.append("\(start) -l \(builtIn.name) -s \(builtIn.short) -d \(quote(builtIn.help))")
        }
        for argument in scope.command.arguments {
            if !argument.offered.isEmpty { lines.append("\(start) -a \(list(argument.offered))") }
            switch argument.completion {
            case .none: break
            case .files: lines.append("\(start) -F")
            case .directories: lines.append("\(start) -a '(__fish_complete_directories)'")
            }
        }
        return lines
    }

    private func value(_ option: OptionDeclaration) -> String {
        guard !option.isFlag else { return "" }
        // Without -r or -x a value is taken after `=` alone.
        if option.bareValue != nil { return option.offered.isEmpty ? "" : " -a \(list(option.offered))" }
        if !option.offered.isEmpty {
            guard let separator = option.separator else { return " -x -a \(list(option.offered))" }
            let words = option.offered.map(\.text).joined(separator: " ")
            return " -x -a \(quote("(__fish_append \(separator) \(words))"))"
        }
        switch option.completion {
        case .none: return " -x"
        case .files: return " -r -F"
        case .directories: return " -x -a '(__fish_complete_directories)'"
        }
    }

    private func list(_ allowed: [AllowedValue]) -> String {
        guard allowed.contains(where: { !$0.help.isEmpty }) else {
            return quote(allowed.map(\.text).joined(separator: " "))
        }
        return quote(
            allowed.map { $0.help.isEmpty ? $0.text : "\($0.text)\\t\(quote($0.help))" }.joined(separator: " ")
        )
    }

    private func quote(_ text: String) -> String {
        "'" + text.replacingEach("\\", with: "\\\\").replacingEach("'", with: "\\'") + "'"
    }
}
