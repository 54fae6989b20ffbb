import Embeddings
import JSONValues
import TestSupport
import Testing

@testable import Elasticsearch

@Suite("Comparing mappings")
struct MappingComparisonTests {
    private let newest = Capabilities(version: "9.5.4")
    private let eight = Capabilities(version: "8.19.21")
    private let types = VectorIndexType.known

    private func capabilities(_ version: String) -> Capabilities {
        Capabilities(version: ServerVersion(version) ?? "9.5.4", licence: .basic)
    }

    /// The comparison; `nil` where the wanted mapping is none that is ever sent.
    private func comparison(
        _ wanted: JSONValue,
        _ found: JSONValue,
        _ server: Capabilities
    ) -> MappingComparison? {
        // Writes to it need a licence that these nodes do not have; changing its mapping does not.
        let server = Capabilities(version: server.version, licence: .enterprise)
        return try? MappingComparison(wanted: IndexMapping(wanted), found: IndexMapping(found), for: server)
    }

    @Test("What a server fills in by itself is no difference", arguments: RecordedMapping.versions)
    func defaults(version: String) throws {
        var compared = 0
        for recorded in try RecordedMapping.all(version) {
            guard case .stored(let put, let got) = recorded.event else { continue }
            // Whose index options are left to the server is given the recommended ones here.
            guard put["type"] != "dense_vector" || put["index_options"] != nil || put["dims"]?.int ?? 0 < 384 else {
                continue
            }
            let found = recorded.isWhole ? got : recorded.mapping(got)
            let wanted = recorded.isWhole ? put : recorded.mapping(put)
            guard let comparison = comparison(wanted, found, capabilities(version)) else { continue }
            compared += 1
            #expect(comparison.entries.allSatisfy { $0.status == .equal }, "\(recorded): \(comparison.entries)")
            #expect(comparison.update == nil, "\(recorded)")
        }
        #expect(compared > 150)
    }

    @Test("A change is called possible where a real node made it", arguments: RecordedMapping.versions)
    func changes(version: String) throws {
        var compared = 0
        for recorded in try RecordedMapping.all(version) {
            guard case .changed(let from, let to, let into) = recorded.event else { continue }
            // A server forgets sources from then on, which for the documents that there are is no change at all.
            guard to["_source"]?["enabled"] == nil else { continue }
            let wanted = recorded.mapping(to)
            guard let comparison = comparison(wanted, recorded.mapping(from), capabilities(version)) else { continue }
            compared += 1
            let needsMigration = !comparison.entries(.migrate).isEmpty
            guard let into else {
                // The server refuses a parameter that is written another way and means the same; nobody has to ask it to.
                #expect(needsMigration || comparison.isSatisfied, "\(recorded): \(comparison.entries)")
                let isNothing = comparison.update == nil
                #expect(isNothing == comparison.entries(.add).isEmpty, "\(recorded): \(comparison.entries)")
                continue
            }
            // A server may take a request and change nothing.
            let after = self.comparison(wanted, recorded.isWhole ? into : recorded.mapping(into), capabilities(version))
            #expect(needsMigration == (after?.isSatisfied == false), "\(recorded): \(comparison.entries)")
        }
        #expect(compared > 400)
    }

