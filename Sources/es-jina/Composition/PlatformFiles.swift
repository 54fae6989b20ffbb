import JSONValues

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where this platform keeps things, and the few file calls the command needs itself.
struct PlatformFiles {
    let environment: [String: String]

    /// The directory for state where nobody names one.
    var stateDirectory: String {
        #if os(macOS)
        home + "/Library/Application Support/es-jina"
        #else
        (environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.local/share") + "/es-jina"
        #endif
    }

    /// The configuration file where nobody names one.
    var configFile: String {
        #if os(macOS)
        home + "/Library/Application Support/es-jina/config.json"
        #else
        (environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.config") + "/es-jina/config.json"
        #endif
    }

    private var home: String { environment["HOME"] ?? "." }

    /// The whole file, or all of standard input for `-`; `nil` where it cannot be read.
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - limit: Reading ends soon after so many bytes; default none.
    /// - Returns: The bytes.
    static func read(_ path: String, limit: Int = .max) -> [UInt8]? {
        let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { if path != "-" { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = systemRead(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            if bytes.count >= limit { return bytes }
        }
    }

    /// Whether there is a directory at `path`.
    static func directoryExists(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    /// The JSON document that is a file.
    ///
    /// - Throws: ``CommandError`` naming the path and what is wrong with it.
    static func json(_ path: String) throws(CommandError) -> JSONValue {
        guard let bytes = read(path) else {
            throw CommandError("Cannot read \(path): \(String(cString: strerror(errno))).")
        }
        guard let value = try? JSONValue.parse(bytes) else { throw CommandError("\(path) is no JSON document.") }
        return value
    }

    /// Writes a whole file.
    ///
    /// - Throws: ``CommandError`` naming the path and the reason.
    static func write(_ bytes: [UInt8], to path: String) throws(CommandError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandError("Cannot write \(path): \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                systemWrite(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw CommandError("Cannot write \(path): \(String(cString: strerror(errno))).")
            }
            written += count
        }
    }
}

/// A failure that ends a command, said in one sentence.
struct CommandError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

// Inside `PlatformFiles` the names `read` and `write` are its own functions.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, buffer, count)
}
