import SQLiteStorage

/// Takes damaged SQLite files out of the way, whole, for people to look at.
enum DamagedDatabase {
    /// Renames the file at `path` and those that belong to it.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - what: What it is, for the error.
    /// - Returns: Its new path.
    /// - Throws: `SQLiteError` of kind `corrupt` where it cannot be renamed.
    static func setAside(_ path: String, what: String) throws(SQLiteError) -> String {
        let damaged = "\(path).damaged-\(WallClock.milliseconds())"
        guard FileWriter.rename(path, to: damaged) else {
            throw SQLiteError(
                .corrupt,
                "The \(what) \(path) is damaged and cannot be set aside. Rename it, and run again.",
                path: path
            )
        }
        // The log belongs to the damaged file; a new one must not find it.
        for suffix in ["-wal", "-shm"] { _ = FileWriter.rename(path + suffix, to: damaged + suffix) }
        return damaged
    }
}
