#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The entry of the process: everything else is called with its arguments and environment.
@main
enum Main {
    static func main() async {
        SignalHandler.ignoreBrokenPipes()
        let runner = CommandRunner(environment: ProcessEnvironment.read())
        exit(await runner.run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }
}
