import Elasticsearch
import HTTPTransport
import JSONValues
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The folder `Mappings` on real nodes.
@Suite("Mappings of the repository on real nodes", .enabled(if: Equipment.hasClusters, Equipment.clustersAdvice))
struct MappingFileTests {
    static let folder = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Mappings"

    private static func bodies(_ folder: String) throws -> [(name: String, body: JSONValue)] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }.sorted()
            .map { name in
                let data = try #require(FileManager.default.contents(atPath: folder + "/" + name))
                return (name, try JSONValue.parse(Array(data)))
            }
    }

    @Test(
        "Each is taken by the servers it is for, read back as it was, and refused by the others",
        arguments: Equipment.clusters
    )
    func indices(url: String) async throws {
        let client = try Equipment.client(url)
        let server = try await client.capabilities()
        let bodies = try Self.bodies(Self.folder)
        #expect(bodies.count > 60)
        for (name, body) in bodies {
            let mapping = IndexMapping(try #require(body["mappings"]))
            let wanted = mapping.denseVectorFields
            #expect(!wanted.isEmpty, "\(name)")
            // Whether documents may be written under bbq_disk is the licence's matter; the index is made without.
            let paid = Capabilities(version: server.version, flavour: server.flavour, licence: .enterprise)
            let isTaken = (try? mapping.json(for: paid)) != nil
            let index = "es-jina-test-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
            do {
                _ = try await client.perform(.put, index, body: body)
            } catch let error as ElasticsearchError {
                #expect(!isTaken, "\(name): \(error.message)")
                #expect(error.status == 400, "\(name)")
                continue
            }
            let found = try await client.mapping(of: index)
            try await client.deleteIndex(index)
            #expect(isTaken, "\(name) was thought to be none for \(server.summary)")
            #expect(found.meta == mapping.meta)
            #expect(found.properties.names.sorted() == mapping.properties.names.sorted())
            for (path, field) in wanted {
                let read = try #require(found.denseVectorFields[path], "\(name)")
                #expect(read.dims == field.dims && read.elementType == field.elementType, "\(name)")
                #expect(read.similarity == field.similarity, "\(name)")
                // The server adds what it takes by default; what was said it must say, too.
                let said = field.indexOptions?.json.object ?? [:]
                let heard = read.indexOptions?.json.object ?? [:]
                for (key, value) in said { #expect(heard[key] == value, "\(name): \(key)") }
            }
        }
    }

    @Test("Each template is taken, and an index is made by it", arguments: Equipment.clusters)
    func templates(url: String) async throws {
        let client = try Equipment.client(url)
        for kind in ["component", "index"] {
            for (file, body) in try Self.bodies(Self.folder + "/\(kind)-templates") {
                let name = "es-jina-test-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
                var members = try #require(body.object)
                if kind == "index" {
                    // Of two templates for the same names and priority a server refuses the second.
                    members["index_patterns"] = [.string(name + "-*")]
                }
                _ = try await client.perform(.put, "_\(kind)_template/\(name)", body: .object(members))
                do {
                    let wanted = IndexMapping(try #require(body["template"]?["mappings"]))
                    if kind == "component" {
                        let found = try #require(try await client.componentTemplate(name))
                        let mapping = IndexMapping(try #require(found["template"]?["mappings"]))
                        #expect(mapping.denseVectorFields == wanted.denseVectorFields, "\(file)")
                    } else {
                        let index = name + "-1"
                        try await client.createIndex(index)
                        let mapping = try await client.mapping(of: index)
                        try await client.deleteIndex(index)
                        #expect(mapping.meta == wanted.meta, "\(file)")
                        #expect(mapping.properties.names.sorted() == wanted.properties.names.sorted(), "\(file)")
                    }
                } catch {
                    _ = try? await client.perform(.delete, "_\(kind)_template/\(name)")
                    throw error
                }
                _ = try await client.perform(.delete, "_\(kind)_template/\(name)")
            }
        }
    }
}
