import SQLiteStorage
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("SQLiteDatabase")
struct SQLiteDatabaseTests {
    private let directory = TemporaryDirectory()

    private func open(_ name: String = "a.sqlite", _ options: SQLiteDatabase.Options = .init()) throws -> SQLiteDatabase
    {
        try SQLiteDatabase(path: directory.path + "/" + name, options: options)
    }

    @Test("Every kind of value comes back as it was bound")
    func values() throws {
        let database = try open()
        try database.execute("CREATE TABLE t(i INTEGER, r REAL, s TEXT, b BLOB, n)")
        try database.execute(
            "INSERT INTO t VALUES(?, ?, ?, ?, ?)",
            [.integer(.min), 1.5, .text("naïve\u{0}北"), .blob([0, 255, 7]), nil]
        )
        try database.execute("INSERT INTO t VALUES(?, ?, ?, ?, ?)", [.int(3), 0.0, "", .blob([]), .text(nil)])
        let rows = try database.query("SELECT i, r, s, b, n FROM t") { row in
            (row.int64(0), row.double(1), row.text(2), row.blob(3), row.isNull(4))
        }
        #expect(rows.count == 2)
        #expect(rows[0].0 == .min && rows[0].1 == 1.5 && rows[0].3 == [0, 255, 7] && rows[0].4)
        #expect(rows[0].2 == "naïve\u{0}北")
        #expect(rows[1].2 == "" && rows[1].3 == [] && rows[1].4)
        #expect(
            try database.first("SELECT typeof(s), typeof(b) FROM t WHERE i = 3") { $0.text(0) + $0.text(1) }
                == "textblob"
        )
    }

    @Test("Bytes bound without a copy are stored, and read without one")
    func zeroCopy() throws {
        let database = try open()
        try database.execute("CREATE TABLE t(k TEXT, b BLOB)")
        let bytes = [UInt8](repeating: 42, count: 100_000)
        try database.withConnection { connection in
            try bytes.withUnsafeBytes { try connection.execute("INSERT INTO t VALUES(?, ?)", ["x"], blob: $0) }
        }
        let sum = try database.first("SELECT b FROM t WHERE k = ?", ["x"]) { row in
            row.withBlob(0) { $0.reduce(0) { $0 + Int($1) } }
        }
        #expect(sum == 4_200_000)
    }

    @Test("A query may run inside the rows of the same query")
    func nestedQuery() throws {
        let database = try open()
        try database.run("CREATE TABLE t(v); INSERT INTO t VALUES(1), (2), (3);")
        let pairs = try database.withConnection { connection in
            try connection.query("SELECT v FROM t") { outer in
                let value = outer.int(0)
                return try connection.query("SELECT v FROM t") { $0.int(0) * value }.reduce(0, +)
            }
        }
        #expect(pairs == [6, 12, 18])
    }

    @Test("A transaction that throws leaves nothing, an inner one takes back only itself")
    func transactions() throws {
        struct Stop: Error {}
        let database = try open()
        try database.run("CREATE TABLE t(v)")
        #expect(throws: Stop.self) {
            try database.transaction { connection in
                try connection.execute("INSERT INTO t VALUES(1)")
                throw Stop()
            }
        }
        try database.transaction { connection in
            try connection.execute("INSERT INTO t VALUES(2)")
            #expect(throws: Stop.self) {
                try connection.transaction {
                    try connection.execute("INSERT INTO t VALUES(3)")
                    throw Stop()
                }
            }
        }
        #expect(try database.query("SELECT v FROM t") { $0.int(0) } == [2])
    }

    @Test("A snapshot does not see what others commit meanwhile")
    func snapshots() throws {
        let writer = try open()
        try writer.run("CREATE TABLE t(v); INSERT INTO t VALUES(1)")
        let reader = try open()
        try reader.snapshot { connection in
            #expect(try connection.first("SELECT count(*) FROM t") { $0.int(0) } == 1)
            try writer.execute("INSERT INTO t VALUES(2)")
            #expect(try connection.first("SELECT count(*) FROM t") { $0.int(0) } == 1)
        }
        #expect(try reader.first("SELECT count(*) FROM t") { $0.int(0) } == 2)
    }

    @Test("Cursors walk two results side by side")
    func cursors() throws {
        let database = try open()
        try database.run("CREATE TABLE t(v); INSERT INTO t VALUES(1), (2)")
        try database.withConnection { connection in
            let up = try connection.cursor("SELECT v FROM t ORDER BY v")
            let down = try connection.cursor("SELECT v FROM t WHERE v > ? ORDER BY v DESC", [0])
            #expect(try up.next { $0.int(0) } == 1)
            #expect(try down.next { $0.int(0) } == 2)
            #expect(try up.next { $0.int(0) } == 2)
            #expect(try up.next { $0.int(0) } == nil)
        }
    }

    @Test("Migrations run once each, and a newer file is refused by name")
    func migrations() throws {
        let first = "CREATE TABLE a(v); INSERT INTO a VALUES(1)"
        let second = "INSERT INTO a VALUES(2)"
        _ = try SQLiteDatabase(path: directory.path + "/m", migrations: [first])
        let database = try SQLiteDatabase(path: directory.path + "/m", migrations: [first, second])
        #expect(try database.query("SELECT v FROM a") { $0.int(0) } == [1, 2])
        let error = #expect(throws: SQLiteError.self) {
            try SQLiteDatabase(path: directory.path + "/m", migrations: [first])
        }
        #expect(error?.kind == .newerSchema)
        #expect(error?.message.contains(directory.path + "/m has layout 2, this version knows 1") == true)
    }

    @Test("A migration that fails leaves the version before it")
    func failedMigration() throws {
        let path = directory.path + "/f"
        #expect(throws: SQLiteError.self) {
            try SQLiteDatabase(path: path, migrations: ["CREATE TABLE a(v)", "nonsense"])
        }
        let database = try SQLiteDatabase(path: path, migrations: ["CREATE TABLE a(v)", "CREATE TABLE b(v)"])
        #expect(try database.query("SELECT name FROM sqlite_master ORDER BY name") { $0.text(0) } == ["a", "b"])
    }

    @Test("A writer that waits too long is told which file is locked")
    func busy() throws {
        var options = SQLiteDatabase.Options()
        options.busyTimeoutMilliseconds = 20
        let first = try open("b", options)
        let second = try open("b", options)
        try first.run("CREATE TABLE t(v)")
        let error = #expect(throws: SQLiteError.self) {
            try first.transaction { connection in
                try connection.execute("INSERT INTO t VALUES(1)")
                try second.transaction { try $0.execute("INSERT INTO t VALUES(2)") }
            }
        }
        #expect(error?.kind == .busy)
        #expect(error?.message.hasPrefix(directory.path + "/b is locked by another process") == true)
    }

    @Test("A full disk names the file and the fix, and keeps what was committed")
    func full() throws {
        var options = SQLiteDatabase.Options()
        options.maxPageCount = 20
        let database = try open("full", options)
        try database.run("CREATE TABLE t(v); INSERT INTO t VALUES('kept')")
        let error = #expect(throws: SQLiteError.self) {
            try database.transaction {
                try $0.execute("INSERT INTO t VALUES(?)", [.blob([UInt8](repeating: 1, count: 200_000))])
            }
        }
        #expect(error?.kind == .full)
        #expect(
            error?.message
                == "No space left for \(directory.path)/full: free space on its device or choose another state "
                + "directory (--state)"
        )
        #expect(try database.query("SELECT v FROM t") { $0.text(0) } == ["kept"])
        try database.execute("INSERT INTO t VALUES('goes on')")
    }

    @Test("A file that is no database says so")
    func corrupt() throws {
        directory.write("rubbish", [UInt8](repeating: 65, count: 8192))
        let error = #expect(throws: SQLiteError.self) {
            let database = try SQLiteDatabase(path: directory.path + "/rubbish")
            try database.run("CREATE TABLE t(v)")
        }
        #expect(error?.kind == .corrupt)
        #expect(error?.message.hasPrefix(directory.path + "/rubbish is damaged or not an SQLite database") == true)
    }

    @Test("A directory that is not there cannot be opened, and the message says what to check")
    func missingDirectory() throws {
        let error = #expect(throws: SQLiteError.self) { try SQLiteDatabase(path: directory.path + "/nowhere/a") }
        #expect(error?.kind == .cannotOpen)
        #expect(error?.message.contains("check that its directory exists") == true)
    }

    @Test("A read-only connection refuses to write")
    func readOnly() throws {
        try open("r").run("CREATE TABLE t(v)")
        var options = SQLiteDatabase.Options()
        options.isReadOnly = true
        let database = try open("r", options)
        let error = #expect(throws: SQLiteError.self) { try database.execute("INSERT INTO t VALUES(1)") }
        #expect(error?.kind == .readOnly)
    }

    @Test("A broken constraint and wrong SQL are told apart")
    func kinds() throws {
        let database = try open()
        try database.run("CREATE TABLE t(v UNIQUE); INSERT INTO t VALUES(1)")
        #expect(throws: SQLiteError.self) { try database.execute("INSERT INTO t VALUES(1)") }
        do {
            try database.execute("INSERT INTO t VALUES(1)")
        } catch {
            #expect(error.kind == .constraint)
        }
        do {
            try database.execute("SELEC 1")
        } catch {
            #expect(error.kind == .misuse)
            #expect(error.message.contains("SELEC 1"))
        }
    }

    @Test("Many tasks may use one database at once")
    func concurrency() async throws {
        let database = try open()
        try database.run("CREATE TABLE t(v)")
        await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for value in 0..<50 { try database.execute("INSERT INTO t VALUES(?)", [.int(task * 50 + value)]) }
                }
            }
        }
        #expect(try database.first("SELECT count(DISTINCT v) FROM t") { $0.int(0) } == 400)
    }
}

/// A directory that goes when its owner does.
final class TemporaryDirectory: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/es-jina-sqlite-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, mkdtemp(base) != nil else { return "/tmp" }
            return String(cString: base)
        }
    }

    func write(_ name: String, _ bytes: [UInt8]) {
        guard let file = fopen("\(path)/\(name)", "w") else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    deinit {
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            unlink("\(path)/\(name)")
        }
        closedir(directory)
        rmdir(path)
    }
}
