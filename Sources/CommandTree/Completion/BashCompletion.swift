/// Writes the completion script of Bash; it needs nothing of the bash-completion package.
struct BashCompletion {
    let root: Command

    func render() -> String {
        let function = "_\(root.shellIdentifier)"
        var lines = ["# Completion of \(root.name) for Bash.", "\(function)() {"]
        lines += [
            "    local cur=\"${COMP_WORDS[COMP_CWORD]}\" path=\(root.name.shellQuoted) option='' plain='' word i",
            "    COMPREPLY=()",
            "    for ((i = 1; i < COMP_CWORD; i++)); do",
            "        word=\"${COMP_WORDS[i]}\"",
            "        if [[ -n $option ]]; then",
            "            [[ $word == '=' ]] || option=''",
            "            continue",
            "        fi",
            "        [[ $word == '--' ]] && plain=1",
            "        [[ -n $plain ]] && continue",
            "        case \"$path $word\" in",
        ]
        for scope in root.completionScopes {
            for subcommand in scope.command.visibleSubcommands {
                let path = "\(scope.path) \(subcommand.name)".shellQuoted
                let patterns = ([subcommand.name] + subcommand.aliases).map { "\(scope.path) \($0)".shellQuoted }
                lines.append("            \(patterns.joined(separator: " | "))) path=\(path) ;;")
            }
            let patterns = scope.options.filter(\.takesNextWord).flatMap(\.typedNames)
                .map { "\(scope.path) \($0)".shellQuoted }
            if !patterns.isEmpty {
                lines.append("            \(patterns.joined(separator: " | "))) option=\"$word\" ;;")
            }
        }
        lines += [
            "        esac",
            "    done",
            "    if [[ -n $option ]]; then",
            "        [[ $cur == '=' ]] && cur=''",
            "        \(function)_value \"$path $option\"",
            "    elif [[ -z $plain && $cur == -* ]]; then",
            "        \(function)_options",
            "    else",
            "        \(function)_arguments",
            "    fi",
            "}",
            "",
        ]
        lines += values(function) + [""] + options(function) + [""] + arguments(function) + [""]
        lines += [
            "\(function)_files() {",
            "    local IFS=$'\\n'",
            "    COMPREPLY+=($(compgen \"$1\" -- \"$cur\"))",
            "    compopt -o filenames 2>/dev/null",
            "}",
            "",
            "complete -F \(function) \(root.name)",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private func values(_ function: String) -> [String] {
        var lines = ["\(function)_value() {", "    case \"$1\" in"]
        for scope in root.completionScopes {
            for option in scope.options where option.takesNextWord {
                guard let action = action(option.offered, option.completion, option.separator, function) else {
                    continue
                }
                let patterns = option.typedNames.map { "\(scope.path) \($0)".shellQuoted }
                lines.append("        \(patterns.joined(separator: " | ")))")
                lines += action.map { "            " + $0 }
                lines.append("            ;;")
            }
        }
        return lines + ["        *) ;;", "    esac", "}"]
    }

    private func options(_ function: String) -> [String] {
        var lines = ["\(function)_options() {", "    case \"$path\" in"]
        for scope in root.completionScopes {
            let names =
                scope.options.flatMap(\.typedNames) + scope.builtIns.flatMap { ["-\($0.short)", "--\($0.name)"] }
            lines.append("        \(scope.path.shellQuoted)) COMPREPLY=(\(words(names))) ;;")
        }
        return lines + ["    esac", "}"]
    }

    private func arguments(_ function: String) -> [String] {
        var lines = ["\(function)_arguments() {", "    case \"$path\" in"]
        for scope in root.completionScopes {
            var names = scope.command.visibleSubcommands.map(\.name)
            names += scope.command.arguments.flatMap(\.offered).map(\.text)
            var actions = names.isEmpty ? [] : ["COMPREPLY=(\(words(names)))"]
            let completions = scope.command.arguments.map(\.completion)
            if completions.contains(.files) {
                actions.append("\(function)_files -f")
            } else if completions.contains(.directories) {
                actions.append("\(function)_files -d")
            }
            guard !actions.isEmpty else { continue }
            lines.append("        \(scope.path.shellQuoted))")
            lines += actions.map { "            " + $0 } + ["            ;;"]
        }
        return lines + ["        *) ;;", "    esac", "}"]
    }

    private func action(
        _ allowed: [AllowedValue],
        _ completion: ValueCompletion,
        _ separator: Character?,
        _ function: String
    ) -> [String]? {
        if !allowed.isEmpty {
            guard let separator else { return ["COMPREPLY=(\(words(allowed.map(\.text))))"] }
            return [
                "local before=''",
                "[[ $cur == *\(separator)* ]] && before=\"${cur%\(separator)*}\(separator)\" && cur=\"${cur##*\(separator)}\"",
                "COMPREPLY=(\(words(allowed.map(\.text), prefix: "$before")))",
            ]
        }
        switch completion {
        case .none: return nil
        case .files: return ["\(function)_files -f"]
        case .directories: return ["\(function)_files -d"]
        }
    }

    private func words(_ words: [String], prefix: String? = nil) -> String {
        let added = prefix.map { "-P \"\($0)\" " } ?? ""
        return "$(compgen \(added)-W \(words.joined(separator: " ").shellQuoted) -- \"$cur\")"
    }
}
