import JSONValues
import TestSupport
import Testing

@Suite struct `Configuration` {
    private static let file = """
        {
            "context": "local",
            "index": "everywhere", "size": 25, "dims": [512, 256], "rerank": "offline",
            "contexts": {
                "local": {"url": "http://127.0.0.1:9200", "timeout": "30s"},
                "production": {"url": ["https://a.example:9200", "https://b.example:9200"], "index": "photos"}
            }
        }
        """

    private func tool() throws -> CommandLineTool {
        var tool = try CommandLineTool()
        try tool.home.write(Self.file, to: "config.json")
        tool.environment["ES_JINA_CONFIG"] = tool.home.path + "/config.json"
        return tool
    }

    /// A tool whose paths are the same on every machine, so that columns have their widths.
    private func toolWithFixedPaths() throws -> CommandLineTool {
        var tool = try CommandLineTool()
        tool.environment = ["HOME": "/home/reader", "ES_JINA_CONFIG": "/dev/stdin"]
        return tool
    }

    /// Value and source of one option.
    private func resolution(_ tool: CommandLineTool, _ option: String, _ arguments: String...) async throws -> [String?]
    {
        let shown = try JSONValue.parse(try await tool.output(["config", "--json"] + arguments))
        return [shown[option]?["value"]?.string, shown[option]?["source"]?.string]
    }

    @Test(arguments: ["table", "tsv", "json"])
    func `every format shows the same`(format: String) async throws {
        var tool = try toolWithFixedPaths()
        tool.environment["JINA_API_KEY"] = "jina_secret"
        let result = try await tool.run(["config", "--format", format, "--index", "here"], input: Self.file)
        #expect([result.status, Int32(result.errors.utf8.count)] == [0, 0], "\(result.errors)")
        #expect(!result.output.contains("jina_secret"))
        Golden.verify(result.output, as: "config/config.\(format)")
    }

    @Test func `without anything given the defaults are shown as what they come to here`() async throws {
        var tool = try toolWithFixedPaths()
        tool.environment["ES_JINA_CONFIG"] = nil
        #if os(Linux)
        Golden.verify(try await tool.output(["config", "--format", "table"]), as: "config/defaults.table")
        #endif
    }

    @Test func `a flag beats the environment, which beats the context, which beats the file, which beats the default`()
        async throws
    {
        var tool = try tool()
        let file = "config HOME/config.json"
        #expect(try await resolution(tool, "index") == ["everywhere", file])
        #expect(try await resolution(tool, "index", "--context", "production") == ["photos", file])
        tool.environment["ES_JINA_CONTEXT"] = "production"
        #expect(try await resolution(tool, "index") == ["photos", file])
        tool.environment["ES_JINA_INDEX"] = "mine"
        #expect(try await resolution(tool, "index") == ["mine", "environment ES_JINA_INDEX"])
        #expect(try await resolution(tool, "index", "--index", "now") == ["now", "flag"])
        tool.environment = [:]
        #expect(try await resolution(tool, "index") == ["es-jina", "default"])
    }

    @Test func `what is wrong with the file is said, and what it has`() async throws {
        var tool = try tool()
        let path = tool.home.path + "/config.json"
        let unknown = try await tool.run(["config", "--context", "staging"])
        #expect(unknown.status == 64)
        #expect(
            tool.masked(unknown.errors)
                == "es-jina: The configuration file 'HOME/config.json' has no context 'staging'; it has: local, production.\n"
        )
        try tool.home.write("{\"index\": }", to: "config.json")
        let broken = try await tool.run(["config"])
        #expect(broken.status == 64)
        #expect(broken.errors.hasPrefix("es-jina: The configuration file '\(path)' is not JSON: "))
        tool.environment["ES_JINA_CONFIG"] = tool.home.path + "/none.json"
        let missing = try await tool.run(["config"])
        #expect(missing.status == 64)
        #expect(tool.masked(missing.errors) == "es-jina: Cannot read the configuration file 'HOME/none.json'.\n")
    }
}
