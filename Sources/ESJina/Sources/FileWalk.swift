/// A file that was found, with the names it goes by.
struct FoundFile: Sendable {
    /// The absolute path: opens the file and names it in the journal; `-` is standard input.
    var path: String
    /// The path from the root that was asked for, the root's own name first: makes the document's id.
    var relative: String
}

/// The depth-first walk behind ``FileSource``.
struct FileWalk {
    enum Found {
        case file(FoundFile)
        case skipped(position: String, reason: String)
        case failed(position: String, InputError)
    }

    private struct Level {
        var path: String
        var relative: String
        var names: ArraySlice<String>
        var sidecarStems: Set<String>
    }

    private var roots: ArraySlice<String>
    private var levels: [Level] = []
    private var open: [[UInt64]] = []

    init(paths: [String]) { roots = paths[...] }

    mutating func next() -> Found? {
        while true {
            guard let last = levels.indices.last else {
                guard let root = roots.popFirst() else { return nil }
                if let found = start(root) { return found }
                continue
            }
            guard let name = levels[last].names.popFirst() else {
                levels.removeLast()
                open.removeLast()
                continue
            }
            if let found = visit(name, in: levels[last]) { return found }
        }
    }

    private mutating func start(_ root: String) -> Found? {
        if root == "-" { return .file(FoundFile(path: "-", relative: "-")) }
        let absolute = FileReader.absolute(root)
        let name = FilePath.lastComponent(absolute)
        if FileReader.kind(of: root) == .directory {
            return descend(into: absolute, relative: name)
        }
        return .file(FoundFile(path: absolute, relative: name))
    }

    private mutating func visit(_ name: String, in level: Level) -> Found? {
        if name.hasPrefix(".") { return nil }
        let path = FilePath.join(level.path, name)
        switch FileReader.kind(of: path) {
        case .directory?:
            return descend(into: path, relative: level.relative + "/" + name)
        case .file?:
            // A text or JSON file that stands beside a picture of the same name belongs to the picture.
            let isSidecar = ["txt", "json"].contains(FilePath.pathExtension(name))
            if isSidecar, level.sidecarStems.contains(FilePath.deletingExtension(name)) { return nil }
            return .file(FoundFile(path: path, relative: level.relative + "/" + name))
        case .other?: return .skipped(position: path, reason: "not a regular file")
        case nil: return .skipped(position: path, reason: "a symbolic link to nothing")
        }
    }

    private mutating func descend(into path: String, relative: String) -> Found? {
        let identity = FileReader.identity(of: path)
        if open.contains(identity) {
            return .skipped(position: path, reason: "a symbolic link back to a directory above it")
        }
        do throws(InputError) {
            let names = try FileReader.names(in: path)
            let pictures = names.filter { InputFormat.pictureExtensions.contains(FilePath.pathExtension($0)) }
            // `a.svg` owns `a.json` and `a.svg.json`.
            let stems = Set(pictures.map(FilePath.deletingExtension)).union(pictures)
            levels.append(
                Level(path: path, relative: relative, names: names[...], sidecarStems: stems)
            )
            open.append(identity)
            return nil
        } catch {
            return .failed(position: path, error)
        }
    }
}
