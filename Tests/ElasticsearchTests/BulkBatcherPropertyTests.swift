import ESJinaTesting
import JSONValues
import Testing

@testable import Elasticsearch

@Suite("Any operations in any batcher")
struct BulkBatcherPropertyTests {
    @Test(
        "Batches hold every operation once and in order, keep to their bounds and are as few as that allows",
        arguments: 1...300
    )
    func property(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let maxBytes = Int.random(in: 1...5000, using: &random)
        let maxOperations = Int.random(in: 1...50, using: &random)
        var batcher = BulkBatcher(maxBytes: maxBytes, maxOperations: maxOperations)
        var sent: [BulkOperation] = []
        var batches: [(batch: BulkBatch, bound: Int)] = []
        for number in 0..<Int.random(in: 0...300, using: &random) {
            if Int.random(in: 0..<50, using: &random) == 0 {
                batcher.learnedLimit = Bool.random(using: &random) ? nil : .random(in: 1...6000, using: &random)
                if let batch = batcher.finish() { batches.append((batch, .max)) }
            }
            let size = Int.random(in: 0..<20, using: &random) == 0 ? 6000 : 300
            let text = String(repeating: "ü", count: .random(in: 0...size / 2, using: &random))
            let operation =
                Int.random(in: 0..<10, using: &random) == 0
                ? BulkOperation(.delete, id: "\(number)")
                : BulkOperation(id: "\(number)", source: Array("{\"a\":\"\(text)\"}".utf8), version: number)
            sent.append(operation)
            let bound = min(maxBytes, batcher.learnedLimit ?? .max)
            let isWrittenInPlace = operation.action != .delete && Bool.random(using: &random)
            let full =
                isWrittenInPlace
                ? batcher.add(BulkOperation(id: operation.id, version: number)) { $0.raw(operation.source) }
                : batcher.add(operation)
            if let full { batches.append((full, bound)) }
            #expect(batcher.bytes < bound || batcher.count == 1)
            #expect(batcher.count < maxOperations || maxOperations == 1)
        }
        if let batch = batcher.finish() { batches.append((batch, .max)) }
        #expect(batcher.count == 0 && batcher.bytes == 0)
        #expect(batches.flatMap(\.batch.ids) == sent.map(\.id))
        #expect(batches.flatMap(\.batch.body) == BulkBatch(sent).body)
        var place = 0
        for (batch, bound) in batches {
            let operations = Array(sent[place..<place + batch.count])
            place += batch.count
            #expect(batch == BulkBatch(operations))
            #expect(batch.count <= maxOperations)
            #expect(batch.body.count <= bound || batch.count == 1)
            guard bound < .max, batch.count < maxOperations, batch.body.count < bound, place < sent.count else {
                continue
            }
            #expect(batch.body.count + BulkBatch([sent[place]]).body.count > bound, "the next one would have fitted in")
        }
    }

    @Test(
        "Memory of batches that are gone serves the next ones, and those that are held keep theirs",
        arguments: 1...20
    )
    func memory(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var batcher = BulkBatcher(maxBytes: 3000)
        var held: [(batch: BulkBatch, body: [UInt8])] = []
        var firstNumber = 0
        for number in 0..<2000 {
            let operation = BulkOperation(id: "\(number)", source: Array("{\"a\":\(number)}".utf8))
            guard let batch = batcher.add(operation) else { continue }
            let expected = BulkBatch(
                (firstNumber..<firstNumber + batch.count)
                    .map { BulkOperation(id: "\($0)", source: Array("{\"a\":\($0)}".utf8)) }
            )
            #expect(batch == expected)
            firstNumber += batch.count
            if Bool.random(using: &random) { held.append((batch, expected.body)) }
            if held.count > 5 { held.remove(at: .random(in: held.indices, using: &random)) }
            #expect(held.allSatisfy { $0.batch.body == $0.body })
        }
        #expect(firstNumber > 1900)
    }

    @Test("Memory is reserved once for each body, whichever document begins it")
    func room() {
        var batcher = BulkBatcher(maxBytes: 1 << 20)
        let source = Array("{\"a\":\"\(String(repeating: "x", count: 7000))\"}".utf8)
        var batches = 0
        for number in 0..<1000 {
            let operation = BulkOperation(id: "\(number)", source: source)
            let full = number < 500 ? batcher.add(operation) : batcher.add(operation) { $0.raw(source) }
            if full != nil { batches += 1 }
            #expect(batcher.room == 0 || (1 << 20..<1 << 20 + 128 << 10) ~= batcher.room)
        }
        #expect(batches == 6)
    }

    @Test("A document that cannot be written leaves nothing behind")
    func unwritable() throws {
        struct Unwritable: Error {}
        var batcher = BulkBatcher(maxBytes: 1000)
        _ = batcher.add(BulkOperation(id: "1", source: Array("{}".utf8)))
        #expect(throws: Unwritable.self) {
            _ = try batcher.add(BulkOperation(id: "2")) { writer in
                writer.raw("{\"half")
                throw Unwritable()
            }
        }
        let full = batcher.add(BulkOperation(id: "3")) { $0.raw("{}") }
        #expect(full == nil)
        #expect(batcher.finish() == BulkBatch(["1", "3"].map { BulkOperation(id: $0, source: Array("{}".utf8)) }))
    }
}
