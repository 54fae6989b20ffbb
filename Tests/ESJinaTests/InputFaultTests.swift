import JSONValues
import TestSupport
import Testing

@testable import ESJina

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct `Inputs that end badly` {
    @Test func `a title is the first line, whatever ends it`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("# Tides\r\n\r\nThe sea rises.\r\n", to: "texts/tides.md")
        for await step in try FileSource([directory.path + "/texts"]) {
            guard case .entry(let entry) = step else { continue }
            let record = try entry.load()
            #expect(record.title == "Tides")
            guard case .text("The sea rises.") = record.content else {
                Issue.record("the body is not the text below the heading")
                return
            }
        }
    }

    @Test func `captions beside a picture may be called so`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("x", to: "p/a.png")
        try directory.write(#"{"caption": "Sea", "captions": {"FR": "Mer"}}"#, to: "p/a.json")
        for await step in try FileSource([directory.path + "/p"]) {
            guard case .entry(let entry) = step else { continue }
            let record = try entry.load()
            #expect(record.caption == "Sea")
            #expect(record.captions == [.init(language: "fr", text: "Mer")])
            #expect(record.attributes.isEmpty)
        }
    }

    #if os(Linux)
    @Test(.timeLimit(.minutes(1))) func `a file that cannot be read on ends with one failure`() async throws {
        let directory = try TemporaryDirectory()
        // Opens, and fails at the first byte.
        try #require(symlink("/proc/self/mem", directory.path + "/records.jsonl") == 0)
        var failures: [String] = []
        for await step in try FileSource([directory.path]) {
            if case .failed(_, let error) = step { failures.append(error.message) }
            if failures.count > 3 { break }
        }
        #expect(failures == ["Cannot read \(directory.path)/records.jsonl: Input/output error."])
    }
    #endif
}
