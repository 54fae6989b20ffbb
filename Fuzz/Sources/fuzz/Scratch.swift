import ESJina
import Embeddings
import JSONValues

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads bytes as a file of records, and checks what holds for every such file.
struct Scratch: Sendable {
    /// One record of a file, or why there is none.
    struct Step {
        var position: String
        var record: IngestRecord?
        /// What was read, without what names its place.
        var content: String
    }

    struct Reading {
        var steps: [Step]

        /// Whether the file as a whole cannot be read.
        func isRefused(_ file: String) -> Bool { steps.count == 1 && steps[0].position == file }
    }

    /// Where the file is written, without its extension.
    let path = "\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/es-jina-fuzz-\(getpid())"

    func read(_ bytes: [UInt8], as file: String, _ options: SourceOptions) async throws -> Reading {
        try Files.write(bytes, to: file)
        defer { unlink(file) }
        let source = try FileSource([file], options: options)
        guard let count = source.count() else { throw Broken("the records are not counted") }
        var steps: [Step] = []
        for await step in source {
            switch step {
            case .skipped(let position, _): throw Broken("\(position) was left out")
            case .failed(let position, let error):
                try check(error, file)
                steps.append(Step(position: position, content: "none"))
            case .entry(let entry):
                var (record, content) = (IngestRecord?.none, "none")
                do throws(InputError) {
                    let loaded = try entry.load()
                    (record, content) = (loaded, Self.describe(loaded))
                } catch {
                    try check(error, file)
                }
                if let origin = entry.origin, origin.path != file { throw Broken("the origin is \(origin.path)") }
                steps.append(Step(position: entry.position, record: record, content: content))
            }
        }
        guard steps.count == count else { throw Broken("\(count) records counted, \(steps.count) read") }
        guard Set(steps.map(\.position)).count == steps.count else { throw Broken("a position comes twice") }
        return Reading(steps: steps)
    }

    private static func describe(_ record: IngestRecord) -> String {
        let captions = record.captions.map { "\($0.language)=\($0.text)" }
        // Not by reflection, which takes long over long texts.
        let content =
            switch record.content {
            case .text(let text): "text " + (text.utf8.count < 1 << 16 ? text : "\(text.utf8.count)")
            case .image(let bytes): "image \(bytes)"
            case .remoteImage(let url): "remote " + url
            case .none, .page, .pdf: "other"
            }
        return "\(content) \(record.title ?? "-") \(record.caption ?? "-") \(captions) \(record.tags) "
            + "\(JSONValue.object(record.attributes).text) \(record.vector?.values ?? []) \(record.version ?? -1)"
    }

    private func check(_ error: InputError, _ file: String) throws {
        let message = error.message
        // What stands in a record may be repeated, and so may its newlines; but not much of it.
        guard message.utf8.count < 3000, message.hasSuffix(".") else { throw Broken("no sentence: \(message)") }
        guard message.contains(file) || message.contains("Cannot read") else { throw Broken("no name: \(message)") }
    }

    /// Whether an input is one of the few that are also read behind a filler, which takes a hundred times as long.
    static func isFilled(_ input: [UInt8]) -> Bool { hash(input) >> 32 & 7 == 0 }

    private static func hash(_ input: [UInt8]) -> UInt64 {
        input.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// As many letters as bring the reader's buffer of 2¹⁸ bytes to its end within the `count` bytes that follow.
    static func filler(before count: Int, taken: Int, seed: [UInt8]) -> [UInt8] {
        let place = Int(hash(seed) % UInt64(count + 1))
        return [UInt8](repeating: UInt8(ascii: "x"), count: max(1, (1 << 18) - taken - place))
    }
}
