import HTTPTransport
import Synchronization
import TestSupport
import Testing

@Suite struct ConcurrencyGateTests {
    /// A request that ends when it is told to.
    private final class Hold: Sendable {
        private let state = Mutex((isOpen: false, waiting: CheckedContinuation<Void, Never>?.none))

        func wait() async {
            await withCheckedContinuation { continuation in
                let isOpen = state.withLock { state in
                    if !state.isOpen { state.waiting = continuation }
                    return state.isOpen
                }
                if isOpen { continuation.resume() }
            }
        }

        func open() {
            state.withLock { state in
                state.isOpen = true
                defer { state.waiting = nil }
                return state.waiting
            }?
            .resume()
        }
    }

    private final class Box<Value: Sendable>: Sendable {
        private let state: Mutex<Value>
        init(_ value: Value) { state = Mutex(value) }
        var value: Value { state.withLock { $0 } }
        func change(_ body: (inout Value) -> Void) { state.withLock { body(&$0) } }
    }

    private func until(_ condition: () -> Bool) async {
        while !condition() { await Task.yield() }
    }

    private func fixed(_ limit: Int) -> AdaptiveConcurrency {
        AdaptiveConcurrency(initial: limit, minimum: limit, maximum: limit)
    }

    @Test func `as many are let in as the limit says, the others in their order`() async throws {
        let clock = TestClock()
        let gate = ConcurrencyGate(fixed(2), clock: clock)
        let order = Box<[Int]>([])
        let holds = (0..<6).map { _ in Hold() }
        var tasks: [Task<Int, any Error>] = []
        for (place, hold) in holds.enumerated() {
            tasks.append(
                Task {
                    try await gate.perform {
                        order.change { $0.append(place) }
                        await hold.wait()
                        return (place, .inconclusive)
                    }
                }
            )
            await until { gate.snapshot.inFlight + gate.snapshot.waiting == place + 1 }
            // Who is let in writes itself down a moment later, on whatever thread.
            await until { order.value.count == min(place + 1, 2) }
        }
        #expect(gate.snapshot.inFlight == 2)
        #expect(gate.snapshot.waiting == 4)
        clock.advance(by: .seconds(1))
        for (place, hold) in holds.enumerated() {
            hold.open()
            await until { order.value.count == min(place + 3, holds.count) }
        }
        for (place, task) in tasks.enumerated() { #expect(try await task.value == place) }
        #expect(order.value == [0, 1, 2, 3, 4, 5])
        #expect(gate.snapshot.inFlight == 0)
        #expect(gate.snapshot.waited == .seconds(4))
    }

    @Test func `who is cancelled while it waits leaves at once, and takes no place`() async throws {
        let gate = ConcurrencyGate(fixed(1))
        let first = Hold()
        let running = Task {
            try await gate.perform {
                await first.wait(); return ((), .inconclusive)
            }
        }
        await until { gate.snapshot.inFlight == 1 }
        let impatient = (0..<20)
            .map { _ in
                Task { try await gate.perform { (true, .inconclusive) } }
            }
        await until { gate.snapshot.waiting == 20 }
        let patient = Task { try await gate.perform { ("in", .inconclusive) } }
        await until { gate.snapshot.waiting == 21 }
        for task in impatient { task.cancel() }
        for task in impatient { await #expect(throws: CancellationError.self) { try await task.value } }
        #expect(gate.snapshot.waiting == 1)
        first.open()
        try await running.value
        #expect(try await patient.value == "in")
        #expect(gate.snapshot.inFlight == 0)
    }

    @Test func `a task that is cancelled already is not let in`() async throws {
        let gate = ConcurrencyGate(fixed(1))
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await gate.perform { (true, .inconclusive) }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(gate.snapshot.inFlight == 0)
    }

    @Test func `a request that throws gives its place back`() async throws {
        let gate = ConcurrencyGate(fixed(1))
        for _ in 0..<3 {
            await #expect(throws: TransportError.self) {
                try await gate.perform { () -> (Int, AdaptiveConcurrency.Outcome) in
                    throw TransportError(.connectionLost, "lost")
                }
            }
        }
        #expect(gate.snapshot.inFlight == 0)
        #expect(gate.snapshot.limit == 1)
    }

    @Test func `a grown limit lets those in who wait`() async throws {
        let gate = ConcurrencyGate(AdaptiveConcurrency(initial: 1, maximum: 4), clock: TestClock())
        let holds = (0..<3).map { _ in Hold() }
        let first = Hold()
        let start = Task {
            try await gate.perform {
                await first.wait(); return ((), .succeeded(work: 1))
            }
        }
        await until { gate.snapshot.inFlight == 1 }
        let others = holds.map { hold in
            Task {
                try await gate.perform {
                    await hold.wait(); return ((), .succeeded(work: 1))
                }
            }
        }
        await until { gate.snapshot.waiting == 3 }
        first.open()
        try await start.value
        await until { gate.snapshot.inFlight == 2 }
        #expect(gate.snapshot.limit == 2)
        #expect(gate.snapshot.waiting == 1)
        for hold in holds { hold.open() }
        for other in others { try await other.value }
        #expect(gate.snapshot.inFlight == 0)
    }

    @Test func `many tasks, refused and cancelled at random, leave an empty gate`() async throws {
        let gate = ConcurrencyGate(AdaptiveConcurrency(maximum: 4))
        let most = Box((now: 0, peak: 0))
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<400 {
                group.addTask {
                    let work = Task {
                        try await gate.perform {
                            most.change {
                                $0.now += 1
                                $0.peak = max($0.peak, $0.now)
                            }
                            for _ in 0..<(number % 7) { await Task.yield() }
                            most.change { $0.now -= 1 }
                            return ((), number % 11 == 0 ? .overloaded : .succeeded(work: 1))
                        }
                    }
                    if number % 3 == 0 { work.cancel() }
                    _ = try? await work.value
                }
            }
        }
        #expect(gate.snapshot.inFlight == 0)
        #expect(gate.snapshot.waiting == 0)
        #expect((1...4).contains(most.value.peak))
    }
}
