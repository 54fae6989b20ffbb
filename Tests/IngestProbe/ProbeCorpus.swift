import ESJina
import Embeddings
import JSONValues
import TestSupport

/// A little of everything an ingest can meet, in two editions.
///
/// The second one has changed, moved, mended, removed and added inputs, and one that has fewer parts than before.
struct ProbeCorpus: AsyncSequence, Sendable {
    typealias Element = SourceStep

    let steps: [SourceStep]

    init(edition: Int) {
        let isFirst = edition == 1
        var steps: [SourceStep] = []
        // Before any window is full, so that nothing is under way beside it.
        if isFirst { steps.append(.failed(position: "texts/locked", InputError(.read, "texts/locked is locked."))) }
        steps += Self.texts(isFirst)
        steps.append(.skipped(position: "texts/music.mp3", reason: "not a picture or text"))
        steps += Self.pictures(isFirst)
        steps += Self.records(isFirst)
        self.steps = steps
    }

    struct Iterator: AsyncIteratorProtocol {
        var rest: ArraySlice<SourceStep>
        mutating func next() async -> SourceStep? { rest.popFirst() }
    }

    func makeAsyncIterator() -> Iterator { Iterator(rest: steps[...]) }

    private static func texts(_ isFirst: Bool) -> [SourceStep] {
        let words = ["lamp", "sea", "apple", "chair", "river", "cloud", "stone", "bread", "glass", "tower", "leaf"]
        var steps = words.enumerated()
            .compactMap { number, word -> SourceStep? in
                if !isFirst, [1, 6].contains(number) { return nil }
                let edition = isFirst || number % 4 != 0 ? "" : " again"
                return file("texts/\(number).txt", .text("About a \(word)\(edition)."))
            }
        // The same content at another place is another document and no second vector.
        steps.insert(file("texts/copy.txt", .text("About a chair.")), at: steps.count / 2)
        let long = (1...(isFirst ? 24 : 10)).map { "Sentence \($0) of a tale." }.joined(separator: " ")
        steps.insert(file("texts/tale.txt", .text(long), title: "A tale"), at: 3)
        return steps + (isFirst ? [] : [file("texts/new.txt", .text("About a new thing."))])
    }

    private static func pictures(_ isFirst: Bool) -> [SourceStep] {
        let shades: [UInt8] = isFirst ? [20, 60, 100, 140, 180] : [20, 75, 100, 140, 180, 220]
        var steps = shades.enumerated()
            .map { number, shade in
                let samples = [UInt8](repeating: shade, count: 16 * 16 * 3)
                let captions = number == 2 ? [IngestRecord.Caption(language: "pt-br", text: "Uma folha cinza")] : []
                return file(
                    "pictures/\(number).png",
                    .image(Pictures.png(width: 16, height: 16, samples: samples)),
                    captions: captions
                )
            }
        // Mended in the second edition.
        let samples = [UInt8](repeating: 250, count: 8 * 8 * 3)
        let whole = Pictures.png(width: 8, height: 8, samples: samples)
        steps.insert(file("pictures/cut.png", .image(isFirst ? Array(whole.prefix(30)) : whole)), at: 2)
        return steps
    }

    private static func records(_ isFirst: Bool) -> [SourceStep] {
        (0..<9)
            .map { number in
                // Every record of the second edition stands a line further down.
                let position = "records.jsonl:\(isFirst ? number : number + 1)"
                return .entry(
                    SourceEntry(position: position, byteCount: 100) { () throws(InputError) in
                        record(number, isFirst)
                    }
                )
            }
    }

    private static func record(_ number: Int, _ isFirst: Bool) -> IngestRecord {
        var record = IngestRecord(
            id: "record-\(number)",
            content: .text("Record \(number)"),
            title: "Title \(number)",
            tags: ["even", "odd"].enumerated().filter { number % 2 == $0.offset }.map(\.element),
            attributes: ["price": JSONValue(number * 10)]
        )
        switch number {
        case 1, 2: record.routing = isFirst ? "east" : "west"
        case 3: record.routing = isFirst ? nil : "north"
        case 4:
            record.version = isFirst ? 7 : 8
            record.attributes["price"] = isFirst ? 1 : 2
        case 5: record.version = 3
        case 6:
            record.content = .none
            record.vector = Embedding((0..<1024).map { $0 % 7 == (isFirst ? 1 : 2) ? 1 : 0 })
        default: break
        }
        return record
    }

    private static func file(
        _ path: String,
        _ content: IngestRecord.Content,
        title: String? = nil,
        captions: [IngestRecord.Caption] = []
    ) -> SourceStep {
        .entry(
            SourceEntry(position: path, keepsID: true, byteCount: 200) { () throws(InputError) in
                IngestRecord(id: path, content: content, path: path, title: title, captions: captions)
            }
        )
    }
}
