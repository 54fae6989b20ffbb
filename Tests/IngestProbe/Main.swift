import ESJina
import JSONValues

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Runs ingests of a small corpus and kills itself at one write of their state; run by the crash tests.
///
/// Prints one line of JSON a run: its report, and the moments of its state's life in `moments`.
@main
enum Main {
    static func main() async {
        do {
            let orders = try ProbeOrders(CommandLine.arguments.dropFirst())
            for _ in 0..<orders.runs {
                let watch = WriteWatch(killAt: orders.killAt)
                var document = try await orders.run(watch).json.object ?? [:]
                document["moments"] = JSONValue(watch.moments.map(\.rawValue))
                print(JSONValue.object(document).text)
            }
        } catch {
            WriteWatch.say("\(error)")
            exit(1)
        }
    }
}
