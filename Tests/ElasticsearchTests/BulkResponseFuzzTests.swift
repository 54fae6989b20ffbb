import ESJinaTesting
import HTTPTransport
import JSONValues
import Testing

@testable import Elasticsearch

@Suite("Real bulk answers, damaged")
struct BulkResponseFuzzTests {
    private static let fixtures = [
        "bulk-partial", "bulk-whole", "bulk-long-id", "bulk-bbq-disk", "bulk-malformed-document",
    ]

    private func mutate(_ body: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var body = body
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            guard !body.isEmpty else { break }
            let place = Int.random(in: 0..<body.count, using: &random)
            let length = min(Int.random(in: 1...40, using: &random), body.count - place)
            switch Int.random(in: 0..<9, using: &random) {
            case 0: body[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: body[place] = .random(in: 0...255, using: &random)
            case 2: body.removeSubrange(place..<place + length)
            case 3:
                body.insert(contentsOf: body[place..<place + length], at: .random(in: 0...body.count, using: &random))
            case 4: body.removeLast(body.count - place)
            case 5: body[place] = Array("{}[],:\"0123456789truefalsn\\-. ".utf8).randomElement(using: &random) ?? 0
            case 6: body.insert(contentsOf: Array("\"status\":".utf8), at: place)
            case 7: body.insert(contentsOf: Array(repeating: UInt8(ascii: "["), count: length * 50), at: place)
            default: body.swapAt(place, .random(in: 0..<body.count, using: &random))
            }
        }
        return body
    }

    @Test("Nothing crashes, and nothing counts as done that the answer does not say", arguments: 1...60)
    func fuzz(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let originals = try Self.fixtures.flatMap { name in
            try Fixture.versions.map { try Fixture.response(name, $0).body }
        }
        for _ in 0..<500 {
            let body = mutate(originals.randomElement(using: &random) ?? [], &random)
            guard let response = try? BulkResponseReader.read(body) else { continue }
            // What the reader takes, an independent reader takes too, and reads the same.
            guard let tree = try? JSONValue.parse(body), let items = tree["items"]?.array else {
                Issue.record("accepted: \(String(decoding: body, as: UTF8.self))")
                continue
            }
            #expect(items.count == response.items.count)
            // Whatever ids were expected, the answer's own are read.
            let expected = response.items.map { item in
                let id = Bool.random(using: &random) ? item.id : String(item.id.dropLast()) + "\\"
                return BulkOperation(id: id, source: Array("{}".utf8))
            }
            #expect(try BulkResponseReader.read(body, to: BulkBatch(expected).entries) == response)
            for (item, json) in zip(response.items, items) where item.outcome == .done {
                let said = json.object?.members.last?.value
                let status = said?["status"]?.int ?? 0
                let isSaid = (200..<300).contains(status) || (status == 404 && (said?["error"] ?? .null) == .null)
                #expect(isSaid, "done: \(json.text)")
            }
        }
    }

    @Test(
        "What is brought into the order of a batch says of each operation what was said of its document",
        arguments: 1...200
    )
    func align(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let ids = (0..<Int.random(in: 1...20, using: &random)).map { _ in "\(Int.random(in: 0..<30, using: &random))" }
        let batch = BulkBatch(ids.map { BulkOperation(id: $0, source: Array("{}".utf8)) })
        var items = ids.enumerated().map { BulkItem(id: $1, status: 1000 + $0) }
        switch Int.random(in: 0..<5, using: &random) {
        case 0: items.shuffle(using: &random)
        case 1: items.removeLast()
        case 2: items.append(items[0])
        case 3: items[0].id = "other"
        default: break
        }
        guard let aligned = try? ElasticsearchClient.align(items, with: batch) else { return }
        #expect(aligned.map(\.id) == ids)
        for (id, item) in zip(ids, aligned) {
            #expect(items.contains { $0.status == item.status && $0.id == id })
        }
        #expect(Set(aligned.map(\.status)).count == ids.count, "one item for two operations")
    }
}
