import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Golden files beside the tests; `RECORD_SNAPSHOTS=1` rewrites them.
enum Snapshot {
    static func verify(
        _ text: String,
        as name: String,
        file: String = #filePath,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            !lines.contains { $0.last == " " || $0.last == "\t" },
            "trailing white space",
            sourceLocation: sourceLocation
        )
        #expect(
            text.hasSuffix("\n") && !text.hasSuffix("\n\n"),
            "one newline at the end",
            sourceLocation: sourceLocation
        )
        let path = file.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Snapshots/" + name
        if getenv("RECORD_SNAPSHOTS") != nil {
            File.write(text, to: path)
        } else {
            let hint: Comment = "run with RECORD_SNAPSHOTS=1 and read the difference"
            #expect(File.read(path) == text, hint, sourceLocation: sourceLocation)
        }
    }
}

enum File {
    static func write(_ text: String, to path: String) {
        guard let file = fopen(path, "w") else {
            Issue.record("cannot write \(path)")
            return
        }
        fputs(text, file)
        fclose(file)
    }

    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        return readAll(file)
    }

    fileprivate static func readAll(_ file: UnsafeMutablePointer<FILE>) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

enum Shell {
    static func isInstalled(_ name: String) -> Bool { run("command -v \(name) >/dev/null").status == 0 }

    /// Runs a line of `sh`; the output holds both streams.
    static func run(_ line: String) -> (output: String, status: Int32) {
        guard let pipe = popen("{ \(line)\n} 2>&1", "r") else { return ("popen failed", -1) }
        let output = File.readAll(pipe)
        let status = pclose(pipe)
        return (output, (status >> 8) & 0xFF)
    }

    /// Gives `body` the path of a temporary file that holds `text`.
    static func withFile<Result>(_ text: String, _ body: (String) throws -> Result) rethrows -> Result {
        var template = Array("/tmp/command-tree-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        close(descriptor)
        defer { unlink(path) }
        File.write(text, to: path)
        return try body(path)
    }
}
