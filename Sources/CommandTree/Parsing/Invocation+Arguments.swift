extension Invocation {
    /// Gives every declared argument its texts: from left to right, each as many as leave enough for those after it.
    func assignedArguments() throws(UsageError) -> [String: [String]] {
        let declared = command.arguments
        let place = path.joined(separator: " ")
        var rest = arguments[...]
        var assigned: [String: [String]] = [:]
        for (index, argument) in declared.enumerated() {
            let reserved = declared[(index + 1)...].reduce(0) { $0 + $1.arity.minimum }
            let available = max(0, rest.count - reserved)
            let count = max(min(available, argument.arity.maximum ?? .max), min(argument.arity.minimum, rest.count))
            guard count >= argument.arity.minimum else {
                let amount = argument.arity.minimum > 1 ? " (at least \(argument.arity.minimum) times)" : ""
                throw UsageError(
                    .missingArgument,
                    "Missing argument \(argument.name)\(amount): \(argument.help.plainMarkup.lowercasedFirst)",
                    command: place
                )
            }
            let texts = Array(rest.prefix(count))
            try check(texts, of: argument)
            assigned[argument.name] = texts
            rest = rest.dropFirst(count)
        }
        guard let extra = rest.first else { return assigned }
        let accepted =
            declared.isEmpty
            ? "'\(place)' takes no arguments." : "'\(place)' takes \(declared.map(\.usage).joined(separator: " "))."
        throw UsageError(.unexpectedArgument, "Unexpected argument '\(extra)': \(accepted)", command: place)
    }

    private func check(_ texts: [String], of argument: Argument) throws(UsageError) {
        guard !argument.allowed.isEmpty else { return }
        let allowed = argument.allowed.map(\.text)
        for text in texts where !allowed.contains(text) {
            throw UsageError(
                .invalidValue,
                "Invalid value '\(text)' for \(argument.name): expected one of \(allowed.joined(separator: ", ")).",
                suggestion: Spelling.nearest(to: text, among: allowed),
                command: path.joined(separator: " ")
            )
        }
    }
}

extension String {
    /// The text with a small first letter, to follow a colon, unless the first word is an acronym.
    var lowercasedFirst: String {
        guard let first, let second = dropFirst().first, second.isLowercase || second == " " else { return self }
        return first.lowercased() + dropFirst()
    }
}
