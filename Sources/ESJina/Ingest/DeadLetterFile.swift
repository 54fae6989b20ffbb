import JSONValues
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The NDJSON file that lists the inputs of an index that could not become documents.
///
/// One ``DeadLetter`` a line. Failures are appended when they happen; when a run ends, the file is written anew from the journal, so
/// that it lists what failed and was not indexed since, in whichever run, each input once. It is gone when there is none.
final class DeadLetterFile: Sendable {
    let path: String
    private let descriptor = Mutex<Int32>(-1)

    init(directory: String, index: String) {
        path = FilePath.join(directory, "\(index).dead-letters.ndjson")
    }

    deinit {
        let descriptor = descriptor.withLock { $0 }
        if descriptor >= 0 { close(descriptor) }
    }

    /// Appends one line.
    func append(_ letter: DeadLetter) throws(IngestError) {
        let bytes = letter.json.serialized() + [0x0A]
        let isWritten = descriptor.withLock { descriptor in
            if descriptor < 0 { descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600) }
            return descriptor >= 0 && FileWriter.append(bytes, to: descriptor)
        }
        guard isWritten else { throw FileWriter.fault(path) }
    }

    /// Writes the file anew from the journal.
    ///
    /// - Returns: Whether there are any letters.
    func rewrite(from journal: IngestJournal, target: String) throws(IngestError) -> Bool {
        guard try journal.deadLetterCount(target: target) > 0 else {
            unlink(path)
            return false
        }
        try FileWriter.replace(path) { (write) throws(IngestError) in
            var last = ""
            while true {
                let letters = try journal.deadLetters(after: last, count: 1_000, target: target)
                guard let end = letters.last else { return }
                for letter in letters { try write(letter.json.serialized()) }
                last = end.position
            }
        }
        return true
    }
}
