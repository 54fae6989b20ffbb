extension Command {
    /// Reads a command line the GNU way.
    ///
    /// Takes `--x v`, `--x=v`, `-x v`, `-xv`, flags in one cluster `-abc`, options after arguments, and `--` before arguments
    /// that start with a dash. Names must be whole: prefixes are not accepted. `-h`, `--help`, `help COMMAND` and, where
    /// ``version`` is set, `-V` and `--version` are understood everywhere.
    ///
    /// - Parameter arguments: The words after the program's name.
    /// - Returns: The command line as it was typed.
    /// - Throws: ``UsageError`` naming the word, what was probably meant, and the help to read.
    public func parse(_ arguments: [String]) throws(UsageError) -> Invocation {
        var parser = CommandLineParser(root: self, words: arguments)
        do {
            return try parser.parse()
        } catch {
            // Whoever asks for help beside a mistake wants the help.
            let rest = parser.words[parser.position...].prefix { $0 != "--" }
            guard let request = rest.lazy.compactMap(CommandLineParser.helpRequest).first else { throw error }
            parser.invocation.request = request
            return parser.invocation
        }
    }
}

/// The state of reading one command line.
struct CommandLineParser {
    let words: [String]
    var position = 0
    var invocation: Invocation

    private var path: String { invocation.path.joined(separator: " ") }

    init(root: Command, words: [String]) {
        self.words = words
        invocation = Invocation(commands: [root])
    }

    static func helpRequest(_ word: String) -> Invocation.Request? {
        switch word {
        case "--help": .longHelp
        case "-h": .shortHelp
        default: nil
        }
    }

    mutating func parse() throws(UsageError) -> Invocation {
        var takesOptions = true
        while position < words.count, invocation.request == .run {
            let word = words[position]
            position += 1
            if takesOptions, word == "--" {
                takesOptions = false
            } else if takesOptions, word.hasPrefix("--") {
                try long(word)
            } else if takesOptions, word.hasPrefix("-"), word != "-", !isNegativeNumber(word) {
                try cluster(word)
            } else {
                try plain(word)
            }
        }
        if invocation.request == .run, invocation.command.needsSubcommand {
            let names = invocation.command.visibleSubcommands.map(\.name).joined(separator: ", ")
            throw UsageError(.missingCommand, "Missing command after '\(path)': one of \(names).", command: path)
        }
        return invocation
    }

    private mutating func plain(_ word: String) throws(UsageError) {
        let command = invocation.command
        guard invocation.arguments.isEmpty, !command.subcommands.isEmpty else {
            invocation.arguments.append(word)
            return
        }
        if let next = command.subcommand(word) {
            invocation.commands.append(next)
        } else if word == "help", invocation.commands.count == 1 {
            try help()
        } else if command.arguments.isEmpty {
            let names = command.visibleSubcommands.map(\.name)
            throw UsageError(
                .unknownCommand,
                "Unknown command '\(word)'.",
                suggestion: Spelling.nearest(to: word, among: names),
                command: path
            )
        } else {
            invocation.arguments.append(word)
        }
    }

    private mutating func help() throws(UsageError) {
        while position < words.count {
            let word = words[position]
            position += 1
            if !word.hasPrefix("-") { try plain(word) }
        }
        invocation.request = .longHelp
    }

    private mutating func long(_ word: String) throws(UsageError) {
        let body = word.dropFirst(2)
        let name = String(body.prefix { $0 != "=" })
        let attached = body.contains("=") ? String(body.dropFirst(name.count + 1)) : nil
        let options = invocation.options
        if let option = options.first(where: { $0.longNames.contains(name) }) {
            if option.deprecatedNames.contains(name) {
                invocation.warnings.append("'--\(name)' is deprecated; use '--\(option.name)' instead.")
            }
            try take(option, spelled: "--\(name)", attached: attached)
        } else if let option = options.first(where: { $0.isNegatable && $0.longNames.contains { "no-\($0)" == name } })
        {
            guard attached == nil else { throw unexpectedValue("--\(name)") }
            invocation.occurrences.append(.init(option: option, text: "false"))
        } else if attached == nil, let request = Self.helpRequest(word) {
            invocation.request = request
        } else if word == "--version", invocation.commands[0].version != nil {
            invocation.request = .version
        } else {
            throw unknown("--\(name)")
        }
    }

