import JSONValues
import SQLiteStorage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Whether the state directory can be written to, and its disk has room for what it holds; writes nothing.
public struct StateDirectoryCheck: HealthCheck {
    /// Below so many free bytes an ingest will soon fail.
    static let leastFree = 64 << 20
    /// Below so many free bytes there is not much room.
    static let littleFree = 1 << 30

    /// What it is about.
    public let group = HealthGroup.machine
    /// Its name.
    public let name = "state"
    private let directory: String

    /// Makes the check of a directory, which need not be there.
    public init(_ directory: String) { self.directory = directory }

    /// What to do where it takes longer than it may.
    public var adviceWhenOverdue: String { "Choose a directory on a local disk with --state" }

    /// Looks.
    public func run() async throws -> [HealthFinding] {
        try await OwnThread.run { [self] in [look()] }
    }

    private func look() -> HealthFinding {
        let exists = FileReader.kind(of: directory) != nil
        let fix = "Choose another directory with --state or ES_JINA_STATE"
        var place = FileReader.absolute(directory)
        if exists {
            guard FileReader.kind(of: directory) == .directory else {
                return fail("\(directory) is no directory", fix: fix)
            }
        } else {
            while place.count > 1, FileReader.kind(of: place) == nil { place = FilePath.directory(place) }
        }
        guard access(place, W_OK | X_OK) == 0 else {
            return fail("\(place) cannot be written to: \(String(cString: strerror(errno)))", fix: fix)
        }
        var system = statvfs()
        guard statvfs(place, &system) == 0 else {
            return fail("\(place): \(String(cString: strerror(errno)))", fix: fix)
        }
        let free = Int(clamping: UInt64(system.f_bavail) * UInt64(system.f_frsize))
        let held = exists ? Self.size(of: directory) : 0
        let facts: JSONObject = [
            "path": .string(directory), "exists": .bool(exists), "bytes": JSONValue(held), "available": JSONValue(free),
        ]
        let what =
            exists ? "\(directory) holds \(SizeText.bytes(held))" : "\(directory) is not there yet; an ingest makes it"
        let found = "\(what), \(SizeText.bytes(free)) free"
        let room = "Make room, or choose a directory on another disk with --state or ES_JINA_STATE"
        if free < Self.leastFree { return fail(found, fix: room, facts: facts) }
        if free < max(Self.littleFree, held / 2) { return warn(found, fix: room, facts: facts) }
        if exists, let mode = Self.mode(of: directory), mode & 0o022 != 0 {
            let everybody = "Take the right to write from others: chmod go-w \(directory)"
            return warn("\(found); others may write to it", fix: everybody, facts: facts)
        }
        return ok(found, facts: facts)
    }

    /// The bytes of the files in `directory`, those below it included, four levels deep.
    private static func size(of directory: String, depth: Int = 4) -> Int {
        guard depth > 0, let names = try? FileReader.names(in: directory) else { return 0 }
        return names.reduce(0) { sum, name in
            let path = FilePath.join(directory, name)
            switch FileReader.lookUp(path, followsLinks: false) {
            case .directory: return sum + size(of: path, depth: depth - 1)
            case .file: return sum + FileReader.size(of: path)
            default: return sum
            }
        }
    }

    private static func mode(of path: String) -> UInt32? {
        var status = stat()
        return stat(path, &status) == 0 ? UInt32(status.st_mode) : nil
    }
}

/// Whether the databases of the state directory are whole, by SQLite's own quick check; writes nothing.
public struct DatabaseCheck: HealthCheck {
    /// What it is about.
    public let group = HealthGroup.machine
    /// Its name.
    public let name = "databases"
    private let directory: String

    /// Makes the check of a state directory, which need not be there.
    public init(_ directory: String) { self.directory = directory }

    /// What to do where it takes longer than it may.
    public var adviceWhenOverdue: String {
        "They are large; give them more time with --check-timeout, or ask sqlite3 FILE 'PRAGMA quick_check'"
    }

    /// Looks.
    public func run() async throws -> [HealthFinding] {
        try await OwnThread.run { [self] in
            let files = Self.databases(in: directory) + Self.databases(in: FilePath.join(directory, "embedded"))
            guard !files.isEmpty else { return [skipped("there are none yet")] }
            var findings: [HealthFinding] = []
            var busy = 0
            for path in files {
                switch Self.quickCheck(path) {
                case .success(let complaint?):
                    findings.append(damaged(path, complaint))
                case .success(nil): break
                case .failure(let error) where error.kind == .busy: busy += 1
                case .failure(let error) where error.kind == .corrupt: findings.append(damaged(path, error.message))
                case .failure(let error): findings.append(warn(error.message, fix: "Check the rights on \(path)"))
                }
            }
            guard findings.isEmpty else { return findings }
            let facts: JSONObject = ["databases": JSONValue(files.count), "busy": JSONValue(busy)]
            let rest = busy > 0 ? "; \(busy) in use and not looked at" : ""
            return [ok("\(SizeText.count(files.count - busy, "database")) whole\(rest)", facts: facts)]
        }
    }

    private func damaged(_ path: String, _ complaint: String) -> HealthFinding {
        let fix =
            "Run the ingest again: it sets a damaged journal or cache aside and makes it anew; for the embedded engine's data "
            + "delete the index and ingest again"
        return fail("\(path) is damaged: \(complaint)", fix: fix, facts: ["path": .string(path)])
    }

    private static func databases(in directory: String) -> [String] {
        ((try? FileReader.names(in: directory)) ?? []).filter { $0.hasSuffix(".sqlite") }.sorted()
            .map { FilePath.join(directory, $0) }
    }

    /// What SQLite complains of; `nil` where the file is whole.
    private static func quickCheck(_ path: String) -> Result<String?, SQLiteError> {
        guard let options = SQLiteDatabase.Options.withoutTrace(path) else {
            return .failure(SQLiteError(.busy, "\(path) is in use", path: path))
        }
        do {
            let verdict = try SQLiteDatabase(path: path, options: options).first("PRAGMA quick_check(1)") { $0.text(0) }
            return .success(verdict == "ok" ? nil : verdict ?? "it says nothing")
        } catch let error as SQLiteError {
            return .failure(error)
        } catch {
            return .success("\(error)")
        }
    }
}

extension SQLiteDatabase.Options {
    /// How to read the database at `path` without making the files that belong to it; `nil` where that cannot be.
    static func withoutTrace(_ path: String) -> SQLiteDatabase.Options? {
        var options = SQLiteDatabase.Options()
        options.isReadOnly = true
        options.createsFile = false
        options.busyTimeoutMilliseconds = 500
        let log = FileReader.kind(of: path + "-wal") == .file && FileReader.size(of: path + "-wal") > 0
        if log {
            // Somebody writes, or was killed while it did: what is in the log belongs to the database.
            guard FileReader.kind(of: path + "-shm") == .file else { return nil }
        } else {
            options.isImmutable = true
        }
        return options
    }
}
