import CommandTree

/// What the process tells its parent.
struct ExitStatus: RawRepresentable, Sendable, Hashable {
    let rawValue: Int32

    /// Done.
    static let success = ExitStatus(rawValue: 0)
    /// Done, but some items were rejected; dead letters exist.
    static let itemsRejected = ExitStatus(rawValue: 1)
    /// Could not finish.
    static let failure = ExitStatus(rawValue: 2)
    /// The command line, a variable or the configuration is wrong; `EX_USAGE`.
    static let usage = ExitStatus(rawValue: UsageError.exitCode)
    /// Interrupted; a second run goes on where this one ended.
    static let interrupted = ExitStatus(rawValue: 130)

    /// The codes as help and man pages list them.
    static let documentation = [
        ExitCode(success.rawValue, "Done; also when the reader of a pipe went away"),
        ExitCode(itemsRejected.rawValue, "Done, but some items were rejected; they are listed as dead letters"),
        ExitCode(failure.rawValue, "Could not finish"),
        ExitCode(usage.rawValue, "Wrong usage: command line, environment or configuration"),
        ExitCode(interrupted.rawValue, "Interrupted; run the same command again to resume"),
    ]
}
