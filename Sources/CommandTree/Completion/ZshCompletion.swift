/// Writes the completion script of Z shell, for a directory of `fpath` or for `source`.
struct ZshCompletion {
    let root: Command

    func render() -> String {
        var lines = ["#compdef \(root.name)", ""]
        for scope in root.completionScopes { lines += function(scope) + [""] }
        let name = functionName(root.completionScopes[0])
        lines += [
            "if [[ \"$funcstack[1]\" == \(name) ]]; then",
            "    \(name) \"$@\"",
            "else",
            "    compdef \(name) \(root.name)",
            "fi",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private func functionName(_ scope: CompletionScope) -> String {
        "_" + scope.commands.map(\.name).joined(separator: "_")
    }

    private func function(_ scope: CompletionScope) -> [String] {
        var lines = [
            "\(functionName(scope))() {",
            "    local curcontext=\"$curcontext\" state line ret=1",
            "    typeset -A opt_args",
        ]
        let subcommands = scope.command.visibleSubcommands
        var specs = scope.options.flatMap(specs) + scope.builtIns.map(spec)
        if subcommands.isEmpty {
            specs += scope.command.arguments.map(spec)
        } else {
            specs += ["': :->command'", "'*:: :->arguments'"]
        }
        lines.append("    _arguments -s -S -C \\")
        lines += specs.dropLast().map { "        \($0) \\" } + specs.suffix(1).map { "        \($0) && ret=0" }
        if !subcommands.isEmpty {
            lines += ["    case $state in", "        command)", "            local -a commands=("]
            lines += subcommands.map { subcommand in
                let text = "\(subcommand.name):\(subcommand.summary.filter { $0 != "`" })"
                return "                \(text.shellQuoted)"
            }
            lines += ["            )", "            _describe -t commands command commands && ret=0", "            ;;"]
            lines += ["        arguments)", "            case $line[1] in"]
            for subcommand in subcommands {
                let names = ([subcommand.name] + subcommand.aliases).joined(separator: "|")
                let name = functionName(CompletionScope(commands: scope.commands + [subcommand]))
                lines.append("                \(names)) \(name) && ret=0 ;;")
            }
            lines += ["            esac", "            ;;", "    esac"]
        }
        return lines + ["    return ret", "}"]
    }

    private func specs(_ option: OptionDeclaration) -> [String] {
        let exclusion = option.isList ? "*" : "(\(option.typedNames.joined(separator: " ")))"
        let help = "[\(escape(option.completionHelp))]"
        let isOptional = option.bareValue != nil
        let value = option.valueName.map { "\(isOptional ? "::" : ":")\(escape($0)):\(action(option))" } ?? ""
        let mark = option.isFlag ? "" : isOptional ? "=-" : "="
        var specs = ["\(exclusion)--\(option.name)\(mark)\(help)\(value)".shellQuoted]
        if let short = option.short {
            specs.append(
                "\(exclusion)-\(short)\(option.isFlag ? "" : isOptional ? "-" : "+")\(help)\(value)".shellQuoted
            )
        }
        if option.isNegatable {
            specs.append("\(exclusion)--no-\(option.name)[\(escape("The opposite of --\(option.name)"))]".shellQuoted)
        }
        return specs
    }

    private func spec(_ builtIn: (short: Character, name: String, help: String)) -> String {
        "'(- *)'{-\(builtIn.short),--\(builtIn.name)}\("[\(escape(builtIn.help))]".shellQuoted)"
    }

    private func spec(_ argument: Argument) -> String {
        let isRepeated = argument.arity.maximum != 1
        let prefix = isRepeated ? "*" : argument.arity.minimum == 0 ? ":" : ""
        let action = action(argument.offered, argument.completion, separator: nil)
        return "\(prefix):\(escape(argument.name)):\(action)".shellQuoted
    }

    private func action(_ option: OptionDeclaration) -> String {
        action(option.offered, option.completion, separator: option.separator)
    }

    private func action(_ allowed: [AllowedValue], _ completion: ValueCompletion, separator: Character?) -> String {
        if !allowed.isEmpty {
            let words = allowed.map { escape($0.text) }
            if let separator {
                return "_sequence -s \(separator) compadd - \(words.joined(separator: " "))"
            }
            guard allowed.contains(where: { !$0.help.isEmpty }) else { return "(\(words.joined(separator: " ")))" }
            let described = allowed.map { "\(escape($0.text))\\:\(quoted(escape($0.help)))" }
            return "((\(described.joined(separator: " "))))"
        }
        switch completion {
        case .none: return ""
        case .files: return "_files"
        case .directories: return "_files -/"
        }
    }

    private func quoted(_ text: String) -> String { "\"" + text.replacingEach("\"", with: "\\\"") + "\"" }

    private func escape(_ text: String) -> String {
        var result = ""
        for character in text {
            if "[]:\\".contains(character) { result += "\\" }
            if character != "`" { result.append(character) }
        }
        return result
    }
}
