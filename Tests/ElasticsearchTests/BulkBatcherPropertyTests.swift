import ESJinaTesting
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
            if let batch = batcher.add(operation) { batches.append((batch, bound)) }
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
}
