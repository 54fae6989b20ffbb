import JSONValues

/// Inputs that are found again by their origins, as a replay of dead letters needs them.
///
/// They have the ids and positions of the first time. A file is read again; a record is taken from its origin, or, where only
/// its number was kept, from its file. Memory is bounded by the origins of 10,000 such records.
public struct OriginSource: AsyncSequence, Sendable {
    /// One step, for each origin one.
    public typealias Element = SourceStep

    private static let sortedAtOnce = 10_000

    private let origins: @Sendable () -> AnyIterator<InputOrigin>
    private let options: SourceOptions

    /// Makes a source of the inputs with these origins.
    ///
    /// - Parameters:
    ///   - origins: Where the inputs came from; walked once for each iterator.
    ///   - options: How tables are read from which records are taken again, where their origins do not say it.
    public init(_ origins: some Sequence<InputOrigin> & Sendable, options: SourceOptions = SourceOptions()) {
        self.origins = { AnyIterator(origins.makeIterator()) }
        self.options = options
    }

    /// Starts with the first origin.
    public func makeAsyncIterator() -> Iterator { Iterator(origins: origins(), options: options) }

    /// Takes the origins one by one.
    public struct Iterator: AsyncIteratorProtocol {
        /// A record that is read from its file again.
        private struct Pointer {
            var file: FoundFile
            var record: InputOrigin.Record

            /// Whether a reader that stands behind this record will meet the other one.
            func precedes(_ other: Pointer) -> Bool {
                file.path == other.file.path && file.relative == other.file.relative
                    && record.number < other.record.number
                    && record.meaning == other.record.meaning && record.table == other.record.table
                    && record.vector?.path == other.record.vector?.path
            }
        }

        private let origins: AnyIterator<InputOrigin>
        private let options: SourceOptions
        private var waiting: [Pointer] = []
        private var sorted: ArraySlice<Pointer> = []
        private var open: (pointer: Pointer, reader: RecordReader)?
        private var vectors: [InputOrigin.VectorRow: VectorFile] = [:]

        fileprivate init(origins: AnyIterator<InputOrigin>, options: SourceOptions) {
            self.origins = origins
            self.options = options
        }

        /// The next step; `nil` at the end.
        public mutating func next() async -> SourceStep? {
            while true {
                if let pointer = sorted.popFirst() { return again(pointer) }
                let origin = origins.next()
                if let origin {
                    let file = FoundFile(path: origin.path, relative: origin.relative)
                    guard let record = origin.record else { return whole(file) }
                    if let fields = record.fields { return kept(fields, file, record, origin) }
                    waiting.append(Pointer(file: file, record: record))
                }
                if waiting.isEmpty, origin == nil { return nil }
                // In the order of their files, so that each is read through once.
                if origin == nil || waiting.count == OriginSource.sortedAtOnce {
                    sorted = waiting.sorted { ($0.file.path, $0.record.number) < ($1.file.path, $1.record.number) }[...]
                    waiting = []
                }
            }
        }

        private func whole(_ file: FoundFile) -> SourceStep {
            if case .unreachable(let reason) = FileReader.lookUp(file.path) {
                return .failed(position: file.path, FileReader.failure(file.path, reason))
            }
            guard let entry = SourceEntry.file(file) else {
                return .failed(position: file.path, InputError(.read, "\(file.path) is \(InputFormat.unknown)."))
            }
            return .entry(entry)
        }

        private mutating func kept(
            _ fields: JSONObject,
            _ file: FoundFile,
            _ record: InputOrigin.Record,
            _ origin: InputOrigin
        ) -> SourceStep {
            let position = "\(file.path):\(record.number)"
            let isRow = RecordFormat(path: file.path).map { $0 != .jsonl } ?? false
            let parser = RecordParser(
                file: file,
                fields: record.meaning,
                number: record.number,
                place: "\(isRow ? "Row" : "Line") \(record.number) of \(file.name)"
            )
            let vectors: VectorFile?
            do throws(InputError) {
                vectors = try record.vector.map { (row) throws(InputError) in try self.vectors(row) }
            } catch {
                return .failed(position: position, error)
            }
            return .entry(
                SourceEntry(
                    position: position,
                    partitionKey: "\(file.relative)#\(record.number)",
                    origin: origin,
                    load: { () throws(InputError) in
                        try parser.record(fields, vector: vectors?.vector(record.vector?.row ?? 0, of: parser.place))
                    }
                )
            )
        }

        /// Reads a record from its file.
        private mutating func again(_ pointer: Pointer) -> SourceStep {
            let (file, number) = (pointer.file, pointer.record.number)
            let position = "\(file.path):\(number)"
            guard let format = RecordFormat(path: file.path) else {
                return .failed(
                    position: position,
                    InputError(
                        .read,
                        "Record \(number) of \(file.name) cannot be read again from there. Ingest it as a .jsonl, .csv or .tsv file."
                    )
                )
            }
            do throws(InputError) {
                let reader: RecordReader
                if let open, open.pointer.precedes(pointer) {
                    reader = open.reader
                } else {
                    var options = options
                    options.fields = pointer.record.meaning
                    options.table = pointer.record.table ?? options.table
                    let vectors = try pointer.record.vector.map { (row) throws(InputError) in try self.vectors(row) }
                    reader = try RecordReader(file, format: format, options: options, vectors: vectors, isWhole: false)
                }
                open = (pointer, reader)
                if let step = reader.next(number: number) { return step }
                throw InputError(.read, "\(file.name) has no record \(number) any more.")
            } catch {
                return .failed(position: position, error)
            }
        }

        private mutating func vectors(_ row: InputOrigin.VectorRow) throws(InputError) -> VectorFile {
            let key = InputOrigin.VectorRow(path: row.path, row: 0, dims: row.dims)
            if let file = vectors[key] { return file }
            let file = try VectorFile(row.path, dims: row.dims)
            vectors = [key: file]
            return file
        }
    }
}
