import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Asks the terminal itself what it can do.
///
/// While it waits, the terminal neither shows what arrives nor waits for a line. Its former state is put back at every end: of the
/// wait, and by a signal that ends the process.
enum TerminalProbe {
    /// How long an answer may take: ten times what a slow terminal needs, and no more than a blink.
    static let patience: Duration = .milliseconds(200)

    /// Asks the terminal behind `path`.
    ///
    /// - Parameters:
    ///   - path: The terminal's file.
    ///   - patience: How long to wait for the answer.
    /// - Returns: What it answered in time; `nil` where there is no terminal, or where this process is not in its foreground and
    ///   would be stopped for touching it.
    static func ask(path: String = "/dev/tty", patience: Duration = patience) -> TerminalReport? {
        let descriptor = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard tcgetpgrp(descriptor) == getpgrp() else { return nil }
        var former = termios()
        guard tcgetattr(descriptor, &former) == 0 else { return nil }
        changed.withLock { $0 = (descriptor, former) }
        let handlers = ending.map { ($0, catching($0)) }
        var quiet = former
        // Ctrl-C becomes a byte, so that it cannot end the process before the state is put back.
        quiet.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        var report: TerminalReport?
        if tcsetattr(descriptor, TCSANOW, &quiet) == 0 {
            report = answer(descriptor, patience)
            // What comes too late, or only in part, must not become a line of the shell.
            _ = tcsetattr(descriptor, report?.isComplete == true ? TCSANOW : TCSAFLUSH, &former)
        }
        changed.withLock { $0 = nil }
        for (number, handler) in handlers { _ = signal(number, handler) }
        if report?.isInterrupted == true { kill(getpid(), SIGINT) }
        return report
    }

    /// The signals that end a process and can be caught.
    private static let ending = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]

    /// Puts the state back before `number` ends the process; a signal that is ignored stays so.
    private static func catching(_ number: Int32) -> Handler? {
        let former = signal(number, restoreAndEnd)
        if unsafeBitCast(former, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { _ = signal(number, former) }
        return former
    }

    private static func answer(_ descriptor: Int32, _ patience: Duration) -> TerminalReport? {
        let questions = Array(TerminalReport.questions.utf8)
        guard write(descriptor, questions, questions.count) == questions.count else { return nil }
        let end = ContinuousClock.now + patience
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1024)
        while true {
            let report = TerminalReport(bytes)
            let left = Int32((end - .now) / .milliseconds(1))
            // More than a screenful is no answer but somebody's paste.
            if report.isComplete || report.isInterrupted || left <= 0 || bytes.count > 1 << 16 { return report }
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&poller, 1, left) > 0 else { continue }
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return report }
            bytes += chunk[..<count]
        }
    }
}

private typealias Handler = @convention(c) (Int32) -> Void

/// The terminal whose state is another than it was, and that state; set before the handlers are, so that nothing is initialised
/// in them.
private let changed = Mutex<(descriptor: Int32, state: termios)?>(nil)

private func restoreAndEnd(_ number: Int32) {
    // Waiting for a lock is forbidden in a handler; it is held only where nothing is changed yet, or any more.
    changed.withLockIfAvailable { changed in
        guard var former = changed else { return }
        _ = tcsetattr(former.descriptor, TCSANOW, &former.state)
    }
    _ = signal(number, SIG_DFL)
    _ = raise(number)
}