    @Test("Index types change along the table and in no other way")
    func transitions() {
        let table: [(VectorIndexType, String)] = [
            (.hnsw, "hnsw int8_hnsw int4_hnsw bbq_hnsw"),
            (.int8HNSW, "int8_hnsw int4_hnsw bbq_hnsw"),
            (.int4HNSW, "int4_hnsw bbq_hnsw"),
            (.bbqHNSW, "bbq_hnsw"),
            (.flat, "hnsw int8_hnsw int4_hnsw bbq_hnsw flat int8_flat int4_flat bbq_flat bbq_disk"),
            (.int8Flat, "hnsw int8_hnsw int4_hnsw bbq_hnsw int8_flat int4_flat bbq_flat"),
            (.int4Flat, "hnsw int8_hnsw int4_hnsw bbq_hnsw int4_flat bbq_flat"),
            (.bbqFlat, "bbq_hnsw bbq_flat"),
            (.bbqDisk, "bbq_disk"),
        ]
        #expect(table.map(\.0).count == types.count)
        for (old, news) in table {
            let allowed = types.filter {
                VectorIndexOptions(old).obstacles(to: VectorIndexOptions($0), for: newest).isEmpty
            }
            #expect(allowed.map(\.rawValue).joined(separator: " ") == news, "from \(old.rawValue)")
        }
    }

    @Test("m never shrinks, whatever else changes")
    func neighbours() {
        for old in types where old.isGraph {
            for new in types where new.isGraph {
                let obstacles = VectorIndexOptions(old, m: 32).obstacles(to: VectorIndexOptions(new), for: newest)
                #expect(obstacles["index_options.m"] == "cannot shrink [index_options.m] from [32] to [16]")
            }
        }
        let more = VectorIndexOptions(.hnsw).obstacles(to: VectorIndexOptions(.bbqHNSW, m: 32), for: newest)
        #expect(more.isEmpty)
        #expect(VectorIndexOptions(.flat).obstacles(to: VectorIndexOptions(.hnsw, m: 4), for: newest).isEmpty)
    }

    @Test("Of bbq_disk everything may change but precondition and auto_calibrate")
    func disk() {
        let old = VectorIndexOptions(.bbqDisk)
        let new = VectorIndexOptions(
            .bbqDisk,
            rescoreOversample: 5,
            onDiskRescore: true,
            flatIndexThreshold: 7,
            clusterSize: 64,
            defaultVisitPercentage: 2,
            bits: 4
        )
        #expect(old.obstacles(to: new, for: newest).isEmpty && new.obstacles(to: old, for: newest).isEmpty)
        let other = VectorIndexOptions(.bbqDisk, precondition: true, autoCalibrate: true)
        let names: Set = ["index_options.precondition", "index_options.auto_calibrate"]
        #expect(Set(old.obstacles(to: other, for: newest).keys) == names)
        #expect(Set(other.obstacles(to: old, for: newest).keys) == names)
    }

