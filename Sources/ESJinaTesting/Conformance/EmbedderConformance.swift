public import Embeddings

/// Checks that an `Embedder` keeps the promises of the protocol, whatever stands behind it.
///
/// ```swift
/// #expect(try await EmbedderConformance(embedder).violations() == [])
/// ```
///
/// About twenty calls of `embed`, each of a handful of inputs.
public struct EmbedderConformance: Sendable {
    /// The embedder under test.
    public var embedder: any Embedder
    /// Texts that it embeds; at least two, all different.
    public var texts: [String]
    /// A picture that it embeds, where it reads pictures.
    public var image: EmbeddingImage?
    /// Inputs that it must report as failures of their own: empty texts, pictures that are none.
    public var unusable: [EmbeddingInput]
    /// How far a component may differ between two calls for the same input; default 1e-5: batches change the last digits.
    public var tolerance: Float

    /// Makes checks.
    public init(
        _ embedder: any Embedder,
        texts: [String] = ["A red apple on a table", "Ein Hund läuft am Strand", "雨の夜の街", "two cats asleep"],
        image: EmbeddingImage? = nil,
        unusable: [EmbeddingInput] = [.text("")],
        tolerance: Float = 1e-5
    ) {
        self.embedder = embedder
        self.texts = texts
        self.image = image
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
        for role in [EmbeddingRole.document, .query] { try await checkVectors(role, &report) }
        try await checkOrder(&report)
        try await checkSizes(&report)
        try await checkFailures(&report)
        try await checkConcurrency(&report)
        return report.violations
    }

    private struct Report {
        var violations: [String] = []
        mutating func require(_ holds: Bool, _ violation: @autoclosure () -> String) {
            if !holds { violations.append(violation()) }
        }
    }

    private var inputs: [EmbeddingInput] { texts.map(EmbeddingInput.text) + (image.map { [.image($0)] } ?? []) }

    private func checkDescription(_ report: inout Report) {
        let limits = embedder.limits
        report.require(embedder.model.dims > 0, "the model has no dims")
        report.require(
            embedder.model.matryoshkaDims.contains(embedder.model.dims),
            "the full size is no Matryoshka size"
        )
        report.require(
            embedder.model.matryoshkaDims == embedder.model.matryoshkaDims.sorted(),
            "the Matryoshka sizes do not ascend"
        )
        report.require(!embedder.fingerprint.isEmpty, "the fingerprint is empty")
        report.require(embedder.fingerprint == embedder.fingerprint, "the fingerprint changes")
        report.require(
            limits.maxTexts > 0 && limits.maxImages > 0 && limits.maxBytes > 0 && limits.maxConcurrentCalls > 0,
            "a limit is not positive"
        )
    }

    private func checkEmpty(_ report: inout Report) async throws {
        let batch = try await embedder.embed([], role: .document, dims: nil)
        report.require(batch.outcomes.isEmpty, "no input gives \(batch.outcomes.count) outcomes")
        report.require(batch.billedTokens == 0, "no input costs \(batch.billedTokens) tokens")
    }

    private func checkVectors(_ role: EmbeddingRole, _ report: inout Report) async throws {
        let vectors = try await vectors(inputs, role: role, &report)
        for (index, vector) in vectors.enumerated() {
            let name = "the \(role.rawValue) vector of input \(index)"
            report.require(vector.dims == embedder.model.dims, "\(name) has \(vector.dims) dims")
            report.require(vector.isFinite, "\(name) is not finite")
            report.require(abs(vector.norm - 1) < 1e-4, "\(name) has length \(vector.norm)")
        }
        for (index, vector) in vectors.enumerated() {
            report.require(
                !vectors[..<index].contains { distance($0, vector) < 1e-3 },
                "the \(role.rawValue) vector of input \(index) is that of another input"
            )
        }
    }

