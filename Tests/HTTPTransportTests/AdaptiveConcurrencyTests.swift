import ESJinaTesting
import HTTPTransport
import Testing

@Suite struct AdaptiveConcurrencyTests {
    /// A server on a clock of its own: it carries out `capacity` requests at full speed, is slower with more, and refuses what is
    /// beyond `room`.
    private struct Server {
        var capacity = 4
        var room = Int.max
        var jitter = 0.0
        private(set) var control: AdaptiveConcurrency
        private(set) var refusals = 0
        private var now = Duration.zero
        private var running:
            [(ticket: AdaptiveConcurrency.Ticket, end: Duration, outcome: AdaptiveConcurrency.Outcome)] = []
        private var random: SeededGenerator

        init(_ control: AdaptiveConcurrency = AdaptiveConcurrency(), seed: UInt64 = 1) {
            self.control = control
            random = SeededGenerator(seed: seed)
        }

        /// Keeps as many requests under way as are allowed until `count` have ended; returns the limits in between.
        mutating func run(_ count: Int, demand: Int = .max) -> [Int] {
            var limits: [Int] = []
            for _ in 0..<count {
                while control.hasRoom, running.count < demand {
                    let ticket = control.start(at: now)
                    if running.count(where: { $0.outcome != .overloaded }) >= room {
                        refusals += 1
                        running.append((ticket, now + .milliseconds(5), .overloaded))
                        continue
                    }
                    let load = max(1, Double(running.count + 1) / Double(capacity))
                    let noise = 1 + Double.random(in: 0...1, using: &random) * jitter
                    running.append((ticket, now + .milliseconds(100) * (load * noise), .succeeded(work: 1000)))
                }
                guard let next = running.indices.min(by: { running[$0].end < running[$1].end }) else { return limits }
                let ended = running.remove(at: next)
                now = max(now, ended.end)
                control.finish(ended.ticket, ended.outcome, at: now)
                limits.append(control.limit)
            }
            return limits
        }
    }

    @Test func `it starts with two, and grows by one in a round while nothing gets slower`() {
        var control = AdaptiveConcurrency(maximum: 4)
        #expect(control.limit == 2)
        var now = Duration.zero
        for expected in [3, 4, 4] {
            let tickets = (0..<control.limit).map { _ in control.start(at: now) }
            #expect(!control.hasRoom)
            now += .milliseconds(100)
            for ticket in tickets { control.finish(ticket, .succeeded(work: 10), at: now) }
            #expect(control.limit == expected)
        }
        #expect(control.inFlight == 0)
    }

    @Test func `it stays where it is while it holds nobody back`() {
        var server = Server()
        #expect(server.run(200, demand: 1).allSatisfy { $0 == 2 })
    }

    @Test(arguments: [1, 2, 4, 8, 16]) func `it settles where more requests only make each slower`(capacity: Int) {
        var server = Server(AdaptiveConcurrency(maximum: 64))
        server.capacity = capacity
        server.jitter = 0.2
        let settled = server.run(3000).suffix(1000)
        #expect(settled.max() ?? 0 <= 2 * capacity + 2)
        // Less than the server bears only now and then, when the best is measured anew.
        #expect(settled.count { $0 < capacity } <= 100, "\(settled)")
    }

    @Test func `a refusal halves it once for all that was under way`() {
        var control = AdaptiveConcurrency(initial: 8)
        let tickets = (0..<8).map { _ in control.start(at: .zero) }
        for ticket in tickets { control.finish(ticket, .overloaded, at: .milliseconds(5)) }
        #expect(control.limit == 4)
        #expect(control.cuts == 1)
        let after = control.start(at: .milliseconds(6))
        control.finish(after, .overloaded, at: .milliseconds(9))
        #expect(control.limit == 2)
        #expect(control.cuts == 2)
    }

