import HTTPTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs scripts that leave a server behind.
enum ShellScript {
    /// Runs a script to its end and returns the last line it printed.
    ///
    /// By `posix_spawn` and not by Foundation's `Process`: on Linux that waits for a descriptor which the server inherits,
    /// and so for the server's end.
    static func run(_ script: String, _ arguments: [String], environment: [String: String]) throws -> String {
        let output = FileManager.default.temporaryDirectory.appending(
            path: "es-jina-output-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        )
        defer { try? FileManager.default.removeItem(at: output) }
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        #else
        var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var argv = (["/bin/sh", script] + arguments).map { strdup($0) } + [nil]
        var envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var process: pid_t = 0
        var status: Int32 = 0
        guard posix_spawn(&process, "/bin/sh", &actions, nil, &argv, &envp) == 0 else {
            throw TransportError(.unavailable, "the node script could not be started: \(script)")
        }
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else {
            throw TransportError(.unavailable, "the node script failed: \(arguments.joined(separator: " "))")
        }
        return String(decoding: try Data(contentsOf: output), as: UTF8.self)
            .split(separator: "\n").last.map { String($0) } ?? ""
    }
}
