import ESJinaTesting
import HTTPTransport
import JSONValues
import TestSupport
import Testing

/// The folder of example pictures and texts of this repository.
private let gallery = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Examples/gallery"

@Suite(.timeLimit(.minutes(5)))
struct `Searching by a picture` {
    private func indexed() async throws -> Tool {
        var tool = try Tool()
        tool.environment["ES_JINA_EMBEDDER"] = "offline"
        let report = try await tool.json("ingest", gallery, "--dims", "1024,256")
        #expect(report["dead_lettered"] == 0, "\(report)")
        return tool
    }

    private func first(_ found: JSONValue) -> String? { found["hits"]?[0]?["id"]?.string }

    @Test func `a file, a URL and standard input find the same picture first`() async throws {
        let tool = try await indexed()
        let path = gallery + "/lighthouse.svg"
        let drawing = try TestFiles.text(path)
        let file = try await tool.json("search", "--image", path, "--in", "images")
        #expect(first(file) == "gallery/lighthouse.svg")
        let server = try LoopbackServer { request in
            guard request.path == "/lighthouse.svg" else { return .text(404, "not here") }
            return .response(
                HTTPResponse(status: 200, headers: ["Content-Type": "image/svg+xml"], body: Array(drawing.utf8))
            )
        }
        defer { server.stop() }
        let fetched = try await tool.json("search", "--image", server.url + "/lighthouse.svg", "--in", "images")
        #expect(fetched["hits"] == file["hits"])
        let piped = try await tool.run("search", "--image", "-", "--in", "images", "--json", input: drawing)
        #expect(try JSONValue.parse(piped.output)["hits"] == file["hits"])
        let missing = try await tool.run("search", "--image", server.url + "/nowhere.svg")
        #expect(missing.status == 2)
        #expect(missing.errors.contains("the server answered 404"))
        let unreadable = try await tool.run("search", "--image", gallery + "/no-such.png")
        #expect(unreadable.status == 2)
        #expect(unreadable.errors.contains("no-such.png"))
        let text = try await tool.run("search", "--image", "-", input: "no picture at all")
        #expect(text.status == 2)
        #expect(text.errors.contains("standard input"))
    }

    @Test func `every picture of the gallery finds itself first, at both sizes`() async throws {
        let tool = try await indexed()
        for name in ["city-night.svg", "red-apple.svg", "beach-sunset.svg", "pizza.jpg", "desert-dunes.jpg"] {
            for dims in ["1024", "256"] {
                let found = try await tool.json(
                    "search",
                    "--image",
                    "\(gallery)/\(name)",
                    "--in",
                    "images",
                    "--dims",
                    dims,
                    "--size",
                    "2"
                )
                #expect(first(found) == "gallery/\(name)", "at \(dims) dims")
            }
        }
    }
}
