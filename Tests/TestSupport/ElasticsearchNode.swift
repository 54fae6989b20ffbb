#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A real Elasticsearch node of a test's own, run by the script of `ES_JINA_TEST_NODE_SCRIPT`.
public final class ElasticsearchNode: Sendable {
    private let script: String
    private let version: String
    private let heap: String
    private let settings: [String]
    private let port: UInt16
    private let directory: TemporaryDirectory

    /// Its URL, the same after a restart.
    public var url: String { "http://127.0.0.1:\(port)" }

    /// Starts a node on a free port and waits until it answers.
    ///
    /// - Parameters:
    ///   - version: The version.
    ///   - heap: The size of its heap.
    ///   - settings: `SETTING=VALUE` each.
    /// - Throws: ``TemporaryDirectory/Failure`` where it does not start.
    public init(_ version: String = "9.5.4", heap: String = "400m", settings: [String] = []) async throws {
        guard let script = TestEquipment.nodeScript else {
            throw TemporaryDirectory.Failure(reason: "Set ES_JINA_TEST_NODE_SCRIPT to the script that starts nodes.")
        }
        self.script = script
        self.version = version
        self.heap = heap
        self.settings = settings
        port = try TestEquipment.freePort()
        directory = try TemporaryDirectory()
        try await start()
    }

    /// Starts it again on the same folder and port after ``kill()``.
    public func start() async throws {
        try await run(["start", version, directory.path + "/node", "\(port)"] + settings)
    }

    /// Ends it at once, as a crash would.
    public func kill() async throws { try await run(["kill", directory.path + "/node"]) }

    private func run(_ arguments: [String]) async throws {
        var environment = ["HEAP": heap]
        for name in ["PATH", "HOME", "JAVA_HOME", "ES_JAVA_HOME", "ES_NODES", "TMPDIR"] {
            environment[name] = TestEquipment.variable(name)
        }
        let result = try await ChildProcess.run([script] + arguments, environment: environment)
        guard result.status == 0 else {
            throw TemporaryDirectory.Failure(reason: "\(arguments.joined(separator: " ")): \(result.errors)")
        }
    }

    /// Runs `body` with a node, which is ended whatever happens.
    public static func run<Value>(
        _ version: String = "9.5.4",
        heap: String = "400m",
        settings: [String] = [],
        _ body: (ElasticsearchNode) async throws -> Value
    ) async throws -> Value {
        let node = try await ElasticsearchNode(version, heap: heap, settings: settings)
        do {
            let value = try await body(node)
            try await node.kill()
            return value
        } catch {
            try? await node.kill()
            throw error
        }
    }
}

extension TestEquipment {
    /// A port that is free at the moment.
    public static func freePort() throws -> UInt16 {
        #if canImport(Glibc)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { throw TemporaryDirectory.Failure(reason: "no socket") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard status == 0 else { throw TemporaryDirectory.Failure(reason: "no free port") }
        return UInt16(bigEndian: address.sin_port)
    }
}
