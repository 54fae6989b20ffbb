import Elasticsearch
import EmbeddedNode
import Embeddings
import HTTPTransport
import JSONValues
import TestSupport
import Testing

/// The rules of ``DenseVectorField/validate(for:name:)`` against the servers that they restate.
@Suite("Every rule of vector fields on every server there is", .serialized)
struct MappingSweepTests {
    private struct Candidate {
        let field: DenseVectorField
        let complaint: ElasticsearchError?
    }

    private func candidates(for server: Capabilities) -> [Candidate] {
        MappingSweepFields.all.map { field in
            do throws(ElasticsearchError) {
                try field.validate(for: server, name: "v")
                return Candidate(field: field, complaint: nil)
            } catch {
                return Candidate(field: field, complaint: error)
            }
        }
    }

    /// Where the rules here and those of the server differ, a line each.
    private func disagreements(_ sweep: MappingSweep) async throws -> [String] {
        let all = candidates(for: sweep.server)
        let valid = all.filter { $0.complaint == nil }
        let invalid = all.filter { $0.complaint != nil }
        #expect(valid.count > 800)
        #expect(invalid.count > 1000)
        var lines: [String] = []
        for (candidate, refusal) in zip(
            valid,
            try await sweep.refusals(of: valid.map(\.field), areTogether: true)
        ) {
            guard let refusal else { continue }
            lines.append("\(candidate.field.unchecked(for: sweep.server).text) is refused: \(refusal)")
        }
        for (candidate, refusal) in zip(
            invalid,
            try await sweep.refusals(of: invalid.map(\.field), areTogether: false)
        ) where refusal == nil {
            let complaint = candidate.complaint?.message ?? ""
            lines.append("\(candidate.field.unchecked(for: sweep.server).text) is taken, although it \(complaint)")
        }
        return lines
    }

    @Test(
        "A real node takes what is called valid and refuses what is called invalid",
        .enabled(if: Equipment.hasClusters, Equipment.clustersAdvice),
        arguments: Equipment.clusters
    )
    func cluster(url: String) async throws {
        let client = try Equipment.client(url)
        let sweep = MappingSweep(
            base: url,
            transport: Equipment.transport,
            server: try await client.capabilities(),
            index: TestEquipment.uniqueIndexName("sweep")
        )
        let lines = try await disagreements(sweep)
        #expect(lines.isEmpty, "\(lines.count):\n\(lines.prefix(40).joined(separator: "\n"))")
    }

    @Test("The embedded node takes and refuses the same")
    func embedded() async throws {
        let directory = try TemporaryDirectory()
        let node = try EmbeddedNode(directory: directory.path)
        let client = ElasticsearchClient(try ElasticsearchConfiguration("http://embedded"), transport: node)
        let sweep = MappingSweep(
            base: "http://embedded",
            transport: node,
            server: try await client.capabilities(),
            index: "sweep"
        )
        let lines = try await disagreements(sweep)
        #expect(lines.isEmpty, "\(lines.count):\n\(lines.prefix(40).joined(separator: "\n"))")
    }

    @Test(
        "The embedded node refuses in the words of Elasticsearch 9.5",
        .enabled(if: Equipment.hasClusters, Equipment.clustersAdvice),
        arguments: Equipment.clusters
    )
    func words(url: String) async throws {
        let server = try await Equipment.client(url).capabilities()
        guard server.version >= "9.5" else { return }
        let directory = try TemporaryDirectory()
        let real = MappingSweep(
            base: url,
            transport: Equipment.transport,
            server: server,
            index: TestEquipment.uniqueIndexName("sweep")
        )
        let embedded = MappingSweep(
            base: "http://embedded",
            transport: try EmbeddedNode(directory: directory.path),
            server: server,
            index: "sweep"
        )
        let fields = candidates(for: server).filter { $0.complaint != nil }.map(\.field)
        let expected = try await real.refusals(of: fields, areTogether: false)
        let given = try await embedded.refusals(of: fields, areTogether: false)
        let lines = zip(fields, zip(expected, given))
            .compactMap { field, pair -> String? in
                guard pair.0.map(comparable) != pair.1.map(comparable) else { return nil }
                return "\(field.unchecked(for: server).text): \(pair.0.map { "\($0)" } ?? "taken")"
                    + " here \(pair.1.map { "\($0)" } ?? "taken")"
            }
        #expect(lines.isEmpty, "\(lines.count):\n\(lines.prefix(40).joined(separator: "\n"))")
    }

    /// A refusal without the order in which Java lists the names of a set.
    private func comparable(_ refusal: MappingSweep.Refusal) -> MappingSweep.Refusal {
        var refusal = refusal
        if let names = refusal.reason.firstRange(of: "available types are [")?.upperBound {
            refusal.reason = String(refusal.reason[..<names])
        }
        return refusal
    }
}
