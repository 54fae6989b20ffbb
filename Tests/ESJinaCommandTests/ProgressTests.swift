import ESJina
import HTTPTransport
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
        snapshot.reading = ProgressMeter.Reading(rate: 312.4, documentRate: 305.1, imageRate: 44.4, pace: 0.0032)
        snapshot.inFlight = 48
        snapshot.indexed = 1225
        snapshot.images = 180
        snapshot.bytes = 5 << 20
        snapshot.embedded = 1100
        snapshot.cached = 125
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
            ProgressRenderer.line(busy, width: 200)
                == "Ingesting 1,234/5,000  24%  305 docs/s  44 images/s  ETA 12 s  2 dead letters  1 retry  48 in flight  "
                + "4 unchanged  3 skipped  1,100 embedded  125 cached  5 MiB  1.23M tokens  ~$0.0247"
        )
        #expect(ProgressRenderer.line(busy) == ProgressRenderer.line(busy, width: 200))
        #expect(
            ProgressRenderer.line(busy, width: 80)
                == "Ingesting 1,234/5,000  24%  305/s  ETA 12 s  2 dead  1 retry  ~$0.0247"
        )
        #expect(ProgressRenderer.line(busy, width: 40) == "Ingesting 1,234/5,000  ETA 12 s  2 dead")
        #expect(ProgressRenderer.line(busy, width: 30) == "Ingesting 1,234/5,000  2 dead")
        #expect(ProgressRenderer.line(busy, width: 10) == "Ingesting…")
        for width in 1...200 { #expect(DisplayWidth.of(ProgressRenderer.line(busy, width: width)) <= width) }
    }

    @Test func `large numbers fit narrow terminals in their short form`() {
        var snapshot = busy
        snapshot.done = 12_345_678
        snapshot.total = 98_765_432
        snapshot.deadLetters = 123_456
        snapshot.waiting = "600 requests a minute"
        #expect(ProgressRenderer.line(snapshot, width: 40) == "Ingesting 12.3M/98.8M  123K dead")
        #expect(
            ProgressRenderer.line(snapshot, width: 60) == "Ingesting 12.3M/98.8M  ETA 3 d 04 h  waiting  123K dead"
        )
        #expect(
            ProgressRenderer.line(snapshot, width: 62)
                == "Ingesting 12.3M/98.8M  305/s  ETA 3 d 04 h  waiting  123K dead"
        )
    }

    @Test func `without a total the line tells the time gone by`() {
        var snapshot = ProgressSnapshot("Ingesting")
        #expect(ProgressRenderer.line(snapshot) == "Ingesting 0  0 ms")
        snapshot.elapsed = .seconds(65)
        snapshot.done = 10
        snapshot.waiting = "rate limit\u{1B}[2J"
        #expect(ProgressRenderer.line(snapshot) == "Ingesting 10  1 m 05 s  waiting: rate limit␛[2J")
    }

    @Test func `the JSON line keeps names and order`() {
        #expect(
            ProgressRenderer.json(busy)
                == #"{"event":"progress","phase":"ingesting","elapsed_seconds":12.345,"done":1234,"total":5000,"#
                + #""rate_per_second":312.4,"eta_seconds":12.051,"in_flight":48,"retries":1,"indexed":1225,"#
                + #""docs_per_second":305.1,"dead_letters":2,"skipped":3,"unchanged":4,"images":180,"#
                + #""images_per_second":44.4,"embedded":1100,"cached_embeddings":125,"bulk_bytes":5242880,"#
                + #""tokens":1234567,"cost_usd":0.0247,"waiting":null}"#
        )
        let empty = ProgressRenderer.json(ProgressSnapshot("Ingesting"))
        #expect(empty.contains(#""total":null,"rate_per_second":null,"eta_seconds":null"#))
        var last = busy
        last.isFinal = true
        #expect(ProgressRenderer.json(last).hasPrefix(#"{"event":"finished","#))
        #expect(ProgressRenderer.json(last).contains(#""eta_seconds":null"#))
    }

    /// Feeds a meter a snapshot every 100 ms, each phase doing so many items a second, and reads it at the end.
    private func reading(_ phases: [(seconds: Int, unchanged: Int, indexed: Int)]) -> ProgressMeter.Reading? {
        var meter = ProgressMeter()
        var snapshot = ProgressSnapshot("Ingesting")
        meter.note(snapshot)
        for phase in phases {
            for _ in 0..<phase.seconds * 10 {
                snapshot.elapsed += .milliseconds(100)
                snapshot.unchanged += phase.unchanged / 10
                snapshot.indexed += phase.indexed / 10
                snapshot.images = snapshot.indexed / 2
                snapshot.done = snapshot.unchanged + snapshot.indexed
                meter.note(snapshot)
            }
        }
        return meter.reading(snapshot)
    }

    @Test func `rates are those of the last ten seconds`() throws {
        #expect(reading([]) == nil)
        let steady = try #require(reading([(30, 0, 100)]))
        #expect(steady.rate == 100)
        #expect(steady.documentRate == 100)
        #expect(steady.imageRate == 50)
        #expect(abs((steady.pace ?? 0) - 0.01) < 1e-9)
        let stopped = try #require(reading([(30, 0, 100), (10, 0, 0)]))
        #expect(stopped.rate == 0)
        #expect(stopped.pace == nil)
        let early = try #require(reading([(1, 0, 100)]))
        #expect(early.rate == 100)
    }

    @Test func `items that are passed over do not make those to come look quick`() throws {
        // 80,000 unchanged items in eight seconds, then work at 100 a second: 10 ms an item.
        let after = try (1...8).map { try #require(reading([(8, 10_000, 0), ($0, 0, 100)])?.pace) }
        // The plain rate of the window would say 0.11 ms an item after one second and 0.25 ms after five.
        #expect(after[0] > 0.002)
        #expect(after[4] > 0.007)
        #expect(after[7] > 0.009)
        #expect(after.allSatisfy { $0 <= 0.0100001 })
        #expect(after == after.sorted())
    }

    @Test func `passed-over items among the others count as they come`() throws {
        // One in ten is work: a hundred items a second in all.
        let mixed = try #require(reading([(20, 90, 10)]))
        #expect(abs((mixed.pace ?? 0) - 0.01) < 1e-9)
        #expect(mixed.documentRate == 10)
    }

    @Test func `a standstill makes the pace slower, not unknown at once`() throws {
        let before = try #require(reading([(10, 0, 100)])?.pace)
        let during = try #require(reading([(10, 0, 100), (4, 0, 0)])?.pace)
        #expect(during > before)
    }

    @Test func `batches that end in bursts give the pace between them`() throws {
        var meter = ProgressMeter()
        var snapshot = ProgressSnapshot("Ingesting")
        for step in 0...300 {
            snapshot.elapsed = .milliseconds(step * 100)
            snapshot.done = step / 20 * 500
            meter.note(snapshot)
        }
        let pace = try #require(meter.reading(snapshot)?.pace)
        #expect(abs(pace - 0.004) < 0.0005)
    }

    @Test func `what an ingest counts becomes a snapshot`() {
        var counters = IngestCounters()
        counters.started = 20
        counters.indexed = 7
        counters.unchanged = 5
        counters.deadLettered = 2
        counters.skipped = 1
        counters.embedded = 8
        counters.cachedEmbeddings = 3
        counters.billedTokens = 2_000_000
        counters.bulkBytes = 1234
        var snapshot = ProgressSnapshot("Ingesting")
        snapshot.take(counters)
        #expect(snapshot.cost == nil)
        snapshot.take(counters, tokenPrice: 0.05)
        #expect(snapshot.done == 15)
        #expect(snapshot.inFlight == 5)
        #expect((snapshot.indexed, snapshot.unchanged, snapshot.deadLetters, snapshot.skipped) == (7, 5, 2, 1))
        #expect((snapshot.embedded, snapshot.cached, snapshot.bytes) == (8, 3, 1234))
        #expect(snapshot.cost == 0.1)
    }

    @Test func `pauses are told while they last, and retries and pictures are counted`() {
        let time = Mutex(Duration.zero)
        let activity = RunActivity(now: { time.withLock { $0 } })
        var snapshot = ProgressSnapshot("Ingesting")
        activity.throttled(ThrottleEvent(operation: "embed", delay: .milliseconds(100), reason: "too short to tell"))
        activity.fill(&snapshot)
        #expect(snapshot.waiting == nil)
        activity.throttled(ThrottleEvent(operation: "embed", delay: .seconds(10), reason: "60 requests a minute"))
        activity.requestRetried(RetryEvent(operation: "bulk", attempt: 1, delay: .seconds(2), reason: "status 429"))
        activity.stageFinished(StageEvent(stage: "decode", itemCount: 12, duration: .seconds(1)))
        activity.stageFinished(StageEvent(stage: "embed", itemCount: 64, duration: .seconds(1)))
        activity.fill(&snapshot)
        #expect(snapshot.waiting == "60 requests a minute")
        #expect(snapshot.retries == 1)
        #expect(snapshot.images == 12)
        time.withLock { $0 = .seconds(10) }
        var later = ProgressSnapshot("Ingesting")
        activity.fill(&later)
        #expect(later.waiting == nil)
        activity.requestRetried(RetryEvent(operation: "bulk", attempt: 2, delay: .seconds(2), reason: "status 429"))
        activity.fill(&later)
        #expect(later.waiting == "status 429, trying bulk again")
    }

    /// What a line writes when it is updated every 10 ms for `seconds`.
    private func output(_ mode: ProgressMode, seconds: Int) -> [String] {
        let written = Mutex<[String]>([])
        let line = ProgressLine(mode: mode, width: { 40 }, write: { text in written.withLock { $0.append(text) } })
        var snapshot = ProgressSnapshot("Ingesting")
        for step in 0..<seconds * 100 {
            snapshot.elapsed = .milliseconds(step * 10)
            snapshot.done = step
            snapshot.indexed = step
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
        #expect(written[29] == "\rIngesting 290  100 docs/s  2.9 s\u{1B}[K")
        #expect(written[30] == "\r\u{1B}[Ka warning\nIngesting 290  100 docs/s  2.9 s")
        #expect(written[31] == "\rIngesting 299  100 docs/s  in 3.0 s\u{1B}[K")
        #expect(written[32] == "\n")
    }

    @Test func `without a terminal there are lines now and then`() {
        #expect(
            output(.plain, seconds: 21) == [
                "Ingesting 1,000  100 docs/s  10 s\n", "Ingesting 2,000  100 docs/s  20 s\n", "a warning\n",
                "Ingesting 2,099  100 docs/s  in 21 s\n",
            ]
        )
        let json = output(.json, seconds: 3)
        #expect(json.count == 4)
        #expect(
            json.last?.hasPrefix(#"{"event":"finished","phase":"ingesting","elapsed_seconds":2.99,"done":299,"#) == true
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