    @Test("A confidence interval is fixed below 9.4 and without a meaning from there")
    func confidence() {
        let old = VectorIndexOptions(.int8HNSW, confidenceInterval: 0.95)
        let parameter = "index_options.confidence_interval"
        #expect(old.obstacles(to: VectorIndexOptions(.int8HNSW), for: eight).keys.contains(parameter))
        #expect(VectorIndexOptions(.int8HNSW).obstacles(to: old, for: eight).isEmpty)
        #expect(
            VectorIndexOptions(.int4HNSW)
                .obstacles(to: VectorIndexOptions(.int4HNSW, confidenceInterval: 0.9), for: eight)
                .keys.contains(parameter)
        )
        #expect(old.obstacles(to: VectorIndexOptions(.int4HNSW), for: eight).isEmpty)
        #expect(old.obstacles(to: VectorIndexOptions(.int8HNSW), for: newest).isEmpty)
    }

    @Test("What is missing is added, what nobody asked for stays, and what cannot change says why")
    func entries() throws {
        func vector(_ dims: Int, _ type: VectorIndexType, m: Int? = nil) -> FieldMapping {
            .denseVector(
                DenseVectorField(dims: dims, similarity: .dotProduct, indexOptions: VectorIndexOptions(type, m: m))
            )
        }
        let wanted = IndexMapping(
            dynamic: .mapped,
            meta: ["es_jina": 1],
            properties: [
                "title": .text(fields: ["keyword": .keyword(ignoreAbove: 256), "more": .text()]),
                "path": .keyword(), "v1": vector(64, .bbqHNSW), "v2": vector(64, .int8HNSW), "v3": vector(128, .hnsw),
                "v4": vector(256, .hnsw), "captions": .object(["en": .text(analyzer: "english")]), "n": .long,
            ]
        )
        let found = IndexMapping(
            dynamic: nil,
            properties: [
                "n": .keyword(), "captions": .object(["en": .text(), "de": .text()]), "color": .keyword(),
                "v1": vector(64, .int8HNSW, m: 16), "v2": vector(64, .bbqHNSW), "v3": vector(64, .hnsw),
                "title": .text(analyzer: "standard", fields: ["keyword": .keyword(ignoreAbove: 128)]),
                "path": .keyword(),
            ]
        )
        let comparison = try MappingComparison(wanted: wanted, found: found, for: newest)
        let lines = comparison.entries.map { "\($0.path) \($0.status.rawValue)" }
        #expect(
            lines == [
                "dynamic ok", "title ok", "title.keyword update", "title.more add", "path ok", "v1 update",
                "v2 migrate",
                "v3 migrate", "v4 add", "captions ok", "captions.en migrate", "captions.de extra", "n migrate",
                "color extra",
            ]
        )
        #expect(!comparison.isSatisfied)
        #expect(
            comparison.entries(.migrate).map(\.reason) == [
                "the field [v2] cannot change [index_options.type] from [bbq_hnsw] to [int8_hnsw]",
                "the field [v3] cannot change [dims] from [64] to [128]",
                "the field [captions.en] cannot change [analyzer] from [standard] to [english]",
                "the field [n] cannot change its type from [keyword] to [long]",
            ]
        )
        let update = try #require(try comparison.update?.json(for: newest))
        #expect(
            update == [
                "properties": [
                    // The analyzer stays as it is written there, for another way to write it would be refused.
                    "title": [
                        "type": "text", "analyzer": "standard",
                        "fields": ["keyword": ["type": "keyword", "ignore_above": 256], "more": ["type": "text"]],
                    ],
                    "v1": [
                        "type": "dense_vector", "dims": 64, "index": true, "similarity": "dot_product",
                        "index_options": ["type": "bbq_hnsw"],
                    ],
                    "v4": [
                        "type": "dense_vector", "dims": 256, "index": true, "similarity": "dot_product",
                        "index_options": ["type": "hnsw"],
                    ],
                ]
            ]
        )
        #expect(comparison.field("v1")?.leavesOldSegments == true && comparison.field("v4")?.leavesOldSegments == false)
    }

    @Test("Analyzers are compared with settings, which come back as texts")
    func analysis() throws {
        let settings: JSONObject = [
            "analysis": [
                "analyzer": ["short": ["type": "standard", "max_token_length": "50"], "default": ["type": "simple"]]
            ]
        ]
        func comparison(_ analyzer: JSONValue, _ name: String = "short") throws -> MappingComparison {
            try MappingComparison(
                wanted: IndexDefinition(
                    settings: IndexSettings(analysis: ["analyzer": [name: analyzer]]),
                    mapping: IndexMapping(properties: ["a": .text(analyzer: "standard"), "b": .text()])
                ),
                found: IndexMapping(properties: ["a": .text(), "b": .text()]),
                settings: settings,
                for: newest
            )
        }
        let same = try comparison(["type": "standard", "max_token_length": 50])
        // The index has a default analyzer of its own, so it is not the standard one.
        #expect(same.entries.map(\.status) == [.equal, .migrate, .equal])
        let other = try comparison(["type": "standard", "max_token_length": 60])
        #expect(other.entries.first?.reason == "[analysis.analyzer.short] cannot be changed in an index that is open")
        let missing = try comparison(["type": "simple"], "long")
        #expect(missing.entries.first?.reason == "[analysis.analyzer.long] cannot be added to an index that is open")
        #expect(missing.entries.first?.part == .setting && missing.update == nil)
    }
}
