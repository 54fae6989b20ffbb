import Synchronization

/// Reads a list of paths, such as `find -print0` writes.
///
/// Each path is a file. Its id is the path as it is written, without `.` and doubled slashes. Directories are passed over,
/// because lists of what is in a directory often name it as well.
final class PathList: Sendable {
    private struct State: ~Copyable {
        var reader: RowReader
        var hasFailed = false
        /// The captions of the directory that was met last; lists go through directories one after the other.
        var captions: (directory: String, files: CaptionFiles)?
    }

    private let path: String
    private let filter: PathFilter
    private let state: Mutex<State>

    /// Opens a list; `-` is standard input.
    ///
    /// - Throws: ``InputError`` where it cannot be opened.
    init(_ path: String, isNullSeparated: Bool, filter: PathFilter) throws(InputError) {
        self.path = path
        self.filter = filter
        let reader = try RowReader(
            path: path,
            form: .lines(end: isNullSeparated ? 0 : 0x0A),
            isText: !isNullSeparated,
            maxRowBytes: 1 << 20
        )
        state = Mutex(State(reader: reader))
    }

    /// What the next path is; `nil` at the end.
    func next() -> FileWalk.Found? {
        state.withLock { state in
            while !state.hasFailed {
                do throws(InputError) {
                    switch try state.reader.next() {
                    case nil: return nil
                    case .blank?: continue
                    case .tooLong(let line)?, .unclosed(let line, _, _)?:
                        return failed(line, "is longer than a path can be; a list made with -print0 needs --null")
                    case .bytes(let bytes, let line)?:
                        guard let path = String(validating: bytes, as: UTF8.self) else {
                            return failed(line, "names a path that is not UTF-8; rename the file")
                        }
                        guard !path.utf8.contains(0) else {
                            return failed(line, "holds a NUL byte; a list made with -print0 needs --null")
                        }
                        if let found = found(path, &state.captions) { return found }
                    }
                } catch {
                    state.hasFailed = true
                    return .failed(position: path, error)
                }
            }
            return nil
        }
    }

    private func failed(_ line: Int, _ what: String) -> FileWalk.Found {
        let name = path == "-" ? "standard input" : path
        return .failed(position: "\(path):\(line)", InputError(.read, "Entry \(line) of the list \(name) \(what)."))
    }

    private func found(
        _ written: String,
        _ captions: inout (directory: String, files: CaptionFiles)?
    ) -> FileWalk.Found? {
        let relative = FilePath.normalized(written)
        guard filter.takes(relative) else { return nil }
        switch FileReader.lookUp(written) {
        case .unreachable(let reason): return .failed(position: written, FileReader.failure(written, reason))
        case .directory: return .skipped(position: written, reason: "a directory in a list of files")
        case .symbolicLink, .other: return .skipped(position: written, reason: "not a regular file")
        case .file: break
        }
        let absolute = FileReader.absolute(written)
        if CaptionFiles.mayBelong(written) {
            let directory = FilePath.directory(written)
            if captions?.directory != directory {
                let names = (try? FileReader.names(in: directory)) ?? []
                let pictures = names.filter { InputFormat.pictureExtensions.contains(FilePath.pathExtension($0)) }
                captions = (directory, CaptionFiles(of: pictures))
            }
            if captions?.files.contain(FilePath.lastComponent(written)) == true {
                return .skipped(position: absolute, reason: "the captions of a picture beside it")
            }
        }
        return .file(FoundFile(path: absolute, relative: relative))
    }
}
