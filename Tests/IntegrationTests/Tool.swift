import JSONValues
import TestSupport
import Testing

/// The real `es-jina` binary with an environment of its own.
struct Tool: Sendable {
    /// The state directory, the work directory and everything else of one test.
    let directory: TemporaryDirectory
    /// What every call gets besides `HOME` and `PATH`.
    var environment: [String: String] = [:]

    init() throws { directory = try TemporaryDirectory() }

    /// The directory of journal, cache and embedded engine.
    var state: String { environment["ES_JINA_STATE"] ?? directory.path + "/state" }

    private var variables: [String: String] {
        [
            "HOME": directory.path, "PATH": TestEquipment.variable("PATH") ?? "/usr/bin:/bin", "ES_JINA_STATE": state,
        ]
        .merging(environment) { _, given in given }
    }

    func start(_ arguments: String..., input: String = "") throws -> ChildProcess {
        try ChildProcess([ChildProcess.toolPath] + arguments, environment: variables, input: input)
    }

    func run(_ arguments: String..., input: String = "") async throws -> ChildProcess.Result {
        try await ChildProcess.run([ChildProcess.toolPath] + arguments, environment: variables, input: input)
    }

    /// Runs the tool with arguments that a caller put together.
    func run(arguments: [String]) async throws -> ChildProcess.Result {
        try await ChildProcess.run([ChildProcess.toolPath] + arguments, environment: variables)
    }

    /// Runs the tool below another command, such as one that lowers its rights.
    func run(below command: [String], _ arguments: String...) async throws -> ChildProcess.Result {
        try await ChildProcess.run(command + [ChildProcess.toolPath] + arguments, environment: variables)
    }

    /// Runs a command that prints one JSON document.
    func json(_ arguments: String...) async throws -> JSONValue {
        let result = try await ChildProcess.run(
            [ChildProcess.toolPath] + arguments + ["--json"],
            environment: variables
        )
        #expect(result.status <= 1, "\(arguments) ended with \(result.status): \(result.errors)")
        return try JSONValue.parse(result.output)
    }

    /// Small texts `name-0.txt` and so on.
    func writeTexts(_ count: Int, in folder: String = "texts") throws -> String {
        for number in 0..<count {
            try directory.write("Text number \(number) on lamps, seas and apples.", to: "\(folder)/name-\(number).txt")
        }
        return "\(directory.path)/\(folder)"
    }
}
