#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Runs one target on one input after another; the process that may die.
struct Worker {
    let target: any FuzzTarget
    let options: Options

    /// The file that holds the input that is being run.
    static func current(_ target: String, _ options: Options) -> String { "\(options.findings)/current-\(target)" }

    /// Runs until the time is over.
    ///
    /// - Returns: The exit status: 0, or 1 where a promise did not hold.
    func run() async throws -> Int32 {
        let seeds = target.seeds
        guard !seeds.isEmpty else { throw Broken("\(target.name) has no seeds") }
        let deadline = ContinuousClock.now + .seconds(options.seconds)
        let path = Self.current(target.name, options)
        var count = 0
        var broken = 0
        while ContinuousClock.now < deadline, broken < 20 {
            var random = SeededGenerator(seed: options.seed, input: count)
            // The good inputs themselves come first.
            let input =
                count < seeds.count
                ? seeds[count] : target.mutate(seeds[Int.random(in: 0..<seeds.count, using: &random)], using: &random)
            try Files.write(input, to: path)
            do {
                try await target.run(input)
            } catch {
                let kept = "\(options.findings)/broken-\(target.name)-\(options.seed)-\(count)"
                try Files.write(input, to: kept)
                Files.say("\(target.name): \(error)\n    \(kept)")
                broken += 1
            }
            count += 1
        }
        unlink(path)
        var usage = rusage()
        #if os(Linux)
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let peak = usage.ru_maxrss / 1024
        #else
        getrusage(RUSAGE_SELF, &usage)
        let peak = usage.ru_maxrss / 1024 / 1024
        #endif
        Files.say(
            "\(target.name): \(count) inputs with seed \(options.seed), \(broken) broken promises, at most \(peak) MiB"
        )
        return broken == 0 ? 0 : 1
    }
}
