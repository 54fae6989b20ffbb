/// A pattern for paths below a root, as in a `.gitignore` file.
///
/// `*` is any characters but a slash, `?` one of them, `[a-z]` and `[!a-z]` one of or none of a set, `**` between slashes any
/// directories; `\` takes the next character as it is. A pattern without a slash matches a name at any depth, one with a slash
/// the path from the root on; one that ends with a slash matches directories only. Upper and lower case differ on every
/// platform, so that a run finds the same inputs everywhere.
struct GlobPattern: Sendable, Hashable {
    /// One character of a name, or any number of them.
    private enum Token: Hashable {
        case scalar(Unicode.Scalar)
        case anyScalar
        case anyScalars
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)

        func matches(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .scalar(let own): own == scalar
            case .anyScalar, .anyScalars: true
            case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
            }
        }
    }

    private enum Segment: Hashable {
        case name([Token])
        case anyDirectories
    }

    private var segments: [Segment] = []
    private let isAnchored: Bool
    private let isForDirectories: Bool

    /// Reads a pattern.
    ///
    /// - Throws: ``InputError`` where it has no end or can match nothing.
    init(_ text: String) throws(InputError) {
        guard !text.hasPrefix("!") else {
            throw InputError(
                .read,
                "The pattern '\(text)' begins with '!', which negates nothing here. Use --include and --exclude, or '\\!' for a "
                    + "name that begins so."
            )
        }
        var body = text[...]
        isForDirectories = body.hasSuffix("/")
        while body.hasSuffix("/") { body.removeLast() }
        if body.hasPrefix("./") { body.removeFirst() }
        isAnchored = body.contains("/")
        let names = body.split(separator: "/")
        guard !names.isEmpty else {
            throw InputError(.read, "The pattern '\(text)' names nothing. Leave it out, or write '*' for all.")
        }
        for name in names { segments.append(name == "**" ? .anyDirectories : .name(try Self.tokens(name, of: text))) }
        // What is below a directory does not include the directory itself.
        if segments.last == .anyDirectories { segments.append(.name([.anyScalars])) }
    }

    private static func tokens(_ name: Substring, of pattern: String) throws(InputError) -> [Token] {
        var tokens: [Token] = []
        var rest = name.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": if tokens.last != .anyScalars { tokens.append(.anyScalars) }
            case "?": tokens.append(.anyScalar)
            case "\\": tokens.append(.scalar(rest.popFirst() ?? "\\"))
            case "[": tokens.append(try set(&rest, of: pattern))
            default: tokens.append(.scalar(scalar))
            }
        }
        return tokens
    }

    private static func set(
        _ rest: inout Substring.UnicodeScalarView,
        of pattern: String
    ) throws(InputError) -> Token {
        let isNegated = rest.first == "!" || rest.first == "^"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let scalar = rest.popFirst() {
            // A bracket in the first place is one of the characters.
            if scalar == "]", !ranges.isEmpty { return .set(ranges, isNegated: isNegated) }
            let low = scalar == "\\" ? rest.popFirst() ?? scalar : scalar
            var high = low
            if rest.first == "-", let end = rest.dropFirst().first, end != "]" {
                rest.removeFirst(2)
                high = end == "\\" ? rest.popFirst() ?? end : end
            }
            guard low <= high else {
                throw InputError(.read, "The pattern '\(pattern)' has a range '\(low)-\(high)' that runs backwards.")
            }
            ranges.append(low...high)
        }
        throw InputError(
            .read,
            "The pattern '\(pattern)' has a '[' without its ']'. Write '\\[' for the character itself."
        )
    }

    /// Whether the pattern names the path of `names`.
    ///
    /// - Complexity: O(*p* · *n*) in the lengths of pattern and path, whatever the pattern.
    func matches(_ names: some RandomAccessCollection<Substring>, isDirectory: Bool) -> Bool {
        if isForDirectories, !isDirectory { return false }
        guard isAnchored else {
            guard let name = names.last, case .name(let tokens)? = segments.first else { return segments.count > 1 }
            return Self.matches(tokens, name)
        }
        return Self.walk(
            segments,
            names,
            isAny: { $0 == .anyDirectories },
            matches: { segment, name in
                if case .name(let tokens) = segment { Self.matches(tokens, name) } else { false }
            }
        )
    }

    private static func matches(_ tokens: [Token], _ name: Substring) -> Bool {
        walk(tokens, Array(name.unicodeScalars), isAny: { $0 == .anyScalars }, matches: { $0.matches($1) })
    }

    /// Matches a list with wildcards for any number of elements; only the last wildcard is ever taken back, which suffices.
    private static func walk<Pattern, Element>(
        _ pattern: [Pattern],
        _ elements: some RandomAccessCollection<Element>,
        isAny: (Pattern) -> Bool,
        matches: (Pattern, Element) -> Bool
    ) -> Bool {
        var place = 0
        var index = elements.startIndex
        var retry: (place: Int, index: Int)?
        var taken = 0
        while index != elements.endIndex {
            if place < pattern.count, isAny(pattern[place]) {
                place += 1
                retry = (place, taken)
            } else if place < pattern.count, matches(pattern[place], elements[index]) {
                place += 1
                taken += 1
                index = elements.index(after: index)
            } else if let last = retry {
                retry = (last.place, last.index + 1)
                place = last.place
                taken = last.index + 1
                index = elements.index(elements.startIndex, offsetBy: taken)
            } else {
                return false
            }
        }
        while place < pattern.count, isAny(pattern[place]) { place += 1 }
        return place == pattern.count
    }
}