    @Test func `it is never less than the minimum nor more than the maximum`() {
        var control = AdaptiveConcurrency(initial: 50, minimum: 3, maximum: 6)
        #expect(control.limit == 6)
        for step in 0..<10 { control.finish(control.start(at: .seconds(step)), .overloaded, at: .seconds(step)) }
        #expect(control.limit == 3)
        #expect(AdaptiveConcurrency(initial: 0, minimum: 0, maximum: -1).limit == 1)
    }

    @Test func `it comes to rest below what is refused, and tries it less and less often`() {
        var server = Server(AdaptiveConcurrency(maximum: 16))
        server.capacity = 100
        server.room = 5
        let limits = server.run(4000)
        #expect(limits.suffix(2000).allSatisfy { (2...6).contains($0) })
        #expect((1...40).contains(server.refusals), "\(server.refusals) refusals")
        #expect(limits.suffix(2000).reduce(0, +) > 2000 * 7 / 2, "it wastes room")
    }

    @Test func `it finds room again after a server has recovered`() {
        var server = Server(AdaptiveConcurrency(maximum: 8))
        server.capacity = 100
        server.room = 1
        #expect(server.run(300).last ?? 0 <= 2)
        server.room = .max
        #expect(server.run(3000).last == 8)
    }

    @Test func `small requests at the end of a load do not look like a slow server`() {
        var control = AdaptiveConcurrency(initial: 2, maximum: 2)
        var now = Duration.zero
        var limits: [Int] = []
        for step in 0..<400 {
            let tickets = [control.start(at: now), control.start(at: now)]
            now += step % 2 == 0 ? .milliseconds(200) : .milliseconds(40)
            for ticket in tickets {
                control.finish(ticket, .succeeded(work: step % 2 == 0 ? 5_000_000 : 10_000), at: now)
            }
            limits.append(control.limit)
        }
        // It falls to one only where the best is measured anew.
        #expect(limits.count { $0 == 2 } > 350)
        #expect(control.cuts == 0)
    }

    @Test func `what ends without an answer changes nothing`() {
        var control = AdaptiveConcurrency()
        for step in 0..<50 { control.finish(control.start(at: .seconds(step)), .inconclusive, at: .seconds(step)) }
        #expect(control.limit == 2)
        #expect(control.inFlight == 0)
    }

    @Test(arguments: 1...40) func `whatever happens, its bounds hold and a round is cut once`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let minimum = Int.random(in: 1...3, using: &random)
        var control = AdaptiveConcurrency(
            initial: .random(in: 1...20, using: &random),
            minimum: minimum,
            maximum: minimum + .random(in: 0...12, using: &random)
        )
        var now = Duration.zero
        var running: [AdaptiveConcurrency.Ticket] = []
        var startedSinceCut: Set<Int> = []
        var last = control
        for step in 0..<2000 {
            now += .milliseconds(Int.random(in: 0...200, using: &random))
            if control.hasRoom, Bool.random(using: &random) {
                running.append(control.start(at: now))
                startedSinceCut.insert(step)
            } else if !running.isEmpty {
                let ticket = running.remove(at: .random(in: running.indices, using: &random))
                let outcome: AdaptiveConcurrency.Outcome =
                    switch Int.random(in: 0..<10, using: &random) {
                    case 0: .overloaded
                    case 1: .inconclusive
                    default: .succeeded(work: .random(in: 0...10_000_000, using: &random))
                    }
                control.finish(ticket, outcome, at: now)
            }
            #expect((control.minimum...control.maximum).contains(control.limit))
            #expect(control.inFlight == running.count)
            if control.cuts > last.cuts {
                #expect(control.cuts == last.cuts + 1)
                #expect(control.limit == max(minimum, last.limit / 2))
                #expect(!startedSinceCut.isEmpty, "cut by what was under way before")
                startedSinceCut = []
            } else {
                #expect(abs(control.limit - last.limit) <= 1)
            }
            last = control
        }
    }
}
