import Synchronization

/// Shows snapshots on standard error: drawn over at most ten times a second, or as lines now and then.
final class ProgressLine: Sendable {
    private struct State {
        var lastDrawn: Duration?
        var meter = ProgressMeter()
        /// What stands on the terminal's last line.
        var shown: String?
    }

    private let mode: ProgressMode
    private let width: @Sendable () -> Int?
    private let write: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// Makes a line.
    ///
    /// - Parameters:
    ///   - mode: How to show, with `auto` decided already.
    ///   - width: The terminal's columns, asked at every drawing because windows change.
    ///   - write: Where the text goes.
    init(mode: ProgressMode, width: @escaping @Sendable () -> Int?, write: @escaping @Sendable (String) -> Void) {
        self.mode = mode
        self.width = width
        self.write = write
    }

    /// Makes a line on standard error.
    convenience init(mode: ProgressMode, environment: [String: String]) {
        self.init(mode: mode.resolved(for: .standardError(environment))) {
            Terminal.standardError(environment).columns
        } write: { text in
            // Nobody can be told that standard error is full.
            try? OutputStream.standardError.write(text)
        }
    }

    /// Shows the snapshot, if enough time has gone by since the last one; its rates are filled in here.
    func update(_ snapshot: ProgressSnapshot) {
        state.withLock { state in
            state.meter.note(snapshot)
            let next = state.lastDrawn.map { $0 + mode.interval } ?? (mode == .line ? .zero : mode.interval)
            guard mode != .none, snapshot.elapsed >= next else { return }
            state.lastDrawn = snapshot.elapsed
            var current = snapshot
            current.reading = state.meter.reading(snapshot)
            show(current, &state)
        }
    }

    /// Shows the last snapshot whatever the time and leaves it standing, the rates being those of the whole run.
    func finish(_ snapshot: ProgressSnapshot) {
        state.withLock { state in
            guard mode != .none else { return }
            var last = snapshot
            let seconds = snapshot.elapsed / .seconds(1)
            if seconds > 0 {
                last.reading = ProgressMeter.Reading(
                    rate: Double(snapshot.done) / seconds,
                    documentRate: Double(snapshot.indexed) / seconds,
                    imageRate: Double(snapshot.images) / seconds
                )
            }
            last.waiting = nil
            last.isFinal = true
            show(last, &state)
            if state.shown != nil { write("\n") }
            state.shown = nil
        }
    }

    /// Writes a line for people above the progress line; control characters in it are made visible.
    func note(_ text: String) {
        let line = StyledText(text).plain
        state.withLock { state in
            guard let shown = state.shown else { return write(line + "\n") }
            write("\r\u{1B}[K\(line)\n\(shown)")
        }
    }

    /// Shows what `snapshot` tells until the task is cancelled; run it beside the work.
    func follow(_ snapshot: @Sendable () -> ProgressSnapshot) async {
        guard mode != .none else { return }
        while !Task.isCancelled {
            update(snapshot())
            try? await Task.sleep(for: min(mode.interval, .milliseconds(200)))
        }
    }

    private func show(_ snapshot: ProgressSnapshot, _ state: inout State) {
        switch mode {
        case .auto, .line:
            // The last column stays free: some terminals wrap when it is written.
            let line = ProgressRenderer.line(snapshot, width: width().map { $0 - 1 })
            write("\r\(line)\u{1B}[K")
            state.shown = line
        case .plain: write(ProgressRenderer.line(snapshot) + "\n")
        case .json: write(ProgressRenderer.json(snapshot) + "\n")
        case .none: break
        }
    }
}