    private mutating func cluster(_ word: String) throws(UsageError) {
        var rest = word.dropFirst()
        while let letter = rest.popFirst() {
            if let option = invocation.options.first(where: { $0.short == letter }) {
                guard option.isFlag else {
                    // `-k=5` is `-k 5` to people, whatever getopt makes of it.
                    if rest.first == "=" { rest.removeFirst() }
                    let attached = rest.isEmpty ? nil : String(rest)
                    return try take(option, spelled: "-\(letter)", attached: attached)
                }
                guard rest.first != "=" else { throw unexpectedValue("-\(letter)") }
                try take(option, spelled: "-\(letter)", attached: nil)
            } else if letter == "h" {
                invocation.request = .shortHelp
                return
            } else if letter == "V", invocation.commands[0].version != nil {
                invocation.request = .version
                return
            } else {
                throw unknown("-\(letter)", word: word)
            }
        }
    }

    private mutating func take(
        _ option: OptionDeclaration,
        spelled: String,
        attached: String?
    ) throws(UsageError) {
        if option.isSecret {
            let variable = option.environment.map { " Set the environment variable \($0) instead." } ?? ""
            throw UsageError(
                .secretOnCommandLine,
                "'\(spelled)' is not accepted on the command line, where every user of this machine can read it.\(variable)",
                command: path
            )
        }
        if option.isFlag {
            guard attached == nil else { throw unexpectedValue(spelled) }
            invocation.occurrences.append(.init(option: option, text: "true"))
            return
        }
        if let attached {
            invocation.occurrences.append(.init(option: option, text: attached))
            return
        }
        if let bare = option.bareValue {
            invocation.occurrences.append(.init(option: option, text: bare))
            return
        }
        let valueName = option.valueName ?? ""
        guard position < words.count else {
            throw UsageError(
                .missingValue,
                "Option '\(spelled)' needs a value: \(spelled) \(valueName).",
                command: path
            )
        }
        let next = words[position]
        guard next != "--", !isKnownOption(next) else {
            let way = spelled.hasPrefix("--") ? "\(spelled)=\(next)" : "\(spelled)\(next)"
            throw UsageError(
                .missingValue,
                "Option '\(spelled)' needs a value, but '\(next)' follows. If that is the value, write '\(way)'.",
                command: path
            )
        }
        position += 1
        invocation.occurrences.append(.init(option: option, text: next))
    }

    private func isKnownOption(_ word: String) -> Bool {
        if word == "--help" || word == "-h" { return true }
        if word.hasPrefix("--") {
            let name = word.dropFirst(2).prefix { $0 != "=" }
            return invocation.options.contains { option in
                option.longNames.contains { $0 == name || option.isNegatable && "no-\($0)" == name }
            }
        }
        guard word.count == 2, word.first == "-", let letter = word.last else { return false }
        return invocation.options.contains { $0.short == letter }
    }

    private func isNegativeNumber(_ word: String) -> Bool {
        guard let digit = word.dropFirst().first, digit.isNumber || digit == ".", Double(word) != nil else {
            return false
        }
        return !invocation.options.contains { $0.short == digit }
    }

    private func unexpectedValue(_ spelled: String) -> UsageError {
        UsageError(.unexpectedValue, "Option '\(spelled)' takes no value.", command: path)
    }

    private func unknown(_ spelled: String, word: String? = nil) -> UsageError {
        if let owner = owner(of: spelled) {
            let message = "Option '\(spelled)' belongs to '\(path) \(owner)'; write it after '\(owner)'."
            return UsageError(.unknownOption, message, command: path)
        }
        var names = ["--help"]
        for option in invocation.options where !option.isHidden && !option.isSecret {
            names.append("--\(option.name)")
            if option.isNegatable { names.append("--no-\(option.name)") }
        }
        let inWord = word.map { $0 == spelled ? "" : " in '\($0)'" } ?? ""
        // A long name typed with one dash arrives as a cluster of letters.
        let candidate = word.map { $0.count > 2 ? "-\($0)" : $0 } ?? spelled
        let exact = names.first { $0 == candidate && candidate != spelled }
        return UsageError(
            .unknownOption,
            "Unknown option '\(spelled)'\(inWord).",
            suggestion: exact ?? (candidate.count > 2 ? Spelling.nearest(to: candidate, among: names) : nil),
            command: path
        )
    }

    private func owner(of spelled: String) -> String? {
        invocation.command.visibleSubcommands.first { command in
            command.options.contains { option in
                guard !option.isHidden, !option.isSecret else { return false }
                let isShort = option.short.map { spelled == "-\($0)" } ?? false
                return isShort || option.longNames.contains { spelled == "--\($0)" }
            }
        }?
        .name
    }
}
