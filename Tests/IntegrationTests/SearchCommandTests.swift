import JSONValues
import TestSupport
import Testing

/// The folder of example pictures and texts of this repository.
private let gallery = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Examples/gallery"

@Suite(.timeLimit(.minutes(5)))
struct `What can be asked on the command line` {
    private func indexed() async throws -> Tool {
        var tool = try Tool()
        tool.environment["ES_JINA_EMBEDDER"] = "offline"
        let report = try await tool.json("ingest", gallery)
        #expect(report["dead_lettered"] == 0, "\(report)")
        return tool
    }

    private func ids(_ found: JSONValue) -> [String] { found["hits"]?.array?.compactMap { $0["id"]?.string } ?? [] }

    @Test func `sums, likeness and plain words`() async throws {
        let tool = try await indexed()
        let sum = try await tool.json("search", "'fruit' - 'red'", "--in", "images", "--mode", "knn", "--size", "40")
        let plain = try await tool.json(
            "search",
            "'fruit' - 'red'",
            "--in",
            "images",
            "--mode",
            "knn",
            "--plain",
            "--size",
            "40"
        )
        #expect(ids(sum) != ids(plain))
        let red = "gallery/red-apple.svg"
        #expect((ids(sum).firstIndex(of: red) ?? 99) > (ids(plain).firstIndex(of: red) ?? 99), "red was taken away")
        let like = try await tool.json("search", "--like", red, "--in", "images", "--size", "3")
        #expect(!ids(like).contains(red) && ids(like).first == "gallery/green-apple.svg")
        let both = try await tool.json(
            "search",
            "like(\"\(red)\") + image(\"\(gallery)/red-car.svg\")",
            "--in",
            "images"
        )
        #expect(Set(ids(both).prefix(4)).isSuperset(of: ["gallery/red-car.svg"]))
        #expect(both["mode"] == "knn")
        let odd = try await tool.run("search", "'beach' + ")
        #expect(odd.status == 64 && odd.errors.contains("--plain"), "\(odd.errors)")
        let missing = try await tool.run("search", "--like", "gallery/nothing.svg")
        #expect(missing.status == 2 && missing.errors.contains("There is no document 'gallery/nothing.svg'"))
    }

    @Test func `how lists become one`() async throws {
        let tool = try await indexed()
        let fused = try await tool.json(
            "search",
            "red apple",
            "--fusion",
            "minmax",
            "--weight",
            "bm25=3,knn_text=0",
            "--size",
            "3"
        )
        #expect(fused["fusion"]?["method"] == "linear" && fused["fusion"]?["server_side"] == false)
        #expect(fused["fusion"]?["reason"]?.string?.contains("Enterprise") == true)
        // Three for the best words and one for the nearest picture.
        #expect(fused["hits"]?[0]?["score"]?.double == 4)
        let wrong = try await tool.run("search", "red apple", "--weight", "bm52=3")
        #expect(wrong.status == 2 && wrong.errors.contains("it has bm25, knn_image, knn_text"), "\(wrong.errors)")
        let server = try await tool.run("search", "red apple", "--fuse-at", "server")
        #expect(server.status == 2 && server.errors.contains("needs an Enterprise licence"), "\(server.errors)")
    }

    @Test func `the requests, without sending them`() async throws {
        let tool = try await indexed()
        let both = try await tool.run(
            "search",
            "red apple",
            "--in",
            "images",
            "--print-request",
            "--filter",
            "format == svg"
        )
        #expect(both.status == 0, "\(both.errors)")
        let lines = both.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "POST /es-jina/_msearch" && lines.count == 5)
        let words = try JSONValue.parse(lines[2])
        #expect(words["query"]?["bool"]?["filter"]?.array?.count == 2)
        let knn = try JSONValue.parse(lines[4])
        #expect(knn["knn"]?[0]?["filter"]?[0]?["term"]?["format"]?["value"] == "svg")
        let one = try await tool.run("search", "red apple", "--mode", "bm25", "--print-request")
        let body = one.output.split(separator: "\n", maxSplits: 1)
        #expect(body.first == "POST /es-jina/_search")
        #expect(try JSONValue.parse(String(body.last ?? ""))["query"]?["multi_match"]?["query"] == "red apple")
    }

    @Test func `what is near by chance is left out, and said`() async throws {
        let tool = try await indexed()
        let all = try await tool.json("search", "red apple", "--size", "50")
        let some = try await tool.json("search", "red apple", "--size", "50", "--min-relevance", "0.5")
        #expect(ids(some).count < ids(all).count && ids(some).contains("gallery/red-apple.svg"))
        #expect(some["cut_off"]?.string?.contains("random of") == true)
        #expect(some["hits"]?.array?.allSatisfy { ($0["relevance"]?.double ?? 1) >= 0.5 } == true)
        let wrong = try await tool.run("search", "red apple", "--min-relevance", "2")
        #expect(wrong.status == 64)
    }
}
