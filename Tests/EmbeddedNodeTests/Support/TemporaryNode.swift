import EmbeddedNode
import HTTPTransport
import JSONValues

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A directory that goes when its owner does.
final class TemporaryDirectory: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/es-jina-node-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, mkdtemp(base) != nil else { return "/tmp" }
            return String(cString: base)
        }
    }

    /// The files below the directory, by path.
    static func files(below path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var files: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            let inner = "\(path)/\(name)"
            files +=
                opendir(inner)
                .map {
                    closedir($0); return Self.files(below: inner)
                } ?? [inner]
        }
        return files
    }

    private static func remove(_ path: String) {
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            if unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
        }
        closedir(directory)
        rmdir(path)
    }

    deinit { Self.remove(path) }
}

/// Sends requests as tests write them.
struct Client {
    let transport: any HTTPTransport
    var base = "http://any.host"

    @discardableResult
    func send(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        text: String? = nil,
        contentType: String = "application/json"
    ) async throws -> (status: Int, json: JSONValue) {
        var request = HTTPRequest(HTTPRequest.Method(rawValue: method), base + path)
        if let bytes = text.map({ Array($0.utf8) }) ?? body?.serialized() {
            request.body = .bytes(bytes)
            request.headers["Content-Type"] = contentType
        }
        let answer = try await transport.send(request)
        return (
            answer.status, (try? JSONValue.parse(answer.body)) ?? .string(String(decoding: answer.body, as: UTF8.self))
        )
    }

    /// Indexes documents in one bulk and returns the answer.
    @discardableResult
    func bulk(_ index: String, _ documents: [(id: String, source: JSONValue)]) async throws -> JSONValue {
        let lines = documents.map { document in
            let action: JSONValue = ["index": ["_index": .string(index), "_id": .string(document.id)]]
            return action.text + "\n" + document.source.text + "\n"
        }
        return try await send("POST", "/_bulk?refresh=true", text: lines.joined(), contentType: "application/x-ndjson")
            .json
    }

    /// The ids of the hits of a search, in order.
    func ids(_ index: String, _ body: JSONValue) async throws -> [String] {
        let answer = try await send("POST", "/\(index)/_search", body)
        return answer.json["hits"]?["hits"]?.array?.compactMap { $0["_id"]?.string } ?? []
    }

    /// The scores of the hits of a search by id.
    func scores(_ index: String, _ body: JSONValue) async throws -> [String: Double] {
        let answer = try await send("POST", "/\(index)/_search", body)
        var scores: [String: Double] = [:]
        for hit in answer.json["hits"]?["hits"]?.array ?? [] {
            scores[hit["_id"]?.string ?? ""] = hit["_score"]?.double
        }
        return scores
    }
}

/// A node on a directory of its own.
struct TemporaryNode {
    let directory = TemporaryDirectory()
    let client: Client

    init(_ options: EmbeddedNode.Options = .init()) throws {
        client = Client(transport: try EmbeddedNode(directory: directory.path, options: options))
    }

    /// Another node on the same directory, as another process would open.
    func reopened(_ options: EmbeddedNode.Options = .init()) throws -> Client {
        Client(transport: try EmbeddedNode(directory: directory.path, options: options))
    }
}
