import ESJinaTesting
import JSONValues
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite(.timeLimit(.minutes(10)))
struct `An ingest that is cut short` {
    /// Starts an ingest of `count` texts and returns as soon as some of them are indexed.
    private func begin(_ tool: Tool, _ folder: String, _ options: [String] = []) async throws -> ChildProcess {
        let child = try ChildProcess(
            [ChildProcess.toolPath, "ingest", folder, "--progress", "json"] + options,
            environment: tool.environment
        )
        for _ in 0..<6_000 {
            let lines = child.errorsSoFar.split(separator: "\n").compactMap { try? JSONValue.parse(String($0)) }
            if let done = lines.last?["done"]?.int, done > 0 { break }
            try await Task.sleep(for: .milliseconds(5))
        }
        return child
    }

    private func tool() throws -> Tool {
        var tool = try Tool()
        tool.environment = [
            "HOME": tool.directory.path, "PATH": "/usr/bin:/bin", "ES_JINA_STATE": tool.directory.path + "/state",
            "ES_JINA_EMBEDDER": "offline",
        ]
        return tool
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `ends with 130, keeps what was acknowledged, and is completed by a second run`(signal: Int32) async throws {
        let tool = try tool()
        let folder = try tool.writeTexts(6_000)
        let child = try await begin(tool, folder, ["--concurrency", "1"])
        child.signal(signal)
        let cut = await child.wait()
        #expect(cut.status == 130, "\(cut.errors.suffix(500))")
        #expect(cut.output.contains("run the same command again to go on from here"))
        let report = try await tool.json("ingest", folder)
        let indexed = try #require(report["indexed"]?.int)
        let unchanged = try #require(report["unchanged"]?.int)
        #expect(indexed + unchanged == 6_000)
        #expect(unchanged > 0 && indexed > 0, "the signal came too late or too early to show anything")
        #expect(report["embedded"]?.int == indexed)
        let all = try await tool.json("ingest", folder)
        #expect(all["unchanged"] == 6_000)
    }

    @Test func `by kill -9 loses nothing, indexes nothing twice and pays at most for the calls under way`() async throws
    {
        let server = try HostedJinaServer()
        defer { server.stop() }
        var tool = try tool()
        tool.environment["ES_JINA_EMBEDDER"] = "jina"
        tool.environment["JINA_API_KEY"] = HostedJinaServer.defaultKey
        tool.environment["JINA_BASE_URL"] = server.url
        tool.environment["JINA_DIALECT"] = "hosted"
        let count = 2_000
        let folder = try tool.writeTexts(count)
        for _ in 0..<3 {
            let child = try await begin(tool, folder)
            child.signal(SIGKILL)
            #expect(await child.wait().status == 128 + SIGKILL)
        }
        let report = try await tool.json("ingest", folder)
        #expect((report["indexed"]?.int ?? 0) + (report["unchanged"]?.int ?? 0) == count)
        #expect(report["dead_lettered"] == 0)
        // One call of each of four workers may be under way at each of the three kills.
        let largest = server.paidBatches.map(\.count).max() ?? 0
        #expect(server.paidInputs.count <= count + 3 * 4 * largest)
        #expect(largest < count / 4, "the bound would say nothing")
        let all = try await tool.json("ingest", folder)
        #expect(all["unchanged"]?.int == count)
        let found = try await tool.json("search", "Text number 1999", "--mode", "bm25", "--size", "3000")
        let ids = found["hits"]?.array?.compactMap { $0["id"]?.string } ?? []
        #expect(Set(ids).count == count)
        #expect(ids.count == count)
    }

    @Test func `by a second process on the same index is refused, naming the first`() async throws {
        let tool = try tool()
        let folder = try tool.writeTexts(3_000)
        let first = try await begin(tool, folder)
        let second = try await ChildProcess.run(
            [ChildProcess.toolPath, "ingest", folder, "-q"],
            environment: tool.environment
        )
        first.signal(SIGINT)
        _ = await first.wait()
        #expect(second.status == 2)
        #expect(second.errors.contains("Another ingest (process \(first.processID))"), "\(second.errors)")
    }

    @Test(.enabled(if: getuid() == 0, "A small file system can be mounted by root only."))
    func `by a full disk names the directory, and goes on once there is room`() async throws {
        var tool = try tool()
        let disk = tool.directory.path + "/disk"
        mkdir(disk, 0o755)
        let mounted = try await ChildProcess.run(
            ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk],
            environment: ProcessVariables.all
        )
        try #require(mounted.status == 0, "\(mounted.errors)")
        tool.environment["ES_JINA_STATE"] = disk + "/state"
        let folder = try tool.writeTexts(2_000)
        let full = try await ChildProcess.run(
            [ChildProcess.toolPath, "ingest", folder, "-q"],
            environment: tool.environment
        )
        #expect(full.status == 2, "\(full.errors)")
        #expect(full.errors.contains(disk), "\(full.errors)")
        #expect(full.errors.contains("No space left") || full.errors.contains("full"), "\(full.errors)")
        let grown = try await ChildProcess.run(
            ["mount", "-o", "remount,size=200m", disk],
            environment: ProcessVariables.all
        )
        #expect(grown.status == 0, "\(grown.errors)")
        let report = try await tool.json("ingest", folder)
        #expect((report["indexed"]?.int ?? 0) + (report["unchanged"]?.int ?? 0) == 2_000)
        let unmounted = try await ChildProcess.run(["umount", disk], environment: ProcessVariables.all)
        #expect(unmounted.status == 0, "\(unmounted.errors)")
    }
}
