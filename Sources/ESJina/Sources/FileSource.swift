/// The inputs below some paths: pictures, texts, HTML and PDF files and records of JSONL files and tables, in a stable order.
///
/// Directories are walked depth-first, names sorted by their bytes; hidden names and loops of symbolic links are passed over.
/// Memory grows with the depth of the tree and the longest directory, not with the number of files or records.
public struct FileSource: AsyncSequence, Sendable {
    /// One step of the walk.
    public typealias Element = SourceStep

    private let paths: [String]
    private let options: SourceOptions
    private let filter: PathFilter
    private let vectors: VectorFile?

    /// Makes a source of `paths`; `-` reads records from standard input.
    ///
    /// - Parameters:
    ///   - paths: Files and directories; each must exist.
    ///   - fields: Which fields of a record mean what.
    /// - Throws: ``InputError`` where a path does not exist or can not be read.
    public init(_ paths: [String], fields: RecordFields) throws(InputError) {
        try self.init(paths, options: SourceOptions(fields: fields))
    }

    /// Makes a source of `paths`; `-` reads records from standard input.
    ///
    /// Patterns of `options` are for what is found in directories and lists; a path that is named here is always an input.
    ///
    /// - Parameters:
    ///   - paths: Files and directories; each must exist.
    ///   - options: Which files are inputs and how their records are read.
    /// - Throws: ``InputError`` where a path or list does not exist or can not be read, a pattern has no end, the vectors cannot
    ///   be used, or standard input is asked for twice.
    public init(_ paths: [String], options: SourceOptions = SourceOptions()) throws(InputError) {
        for path in paths + options.pathLists where path != "-" {
            if case .unreachable(let reason) = FileReader.lookUp(path) { throw FileReader.failure(path, reason) }
        }
        for path in paths where FileReader.kind(of: path) == .directory { _ = try FileReader.names(in: path) }
        guard (paths + options.pathLists).count(where: { $0 == "-" }) < 2 else {
            throw InputError(
                .read,
                "Standard input can be read once. Give '-' for the records or for the list of files."
            )
        }
        if let name = options.vectors {
            guard paths.count == 1, options.pathLists.isEmpty, RecordFormat(named: paths[0], options) != nil else {
                throw InputError(
                    .read,
                    "The vectors \(name) belong to the records of one file. Name that JSONL, CSV or TSV file alone."
                )
            }
            vectors = try VectorFile(name, dims: options.vectorDims)
        } else {
            vectors = nil
        }
        filter = try PathFilter(include: options.include, exclude: options.exclude)
        self.paths = paths
        self.options = options
    }

    /// How many numbers a row of the vectors beside the records has; `nil` where there are none.
    public var vectorDims: Int? { vectors?.dims }

    /// The paths that were named, absolute, as ``PruneScope/below(_:)`` takes them; empty where a list names the files.
    public var roots: [String] {
        options.pathLists.isEmpty ? paths.map { $0 == "-" ? $0 : FileReader.absolute($0) } : []
    }

    /// Starts the walk.
    public func makeAsyncIterator() -> Iterator {
        Iterator(
            walk: FileWalk(paths: paths, options: options, filter: filter),
            options: options,
            vectors: vectors
        )
    }

    /// Counts the inputs without reading pictures and texts; `nil` where standard input is among them.
    ///
    /// - Returns: How many inputs the walk will yield, unreadable ones included, as far as can be told beforehand.
    /// - Complexity: One pass over the directories and over the bytes of the records' files.
    public func count() -> Int? {
        if paths.contains("-") || options.pathLists.contains("-") { return nil }
        var iterator = makeAsyncIterator()
        return iterator.countRest()
    }

    /// Walks the paths.
    public struct Iterator: AsyncIteratorProtocol {
        private var walk: FileWalk
        private let options: SourceOptions
        private let vectors: VectorFile?
        private var records: RecordReader?

        fileprivate init(walk: FileWalk, options: SourceOptions, vectors: VectorFile?) {
            self.walk = walk
            self.options = options
            self.vectors = vectors
        }

        /// The next step; `nil` at the end.
        public mutating func next() async -> SourceStep? {
            while true {
                if let records {
                    if let step = records.next() { return step }
                    self.records = nil
                }
                guard let found = walk.next() else { return nil }
                if let step = step(found) { return step }
            }
        }

        fileprivate mutating func countRest() -> Int {
            var count = 0
            while let found = walk.next() {
                switch step(found) {
                case .entry?, .failed?: count += 1
                case .skipped?: break
                case nil:
                    count += records?.countRest() ?? 0
                    records = nil
                }
            }
            return count
        }

        /// The step that `found` is; `nil` where it holds records, which come next.
        private mutating func step(_ found: FileWalk.Found) -> SourceStep? {
            switch found {
            case .failed(let position, let error): return .failed(position: position, error)
            case .skipped(let position, let reason): return .skipped(position: position, reason: reason)
            case .file(let file):
                if let format = RecordFormat(named: file.path, options) {
                    do throws(InputError) {
                        records = try RecordReader(file, format: format, options: options, vectors: vectors)
                        return nil
                    } catch {
                        return .failed(position: file.path, error)
                    }
                }
                guard let entry = SourceEntry.file(file) else {
                    return .skipped(position: file.path, reason: InputFormat.unknown)
                }
                return .entry(entry)
            }
        }
    }
}

/// What a source yields: an input, or something that is none.
public enum SourceStep: Sendable {
    /// An input.
    case entry(SourceEntry)
    /// Something that was left out on purpose, and why.
    case skipped(position: String, reason: String)
    /// Something that should be an input and cannot be read.
    case failed(position: String, InputError)
}

extension RecordFormat {
    /// The form of the records in `path`, or on standard input; `nil` where there are none.
    init?(named path: String, _ options: SourceOptions) {
        if path == "-" {
            self = options.standardInput
        } else {
            self.init(path: path)
        }
    }
}

/// What kind of input a file is, told by its extension; records aside.
enum InputFormat {
    case picture
    case text
    case html
    case pdf

    static let pictureExtensions: Set<String> = [
        "jpg", "jpeg", "jpe", "png", "webp", "gif", "tif", "tiff", "svg", "heic", "heif", "avif",
    ]
    /// Why a file of no known kind is left out.
    static let unknown = "not a picture, text, HTML, PDF, JSONL, CSV or TSV file"

    init?(path: String) {
        switch FilePath.pathExtension(path) {
        case let ext where Self.pictureExtensions.contains(ext): self = .picture
        case "txt", "md", "markdown": self = .text
        case "html", "htm", "xhtml": self = .html
        case "pdf": self = .pdf
        default: return nil
        }
    }
}
