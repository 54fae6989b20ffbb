import ESJinaTesting
import HTTPTransport
import JSONValues
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite(.timeLimit(.minutes(5)))
struct `Bad input and faults` {
    // MARK: The engine

    @Test func `no cluster at the URL is said with what to do`() async throws {
        let tool = try Tool()
        let texts = try tool.writeTexts(1)
        let result = try await tool.run("ingest", texts, "--url", "http://127.0.0.1:1", "--quiet")
        #expect(result.status == 2)
        #expect(result.errors.contains("127.0.0.1:1"))
        #expect(result.errors.contains("connection refused") || result.errors.contains("Connection refused"))
    }

    @Test func `something else at the URL is named`() async throws {
        let server = try LoopbackServer { _ in
            .text(200, "<html><title>Welcome to nginx!</title></html>", contentType: "text/html")
        }
        defer { server.stop() }
        let tool = try Tool()
        let result = try await tool.run("search", "x", "--url", server.url)
        #expect(result.status == 2)
        #expect(
            result.errors.contains("not Elasticsearch") || result.errors.contains("no Elasticsearch"),
            "\(result.errors)"
        )
    }

    @Test(.enabled(if: TestEquipment.runs(with: TestEquipment.nodeScript), "Set ES_JINA_TEST_NODE_SCRIPT."))
    func `a wrong key is refused by a real node, and the variable to set is named`() async throws {
        let script = try #require(TestEquipment.nodeScript)
        let tool = try Tool()
        let home = tool.directory.path + "/node"
        let key = "Zm9vOmJhcg=="
        let started = try await ChildProcess.run(
            [script, "start", "9.5.4", home],
            environment: ProcessVariables.all.merging(["API_KEY": key, "HEAP": "512m"]) { _, given in given }
        )
        let url = started.output.trimmingNewline
        try #require(started.status == 0, "\(started.errors)")
        let texts = try tool.writeTexts(2)
        var wrong = tool
        wrong.environment["ELASTICSEARCH_API_KEY"] = "d3Jvbmc6a2V5"
        let refused = try await wrong.run("ingest", texts, "--url", url, "--quiet")
        #expect(refused.status == 2)
        #expect(refused.errors.contains("ELASTICSEARCH_API_KEY"))
        #expect(!refused.errors.contains("d3Jvbmc6a2V5"))
        var right = tool
        right.environment["ELASTICSEARCH_API_KEY"] = key
        let taken = try await right.run("ingest", texts, "--url", url, "--quiet")
        #expect(taken.status == 0, "\(taken.errors)")
        _ = try await ChildProcess.run([script, "kill", home], environment: ProcessVariables.all)
    }

    @Test func `an index of another size or model is refused with both sides and the fix`() async throws {
        let tool = try Tool()
        let texts = try tool.writeTexts(2)
        #expect(try await tool.run("ingest", texts, "--dims", "256", "--embedder", "offline", "--quiet").status == 0)
        let size = try await tool.run("ingest", texts, "--dims", "1024", "--embedder", "offline", "--quiet")
        #expect(size.status == 2)
        #expect(
            size.errors.contains("holds vectors of 256 dims, not 1024. Use --dims 256, or another index with --index.")
        )
        let server = try HostedJinaServer()
        defer { server.stop() }
        var jina = tool
        jina.environment["JINA_API_KEY"] = HostedJinaServer.defaultKey
        jina.environment["JINA_BASE_URL"] = server.url
        jina.environment["JINA_DIALECT"] = "hosted"
        let model = try await jina.run("ingest", texts, "--quiet")
        #expect(model.status == 2)
        #expect(model.errors.contains("es-jina-hashing-v1") && model.errors.contains("jina-clip-v2"))
        #expect(server.paidInputs.isEmpty)
    }

    // MARK: The embedding service

    @Test(arguments: [
        (HostedJinaFault.invalidKey, "JINA_API_KEY"), (.paymentRequired, "credit"), (.insufficientBalance, "credit"),
    ])
    func `a service that lets nothing through stops the run and loses nothing`(
        fault: HostedJinaFault,
        word: String
    ) async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        server.fail(fault)
        var tool = try Tool()
        tool.environment["JINA_API_KEY"] = HostedJinaServer.defaultKey
        tool.environment["JINA_BASE_URL"] = server.url
        tool.environment["JINA_DIALECT"] = "hosted"
        let texts = try tool.writeTexts(3)
        let refused = try await tool.run("ingest", texts, "--quiet")
        #expect(refused.status == 2)
        #expect(refused.errors.localizedLowercase.contains(word.lowercased()), "\(refused.errors)")
        #expect(!refused.errors.contains(HostedJinaServer.defaultKey))
        let report = try await tool.json("ingest", texts)
        #expect(report["indexed"] == 3)
        #expect(server.paidInputs.count == 3)
    }

    // MARK: Inputs

    @Test func `a corrupt picture, a bomb, a bad line and a text that is not UTF-8 cost nobody else anything`()
        async throws
    {
        let tool = try Tool()
        let folder = tool.directory.path + "/in"
        try tool.directory.write("a good text", to: "in/good.txt")
        try tool.directory.write([0x63, 0x61, 0x66, 0xE9], to: "in/latin.txt")
        try tool.directory.write(PortableNetworkGraphic.bomb, to: "in/bomb.png")
        try tool.directory.write(Array(PortableNetworkGraphic.dot.prefix(40)), to: "in/cut.png")
        try tool.directory.write(PortableNetworkGraphic.dot, to: "in/dot.png")
        try tool.directory.write("{\"id\":\"a\",\"text\":\"lamp\"}\n{oops\n", to: "in/lines.jsonl")
        let result = try await tool.run("ingest", folder, "--embedder", "offline")
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.errors.contains("latin.txt is not UTF-8 text (byte 4)"))
        #expect(result.errors.contains("bomb.png"))
        #expect(result.errors.contains("--max-megapixels") || result.errors.contains("pixels"))
        #expect(result.errors.contains("cut.png"))
        #expect(result.errors.contains("Line 2 of \(folder)/lines.jsonl is not JSON"))
        let report = try await tool.json("ingest", folder, "--embedder", "offline")
        #expect(report["unchanged"] == 3)
        #expect(report["dead_lettered"] == 4)
        let letters = try #require(report["dead_letter_file"]?.string)
        let lines = try TestFiles.text(letters).split(separator: "\n").map { try JSONValue.parse(String($0)) }
        #expect(lines.count == 4)
        #expect(Set(lines.compactMap { $0["stage"]?.string }) == ["read", "decode"])
    }

    @Test func `an empty directory and a path that is not there are said`() async throws {
        let tool = try Tool()
        mkdir(tool.directory.path + "/empty", 0o755)
        let empty = try await tool.run("ingest", tool.directory.path + "/empty")
        #expect(empty.status == 2)
        #expect(empty.errors.contains("Nothing to ingest"))
        let missing = try await tool.run("ingest", tool.directory.path + "/missing")
        #expect(missing.status == 2)
        #expect(missing.errors.contains("There is no file or directory '\(tool.directory.path)/missing'"))
    }

    @Test func `an unreadable directory inside is a dead letter, and the rest is indexed`() async throws {
        let tool = try Tool()
        try tool.directory.write("a good text", to: "in/good.txt")
        try tool.directory.write("never seen", to: "in/locked/hidden.txt")
        let folder = tool.directory.path + "/in"
        chmod(folder + "/locked", 0)
        chmod(tool.directory.path, 0o777)
        // Nobody's rights hold for root, so a test that runs as root becomes nobody.
        let lower = getuid() == 0 ? ["setpriv", "--reuid=65534", "--clear-groups"] : ["env"]
        var nobody = tool
        nobody.environment["ES_JINA_STATE"] = tool.directory.path + "/nobody"
        let result = try await nobody.run(below: lower, "ingest", folder, "--embedder", "offline")
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.errors.contains("Cannot list the directory \(folder)/locked: Permission denied."))
        #expect(result.output.contains("Indexed 1 "))
        chmod(folder + "/locked", 0o755)
    }

    @Test func `a file reached by another way stays one document`() async throws {
        let tool = try Tool()
        let folder = try tool.writeTexts(3)
        #expect(try await tool.json("ingest", folder, "--embedder", "offline")["indexed"] == 3)
        for other in [folder + "/name-1.txt", tool.directory.path + "/texts/../texts"] {
            let report = try await tool.json("ingest", other, "--embedder", "offline")
            #expect(report["indexed"] == 0)
            #expect(report["dead_lettered"] == 0)
        }
        let found = try await tool.json("search", "lamps", "--mode", "bm25")
        #expect(found["hits"]?.array?.count == 3)
    }

    @Test func `two inputs of one id do not overwrite each other`() async throws {
        let tool = try Tool()
        try tool.directory.write(
            "{\"id\":\"a\",\"text\":\"first\"}\n{\"id\":\"a\",\"text\":\"second\"}\n",
            to: "x.jsonl"
        )
        let report = try await tool.json("ingest", tool.directory.path + "/x.jsonl", "--embedder", "offline")
        #expect(report["indexed"] == 1)
        #expect(report["dead_lettered"] == 1)
        #expect(report["failures"]?[0]?["reason"]?.string?.contains("has the id 'a', which is that of") == true)
    }

    // MARK: The command line

    @Test func `a mistyped option names the nearest`() async throws {
        let result = try await Tool().run("ingest", "x", "--dmis", "256")
        #expect(result.status == 64)
        #expect(result.errors.contains("Unknown option '--dmis'. Did you mean '--dims'?"))
        let command = try await Tool().run("serach", "x")
        #expect(command.status == 64)
        #expect(command.errors.contains("'search'"))
    }

    @Test func `an index that is not there and a reranker that does not exist are named with the fix`() async throws {
        let tool = try Tool()
        let index = try await tool.run("search", "x", "--index", "nope")
        #expect(index.status == 2)
        #expect(index.errors.contains("There is no index 'nope'. Make it with 'es-jina ingest'"))
        _ = try await tool.run("ingest", try tool.writeTexts(1), "--embedder", "offline", "--quiet")
        let reranker = try await tool.run("search", "x", "--rerank", "jina-reranker-v9")
        #expect(reranker.status == 64, "a mistake on the command line, found before anything is asked")
        #expect(reranker.errors.contains("jina-reranker-v9") && reranker.errors.contains("jina-reranker-v3"))
    }

    @Test func `a size the model does not have names the nearest`() async throws {
        let tool = try Tool()
        let texts = try tool.writeTexts(1)
        let result = try await tool.run("ingest", texts, "--dims", "250", "--embedder", "offline")
        #expect(result.status == 2)
        #expect(result.errors.contains("256"))
    }

    @Test func `a filter is checked before anything is sent`() async throws {
        let tool = try Tool()
        _ = try await tool.run("ingest", try tool.writeTexts(1), "--embedder", "offline", "--quiet")
        let syntax = try await tool.run("search", "x", "--filter", "lang = = 3")
        #expect(syntax.status == 64)
        #expect(syntax.errors.contains("lang = = 3\n       ^"))
        let field = try await tool.run("search", "x", "--filter", "formta == png")
        #expect(field.status == 2)
        #expect(field.errors.contains("The index has no field 'formta'. Did you mean 'format'?"))
    }
}

