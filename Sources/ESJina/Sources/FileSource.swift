/// The inputs below some paths: pictures, texts and records of JSONL files, in a stable order.
///
/// Directories are walked depth-first, names sorted by their bytes; hidden names and loops of symbolic links are passed over.
/// Memory grows with the depth of the tree and the longest directory, not with the number of files.
public struct FileSource: AsyncSequence, Sendable {
    /// One step of the walk.
    public typealias Element = SourceStep

    private let paths: [String]
    private let fields: RecordFields

    /// Makes a source of `paths`; `-` reads JSONL from standard input.
    ///
    /// - Parameters:
    ///   - paths: Files and directories; each must exist.
    ///   - fields: Which fields of a JSONL record mean what.
    /// - Throws: ``InputError`` where a path does not exist or can not be read.
    public init(_ paths: [String], fields: RecordFields = RecordFields()) throws(InputError) {
        for path in paths where path != "-" {
            guard FileReader.kind(of: path) != nil else {
                throw InputError(.read, "There is no file or directory '\(path)'.")
            }
            if FileReader.kind(of: path) == .directory { _ = try FileReader.names(in: path) }
        }
        self.paths = paths
        self.fields = fields
    }

    /// Starts the walk.
    public func makeAsyncIterator() -> Iterator { Iterator(paths: paths, fields: fields) }

    /// Counts the inputs without reading pictures and texts; `nil` where standard input is among them.
    ///
    /// - Returns: How many inputs the walk will yield, unreadable ones included, as far as can be told beforehand.
    /// - Complexity: One pass over the directories and over the bytes of JSONL files.
    public func count() -> Int? {
        if paths.contains("-") { return nil }
        var iterator = Iterator(paths: paths, fields: fields)
        var count = 0
        while let step = iterator.nextStep() {
            switch step {
            case .entry, .failed: count += 1
            case .skipped: break
            }
        }
        return count
    }

    /// Walks the paths.
    public struct Iterator: AsyncIteratorProtocol {
        private var walk: FileWalk
        private let fields: RecordFields
        private var records: RecordReader?

        fileprivate init(paths: [String], fields: RecordFields) {
            walk = FileWalk(paths: paths)
            self.fields = fields
        }

        /// The next step; `nil` at the end.
        public mutating func next() async -> SourceStep? { nextStep() }

        mutating func nextStep() -> SourceStep? {
            while true {
                if let records {
                    if let step = records.next() { return step }
                    self.records = nil
                }
                guard let found = walk.next() else { return nil }
                switch found {
                case .failed(let position, let error): return .failed(position: position, error)
                case .skipped(let position, let reason): return .skipped(position: position, reason: reason)
                case .file(let file):
                    switch InputFormat(path: file.path) {
                    case .picture?: return .entry(.picture(file))
                    case .text?: return .entry(.text(file))
                    case .records?:
                        do throws(InputError) {
                            records = try RecordReader(file: file, fields: fields)
                        } catch {
                            return .failed(position: file.path, error)
                        }
                    case nil:
                        return .skipped(position: file.path, reason: "not a picture, text or JSONL file")
                    }
                }
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

/// What kind of input a file is, told by its extension.
enum InputFormat {
    case picture
    case text
    case records

    static let pictureExtensions: Set<String> = [
        "jpg", "jpeg", "jpe", "png", "webp", "gif", "tif", "tiff", "svg", "heic", "heif", "avif",
    ]

    init?(path: String) {
        if path == "-" {
            self = .records
            return
        }
        switch FilePath.pathExtension(path) {
        case let ext where Self.pictureExtensions.contains(ext): self = .picture
        case "txt", "md", "markdown": self = .text
        case "jsonl", "ndjson": self = .records
        default: return nil
        }
    }
}

/// The little path arithmetic that is needed, on strings.
enum FilePath {
    /// The extension in lower case, without its dot.
    static func pathExtension(_ path: String) -> String {
        let name = lastComponent(path)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    /// The path without its extension.
    static func deletingExtension(_ path: String) -> String {
        let name = lastComponent(path)
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return path }
        return String(path.dropLast(name.distance(from: dot, to: name.endIndex)))
    }

    /// What follows the last slash.
    static func lastComponent(_ path: String) -> String {
        String(path.split(separator: "/", omittingEmptySubsequences: true).last ?? "")
    }

    /// What precedes the last slash; `.` where there is none.
    static func directory(_ path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// `directory` and `name` with one slash between them.
    static func join(_ directory: String, _ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : directory + "/" + name
    }
}
