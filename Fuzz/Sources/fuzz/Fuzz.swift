#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the command line asks for.
struct Options {
    var target = ""
    var seconds = 60
    var seed = UInt64(truncatingIfNeeded: time(nil))
    var timeout = 30
    var findings = ".build/findings"
    var replay: String?
    var isWorker = false

    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--work": isWorker = true
            case "--list": target = "--list"
            case _ where !word.hasPrefix("--") && target.isEmpty: target = word
            default:
                guard let value = rest.popFirst() else { return nil }
                switch word {
                case "--seconds": seconds = Int(value) ?? 0
                case "--seed": seed = UInt64(value) ?? 0
                case "--timeout": timeout = Int(value) ?? 0
                case "--findings": findings = value
                case "--replay": replay = value
                default: return nil
                }
            }
        }
        if target.isEmpty || seconds <= 0 || timeout <= 0 { return nil }
    }
}

@main
struct Fuzz {
    /// Everything that can be fuzzed.
    static let targets: [any FuzzTarget] = [
        ImageTarget(), TableTarget(), LineTarget(), BulkTarget(), FilterTarget(),
        QueryExpressionTarget(),
    ]

    static func main() async throws {
        let names = targets.map(\.name)
        guard let options = Options(Array(CommandLine.arguments.dropFirst())),
            (names + ["all", "--list"]).contains(options.target)
        else {
            Files.say(
                "usage: fuzz all|\(names.joined(separator: "|")) [--seconds N] [--seed S] [--timeout N] [--findings DIR] [--replay FILE]"
            )
            exit(64)
        }
        if options.target == "--list" {
            print(names.joined(separator: "\n"))
            return
        }
        let chosen = targets.filter { options.target == "all" || options.target == $0.name }
        if let path = options.replay {
            guard let input = Files.read(path) else { throw Broken("cannot read \(path)") }
            for target in chosen { try await target.run(input) }
            return
        }
        Files.makeDirectory(options.findings)
        if options.isWorker, let target = chosen.first {
            exit(try await Worker(target: target, options: options).run())
        }
        let supervisor = Supervisor(program: CommandLine.arguments[0], options: options)
        var isClean = true
        for target in chosen {
            isClean = try supervisor.run(target.name, seconds: max(1, options.seconds / chosen.count)) && isClean
        }
        exit(isClean ? 0 : 1)
    }
}
