import ESJina
import Embeddings
import JSONValues
import Measuring
import Synchronization
import VipsImages

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Prepares the pictures of a list as `es-jina ingest` does and prints pictures per second as JSON.
///
/// The clock runs from before the first file is read to the last prepared picture. `--out` is a directory for the results, where
/// they are to be looked at.
@main
struct PictureBench {
    static func main() async throws {
        let arguments = try Arguments(["list", "shortest", "workers", "out"])
        let paths = try lines(of: arguments.text("list", "photos.txt"))
        let options = ImageOptions(shortestSide: try arguments.number("shortest", 512))
        let workers = try arguments.number("workers", 2)
        let out = arguments.text("out", "")
        let next = Counter()
        let start = ContinuousClock.now
        let counts = try await withThrowingTaskGroup(of: Counts.self) { group in
            for _ in 0..<workers {
                group.addTask {
                    var counts = Counts()
                    while case let number = next.take(), number < paths.count {
                        let bytes = try read(paths[number])
                        counts.read += bytes.count
                        let picture: PreparedImage
                        do throws(ImageError) {
                            picture = try VipsImagePreparer().prepare(bytes, name: paths[number], options: options)
                        } catch {
                            counts.refused += 1
                            continue
                        }
                        counts.prepared += 1
                        counts.written += picture.image.bytes.count
                        if !out.isEmpty { try write(picture.image.bytes, to: "\(out)/\(number)") }
                    }
                    return counts
                }
            }
            var all = Counts()
            for try await counts in group { all.add(counts) }
            return all
        }
        let seconds = (ContinuousClock.now - start).inSeconds
        let report: JSONValue = [
            "pictures": .integer(Int64(counts.prepared)), "refused": .integer(Int64(counts.refused)),
            "bytes_read": .integer(Int64(counts.read)), "bytes_prepared": .integer(Int64(counts.written)),
            "seconds": .number(seconds), "cpu_seconds": .number(processorSeconds()),
            "pictures_per_s": .number(Double(counts.prepared) / seconds),
        ]
        print(report.text)
    }

    private final class Counter: Sendable {
        private let next = Atomic(0)

        func take() -> Int { next.add(1, ordering: .relaxed).oldValue }
    }

    private struct Counts {
        var prepared = 0
        var refused = 0
        var read = 0
        var written = 0

        mutating func add(_ other: Counts) {
            prepared += other.prepared
            refused += other.refused
            read += other.read
            written += other.written
        }
    }

    private static func lines(of path: String) throws(MeasuringError) -> [String] {
        try String(decoding: read(path), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func read(_ path: String) throws(MeasuringError) -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw MeasuringError("\(path) cannot be opened: make it by run.sh") }
        defer { fclose(file) }
        var facts = stat()
        fstat(fileno(file), &facts)
        return [UInt8](unsafeUninitializedCapacity: Int(facts.st_size)) { buffer, count in
            count = fread(buffer.baseAddress, 1, buffer.count, file)
        }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(MeasuringError) {
        guard let file = fopen(path, "wb") else { throw MeasuringError("\(path) cannot be written") }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }
}
