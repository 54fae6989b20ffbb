/// Which of the paths below a root are inputs.
struct PathFilter: Sendable {
    private let included: [GlobPattern]
    private let excluded: [GlobPattern]

    /// Reads the patterns.
    ///
    /// - Throws: ``InputError`` naming a pattern that cannot be read.
    init(include: [String] = [], exclude: [String] = []) throws(InputError) {
        var patterns: [[GlobPattern]] = []
        for texts in [include, exclude] {
            var read: [GlobPattern] = []
            for text in texts { read.append(try GlobPattern(text)) }
            patterns.append(read)
        }
        (included, excluded) = (patterns[0], patterns[1])
    }

    /// Whether everything is an input that is not excluded.
    var includesAll: Bool { included.isEmpty }

    /// Whether the path itself is excluded; the directories above it are not looked at.
    func excludes(_ path: String, isDirectory: Bool) -> Bool {
        guard !excluded.isEmpty else { return false }
        let names = path.split(separator: "/")
        return excluded.contains { $0.matches(names, isDirectory: isDirectory) }
    }

    /// Whether an include pattern names the path itself.
    func includes(_ path: String, isDirectory: Bool) -> Bool {
        guard !included.isEmpty else { return true }
        let names = path.split(separator: "/")
        return included.contains { $0.matches(names, isDirectory: isDirectory) }
    }

    /// Whether the file is an input, by its own path and by the directories above it.
    func takes(_ path: String) -> Bool {
        guard !included.isEmpty || !excluded.isEmpty else { return true }
        let names = path.split(separator: "/")
        var isIncluded = included.isEmpty
        for count in names.indices.map({ $0 + 1 }) {
            let isDirectory = count < names.count
            let prefix = names.prefix(count)
            if excluded.contains(where: { $0.matches(prefix, isDirectory: isDirectory) }) { return false }
            isIncluded = isIncluded || included.contains { $0.matches(prefix, isDirectory: isDirectory) }
        }
        return isIncluded
    }
}
