public import Embeddings

/// Checks that a `MultiVectorEmbedder` keeps the promises of the protocol, whatever stands behind it.
///
/// ```swift
/// #expect(try await MultiVectorEmbedderConformance(embedder).violations() == [])
/// ```
///
/// About fifteen calls of `embed`, each of a handful of texts.
public struct MultiVectorEmbedderConformance: Sendable {
    /// The embedder under test.
    public var embedder: any MultiVectorEmbedder
    /// Texts that it embeds; at least two, all different.
    public var texts: [String]
    /// Texts that it must report as failures of their own.
    public var unusable: [String]
    /// How far a component may differ between two calls for the same text; default 1e-5: batches change the last digits.
    public var tolerance: Float

    /// Makes checks.
    public init(
        _ embedder: any MultiVectorEmbedder,
        texts: [String] = ["A red apple on a table", "Ein Hund läuft am Strand", "雨の夜の街", "two cats asleep"],
        unusable: [String] = [""],
        tolerance: Float = 1e-5
    ) {
        self.embedder = embedder
        self.texts = texts
        self.unusable = unusable
        self.tolerance = tolerance
    }

    /// Runs every check.
    ///
    /// - Returns: A sentence for every promise that was broken; empty where all were kept.
    /// - Throws: What the embedder throws where it should not.
    public func violations() async throws -> [String] {
        var report = Report()
        checkDescription(&report)
        try await checkEmpty(&report)
        for role in [EmbeddingRole.document, .query] {
            let expected = try await vectors(texts, role: role, &report)
            checkVectors(expected, role, &report)
            guard expected.count == texts.count else { continue }
            try await checkOrder(expected, role, &report)
            try await checkFailures(expected, role, &report)
            try await checkConcurrency(expected, role, &report)
        }
        return report.violations
    }

    private struct Report {
        var violations: [String] = []
        mutating func require(_ holds: Bool, _ violation: @autoclosure () -> String) {
            if !holds { violations.append(violation()) }
        }
    }

    private func checkDescription(_ report: inout Report) {
        let model = embedder.model
        let limits = embedder.limits
        report.require(model.sizes == model.sizes.sorted(), "the sizes do not ascend")
        report.require(model.sizes.contains(model.dims), "the usual size is none of the model's")
        report.require(model.sizes.contains(embedder.dims), "\(embedder.dims) dims are none of the model's sizes")
        report.require(!embedder.fingerprint.isEmpty, "the fingerprint is empty")
        report.require(embedder.fingerprint == embedder.fingerprint, "the fingerprint changes")
        report.require(
            limits.maxTexts > 0 && limits.maxBytes > 0 && limits.maxConcurrentCalls > 0,
            "a limit is not positive"
        )
    }

    private func checkEmpty(_ report: inout Report) async throws {
        let batch = try await embedder.embed([], role: .document)
        report.require(batch.outcomes.isEmpty, "no text gives \(batch.outcomes.count) outcomes")
        report.require(batch.billedTokens == 0, "no text costs \(batch.billedTokens) tokens")
    }

    private func checkVectors(_ vectors: [MultiVector], _ role: EmbeddingRole, _ report: inout Report) {
        for (index, vector) in vectors.enumerated() {
            let name = "the \(role.rawValue) vectors of text \(index)"
            report.require(vector.dims == embedder.dims, "\(name) have \(vector.dims) dims")
            report.require(vector.values.allSatisfy(\.isFinite), "\(name) are not finite")
            report.require(vector.values.contains { $0 != 0 }, "\(name) are all zero")
            report.require(
                !vectors[..<index].contains { distance($0, vector) < 1e-3 },
                "\(name) are those of another text"
            )
        }
    }

    private func checkOrder(_ expected: [MultiVector], _ role: EmbeddingRole, _ report: inout Report) async throws {
        let reversed = try await vectors(texts.reversed(), role: role, &report)
        guard reversed.count == texts.count else { return }
        for (index, text) in texts.enumerated() {
            let alone = try await vectors([text], role: role, &report)
            report.require(
                alone.first.map { distance($0, expected[index]) <= tolerance } ?? false,
                "text \(index) alone has other \(role.rawValue) vectors than among others"
            )
            report.require(
                distance(reversed[texts.count - 1 - index], expected[index]) <= tolerance,
                "text \(index) has other \(role.rawValue) vectors when the order is reversed"
            )
        }
    }

    private func checkFailures(_ expected: [MultiVector], _ role: EmbeddingRole, _ report: inout Report) async throws {
        for (number, bad) in unusable.enumerated() {
            let place = texts.count / 2
            let mixed = texts[..<place] + [bad] + texts[place...]
            let outcomes = try await embedder.embed(Array(mixed), role: role).outcomes
            report.require(outcomes.count == mixed.count, "an unusable text changes the number of outcomes")
            guard outcomes.count == mixed.count else { continue }
            for (index, outcome) in outcomes.enumerated() {
                switch outcome {
                case .failure(let failure):
                    report.require(index == place, "text \(index) fails beside unusable text \(number): \(failure)")
                    report.require(!failure.message.isEmpty, "the failure of unusable text \(number) has no message")
                case .success(let vector):
                    report.require(index != place, "unusable text \(number) has vectors")
                    guard index != place else { continue }
                    report.require(
                        distance(vector, expected[index < place ? index : index - 1]) <= tolerance,
                        "text \(index) has other vectors beside unusable text \(number)"
                    )
                }
            }
        }
    }

    private func checkConcurrency(
        _ expected: [MultiVector],
        _ role: EmbeddingRole,
        _ report: inout Report
    ) async throws {
        let same = try await withThrowingTaskGroup(of: Bool.self) { group in
            for shift in 0..<4 {
                group.addTask {
                    let shifted = texts.indices.map { texts[($0 + shift) % texts.count] }
                    let outcomes = try await embedder.embed(shifted, role: role).outcomes
                    return outcomes.count == shifted.count
                        && outcomes.enumerated()
                            .allSatisfy { index, outcome in
                                guard case .success(let vector) = outcome else { return false }
                                return distance(vector, expected[(index + shift) % texts.count]) <= tolerance
                            }
                }
            }
            return try await group.reduce(true) { $0 && $1 }
        }
        report.require(same, "calls at the same time get other \(role.rawValue) vectors")
    }

    private func vectors(
        _ texts: [String],
        role: EmbeddingRole,
        _ report: inout Report
    ) async throws -> [MultiVector] {
        let outcomes = try await embedder.embed(texts, role: role).outcomes
        report.require(outcomes.count == texts.count, "\(texts.count) texts give \(outcomes.count) outcomes")
        return outcomes.compactMap { outcome in
            switch outcome {
            case .success(let vector): return vector
            case .failure(let failure):
                report.require(false, "a good text fails: \(failure)")
                return nil
            }
        }
    }

    /// The largest difference of a component; infinite between different shapes.
    private func distance(_ left: MultiVector, _ right: MultiVector) -> Float {
        guard left.dims == right.dims, left.values.count == right.values.count else { return .infinity }
        return zip(left.values, right.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
}