extension String {
    fileprivate var trimmingNewline: String { String(prefix { $0 != "\n" }) }
    fileprivate var localizedLowercase: String { lowercased() }
}

/// The environment of the test process, for scripts that need all of it.
enum ProcessVariables {
    static let all: [String: String] = {
        var variables: [String: String] = [:]
        for name in ["PATH", "HOME", "JAVA_HOME", "ES_JAVA_HOME", "TMPDIR", "PYENV_ROOT", "PYENV_VERSION"] {
            variables[name] = TestEquipment.variable(name)
        }
        return variables
    }()
}

/// Reads what a program wrote.
enum TestFiles {
    static func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    static func bytes(_ path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "r"), "there is no \(path)")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return bytes
    }
}

/// Two tiny PNG files, byte by byte.
enum PortableNetworkGraphic {
    /// A red dot of 1 × 1 pixels.
    static let dot: [UInt8] = [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8,
        2, 0, 0,
        0, 0x90, 0x77, 0x53, 0xDE, 0, 0, 0, 12, 0x49, 0x44, 0x41, 0x54, 0x08, 0xD7, 0x63, 0xF8, 0xCF, 0xC0, 0, 0, 3, 1,
        1, 0,
        0x18, 0xDD, 0x8D, 0xB0, 0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
    ]

    /// The header of a picture of 20,000 × 20,000 pixels, 1.2 GB once decoded, with hardly anything behind it.
    static let bomb: [UInt8] = {
        var bytes = dot
        bytes.replaceSubrange(16..<24, with: [0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20])
        // The check sum of the changed header.
        bytes.replaceSubrange(29..<33, with: checksum(bytes[12..<29]))
        return bytes
    }()

    /// CRC-32 as PNG defines it (ISO 3309).
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
        }
        crc ^= 0xFFFF_FFFF
        return [UInt8(crc >> 24), UInt8(crc >> 16 & 255), UInt8(crc >> 8 & 255), UInt8(crc & 255)]
    }
}
