import ESJina
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct `Files below a root` {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        for name in [
            "a.md", "b.png", "b.txt", "build/c.md", "docs/build/d.md", "docs/e.md", "docs/old/f.md", ".git/g.md",
            ".h.md",
        ] {
            try directory.write("x", to: name)
        }
    }

    /// The paths below the root, in order; what is skipped in brackets.
    private func found(_ change: (inout SourceOptions) -> Void) async throws -> [String] {
        var options = SourceOptions()
        change(&options)
        let source = try FileSource([directory.path], options: options)
        var names: [String] = []
        for await step in source {
            switch step {
            case .entry(let entry): names.append(below(entry.position))
            case .skipped(let position, let reason): names.append("[\(below(position)): \(reason)]")
            case .failed(let position, let error): names.append("<\(below(position)): \(error.message)>")
            }
        }
        #expect(source.count() == names.count(where: { !$0.hasPrefix("[") }))
        return names
    }

    private func below(_ path: String) -> String {
        path.hasPrefix(directory.path + "/") ? String(path.dropFirst(directory.path.count + 1)) : path
    }

    @Test func `included are the names that match and the directories with all in them`() async throws {
        #expect(try await found { $0.include = ["*.png"] } == ["b.png"])
        #expect(try await found { $0.include = ["old", "a.*"] } == ["a.md", "docs/old/f.md"])
        #expect(try await found { $0.include = ["docs/*.md"] } == ["docs/e.md"])
        #expect(try await found { $0.include = ["docs/"] } == ["docs/build/d.md", "docs/e.md", "docs/old/f.md"])
    }

    @Test func `excluded directories are not looked into, wherever they are or from the root on`() async throws {
        // Even its listing would fail.
        try #require(chmod(directory.path + "/docs/old", 0) == 0)
        defer { chmod(directory.path + "/docs/old", 0o700) }
        #expect(try await found { $0.exclude = ["build", "old/"] } == ["a.md", "b.png", "docs/e.md"])
        #expect(
            try await found { $0.exclude = ["/build", "docs/old"] } == [
                "a.md", "b.png", "docs/build/d.md", "docs/e.md",
            ]
        )
    }

    @Test func `exclusion outweighs inclusion`() async throws {
        #expect(try await found { ($0.include, $0.exclude) = (["docs"], ["build", "e.md"]) } == ["docs/old/f.md"])
    }

    @Test func `a text beside a picture that is no input is an input of its own`() async throws {
        #expect(try await found { $0.exclude = ["*.png", "docs", "build"] } == ["a.md", "b.txt"])
        #expect(try await found { $0.include = ["*.txt"] } == ["b.txt"])
    }

    @Test func `hidden names count when asked for`() async throws {
        let names = try await found { ($0.includesHidden, $0.exclude) = (true, ["docs", "build"]) }
        #expect(names == [".git/g.md", ".h.md", "a.md", "b.png"])
    }

    @Test func `links are followed or named`() async throws {
        symlink(directory.path + "/docs/e.md", directory.path + "/l.md")
        symlink(directory.path + "/docs/old", directory.path + "/m")
        symlink("nowhere", directory.path + "/n.md")
        symlink("o.md", directory.path + "/o.md")
        #expect(
            try await found { $0.exclude = ["docs", "build", "b.png", "b.txt"] } == [
                "a.md", "l.md", "m/f.md", "[n.md: a symbolic link to nothing]", "[o.md: a symbolic link to itself]",
            ]
        )
        #expect(
            try await found { ($0.exclude, $0.followsLinks) = (["docs", "build", "b.png", "b.txt", "[no].md"], false) }
                == [
                    "a.md", "[l.md: a symbolic link, and none is followed]",
                    "[m: a symbolic link, and none is followed]",
                ]
        )
    }

    @Test func `what is neither file nor directory is named, and nothing waits for it`() async throws {
        try #require(mkfifo(directory.path + "/pipe.md", 0o600) == 0)
        #expect(try await found { $0.include = ["pipe.md"] } == ["[pipe.md: not a regular file]"])
    }

    @Test func `a record that names a pipe as its picture is refused, and does not wait for the pipe`() async throws {
        try #require(mkfifo(directory.path + "/pipe.png", 0o600) == 0)
        let records = try directory.write(#"{"image":"pipe.png"}"#, to: "records.jsonl")
        for await step in try FileSource([records]) {
            guard case .entry(let entry) = step else { continue }
            let error = #expect(throws: InputError.self) { try entry.load() }
            #expect(error?.message.hasSuffix("pipe.png: it is not a regular file.") == true)
        }
    }

    #if os(Linux)
    @Test func `a name that is not UTF-8 is a failure of its own`() async throws {
        let path = Array(directory.path.utf8) + [0x2F, 0xFF, 0x2E, 0x6D, 0x64, 0]
        let descriptor = path.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { pointer in
                pointer.baseAddress.map { open($0, O_CREAT | O_WRONLY, 0o600) }
            }
        }
        try #require(descriptor ?? -1 >= 0)
        close(descriptor ?? -1)
        let names = try await found { $0.exclude = ["docs", "build", "b.png", "b.txt"] }
        #expect(names == ["a.md", "<\u{FFFD}.md: The name of \(directory.path)/\u{FFFD}.md is not UTF-8. Rename it.>"])
    }
    #endif

    @Test func `a share of a corpus does not depend on where it is mounted`() async throws {
        let other = try TemporaryDirectory()
        var keys: [[String]] = []
        for root in [directory.path, other.path + "/elsewhere"] {
            let name = root + "/corpus"
            _ = try directory.write("", to: "unused")
            mkdir(root, 0o700)
            mkdir(name, 0o700)
            for (file, text) in [("x/a.md", "x"), ("r.jsonl", "{\"text\":\"x\"}\n"), ("t.csv", "text\nx\ny\n")] {
                try (root == directory.path ? directory : other)
                    .write(text, to: root == directory.path ? "corpus/\(file)" : "elsewhere/corpus/\(file)")
            }
            keys.append(await entries(try FileSource([name])).map(\.partitionKey))
        }
        #expect(keys[0] == ["corpus/r.jsonl#1", "corpus/t.csv#1", "corpus/t.csv#2", "corpus/x/a.md"])
        #expect(keys[0] == keys[1])
    }

    // MARK: Lists

    private func listed(_ list: String, isNullSeparated: Bool = false, exclude: [String] = []) async throws -> [String]
    {
        var options = SourceOptions()
        options.pathLists = [try directory.write(list, to: "list")]
        options.isNullSeparated = isNullSeparated
        options.exclude = exclude
        let source = try FileSource([], options: options)
        var found: [String] = []
        for await step in source {
            switch step {
            case .entry(let entry): found.append(try entry.load().id)
            case .skipped(let position, let reason): found.append("[\(below(position)): \(reason)]")
            case .failed(let position, let error): found.append("<\(position): \(error.message)>")
            }
        }
        #expect(source.count() == found.count(where: { !$0.hasPrefix("[") }))
        return found
    }

    @Test func `a list names files, and one that is missing stops nothing`() async throws {
        let root = directory.path
        let list = "\(root)/a.md\r\n\n\(root)/./docs//e.md\n\(root)/gone.md\n\(root)/docs\n\(root)/b.txt\n\(root)/b.png"
        #expect(
            try await listed(list) == [
                "\(root)/a.md", "\(root)/docs/e.md",
                "<\(root)/gone.md: There is no file or directory '\(root)/gone.md'.>",
                "[docs: a directory in a list of files]", "[b.txt: the captions of a picture beside it]",
                "\(root)/b.png",
            ]
        )
    }

    @Test func `a list with NULs keeps names with newlines`() async throws {
        try directory.write("x", to: "two\nlines.md")
        let root = directory.path
        #expect(
            try await listed("\(root)/two\nlines.md\0\(root)/a.md\0", isNullSeparated: true) == [
                "\(root)/two\nlines.md", "\(root)/a.md",
            ]
        )
        let wrong = try await listed("\(root)/a.md\0\(root)/b.png\0")
        #expect(wrong.count == 1)
        #expect(wrong.first?.contains("a list made with -print0 needs --null") == true)
    }

    @Test func `patterns hold for lists, whatever directory is named in them`() async throws {
        let root = directory.path
        #expect(try await listed("\(root)/a.md\n\(root)/docs/old/f.md\n", exclude: ["old"]) == ["\(root)/a.md"])
    }

    @Test func `standard input is read once`() throws {
        var options = SourceOptions()
        options.pathLists = ["-"]
        let error = try #require(throws: InputError.self) { try FileSource(["-"], options: options) }
        #expect(error.message.contains("Standard input can be read once"))
    }
}
