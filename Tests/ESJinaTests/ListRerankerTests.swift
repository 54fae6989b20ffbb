import ESJinaTesting
import Embeddings
import Synchronization
import TestSupport
import Testing

@testable import ESJina

/// A reranker that knows the true order, whose scores mean nothing outside of their call.
private func oracle(
    _ seed: UInt64,
    maxDocuments: Int,
    isListwise: Bool = true,
    maxTokens: Int = .max
) -> ScriptedReranker {
    let calls = Mutex(0)
    return ScriptedReranker(maxDocuments: maxDocuments, isListwise: isListwise, maxTokens: maxTokens) { documents in
        guard isListwise else { return documents.map { Float(truth($0)) } }
        let call = calls.withLock { count in
            count += 1
            return count
        }
        // Each call has a scale of its own: comparing two calls' scores would order by the call.
        let scale = Float((UInt64(call) &* 2_654_435_761 ^ seed) % 1000)
        return documents.map { scale * 1000 + Float(truth($0)) }
    }
}

private func truth(_ document: String) -> Int { Int(document.split(separator: " ").first ?? "") ?? -1 }

private func documents(_ values: [Int]) -> [EmbeddingInput] { values.map { .text("\($0) passage") } }

@Suite struct `List reranker` {
    @Test(arguments: [2, 3, 4, 7, 16, 64])
    func `of any number of documents the first half of a window is right`(window: Int) async throws {
        var generator = SeededGenerator(seed: UInt64(window))
        for count in [1, window - 1, window, window + 1, 2 * window, 2 * window + 1, 5 * window + 3, 17 * window] {
            let values = Array(0..<max(1, count)).shuffled(using: &generator)
            let reranker = oracle(UInt64(count), maxDocuments: window)
            let list = try await ListReranker(reranker).order(documents(values), for: "q")
            #expect(list.order.sorted() == Array(values.indices), "each document once")
            let right = values.count <= window ? values.count : window / 2
            #expect(
                list.order.prefix(right).map { values[$0] } == Array(values.sorted(by: >).prefix(right)),
                "\(count) documents in windows of \(window)"
            )
            #expect(list.isComplete)
            #expect(list.scores.allSatisfy { $0 != nil })
            #expect(reranker.calls.allSatisfy { $0.count <= window })
            let windows = (values.count + window - 1) / window
            #expect(list.calls == reranker.calls.count)
            #expect(list.calls <= 2 * windows + UInt64.bitWidth - (windows - 1).leadingZeroBitCount)
        }
    }

    @Test func `documents that fit in one call take one, in their order`() async throws {
        let reranker = oracle(1, maxDocuments: 64)
        let values = Array(0..<64)
        let list = try await ListReranker(reranker).order(documents(values), for: "q")
        #expect(reranker.inputs == [documents(values)])
        #expect(list.order == values.reversed())
    }

    @Test func `no call is larger than the tokens the model takes, and each text no longer than it reads`() async throws
    {
        let text = String(repeating: "word ", count: 400)
        let inputs = (0..<40).map { EmbeddingInput.text("\($0) " + ($0 % 3 == 0 ? text : "short")) }
        let reranker = ScriptedReranker(maxDocuments: 64, maxTokens: 4096, maxDocumentTokens: 300) { documents in
            documents.map { Float(truth($0)) }
        }
        let list = try await ListReranker(reranker).order(inputs, for: "a query")
        #expect(list.order.first == 39 && list.isComplete)
        #expect(reranker.calls.count > 1)
        for call in reranker.calls {
            #expect(call.allSatisfy { TokenEstimate.tokens(in: $0) <= 300 })
            #expect(call.reduce(0) { $0 + TokenEstimate.tokens(in: $1) + 16 } <= 4096)
        }
        // Two of the longest fit, whatever is asked for.
        let narrow = ScriptedReranker(maxDocuments: 64, maxTokens: 4096) { $0.map { Float(truth($0)) } }
        let long = (0..<5).map { EmbeddingInput.text("\($0) " + String(repeating: text, count: 20)) }
        #expect(try await ListReranker(narrow, documentTokens: 100_000).order(long, for: "q").order.first == 4)
        #expect(narrow.calls.count > 1)
        #expect(narrow.calls.allSatisfy { $0.reduce(0) { $0 + TokenEstimate.tokens(in: $1) + 16 } <= 4096 })
    }

    @Test func `a text that begins with much white space is cut to words, not to nothing`() async throws {
        let reranker = ScriptedReranker(maxDocumentTokens: 3) { $0.map { Float($0.count) } }
        let blank = String(repeating: " \n", count: 100)
        _ = try await ListReranker(reranker).order([.text(blank + "a lamp and a boat"), .text(" ab")], for: "q")
        #expect(reranker.calls == [["a lamp ", " ab"]])
    }

    @Test func `a pointwise model's calls are compared by score`() async throws {
        var generator = SeededGenerator(seed: 5)
        let values = Array(0..<1000).shuffled(using: &generator)
        let reranker = oracle(0, maxDocuments: 64, isListwise: false)
        let list = try await ListReranker(reranker).order(documents(values), for: "q")
        #expect(list.order.map { values[$0] } == values.sorted(by: >))
        #expect(list.calls == 16)
    }

    @Test func `a pointwise model's calls are split by tokens and by bytes of pictures`() async throws {
        let reranker = ScriptedReranker(
            isListwise: false,
            maxTokens: 9000,
            maxImageBytes: 10,
            modalities: [.text, .image]
        ) { $0.indices.map { Float($0) } }
        let image = {
            EmbeddingInput.image(EmbeddingImage(bytes: Array(repeating: 1, count: $0), mediaType: "image/png"))
        }
        _ = try await ListReranker(reranker, maxConcurrentCalls: 1)
            .order([image(6), image(6), image(1), image(1), .text("a")], for: "q")
        #expect(reranker.inputs.map(\.count) == [1, 2, 2])
    }

    @Test func `what fails of a pointwise model keeps its places, and the rest is ordered around it`() async throws {
        let reranker = ScriptedReranker(maxDocuments: 2, isListwise: false) { documents in
            if documents.contains("3 passage") { throw Outage(number: 500) }
            return documents.map { Float(truth($0)) }
        }
        let list = try await ListReranker(reranker).order(documents([1, 2, 3, 4, 5, 6]), for: "q")
        #expect(list.order == [5, 4, 2, 3, 1, 0])
        #expect(list.scores == [1, 2, nil, nil, 5, 6])
        #expect(!list.isComplete)
    }

    @Test(arguments: [true, false])
    func `where every call fails the order stays, and no further round is asked`(isListwise: Bool) async throws {
        let reranker = ScriptedReranker(maxDocuments: 4, isListwise: isListwise) { _ in throw Outage(number: 503) }
        let list = try await ListReranker(reranker).order(documents(Array(0..<30)), for: "q")
        #expect(list.order == Array(0..<30))
        #expect(list.scores.allSatisfy { $0 == nil })
        #expect(reranker.calls.count == 8)
        #expect(
            list.warning(model: "judge", keeping: "the order")
                == "judge failed, the order stays: Outage(number: 503)"
        )
    }

    @Test func `whatever fails, each document comes out once and judged ones keep their rank in a window`() async throws
    {
        for seed in 0..<200 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let window = Int.random(in: 2...9, using: &generator)
            let count = Int.random(in: 0...80, using: &generator)
            let isListwise = Bool.random(using: &generator)
            let values = Array(0..<count).shuffled(using: &generator)
            let bad = Set(values.filter { _ in Int.random(in: 0..<20, using: &generator) == 0 })
            let reranker = ScriptedReranker(maxDocuments: window, isListwise: isListwise) { documents in
                if documents.contains(where: { bad.contains(truth($0)) }) { throw Outage(number: 500) }
                return documents.map { Float(truth($0)) }
            }
            let list = try await ListReranker(reranker, maxConcurrentCalls: 3).order(documents(values), for: "q")
            #expect(list.order.sorted() == Array(values.indices))
            #expect(list.isComplete || !bad.isEmpty)
        }
    }

    @Test func `no more calls run at the same time than allowed`() async throws {
        let running = Mutex((now: 0, most: 0))
        let reranker = ScriptedReranker(maxDocuments: 2, isListwise: false) { documents in
            running.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            for _ in 0..<50 { await Task.yield() }
            running.withLock { $0.now -= 1 }
            return documents.map { Float(truth($0)) }
        }
        _ = try await ListReranker(reranker, maxConcurrentCalls: 3).order(documents(Array(0..<100)), for: "q")
        #expect(running.withLock { $0.most } <= 3)
        #expect(reranker.calls.count == 50)
    }

    @Test func `when the time is over, calls that did not start are not sent`() async throws {
        let clock = TestClock()
        let reranker = ScriptedReranker(maxDocuments: 10, isListwise: false) { documents in
            clock.advance(by: .seconds(11))
            return documents.map { Float(truth($0)) }
        }
        let list = try await ListReranker(reranker, maxConcurrentCalls: 1, clock: StillClock(clock))
            .order(documents(Array(0..<30)), for: "q")
        #expect(reranker.calls.count == 1)
        #expect(list.order == Array((0..<10).reversed()) + Array(10..<30))
        #expect(
            list.warning(model: "judge", keeping: "the order")
                == "2 of 3 calls to judge failed, and what they were to judge kept its order: it had not answered after 10 s"
        )
    }

    @Test func `empty texts and pictures for the blind stay where they are and are not sent`() async throws {
        let reranker = oracle(1, maxDocuments: 10)
        let image = EmbeddingInput.image(EmbeddingImage(bytes: [1], mediaType: "image/png"))
        let list = try await ListReranker(reranker)
            .order([.text("1"), .text(" \n"), .text("2"), image, .text("3")], for: "q")
        #expect(list.order == [4, 1, 2, 3, 0])
        #expect(reranker.calls == [["1", "2", "3"]])
        let nothing = try await ListReranker(reranker).order([.text("")], for: "q")
        #expect(nothing.order == [0] && nothing.isComplete && nothing.calls == 0)
        #expect(try await ListReranker(reranker).order([], for: "q").order == [])
    }
}

/// A test's clock whose sleepers sleep until they are cancelled.
private struct StillClock: Clock {
    let clock: TestClock
    init(_ clock: TestClock) { self.clock = clock }
    var now: TestClock.Instant { clock.now }
    var minimumResolution: Duration { clock.minimumResolution }
    func sleep(until deadline: TestClock.Instant, tolerance: Duration?) async throws {
        try await Task.sleep(for: .seconds(3600))
    }
}
