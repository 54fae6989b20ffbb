import EmbeddedNode
import Embeddings
import HTTPTransport
import JSONValues
import Measuring

/// Exact nearest-neighbour search over the vectors of a file, hot; prints latencies as JSON.
///
/// `--mode load` indexes the file into an embedded node, `--mode node` asks that node by REST requests with base64 queries,
/// `--mode kernel` runs the bare kernel and a top-k heap over the mapped file.
@main
struct KnnBench {
    static func main() async throws {
        let arguments = try Arguments([
            "mode", "vectors", "queries", "dims", "k", "threads", "rounds", "directory", "memory",
        ])
        let dims = try arguments.number("dims", 1024)
        let vectors = try VectorMatrix(path: arguments.text("vectors", "v.f32"), dims: dims)
        let directory = arguments.text("directory", "node")
        let mode = arguments.text("mode", "kernel")
        if mode == "load" {
            print(try await NodeSearch(directory: directory, k: 1).load(vectors).text)
            return
        }
        let queries = try VectorMatrix(path: arguments.text("queries", "q.f32"), dims: dims)
        let k = try arguments.number("k", 10)
        let rounds = try arguments.number("rounds", 3)
        var report: Latencies
        switch mode {
        case "kernel":
            let search = KernelSearch(
                vectors,
                k: k,
                threads: try arguments.number("threads", 1),
                copies: arguments.text("memory", "mapped") == "heap"
            )
            report = Latencies(rounds: rounds, queries: queries.rows) { search.nearest(queries[$0]) }
        case "node":
            let search = try NodeSearch(directory: directory, k: k)
            report = try await Latencies(rounds: rounds, queries: queries.rows) {
                try await search.nearest(queries[$0])
            }
        default: throw MeasuringError("--mode is load, node or kernel")
        }
        report.body = VectorKernels.body
        print(report.json.text)
    }
}
