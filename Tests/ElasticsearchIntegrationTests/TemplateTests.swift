import Elasticsearch
import EmbeddedNode
import Embeddings
import JSONValues
import TestSupport
import Testing

@Suite("Templates on real nodes", .enabled(if: Equipment.hasClusters, Equipment.clustersAdvice))
struct TemplateTests {
    private func uniqueName() -> String { "es-jina-test-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))" }

    @Test("Templates are put, read back, composed into an index and deleted", arguments: Equipment.clusters)
    func lifecycle(url: String) async throws {
        let client = try Equipment.client(url)
        let name = uniqueName()
        let vectors = ComponentTemplate(
            definition: IndexDefinition(
                mapping: IndexMapping(
                    meta: ["es_jina": ["layout": 3]],
                    properties: ["v": .denseVector(DenseVectorField(dims: 8, similarity: .dotProduct))]
                )
            ),
            meta: ["by": "es-jina"]
        )
        let template = IndexTemplate(
            indexPatterns: [name + "-*"],
            priority: 400,
            composedOf: [name],
            definition: IndexDefinition(
                settings: IndexSettings(numberOfShards: 1, numberOfReplicas: 0),
                mapping: IndexMapping(properties: ["title": .text()])
            ),
            meta: ["by": "es-jina"]
        )
        try await client.putComponentTemplate(name, vectors)
        do {
            try await client.putIndexTemplate(name, template)
            let found = try #require(try await client.indexTemplate(name))
            #expect(found["index_patterns"] == [.string(name + "-*")])
            #expect(found["priority"] == 400)
            #expect(found["composed_of"] == [.string(name)])
            #expect(found["_meta"] == ["by": "es-jina"])
            let component = try #require(try await client.componentTemplate(name))
            let mapping = IndexMapping(try #require(component["template"]?["mappings"]))
            #expect(mapping.denseVectorFields["v"]?.indexOptions?.type == .int8HNSW)
            #expect(mapping.meta == ["es_jina": ["layout": 3]])

            let simulated = try await client.simulatedIndex(name + "-1")
            #expect(simulated["mappings"]?["properties"]?["title"]?["type"] == "text")

            let index = name + "-1"
            try await client.createIndex(index)
            let made = try await client.mapping(of: index)
            #expect(made.denseVectorFields["v"]?.similarity == .dotProduct)
            #expect(made.properties["title"] == .text())
            #expect(made.meta == ["es_jina": ["layout": 3]])
            try await client.deleteIndex(index)

            // What a template is composed of cannot be taken away.
            let error = try await failure { try await client.deleteComponentTemplate(name) }
            #expect(error.kind == .illegalArgument)
        } catch {
            _ = try? await client.deleteIndexTemplate(name)
            _ = try? await client.deleteComponentTemplate(name)
            throw error
        }
        #expect(try await client.deleteIndexTemplate(name))
        #expect(try await client.deleteComponentTemplate(name))
        #expect(try await client.deleteIndexTemplate(name) == false)
        #expect(try await client.deleteComponentTemplate(name) == false)
        #expect(try await client.indexTemplate(name) == nil)
        #expect(try await client.componentTemplate(name) == nil)
    }

    @Test("Analyzers are found, or not", arguments: Equipment.clusters)
    func analyzers(url: String) async throws {
        let client = try Equipment.client(url)
        #expect(try await client.terms(of: "Les chevaux", analyzer: "french") == ["cheval"])
        #expect(try await client.terms(of: "Les chevaux", analyzer: "standard") == ["les", "chevaux"])
        #expect(try await client.hasAnalyzer("german"))
        #expect(try await client.hasAnalyzer("nothing") == false)
    }
}

@Suite("Templates on the embedded node")
struct EmbeddedTemplateTests {
    @Test("They are refused in Elasticsearch's form, because the node has none")
    func refused() async throws {
        let directory = try TemporaryDirectory()
        let client = ElasticsearchClient(
            try ElasticsearchConfiguration("http://embedded"),
            transport: try EmbeddedNode(directory: directory.path)
        )
        let template = IndexTemplate(indexPatterns: ["a-*"])
        for error in [
            try await failure { try await client.putIndexTemplate("a", template) },
            try await failure {
                try await client.putComponentTemplate("a", ComponentTemplate(definition: IndexDefinition()))
            },
            try await failure { _ = try await client.indexTemplate("a") },
            try await failure { try await client.deleteComponentTemplate("a") },
        ] {
            #expect(error.status == 400)
            #expect(error.message.contains("no handler found for uri"), "\(error.message)")
        }
    }
}
