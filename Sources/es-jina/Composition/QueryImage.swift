import CommandTree
import CurlTransport
import ESJina
import Embeddings
import HTTPTransport
import VipsImages

/// Reads the picture somebody searches by.
struct QueryImage {
    /// The largest picture fetched, in bytes: 32 MiB.
    static let maxBytes = 32 << 20

    private let command: ParsedCommand

    init(_ command: ParsedCommand) { self.command = command }

    /// The picture of that name, ready to be embedded; sends one request for a URL.
    func prepared(_ name: String) async throws -> EmbeddingImage {
        let bytes: [UInt8]
        if name.hasPrefix("http://") || name.hasPrefix("https://") {
            bytes = try await fetched(name)
        } else {
            guard let read = PlatformFiles.read(name) else {
                throw CommandError("Cannot read the picture '\(name)'. Is the path right?")
            }
            bytes = read
        }
        let label = name == "-" ? "standard input" : name
        return try VipsImagePreparer().prepare(bytes, name: label, options: ImageOptions()).image
    }

    private func fetched(_ url: String) async throws -> [UInt8] {
        var curl = CurlConfiguration()
        curl.userAgent = "es-jina/\(ESJinaCommand.version)"
        curl.maxResponseBytes = Self.maxBytes
        let request = HTTPRequest(.get, url, headers: ["Accept": "image/*"], operation: "fetch image")
        let answer = try await LibcurlTransport(curl).send(request)
        guard answer.status == 200 else {
            throw CommandError("The picture at \(url) cannot be fetched: the server answered \(answer.status).")
        }
        return answer.body
    }
}