    private func checkOrder(_ report: inout Report) async throws {
        let together = try await vectors(inputs, &report)
        let reversed = try await vectors(inputs.reversed(), &report)
        guard together.count == inputs.count, reversed.count == inputs.count else { return }
        for (index, input) in inputs.enumerated() {
            let alone = try await vectors([input], &report)
            report.require(
                alone.first.map { distance($0, together[index]) <= tolerance } ?? false,
                "input \(index) alone has another vector than among others"
            )
            report.require(
                distance(reversed[inputs.count - 1 - index], together[index]) <= tolerance,
                "input \(index) has another vector when the order is reversed"
            )
        }
    }

    private func checkSizes(_ report: inout Report) async throws {
        let full = try await vectors(inputs, &report)
        let untrained = embedder.model.dimsRange.map { [max($0.lowerBound, $0.upperBound / 3)] } ?? []
        for dims in embedder.model.matryoshkaDims + untrained {
            let cut = try await vectors(inputs, dims: dims, &report)
            guard cut.count == full.count else { continue }
            for (index, vector) in cut.enumerated() {
                let expected = try? full[index].truncated(to: dims)
                report.require(vector.dims == dims, "\(dims) dims were asked for and \(vector.dims) came")
                report.require(
                    expected.map { distance(vector, $0) <= tolerance } ?? false,
                    "at \(dims) dims input \(index) is not the normalised prefix of its full vector"
                )
            }
        }
        do {
            _ = try await embedder.embed(inputs, role: .document, dims: embedder.model.dims + 1)
            report.require(false, "a size that the model does not have is accepted")
        } catch {}
    }

    private func checkFailures(_ report: inout Report) async throws {
        let expected = try await vectors(inputs, &report)
        for (number, bad) in unusable.enumerated() where expected.count == inputs.count {
            var mixed = inputs
            let place = mixed.count / 2
            mixed.insert(bad, at: place)
            let outcomes = try await embedder.embed(mixed, role: .document, dims: nil).outcomes
            report.require(outcomes.count == mixed.count, "an unusable input changes the number of outcomes")
            guard outcomes.count == mixed.count else { continue }
            for (index, outcome) in outcomes.enumerated() {
                switch outcome {
                case .failure(let failure):
                    report.require(index == place, "input \(index) fails beside unusable input \(number): \(failure)")
                    report.require(!failure.message.isEmpty, "the failure of unusable input \(number) has no message")
                case .success(let vector):
                    report.require(index != place, "unusable input \(number) has a vector")
                    guard index != place else { continue }
                    report.require(
                        distance(vector, expected[index < place ? index : index - 1]) <= tolerance,
                        "input \(index) has another vector beside unusable input \(number)"
                    )
                }
            }
        }
    }

    private func checkConcurrency(_ report: inout Report) async throws {
        let expected = try await vectors(inputs, &report)
        guard expected.count == inputs.count else { return }
        let same = try await withThrowingTaskGroup(of: Bool.self) { group in
            for shift in 0..<4 {
                group.addTask {
                    let shifted = inputs.indices.map { inputs[($0 + shift) % inputs.count] }
                    let outcomes = try await embedder.embed(shifted, role: .document, dims: nil).outcomes
                    return outcomes.enumerated()
                        .allSatisfy { index, outcome in
                            guard case .success(let vector) = outcome else { return false }
                            return distance(vector, expected[(index + shift) % inputs.count]) <= tolerance
                        }
                }
            }
            return try await group.reduce(true) { $0 && $1 }
        }
        report.require(same, "calls at the same time get other vectors")
    }

    private func vectors(
        _ inputs: [EmbeddingInput],
        role: EmbeddingRole = .document,
        dims: Int? = nil,
        _ report: inout Report
    ) async throws -> [Embedding] {
        let outcomes = try await embedder.embed(inputs, role: role, dims: dims).outcomes
        report.require(outcomes.count == inputs.count, "\(inputs.count) inputs give \(outcomes.count) outcomes")
        return outcomes.compactMap { outcome in
            switch outcome {
            case .success(let vector): return vector
            case .failure(let failure):
                report.require(false, "a good input fails: \(failure)")
                return nil
            }
        }
    }

    /// The largest difference of a component; infinite between sizes.
    private func distance(_ left: Embedding, _ right: Embedding) -> Float {
        guard left.dims == right.dims else { return .infinity }
        return zip(left.values, right.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
}
