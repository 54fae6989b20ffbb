#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads and lists files with the system's own calls, which need no URL machinery and report errno.
enum FileReader {
    /// The whole file.
    ///
    /// - Throws: ``InputError`` at the stage `read`, naming the path and the system's reason.
    static func bytes(of path: String, maxBytes: Int = 256 << 20) throws(InputError) -> [UInt8] {
        // A named pipe would wait here for its writer, before it can be seen to be one.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw fault("Cannot read", path) }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw fault("Cannot read", path) }
        guard info.st_mode & S_IFMT == S_IFREG else {
            throw InputError(.read, "Cannot read \(path): it is not a regular file.")
        }
        let size = Int(info.st_size)
        guard size <= maxBytes else {
            throw InputError(.read, "\(path) has \(size) bytes, more than the limit of \(maxBytes) for one input.")
        }
        // One byte more than the size, so that the end is seen without growing the buffer.
        var bytes = [UInt8](repeating: 0, count: size + 1)
        var filled = 0
        while true {
            if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: max(4096, filled / 2))) }
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw fault("Cannot read", path)
            }
            if count == 0 { break }
            filled += count
            guard filled <= maxBytes else {
                throw InputError(.read, "\(path) grew beyond the limit of \(maxBytes) bytes for one input.")
            }
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    /// The file as text.
    ///
    /// - Throws: ``InputError`` where it cannot be read or is not UTF-8; the byte that breaks it is named.
    static func text(of path: String) throws(InputError) -> String {
        try text(from: bytes(of: path), name: path)
    }

    /// `bytes` as text, without a byte order mark.
    static func text(from bytes: [UInt8], name: String) throws(InputError) -> String {
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        guard let text = String(validating: bytes.dropFirst(hasMark ? 3 : 0), as: UTF8.self) else {
            let valid = String(decoding: bytes, as: UTF8.self).utf8
            let offset = zip(bytes, valid).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? bytes.count
            throw InputError(
                .read,
                "\(name) is not UTF-8 text (byte \(offset + 1)). Convert it, for example with "
                    + "'iconv -f latin1 -t utf-8', or leave it out."
            )
        }
        return text
    }

    /// What a path is.
    enum Kind: Equatable {
        case file
        case directory
        case symbolicLink
        case other
        /// Nothing that can be looked at, for the system's reason.
        case unreachable(Int32)
    }

    /// What `path` is, symbolic links followed; `nil` where there is nothing.
    static func kind(of path: String) -> Kind? {
        let kind = lookUp(path)
        if case .unreachable = kind { return nil }
        return kind
    }

    /// What `path` is, or why that cannot be said.
    ///
    /// - Parameters:
    ///   - path: The path.
    ///   - followsLinks: Whether a symbolic link is what it leads to, or a link.
    /// - Returns: Its kind, or the system's reason.
    static func lookUp(_ path: String, followsLinks: Bool = true) -> Kind {
        var info = stat()
        guard (followsLinks ? stat(path, &info) : lstat(path, &info)) == 0 else { return .unreachable(errno) }
        return switch info.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        case S_IFLNK: .symbolicLink
        default: .other
        }
    }

    /// Why `path` cannot be looked at, in words.
    static func failure(_ path: String, _ reason: Int32) -> InputError {
        if reason == ENOENT { return InputError(.read, "There is no file or directory '\(path)'.") }
        return InputError(.read, "Cannot read \(path): \(String(cString: strerror(reason))).")
    }

    /// The size of the file at `path` in bytes; 0 where there is none.
    static func size(of path: String) -> Int {
        var info = stat()
        return stat(path, &info) == 0 ? Int(info.st_size) : 0
    }

    /// A number pair that names a directory however it is reached, to find loops of symbolic links.
    static func identity(of path: String) -> [UInt64] {
        var info = stat()
        guard stat(path, &info) == 0 else { return [] }
        return [UInt64(truncatingIfNeeded: info.st_dev), UInt64(truncatingIfNeeded: info.st_ino)]
    }

    /// The names in a directory, sorted by their bytes, without `.` and `..`.
    static func names(in directory: String) throws(InputError) -> [String] {
        guard let handle = opendir(directory) else { throw fault("Cannot list the directory", directory) }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// `path` made absolute, its symbolic links resolved; as it is where it does not exist.
    static func absolute(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func fault(_ what: String, _ path: String) -> InputError {
        let reason = String(cString: strerror(errno))
        return InputError(.read, "\(what) \(path): \(reason).")
    }
}
