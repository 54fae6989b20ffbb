import TestSupport
import Testing

/// Golden files beside the tests; `RECORD_SNAPSHOTS=1` rewrites them.
enum Golden {
    /// Compares `text` with the golden file `name`.
    static func verify(
        _ text: String,
        as name: String,
        file: String = #filePath,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let mismatch = GoldenFile.mismatch(text, as: name, file: file)
        #expect(mismatch == nil, sourceLocation: sourceLocation)
    }
}

/// The real `es-jina` binary with a home directory of its own and nothing else in its environment.
struct CommandLineTool: Sendable {
    let home: TemporaryDirectory
    var environment: [String: String] = [:]

    init() throws { home = try TemporaryDirectory() }

    /// Runs the binary to its end.
    func run(_ arguments: [String], input: String = "") async throws -> ChildProcess.Result {
        let own = ["HOME": home.path, "PATH": TestEquipment.variable("PATH") ?? "/usr/bin:/bin"]
        return try await ChildProcess.run(
            [ChildProcess.toolPath] + arguments,
            environment: own.merging(environment) { _, given in given },
            input: input
        )
    }

    /// What the binary prints, with the home directory as `HOME`; it must succeed and say nothing else.
    func output(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        let result = try await run(arguments)
        #expect(result.status == 0, "\(result.errors)", sourceLocation: sourceLocation)
        #expect(result.errors == "", sourceLocation: sourceLocation)
        return masked(result.output)
    }

    /// `text` with the home directory as `HOME`.
    func masked(_ text: String) -> String {
        var rest = text[...]
        var result = ""
        while let range = rest.firstRange(of: home.path) {
            result += rest[..<range.lowerBound] + "HOME"
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
