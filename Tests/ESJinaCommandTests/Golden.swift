import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Golden files beside the tests; `RECORD_SNAPSHOTS=1` rewrites them.
enum Golden {
    /// Compares `text` with the golden file `name`.
    static func verify(
        _ text: String,
        as name: String,
        file: String = #filePath,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let path = file.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Snapshots/" + name
        if TestEquipment.variable("RECORD_SNAPSHOTS") != nil {
            let isWritten = fopen(path, "w").map { fputs(text, $0) >= 0 && fclose($0) == 0 } ?? false
            #expect(isWritten, "cannot write \(path)", sourceLocation: sourceLocation)
            return
        }
        let hint: Comment = "\(name) has changed: run with RECORD_SNAPSHOTS=1 and read the difference"
        #expect(read(path) == text, hint, sourceLocation: sourceLocation)
    }

    private static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self)
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
