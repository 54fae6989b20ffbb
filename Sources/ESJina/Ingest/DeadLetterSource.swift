/// The inputs that failed before, to be tried again.
public struct DeadLetterSource: Sendable {
    /// The letters, by position.
    public let letters: [DeadLetter]

    /// Reads the letters that the journal of an index holds: all inputs that failed and were not indexed since.
    ///
    /// - Parameters:
    ///   - stateDirectory: The state directory.
    ///   - index: The index.
    /// - Throws: ``IngestError``; of kind `stateLocked` where an ingest is under way.
    public init(stateDirectory: String, index: String) throws(IngestError) {
        let path = try IngestJournal.path(directory: stateDirectory, index: index)
        guard FileReader.kind(of: path) == .file else {
            throw IngestError(
                .stateUnavailable,
                "Nothing was ever ingested into '\(index)' with the state directory \(stateDirectory). Name the right ones "
                    + "with --index and --state."
            )
        }
        letters = try IngestStatus.deadLetters(path)
    }

    /// Reads a file of dead letters.
    ///
    /// - Parameter path: The file; `-` for standard input.
    /// - Throws: ``IngestError`` of kind `invalidReport`, naming the line that is none.
    public init(path: String) throws(IngestError) {
        var letters: [String: DeadLetter] = [:]
        do throws(InputError) {
            var reader = try RowReader(path: path, form: .lines(end: 0x0A))
            var number = 0
            while let row = try reader.next() {
                number += 1
                if case .blank = row { continue }
                guard case .bytes(let line, _) = row, let letter = DeadLetter(line: line) else {
                    throw InputError(
                        .read,
                        "Line \(number) of \(path) is no dead letter. Give a file that an ingest wrote."
                    )
                }
                letters[letter.position] = letter
            }
        } catch {
            throw IngestError(.invalidReport, error.message)
        }
        self.letters = letters.values.sorted { $0.position < $1.position }
    }

    /// Where the inputs came from that can be tried again.
    public var origins: [InputOrigin] { letters.compactMap(\.origin) }

    /// Whether there are inputs among them that brought their vectors.
    public var bringsVectors: Bool {
        origins.contains { $0.record.map { $0.vector != nil || $0.meaning.vector != nil } ?? false }
    }

    /// The letters that cannot be tried again, because only their source can find the input again.
    public var unreachable: [DeadLetter] { letters.filter { $0.origin == nil } }
}
