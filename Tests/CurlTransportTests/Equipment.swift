import ESJinaTesting
import Foundation
import HTTPTransport

/// What tests need from the machine they run on.
enum Equipment {
    /// Whether a missing part is a failure instead of a reason to skip.
    static let isRequired = environment("ES_JINA_TEST_REQUIRE_CLUSTERS") == "1"

    /// The path of a program on PATH or where daemons are.
    static func program(_ name: String) -> String? {
        let folders =
            (environment("PATH") ?? "").split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin"]
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// A port that is free at the moment.
    static func freePort() throws -> UInt16 {
        let server = try LoopbackServer { _ in .empty }
        server.stop()
        return server.port
    }
}

/// A program that runs until it is ended.
final class RunningProgram: Sendable {
    private let process = Process()

    init(_ path: String, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Runs a program to its end; throws where it fails.
    static func run(_ path: String, _ arguments: [String]) throws {
        let program = try RunningProgram(path, arguments)
        program.process.waitUntilExit()
        guard program.process.terminationStatus == 0 else {
            throw TransportError(.unavailable, "\(path) \(arguments.joined(separator: " ")) failed.")
        }
    }

    func end() {
        // Not SIGTERM: what is started from Swift's own threads inherits that they block it.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
