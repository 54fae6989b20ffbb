#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A directory of its own for one test, removed with everything in it when the value goes away.
public final class TemporaryDirectory: Sendable {
    /// Its path.
    public let path: String

    /// Makes an empty directory.
    public init() throws {
        var template = Array(((getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/es-jina-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(reason: String(cString: strerror(errno))) }
        path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit { Self.remove(path) }

    /// Why the file system refused.
    public struct Failure: Error {
        /// The system's reason.
        public var reason: String

        /// Makes a failure.
        public init(reason: String) { self.reason = reason }
    }

    /// Writes a file below the directory, making the directories above it.
    @discardableResult
    public func write(_ content: some Sequence<UInt8>, to name: String) throws -> String {
        var directory = path
        let parts = name.split(separator: "/")
        for part in parts.dropLast() {
            directory += "/\(part)"
            mkdir(directory, 0o755)
        }
        let file = "\(path)/\(name)"
        let bytes = Array(content)
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        defer { close(descriptor) }
        guard descriptor >= 0, systemWrite(descriptor, bytes) == bytes.count else {
            throw Failure(reason: "cannot write \(file)")
        }
        return file
    }

    /// Writes a text file below the directory.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

    /// Removes a file or a directory with all that is in it.
    public func remove(_ name: String) { Self.remove(path + "/" + name) }

    private static func remove(_ path: String) {
        var info = stat()
        guard lstat(path, &info) == 0 else { return }
        if info.st_mode & S_IFMT == S_IFDIR {
            chmod(path, 0o755)
            if let handle = opendir(path) {
                while let entry = readdir(handle) {
                    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                    }
                    if name != ".", name != ".." { remove("\(path)/\(name)") }
                }
                closedir(handle)
            }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}

// Inside the class `write` is its own function.
private func systemWrite(_ descriptor: Int32, _ bytes: [UInt8]) -> Int { write(descriptor, bytes, bytes.count) }
