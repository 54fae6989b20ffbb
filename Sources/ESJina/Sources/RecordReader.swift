import Synchronization

/// Reads the records of one file: a line of JSONL or a row of a table each.
final class RecordReader: Sendable {
    private struct State: ~Copyable {
        var reader: RowReader
        /// Records so far, those that cannot be read included.
        var count = 0
        var hasEnded = false
    }

    private enum Step {
        case record(RecordFile.Raw)
        case failed(position: String, number: Int?, InputError)
    }

    private let file: RecordFile
    private let isWhole: Bool
    private let state: Mutex<State>

    /// Opens the file, and reads the header of a table.
    ///
    /// - Parameters:
    ///   - found: The file.
    ///   - format: What its records are.
    ///   - options: What their fields mean and how tables are read.
    ///   - vectors: Their vectors, a row each.
    ///   - isWhole: Whether vectors that are left over behind the last record are a failure.
    /// - Throws: ``InputError`` where it cannot be opened or its header cannot be used.
    init(
        _ found: FoundFile,
        format: RecordFormat,
        options: SourceOptions,
        vectors: VectorFile? = nil,
        isWhole: Bool = true
    ) throws(InputError) {
        let form = RecordFile.form(format, options.table)
        var reader = try RowReader(path: found.path, form: form)
        file = try RecordFile(found, options: options, vectors: vectors, form: form, reader: &reader)
        self.isWhole = isWhole
        state = Mutex(State(reader: reader))
    }

    /// The next record; `nil` at the end.
    ///
    /// What cannot be read as one is a failure of its own; only an error of the system ends the file.
    func next() -> SourceStep? { advance(copying: true).map(sourceStep) }

    /// How many steps are left; parses nothing.
    func countRest() -> Int {
        var count = 0
        while advance(copying: false) != nil { count += 1 }
        return count
    }

    /// The record of this number, from where the reader stands on; `nil` where there is none.
    func next(number: Int) -> SourceStep? {
        while let step = advance(copying: true) {
            switch step {
            case .record(let raw) where raw.number == number: return sourceStep(step)
            case .record(let raw) where raw.number > number: return nil
            case .failed(_, let failed, _) where failed == nil || failed == number: return sourceStep(step)
            default: continue
            }
        }
        return nil
    }

    private func sourceStep(_ step: Step) -> SourceStep {
        switch step {
        case .record(let raw): .entry(file.entry(raw))
        case .failed(let position, _, let error): .failed(position: position, error)
        }
    }

    private func advance(copying: Bool) -> Step? {
        state.withLock { state in
            while !state.hasEnded {
                let row: RowReader.Row?
                do throws(InputError) {
                    row = try state.reader.next(copying: copying)
                } catch {
                    state.hasEnded = true
                    return .failed(position: file.found.path, number: nil, error)
                }
                switch row {
                case .blank?: continue
                case .bytes(let bytes, let line)?:
                    state.count += 1
                    let number = file.number(line: line, count: state.count)
                    return .record(.init(bytes: bytes, line: line, number: number, vectorRow: state.count - 1))
                case .tooLong(let line)?:
                    state.count += 1
                    return failed(
                        line,
                        state.count,
                        "is longer than \(RowReader.maxRowBytes >> 20) MiB. Shorten it, or keep what it holds in a file of its own."
                    )
                case .unclosed(let line, let quoteLine, let lastLine)?:
                    state.count += 1
                    return failed(
                        line,
                        state.count,
                        "has a quote, opened in line \(quoteLine), that is never closed, so that all up to line \(lastLine) is one "
                            + "cell. Close it, or read the table with --no-quotes."
                    )
                case nil:
                    state.hasEnded = true
                    guard isWhole, let vectors = file.vectors, vectors.rows > state.count else { return nil }
                    return .failed(
                        position: vectors.path,
                        number: nil,
                        InputError(
                            .read,
                            "\(vectors.path) has \(vectors.rows) rows, and \(file.found.name) only \(state.count) records: the last "
                                + "\(vectors.rows - state.count) vectors belong to none. Check that both are of the same run."
                        )
                    )
                }
            }
            return nil
        }
    }

    private func failed(_ line: Int, _ count: Int, _ what: String) -> Step {
        let number = file.number(line: line, count: count)
        let message = "\(file.place(number, line: line)) \(what)"
        return .failed(position: file.position(number), number: number, InputError(.read, message))
    }
}
