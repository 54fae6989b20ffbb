import Embeddings
import JSONValues
import Measuring

/// Scores documents by late interaction, or fuses lists, hot, and prints what one query costs as JSON.
///
/// `--mode maxsim` scores `--documents` of `--tokens` vectors each for one query after the other, `--element` float32, int8 or
/// bfloat16; `--mode rrf` fuses `--lists` lists of `--hits` ids.
@main
struct RankingBench {
    static func main() throws {
        let arguments = try Arguments([
            "mode", "vectors", "queries", "dims", "tokens", "query-tokens", "element", "lists", "hits", "rounds",
        ])
        let rounds = try arguments.number("rounds", 20)
        switch arguments.text("mode", "maxsim") {
        case "maxsim": print(try maxSim(arguments, rounds: rounds).text)
        case "rrf": print(try reciprocalRank(arguments, rounds: rounds).text)
        default: throw MeasuringError("--mode is maxsim or rrf")
        }
    }

    private static func maxSim(_ arguments: Arguments, rounds: Int) throws -> JSONValue {
        let dims = try arguments.number("dims", 128)
        let tokens = try arguments.number("tokens", 180)
        let queryTokens = try arguments.number("query-tokens", 32)
        let element = arguments.text("element", "float32")
        let rows = try VectorMatrix(path: arguments.text("vectors", "tokens.f32"), dims: dims)
        let queryRows = try VectorMatrix(path: arguments.text("queries", "query-tokens.f32"), dims: dims)
        func part(_ matrix: VectorMatrix, _ place: Int, _ size: Int) throws -> MultiVector {
            try MultiVector(Array(matrix.values[place * size * dims..<(place + 1) * size * dims]), dims: dims)
        }
        let documents = try (0..<rows.rows / tokens).map { try part(rows, $0, tokens) }
        let packed =
            element == "float32"
            ? []
            : try documents.map { try PackedMultiVector($0, as: PackedMultiVector.Element(rawValue: element)) }
        let queries = try (0..<queryRows.rows / queryTokens).map { try part(queryRows, $0, queryTokens) }
        var scores = [Float](repeating: 0, count: documents.count)
        func score(_ query: MultiVector) throws {
            let prepared = MaxSimQuery(query)
            for place in documents.indices {
                scores[place] =
                    packed.isEmpty ? try prepared.score(documents[place]) : try prepared.score(packed[place])
            }
        }
        return try report(queries, rounds: rounds, score) {
            let best = scores.indices.sorted { scores[$0] > scores[$1] }.prefix(10)
            return ["ids": .array(best.map { JSONValue($0) }), "score": .number(Double(scores[best.first ?? 0]))]
        }
    }

    private static func reciprocalRank(_ arguments: Arguments, rounds: Int) throws -> JSONValue {
        let count = try arguments.number("lists", 3)
        let hits = try arguments.number("hits", 100)
        // Every list has a third of its documents in common with the next.
        let queries = (0..<20)
            .map { query in
                (0..<count)
                    .map { list in (0..<hits).map { "doc-\(query)-\(($0 * 7 + list * hits * 2 / 3) % (hits * count))" }
                    }
            }
        let weights = (0..<count).map { 1 + Float($0) / 2 }
        var fused: [(id: String, score: Float)] = []
        return try report(queries, rounds: rounds) { lists in
            fused = RankFusion.reciprocalRank(lists, weights: weights, windowSize: hits)
        } result: {
            ["ids": JSONValue(fused.prefix(10).map(\.id)), "score": .number(Double(fused.first?.score ?? 0))]
        }
    }

    /// Runs every query once to warm up and keeps what it brought, then `rounds` times on the clock.
    private static func report<Query>(
        _ queries: [Query],
        rounds: Int,
        _ run: (Query) throws -> Void,
        result: () -> JSONValue
    ) throws -> JSONValue {
        var results: [JSONValue] = []
        for query in queries {
            try run(query)
            results.append(result())
        }
        var milliseconds: [Double] = []
        let cpu = processorSeconds()
        for _ in 0..<rounds {
            for query in queries {
                let start = ContinuousClock.now
                try run(query)
                milliseconds.append((ContinuousClock.now - start).inSeconds * 1000)
            }
        }
        let perQuery = (processorSeconds() - cpu) * 1000 / Double(max(1, milliseconds.count))
        return [
            "median_ms": .number(median(milliseconds)), "best_ms": .number(milliseconds.min() ?? 0),
            "cpu_ms": .number(perQuery), "results": .array(results), "kernels": .string(VectorKernels.body),
        ]
    }
}
