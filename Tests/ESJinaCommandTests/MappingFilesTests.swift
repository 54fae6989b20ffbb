import CommandTree
import ESJina
import Elasticsearch
import Embeddings
import JSONValues
import Jina
import TestSupport
import Testing

@testable import es_jina

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The folder `Mappings`, which the command makes: `RECORD_SNAPSHOTS=1` rewrites it.
@Suite struct `Mappings of the repository` {
    static let folder = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Mappings"

    /// A mapping in the folder.
    struct File: Sendable {
        var model: EmbeddingModel
        var dims: Int
        var element: VectorElementType
        var type: VectorIndexType

        var name: String { "\(model.id)-\(dims)-\(element.rawValue)-\(type.rawValue).json" }

        var arguments: [String] {
            let licence = type == .bbqDisk ? ["--licence", "enterprise"] : []
            return ["mapping", "--model", model.id, "--dims", "\(dims)", "--element-type", element.rawValue]
                + ["--index-type", type.rawValue, "--for", "9.5"] + licence
        }
    }

    private static let newest = Capabilities(version: "9.5")

    /// Every model and size with the recommended index, and one model with every index and element type.
    static let files: [File] = {
        var files: [File] = []
        for model in JinaModels.embeddingModels {
            for dims in model.matryoshkaDims.reversed() {
                let type = VectorIndexOptions.recommended(dims: dims, capabilities: newest).options.type
                files.append(File(model: model, dims: dims, element: .float, type: type))
            }
        }
        let model = JinaModels.clipV2
        let plain: [VectorIndexType] = [.hnsw, .flat]
        let kinds: [(VectorElementType, [VectorIndexType])] = [
            (.float, VectorIndexType.known), (.bfloat16, [.hnsw, .int8HNSW, .bbqHNSW]), (.byte, plain), (.bit, plain),
        ]
        for dims in [1024, 256] {
            for (element, types) in kinds {
                for type in types where element != .bfloat16 || type != .bbqHNSW || dims >= 384 {
                    files.append(File(model: model, dims: dims, element: element, type: type))
                }
            }
        }
        var names: Set<String> = []
        return files.filter { names.insert($0.name).inserted }
    }()

    /// What the command prints.
    private static func output(_ arguments: [String]) async throws -> String {
        let command = try ESJinaCommand.root.parse(arguments).resolve(environment: [:], configuration: nil)
        return try await MappingCommand(command, Console(environment: [:])).text()
    }

    private func verify(_ text: String, _ name: String) {
        let mismatch = GoldenFile.mismatch(text, as: "Mappings/" + name, at: Self.folder + "/" + name)
        #expect(mismatch == nil)
    }

    @Test func `each is what the command prints, and the table says what it is`() async throws {
        var rows: [String] = []
        for file in Self.files {
            let text = try await Self.output(file.arguments)
            verify(text, file.name)
            rows.append(try Self.row(file, IndexMapping(#require(try JSONValue.parse(text)["mappings"]))))
        }
        for model in JinaModels.embeddingModels {
            for kind in ["index", "component"] {
                let pattern = kind == "index" ? ["--index-pattern", model.id + "-*"] : []
                let arguments = ["mapping", "--model", model.id, "--for", "9.5", "--template", kind] + pattern
                verify(try await Self.output(arguments), "\(kind)-templates/\(model.id).json")
            }
        }
        verify(Self.readme(rows), "README.md")
    }

    @Test func `there is no other file`() throws {
        func names(_ folder: String) throws -> Set<String> {
            Set(try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") })
        }
        let folders = ["index-templates", "component-templates"]
        #expect(try names(Self.folder) == Set(Self.files.map(\.name) + folders + ["README.md"]))
        for folder in folders {
            #expect(
                try names(Self.folder + "/" + folder) == Set(JinaModels.embeddingModels.map { $0.id + ".json" })
            )
        }
    }

    // MARK: The table

    private static func row(_ file: File, _ mapping: IndexMapping) throws -> String {
        let field = try #require(mapping.denseVectorFields["text_embedding_\(file.dims)"])
        let server = file.type == .bbqDisk ? Capabilities(version: "9.5", licence: .enterprise) : newest
        let footprint = VectorFootprint(field, documents: 1_000_000, capabilities: server)
        func megabytes(_ bytes: Int) -> String { "\((bytes + 500_000) / 1_000_000) MB" }
        let columns = [
            file.model.id, "\(file.dims)", file.element.rawValue, "`\(file.type.rawValue)`",
            megabytes(footprint.ramBytes), megabytes(footprint.diskBytes), servers(mapping), "[JSON](\(file.name))",
        ]
        return "| " + columns.joined(separator: " | ") + " |"
    }

    /// Which servers take a mapping as it is.
    private static func servers(_ mapping: IndexMapping) -> String {
        let versions: [ServerVersion] = ["8.19", "9.0", "9.1", "9.2", "9.3", "9.4", "9.5"]
        func taken(_ licence: Licence) -> [ServerVersion] {
            versions.filter { (try? mapping.json(for: Capabilities(version: $0, licence: licence))) != nil }
        }
        func text(_ found: [ServerVersion]) -> String {
            guard let first = found.first else { return "none" }
            let name = "\(first.major).\(first.minor)"
            return found == Array(versions.suffix(found.count)) ? "\(name) and newer" : name
        }
        let (basic, paid) = (taken(.basic), taken(.enterprise))
        return basic == paid ? text(basic) : "\(text(paid)), Enterprise"
    }

    private static func readme(_ rows: [String]) -> String {
        """
        # Mappings

        Ready to be put into Elasticsearch: `PUT /my-index` with one of these bodies makes an index that `es-jina ingest --index
        my-index` fills and `es-jina search` searches. Every embedding model with every size it was trained for has the index type
        that is recommended for it; jina-clip-v2 has all of them. Everything here is printed by `es-jina mapping`, which makes more
        combinations, explains them (`--explain`) and knows your server; a test keeps the files as it prints them, and another one
        puts each into the real Elasticsearch of those versions that the table names.

        ```sh
        curl -X PUT localhost:9200/my-index -H 'Content-Type: application/json' \\
          -d @Mappings/jina-clip-v2-1024-float-bbq_hnsw.json
        ```

        `index-templates` holds, for the full size of each model, a body for `PUT _index_template/NAME` that is for all indices whose
        names begin with the model's and a hyphen; `component-templates` one for `PUT _component_template/NAME`, of which index
        templates of your own may be composed.

        The fields `_meta.es_jina` are what es-jina knows an index by: model, sizes, element types, how vectors and pictures were
        prepared. They are those of Jina's hosted API.

        Memory is what of a million vectors should stay in the page cache, disk what they take, both for one copy of one field on
        Elasticsearch 9.5; a document has a vector of its own modality only. Below 384 dims `bbq` types lose recall.
        Serverless takes every one of them. `bbq_disk` needs an Enterprise licence.

        | Model | Dims | Element | Index | Memory per million | Disk per million | Servers | File |
        |---|---:|---|---|---:|---:|---|---|

        """ + rows.joined(separator: "\n") + "\n"
    }
}
