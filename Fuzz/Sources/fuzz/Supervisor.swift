#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Runs workers in processes of their own and keeps the inputs that ended one.
struct Supervisor {
    let program: String
    let options: Options

    /// Fuzzes a target for some time, going on with another seed where a worker died.
    ///
    /// - Returns: Whether nothing was found.
    func run(_ target: String, seconds: Int) throws -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(seconds)
        let current = Worker.current(target, options)
        var isClean = true
        var seed = options.seed
        while true {
            let left = Int((deadline - clock.now).components.seconds)
            guard left > 0 || seed == options.seed else { return isClean }
            unlink(current)
            let status = try wait(for: try start(target, seed: seed, seconds: max(1, left)), watching: current)
            switch status {
            case .exited(0): return isClean
            case .exited(1): return false
            case .exited(let code): isClean = keep(current, "crash", target, seed, "ended with status \(code)")
            case .killed(let signal):
                isClean = keep(
                    current,
                    "crash",
                    target,
                    seed,
                    "was ended by signal \(signal): \(String(cString: strsignal(signal)))"
                )
            case .hung: isClean = keep(current, "hang", target, seed, "took longer than \(options.timeout) s")
            }
            seed += 1
        }
    }

    private enum End {
        case exited(Int32), killed(Int32), hung
    }

    private func start(_ target: String, seed: UInt64, seconds: Int) throws -> pid_t {
        let arguments = [
            program, target, "--work", "--seed", "\(seed)", "--seconds", "\(seconds)", "--findings", options.findings,
        ]
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, program, nil, nil, &words, environ)
        guard failure == 0 else { throw Broken("cannot start \(program): \(String(cString: strerror(failure)))") }
        return pid
    }

    private func wait(for pid: pid_t, watching current: String) throws -> End {
        var status: Int32 = 0
        while waitpid(pid, &status, WNOHANG) == 0 {
            usleep(50_000)
            var info = stat()
            guard stat(current, &info) == 0 else { continue }
            #if os(Linux)
            let written = info.st_mtim.tv_sec
            #else
            let written = info.st_mtimespec.tv_sec
            #endif
            if time(nil) - written > options.timeout {
                kill(pid, SIGKILL)
                waitpid(pid, &status, 0)
                return .hung
            }
        }
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
    }

    private func keep(_ current: String, _ kind: String, _ target: String, _ seed: UInt64, _ what: String) -> Bool {
        let kept = "\(options.findings)/\(kind)-\(target)-\(seed)"
        if rename(current, kept) == 0 {
            Files.say("\(target): the worker \(what) on this input:\n    \(kept)")
        } else {
            Files.say("\(target): the worker \(what) before its first input")
        }
        return false
    }
}
