extension Command {
    /// What is wrong with the declaration itself, one sentence each; a program's tests require that there is nothing.
    ///
    /// Looks for names used twice along a path, exclusions of unknown options, texts that break the style (a summary or help
    /// that is empty, a summary that ends in a full stop, a help that does not), and arguments that could be split in two ways.
    public func auditDeclarations() -> [String] { audit(inherited: [], path: []) }

    private func audit(inherited: [OptionDeclaration], path: [String]) -> [String] {
        let place = (path + [name]).joined(separator: " ")
        let scope = inherited + options
        var problems: [String] = []
        var names: Set<String> = ["help"]
        var letters: Set<Character> = []
        for option in inherited {
            names.formUnion(option.everyLongName)
            letters.formUnion([option.short].compactMap { $0 })
        }
        for option in options {
            for name in option.everyLongName where !names.insert(name).inserted {
                problems.append("\(place): '--\(name)' is declared twice.")
            }
            if let letter = option.short, !letters.insert(letter).inserted {
                problems.append("\(place): '-\(letter)' is declared twice.")
            }
        }
        let known = Set(scope.map(\.name))
        for option in options {
            for other in option.excludes where !known.contains(other) {
                problems.append("\(place): '--\(option.name)' excludes '--\(other)', which does not exist.")
            }
            if option.help.last != "." { problems.append("\(place): the help of '--\(option.name)' is no sentence.") }
        }
        if summary.isEmpty || summary.last == "." {
            problems.append("\(place): the summary is empty or ends in a full stop.")
        }
        if arguments.filter({ $0.arity.minimum != $0.arity.maximum }).count > 1 {
            problems.append("\(place): more than one argument has a variable count.")
        }
        let words = subcommands.flatMap { [$0.name] + $0.aliases }
        if Set(words).count < words.count { problems.append("\(place): two subcommands share a name.") }
        return problems + subcommands.flatMap { $0.audit(inherited: scope, path: path + [name]) }
    }
}

extension OptionDeclaration {
    fileprivate var everyLongName: [String] { longNames + (isNegatable ? longNames.map { "no-\($0)" } : []) }
}
