#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file that was found, with the names it goes by.
struct FoundFile: Sendable {
    /// The absolute path: opens the file and names it in the journal; `-` is standard input.
    var path: String
    /// The path from the root that was asked for, the root's own name first: makes the document's id.
    var relative: String
}

/// The depth-first walk behind ``FileSource``: the roots, then the paths of lists.
struct FileWalk {
    enum Found {
        case file(FoundFile)
        case skipped(position: String, reason: String)
        case failed(position: String, InputError)
    }

    private struct Level {
        var path: String
        var relative: String
        /// The path below the root, which patterns see; empty for the root.
        var below: String
        var isIncluded: Bool
        var names: ArraySlice<String>
        var captions: CaptionFiles
    }

    private let options: SourceOptions
    private let filter: PathFilter
    private var roots: ArraySlice<String>
    private var lists: ArraySlice<String>
    private var list: PathList?
    private var levels: [Level] = []
    private var open: [[UInt64]] = []

    init(paths: [String], options: SourceOptions, filter: PathFilter) {
        roots = paths[...]
        lists = options.pathLists[...]
        self.options = options
        self.filter = filter
    }

    mutating func next() -> Found? {
        while true {
            if let last = levels.indices.last {
                guard let name = levels[last].names.popFirst() else {
                    levels.removeLast()
                    open.removeLast()
                    continue
                }
                if let found = visit(name, in: levels[last]) { return found }
            } else if let root = roots.popFirst() {
                if let found = start(root) { return found }
            } else if let list {
                if let found = list.next() { return found }
                self.list = nil
            } else {
                guard let path = lists.popFirst() else { return nil }
                do throws(InputError) {
                    list = try PathList(path, isNullSeparated: options.isNullSeparated, filter: filter)
                } catch {
                    return .failed(position: path, error)
                }
            }
        }
    }

    private mutating func start(_ root: String) -> Found? {
        if root == "-" { return .file(FoundFile(path: "-", relative: "-")) }
        let absolute = FileReader.absolute(root)
        let name = FilePath.lastComponent(absolute)
        switch FileReader.lookUp(root) {
        case .directory: return descend(into: absolute, relative: name, below: "", isIncluded: filter.includesAll)
        case .unreachable(let reason): return .failed(position: absolute, FileReader.failure(root, reason))
        case .file, .symbolicLink, .other: return .file(FoundFile(path: absolute, relative: name))
        }
    }

    private mutating func visit(_ name: String, in level: Level) -> Found? {
        if name.hasPrefix("."), !options.includesHidden { return nil }
        let path = FilePath.join(level.path, name)
        let relative = level.relative + "/" + name
        let below = level.below.isEmpty ? name : level.below + "/" + name
        let kind = FileReader.lookUp(path, followsLinks: options.followsLinks)
        let isDirectory = kind == .directory
        if filter.excludes(below, isDirectory: isDirectory) { return nil }
        let isIncluded = level.isIncluded || filter.includes(below, isDirectory: isDirectory)
        if isDirectory { return descend(into: path, relative: relative, below: below, isIncluded: isIncluded) }
        guard isIncluded else { return nil }
        switch kind {
        case .file, .directory:
            return level.captions.contain(name) ? nil : .file(FoundFile(path: path, relative: relative))
        case .symbolicLink: return .skipped(position: path, reason: "a symbolic link, and none is followed")
        case .other: return .skipped(position: path, reason: "not a regular file")
        case .unreachable(ENOENT) where name.unicodeScalars.contains("\u{FFFD}"):
            return .failed(position: path, InputError(.read, "The name of \(path) is not UTF-8. Rename it."))
        case .unreachable(ENOENT): return .skipped(position: path, reason: "a symbolic link to nothing")
        case .unreachable(ELOOP): return .skipped(position: path, reason: "a symbolic link to itself")
        case .unreachable(let reason): return .failed(position: path, FileReader.failure(path, reason))
        }
    }

    private mutating func descend(into path: String, relative: String, below: String, isIncluded: Bool) -> Found? {
        let identity = FileReader.identity(of: path)
        if open.contains(identity) {
            return .skipped(position: path, reason: "a symbolic link back to a directory above it")
        }
        do throws(InputError) {
            let names = try FileReader.names(in: path)
            let prefix = below.isEmpty ? "" : below + "/"
            let pictures = names.filter { name in
                guard InputFormat.pictureExtensions.contains(FilePath.pathExtension(name)) else { return false }
                // What stands beside a picture that is no input is an input of its own.
                return !filter.excludes(prefix + name, isDirectory: false)
                    && (isIncluded || filter.includes(prefix + name, isDirectory: false))
            }
            levels.append(
                Level(
                    path: path,
                    relative: relative,
                    below: below,
                    isIncluded: isIncluded,
                    names: names[...],
                    captions: CaptionFiles(of: pictures)
                )
            )
            open.append(identity)
            return nil
        } catch {
            return .failed(position: path, error)
        }
    }
}

/// The text and JSON files of one directory that belong to the pictures beside them.
struct CaptionFiles {
    private let stems: Set<String>

    /// `a.svg` owns `a.json` and `a.svg.json`, and likewise with `txt`.
    init(of pictures: [String]) { stems = Set(pictures.map(FilePath.deletingExtension)).union(pictures) }

    func contain(_ name: String) -> Bool {
        Self.mayBelong(name) && stems.contains(FilePath.deletingExtension(name))
    }

    /// Whether files so named can belong to a picture at all.
    static func mayBelong(_ name: String) -> Bool { ["txt", "json"].contains(FilePath.pathExtension(name)) }
}
