import ESJinaTesting
import Embeddings
import HTTPTransport
import Testing

@testable import Jina

/// A server of a test's own making that counts what it is asked.
private final class ScriptedServer {
    var refused: Set<Int> = []
    var failing: Set<Int> = []
    var spoilt: Set<Int> = []
    /// The number of the request, from 1, at which it goes away for good.
    var endsAt = Int.max
    private(set) var asked: [[Int]] = []
    private(set) var probes = 0
    private(set) var embedded: [Int] = []

    func answer(_ places: [Int]) -> (answer: CallSolver<Embedding>.Answer, tokens: Int) {
        asked.append(places)
        guard asked.count < endsAt else { return (.doubtful(JinaError(.serverError, "gone", status: 500)), 0) }
        if let guilty = places.first(where: refused.contains) {
            return (.refused(JinaError(.invalidInput, "not \(guilty)", status: 400)), 0)
        }
        if places.contains(where: failing.contains) {
            return (.doubtful(JinaError(.serverError, "broken", status: 500)), 0)
        }
        embedded += places
        let items = places.map { place -> Result<Embedding, EntryFault> in
            spoilt.contains(place) ? .failure(EntryFault("NaN")) : .success(Embedding([Float(place)]))
        }
        return (.items(items), places.count)
    }

    func probe() -> (isHealthy: Bool, tokens: Int) {
        probes += 1
        return (asked.count < endsAt, 1)
    }

    func solve(_ count: Int) async throws -> CallSolver<Embedding> {
        var solver = CallSolver<Embedding>(ask: { self.answer($0) }, probe: { self.probe() })
        try await solver.solve(Array(0..<count))
        return solver
    }
}

@Suite struct `Call solver` {
    private func isVector(_ result: Result<Embedding, EmbeddingFailure>?, of place: Int) -> Bool {
        if case .success(let vector)? = result { vector == Embedding([Float(place)]) } else { false }
    }

    private func failure(_ result: Result<Embedding, EmbeddingFailure>?) -> EmbeddingFailure? {
        if case .failure(let failure)? = result { failure } else { nil }
    }

    @Test(arguments: 0..<128) func `one guilty input of 128 costs at most sixteen requests, wherever it is`(
        guilty: Int
    ) async throws {
        let server = ScriptedServer()
        server.refused = [guilty]
        let solver = try await server.solve(128)
        for place in 0..<128 where place != guilty { #expect(isVector(solver.results[place], of: place)) }
        #expect(failure(solver.results[guilty])?.message == "not \(guilty)")
        #expect(failure(solver.results[guilty])?.status == 400)
        #expect((1...9).contains(failure(solver.results[guilty])?.attempts ?? 0))
        #expect(server.asked.count <= 2 * 7 + 2)
        #expect(server.embedded.sorted() == (0..<128).filter { $0 != guilty }, "nobody is paid for twice")
        #expect(server.probes == 0)
    }

    @Test(arguments: 0..<300) func `whatever inputs are bad, each has its own outcome and no good one fails`(
        seed: UInt64
    ) async throws {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...130, using: &random)
        func some(_ most: Int) -> Set<Int> {
            Set((0..<Int.random(in: 0...most, using: &random)).map { _ in Int.random(in: 0..<count, using: &random) })
        }
        let server = ScriptedServer()
        server.refused = some(4)
        server.failing = some(4).subtracting(server.refused)
        server.spoilt = some(Bool.random(using: &random) ? 4 : 130).subtracting(server.refused)
            .subtracting(server.failing)
        let bad = server.refused.union(server.failing).union(server.spoilt)
        let solver = try await server.solve(count)
        #expect(solver.trouble == nil)
        #expect(solver.results.count == count)
        for place in 0..<count {
            if bad.contains(place) {
                #expect(failure(solver.results[place]) != nil)
            } else {
                #expect(isVector(solver.results[place], of: place))
            }
        }
        // Good inputs are embedded once, but where an answer beside them was damaged; bad ones are asked for a bounded number
        // of times.
        let rounds = 2 * Double(count).log2Up + 4
        #expect(
            server.asked.count <= 1 + (bad.count + 1) * rounds,
            "\(server.asked.count) of \(count), \(bad.count) bad"
        )
        #expect(solver.tokens == server.embedded.count + server.probes)
        let repeats = Dictionary(grouping: server.embedded, by: \.self).mapValues(\.count)
        for place in 0..<count where !bad.contains(place) { #expect(repeats[place] == 1) }
    }

    @Test(arguments: [1, 2, 64]) func `an outage fails nobody and is found out by a single word`(
        count: Int
    ) async throws {
        let server = ScriptedServer()
        server.endsAt = 1
        let solver = try await server.solve(count)
        #expect(solver.results.isEmpty)
        #expect((solver.trouble as? JinaError)?.message == "gone")
        #expect(server.asked.count <= 2)
        #expect(server.probes == 1)
    }

    @Test(arguments: 2..<20) func `an outage in the middle of halving fails only those found guilty before`(
        end: Int
    ) async throws {
        let server = ScriptedServer()
        server.failing = [3, 40]
        server.endsAt = end
        let solver = try await server.solve(64)
        for (place, result) in solver.results where failure(result) != nil { #expect([3, 40].contains(place)) }
        #expect(solver.trouble != nil || solver.results.count == 64)
    }

    @Test func `a call that meets trouble asks for nothing more`() async throws {
        var asked = 0
        var solver = CallSolver<Embedding> { _ in
            asked += 1
            return (.unreachable(JinaError(.outOfCredit, "no credit")), 0)
        } probe: {
            (true, 0)
        }
        try await solver.solve(Array(0..<10))
        #expect(asked == 1)
        #expect(solver.results.isEmpty && solver.trouble != nil)
    }

    @Test func `a document that is too long is halved until it fits, and a gap in it is asked for with all of it`()
        async throws
    {
        var asked: [[Int]] = []
        var solver = CallSolver<Embedding>(isOneDocument: true) { places in
            asked.append(places)
            if places.count > 4 { return (.refused(JinaError(.tokenLimitExceeded, "long")), 0) }
            let isFirst = asked.filter { $0 == places }.count == 1
            return (
                .items(
                    places.map { $0 == 5 && isFirst ? .failure(EntryFault("NaN")) : .success(Embedding([Float($0)])) }
                ), 1
            )
        } probe: {
            (true, 0)
        }
        try await solver.solve(Array(0..<8))
        #expect(asked == [Array(0..<8), [0, 1, 2, 3], [4, 5, 6, 7], [4, 5, 6, 7]])
        for place in 0..<8 { #expect(isVector(solver.results[place], of: place)) }
    }
}

extension Double {
    fileprivate var log2Up: Int {
        var (power, exponent) = (1.0, 0)
        while power < self { (power, exponent) = (power * 2, exponent + 1) }
        return exponent
    }
}
