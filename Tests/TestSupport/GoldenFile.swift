#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Golden files in a folder `Snapshots` beside the tests; `RECORD_SNAPSHOTS=1` rewrites them.
public enum GoldenFile {
    /// What to say where `text` is not what the golden file `name` holds; `nil` where it is.
    public static func mismatch(_ text: String, as name: String, file: String = #filePath) -> String? {
        let path = file.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Snapshots/" + name
        return mismatch(text, as: name, at: path)
    }

    /// What to say where `text` is not what the golden file at `path`, called `name`, holds; `nil` where it is.
    public static func mismatch(_ text: String, as name: String, at path: String) -> String? {
        if TestEquipment.variable("RECORD_SNAPSHOTS") != nil {
            let isWritten = fopen(path, "w").map { fputs(text, $0) >= 0 && fclose($0) == 0 } ?? false
            return isWritten ? nil : "cannot write \(path)"
        }
        if read(path) == text { return nil }
        return "\(name) has changed: run with RECORD_SNAPSHOTS=1 and read the difference"
    }

    /// The text of a file; `nil` where there is none.
    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
