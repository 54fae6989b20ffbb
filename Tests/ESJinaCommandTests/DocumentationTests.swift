import CommandTree
import TestSupport
import Testing

@testable import es_jina

@Suite struct `Help and manual` {
    static let commands = [
        "ingest", "search", "rerank", "status", "retry-failed", "plan", "mapping", "models", "doctor", "config",
        "completion",
        "manual",
    ]

    @Test func `the declarations are without fault`() {
        #expect(ESJinaCommand.root.auditDeclarations() == [])
    }

    @Test(arguments: [""] + commands)
    func `every command explains itself, shortly and at length`(command: String) async throws {
        let tool = try CommandLineTool()
        let words = command.isEmpty ? [] : [command]
        let name = (["es-jina"] + words).joined(separator: "-")
        for (option, suffix) in [("-h", "short"), ("--help", "long")] {
            let text = try await tool.output(words + [option])
            #expect(text.split(separator: "\n").allSatisfy { $0.last != " " }, "white space at the end of a line")
            Golden.verify(text, as: "help/\(name).\(suffix).txt")
        }
    }

    @Test func `the golden files cover every command there is`() {
        #expect(ESJinaCommand.root.subcommands.map(\.name) == Self.commands)
    }

    @Test func `the reference is one Markdown page`() async throws {
        let text = try await CommandLineTool().output(["manual"])
        #expect(text.hasPrefix("# es-jina\n"))
        Golden.verify(text, as: "reference.md")
    }

    @Test func `the version is one line`() async throws {
        let tool = try CommandLineTool()
        for option in ["--version", "-V"] { #expect(try await tool.output([option]) == "es-jina 0.1.0\n") }
    }

    @Test func `no command is a usage error that lists them`() async throws {
        let result = try await CommandLineTool().run([])
        #expect(result.status == 64)
        #expect(result.output == "")
        #expect(
            result.errors
                == "es-jina: Missing command after 'es-jina': one of ingest, search, rerank, status, retry-failed, plan, mapping, models, doctor, config, completion. "
                + "See 'es-jina --help'.\n"
        )
    }

    @Test(arguments: [
        (["serach"], "Unknown command 'serach'. Did you mean 'search'? See 'es-jina --help'."),
        (
            ["search", "x", "--mdoe", "knn"],
            "Unknown option '--mdoe'. Did you mean '--mode'? See 'es-jina search --help'."
        ),
        (
            ["search"],
            "There is nothing to search for: give some words, a picture with --image, or a document with --like. See 'es-jina search --help'."
        ),
        (
            ["mapping", "--for", "7.17"],
            "Invalid value '7.17' for '--for': expected a version from 8.19 on, such as 9.5, or serverless. "
                + "See 'es-jina mapping --help'."
        ),
        (
            ["search", "x", "-k", "0"],
            "Invalid value '0' for '--size': expected a whole number from 1 to 10000. See 'es-jina search --help'."
        ),
        (
            ["search", "x", "--rerank-window", "-5"],
            "Invalid value '-5' for '--rerank-window': expected a whole number from 1 to 10000. "
                + "See 'es-jina search --help'."
        ),
    ])
    func `a mistake names what was meant`(arguments: [String], message: String) async throws {
        let result = try await CommandLineTool().run(arguments)
        #expect(result.status == 64)
        #expect(result.errors == "es-jina: \(message)\n")
        #expect(result.output == "")
    }
}

@Suite struct `Completion scripts` {
    @Test(arguments: ["bash", "zsh", "fish"])
    func `each shell reads its script`(shell: String) async throws {
        let script = try await CommandLineTool().output(["completion", shell])
        Golden.verify(script, as: "completion/es-jina.\(shell)")
        let directory = try TemporaryDirectory()
        let file = try directory.write(script, to: "script")
        let path = ["PATH": TestEquipment.variable("PATH") ?? "/usr/bin:/bin", "HOME": directory.path]
        let found = try await ChildProcess.run(["sh", "-c", "command -v \(shell)"], environment: path)
        guard found.status == 0 else { return }
        let check = try await ChildProcess.run([shell, "-n", file], environment: path)
        #expect(check.status == 0 && check.errors == "", "\(check.errors)")
    }
}
