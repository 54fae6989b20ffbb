import ESJinaTesting
import Testing

@testable import Elasticsearch

@Suite("Learning how large a body may be")
struct BodySizeLimitTests {
    @Test("Nothing is known at first; a refusal lowers the limit to half, or to what has passed")
    func refusals() {
        var limit = BodySizeLimit()
        #expect(limit.bytes == nil)
        limit.passed(1_000_000)
        #expect(limit.bytes == nil)
        limit.refused(5_000_000)
        #expect(limit.bytes == 2_500_000)
        limit.refused(5_000_000)
        #expect(limit.bytes == 2_500_000, "what was under way says nothing new")
        limit.passed(2_400_000)
        limit.refused(2_450_000)
        #expect(limit.bytes == 2_400_000)
        limit.refused(2_000_000)
        #expect(limit.bytes == 1_000_000, "the server's limit fell, so what passed before counts no more")
    }

    @Test("It grows after 64 bodies near it, and faster the longer nothing is refused")
    func growth() {
        var limit = BodySizeLimit()
        limit.refused(8_000_000)
        var counts: [Int] = []
        for expected in [5_000_000, 7_500_000, 15_000_000, 30_000_000] {
            var count = 0
            while let bytes = limit.bytes, bytes < expected {
                limit.passed(bytes * 3 / 4)
                count += 1
            }
            #expect(limit.bytes == expected)
            counts.append(count)
        }
        #expect(counts == [64, 32, 16, 8])
    }

    @Test("Bodies far below it prove nothing")
    func small() {
        var limit = BodySizeLimit()
        limit.refused(8_000_000)
        for _ in 0..<10_000 { limit.passed(1_999_999) }
        #expect(limit.bytes == 4_000_000)
    }

    @Test("A refused try sets it back to what passed, and the next one comes later")
    func probes() {
        var limit = BodySizeLimit()
        let real = 2_097_152
        limit.refused(3_000_000)
        var refusedAfter: [Int] = []
        var sent = 0
        while refusedAfter.count < 8 {
            guard let bytes = limit.bytes else { break }
            sent += 1
            if bytes > real {
                limit.refused(bytes)
                refusedAfter.append(sent)
                sent = 0
                #expect((limit.bytes ?? 0) > real * 6 / 10, "it fell further than it had to")
                #expect((limit.bytes ?? .max) <= real)
            } else {
                limit.passed(bytes)
            }
        }
        #expect(refusedAfter.last ?? 0 > 1000)
    }

    @Test("It never falls so far that requests become many")
    func floor() {
        var limit = BodySizeLimit()
        limit.refused(10)
        #expect(limit.bytes == BodySizeLimit.smallest)
        for _ in 0..<50 { limit.refused(limit.bytes ?? 0) }
        #expect(limit.bytes == BodySizeLimit.smallest)
    }

    @Test("Against a server whose limit changes it keeps up, and refusals stay rare", arguments: 1...20)
    func property(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var limit = BodySizeLimit()
        for _ in 0..<5 {
            let real = Int.random(in: 100_000...100_000_000, using: &random)
            let wanted = Int.random(in: 100_000...20_000_000, using: &random)
            var refusals = 0
            for _ in 0..<3000 {
                let size = min(wanted, limit.bytes ?? .max) * Int.random(in: 80...100, using: &random) / 100
                if size > real {
                    limit.refused(size)
                    refusals += 1
                } else {
                    limit.passed(size)
                }
                #expect(limit.bytes ?? .max >= BodySizeLimit.smallest)
            }
            #expect(refusals < 30, "\(refusals) of 3000 were refused at \(real) of \(wanted)")
            let reached = min(wanted, limit.bytes ?? .max)
            #expect(reached >= min(wanted, real) * 2 / 5, "\(reached) of \(min(wanted, real))")
        }
    }
}
