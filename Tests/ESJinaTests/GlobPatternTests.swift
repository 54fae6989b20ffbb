import Testing

@testable import ESJina

@Suite struct `Patterns for paths` {
    private func matches(_ pattern: String, _ path: String, isDirectory: Bool = false) throws -> Bool {
        try GlobPattern(pattern).matches(path.split(separator: "/"), isDirectory: isDirectory)
    }

    @Test(arguments: [
        ("*.png", "a.png", true), ("*.png", "x/y/a.png", true), ("*.png", "a.PNG", false), ("*.png", ".png", true),
        ("a?c", "abc", true), ("a?c", "ac", false), ("a?c", "aéc", true), ("a?c", "a/c", false),
        ("[a-c]x", "bx", true), ("[a-c]x", "dx", false), ("[!a-c]x", "dx", true), ("[^a-c]x", "ax", false),
        ("[]]x", "]x", true), ("[a-]x", "-x", true), ("[\\]a]", "a", true), ("[à-ü]", "é", true),
        ("/a.txt", "a.txt", true), ("/a.txt", "x/a.txt", false), ("x/a.txt", "y/x/a.txt", false),
        ("x/*.txt", "x/a.txt", true), ("x/*.txt", "x/y/a.txt", false), ("./x/a", "x/a", true),
        ("**/a", "a", true), ("**/a", "x/y/a", true), ("x/**", "x/y", true), ("x/**", "x", false),
        ("x/**/y", "x/y", true), ("x/**/y", "x/a/b/y", true), ("x/**/y", "x/a/b/z", false),
        ("**/x/**/y/*", "a/x/x/b/y/c", true), ("**", "anything/at/all", true), ("**.md", "x/a.md", true),
        ("\\*", "*", true), ("\\*", "a", false), ("\\!a", "!a", true), ("a\\", "a\\", true), ("日*", "日本", true),
    ])
    func `a pattern matches as in a gitignore file`(pattern: String, path: String, expected: Bool) throws {
        #expect(try matches(pattern, path) == expected, "\(pattern) and \(path)")
    }

    @Test func `a slash at the end is for directories alone`() throws {
        #expect(try matches("build/", "x/build", isDirectory: true))
        #expect(try !matches("build/", "x/build"))
    }

    @Test func `stars without end take no time without end`() throws {
        let name = String(repeating: "a", count: 300)
        #expect(try !matches(String(repeating: "*a", count: 100) + "b", name))
        let path = Array(repeating: "a", count: 300).joined(separator: "/")
        #expect(try !matches(String(repeating: "**/a/", count: 100) + "b", path))
    }

    @Test(arguments: [
        ("[a", "The pattern '[a' has a '[' without its ']'. Write '\\[' for the character itself."),
        ("/", "The pattern '/' names nothing. Leave it out, or write '*' for all."),
        ("[z-a]", "The pattern '[z-a]' has a range 'z-a' that runs backwards."),
        (
            "!a",
            "The pattern '!a' begins with '!', which negates nothing here. Use --include and --exclude, or '\\!' for a name that "
                + "begins so."
        ),
    ])
    func `what is no pattern is said`(text: String, message: String) throws {
        let error = try #require(throws: InputError.self) { try GlobPattern(text) }
        #expect(error.message == message)
    }
}
