import JSONValues
import Synchronization
import Testing

@testable import es_jina

@Suite struct `Progress` {
    private var busy: ProgressSnapshot {
        var snapshot = ProgressSnapshot("Ingesting")
        snapshot.elapsed = .milliseconds(12_345)
        snapshot.done = 1234
        snapshot.total = 5000
        snapshot.rate = 312.4
        snapshot.inFlight = 48
        snapshot.retries = 1
        snapshot.deadLetters = 2
        snapshot.skipped = 3
        snapshot.unchanged = 4
        snapshot.tokens = 1_234_567
        snapshot.cost = 0.0247
        return snapshot
    }

    @Test func `the line tells everything there is room for`() {
        #expect(
            ProgressRenderer.line(busy)
                == "Ingesting 1,234/5,000  24%  312/s  ETA 12 s  2 dead letters  1 retry  48 in flight  4 unchanged  3 skipped  "
                + "1.23M tokens  ~$0.0247"
        )
        #expect(
            ProgressRenderer.line(busy, width: 80)
                == "Ingesting 1,234/5,000  24%  312/s  ETA 12 s  2 dead letters  1 retry  ~$0.0247"
        )
        #expect(ProgressRenderer.line(busy, width: 50) == "Ingesting 1,234/5,000  ETA 12 s  2 dead letters")
        #expect(ProgressRenderer.line(busy, width: 10) == "Ingesting…")
        for width in 1...140 { #expect(DisplayWidth.of(ProgressRenderer.line(busy, width: width)) <= width) }
    }

    @Test func `without a total the line tells the time gone by`() {
        var snapshot = ProgressSnapshot("Ingesting")
        #expect(ProgressRenderer.line(snapshot) == "Ingesting 0  0 ms")
        snapshot.elapsed = .seconds(65)
        snapshot.done = 10
        snapshot.waiting = "rate limit"
        #expect(ProgressRenderer.line(snapshot) == "Ingesting 10  1 m 05 s  waiting: rate limit")
    }

    @Test func `the JSON line keeps names and order`() {
        #expect(
            ProgressRenderer.json(busy)
                == #"{"event":"progress","phase":"ingesting","elapsed_seconds":12.345,"done":1234,"total":5000,"#
                + #""rate_per_second":312.4,"eta_seconds":12.055,"in_flight":48,"retries":1,"dead_letters":2,"skipped":3,"#
                + #""unchanged":4,"tokens":1234567,"cost_usd":0.0247,"waiting":null}"#
        )
        let empty = ProgressRenderer.json(ProgressSnapshot("Ingesting"))
        #expect(empty.contains(#""total":null,"rate_per_second":null,"eta_seconds":null"#))
    }

    @Test func `the rate is that of the last ten seconds`() {
        var meter = RateMeter()
        func rate(_ elapsed: Duration, _ done: Int) -> Double? {
            meter.note(elapsed: elapsed, done: done)
            return meter.rate(elapsed: elapsed, done: done)
        }
        #expect(rate(.zero, 0) == nil)
        #expect(rate(.milliseconds(400), 9) == nil)
        #expect(rate(.seconds(1), 10) == 10)
        var last: Double?
        for second in 2...30 { last = rate(.seconds(second), 10 + (second - 1) * 100) }
        #expect(last == 100)
        for second in 31...40 { last = rate(.seconds(second), 2910) }
        #expect(last == 0)
    }

    /// What a line writes when it is updated every 10 ms for `seconds`.
    private func output(_ mode: ProgressMode, seconds: Int) -> [String] {
        let written = Mutex<[String]>([])
        let line = ProgressLine(mode: mode, width: { 40 }, write: { text in written.withLock { $0.append(text) } })
        var snapshot = ProgressSnapshot("Ingesting")
        for step in 0..<seconds * 100 {
            snapshot.elapsed = .milliseconds(step * 10)
            snapshot.done = step
            line.update(snapshot)
        }
        line.note("a warning")
        line.finish(snapshot)
        return written.withLock { $0 }
    }

    @Test func `a terminal's line is redrawn at most ten times a second and left standing`() {
        let written = output(.line, seconds: 3)
        #expect(written.count == 30 + 3)
        #expect(written[0] == "\rIngesting 0  0 ms\u{1B}[K")
        #expect(written[29] == "\rIngesting 290  100/s  2.9 s\u{1B}[K")
        #expect(written[30] == "\r\u{1B}[Ka warning\nIngesting 290  100/s  2.9 s")
        #expect(written[31] == "\rIngesting 299  100/s  3.0 s\u{1B}[K")
        #expect(written[32] == "\n")
    }

    @Test func `without a terminal there are lines now and then`() {
        #expect(
            output(.plain, seconds: 21) == [
                "Ingesting 1,000  100/s  10 s\n", "Ingesting 2,000  100/s  20 s\n", "a warning\n",
                "Ingesting 2,099  100/s  21 s\n",
            ]
        )
        let json = output(.json, seconds: 3)
        #expect(json.count == 4)
        #expect(
            json.last?.hasPrefix(#"{"event":"progress","phase":"ingesting","elapsed_seconds":2.99,"done":299,"#) == true
        )
        #expect(output(.none, seconds: 21) == ["a warning\n"])
    }

    @Test(.timeLimit(.minutes(1))) func `following ends with its task`() async throws {
        let drawn = Mutex(0)
        let line = ProgressLine(mode: .line, width: { 80 }, write: { _ in drawn.withLock { $0 += 1 } })
        let start = ContinuousClock.now
        let task = Task {
            await line.follow {
                var snapshot = ProgressSnapshot("Ingesting")
                snapshot.elapsed = ContinuousClock.now - start
                return snapshot
            }
        }
        while drawn.withLock({ $0 }) < 2 { try await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        await task.value
        #expect(drawn.withLock { $0 } >= 2)
    }
}
