public import HTTPTransport
import Synchronization

/// A transport that lets some requests fail on their way to another transport, the same ones in every run of a seed.
public final class FaultInjectingTransport: HTTPTransport {
    /// What may happen to a request.
    public enum Fault: Sendable, Hashable {
        /// Nothing listens: the request is never sent.
        case refused
        /// The connection ends before the request arrives; the caller cannot know that.
        case lostBefore
        /// The server acts on the request, but its answer is lost.
        case lostAfter
        /// The server acts on the request, but the caller's time runs out.
        case timedOut
        /// Something between answers with this status, and the request never arrives.
        case status(Int)
        /// The request arrives late.
        case delay(Duration)
    }

    private struct State {
        var generator: SeededGenerator
        var injected: [Fault] = []
    }

    private let next: any HTTPTransport
    private let faults: [Fault]
    private let rate: Double
    private let state: Mutex<State>

    /// Makes a transport.
    ///
    /// - Parameters:
    ///   - next: Where requests go.
    ///   - seed: What chooses the requests that fail, and how.
    ///   - rate: The share of requests that fail, 0 to 1; default 0.2.
    ///   - faults: What may happen, each equally likely; default one of each without delay.
    public init(
        _ next: any HTTPTransport,
        seed: UInt64,
        rate: Double = 0.2,
        faults: [Fault] = [.refused, .lostBefore, .lostAfter, .timedOut, .status(429), .status(503)]
    ) {
        self.next = next
        self.faults = faults
        self.rate = rate
        state = Mutex(State(generator: SeededGenerator(seed: seed)))
    }

    /// The faults injected so far.
    public var injectedFaults: [Fault] { state.withLock { $0.injected } }

    /// Sends `request` on, or lets it fail.
    ///
    /// - Parameter request: The request.
    /// - Returns: The answer of the transport behind, or the injected status.
    /// - Throws: The injected `TransportError`, or what the transport behind threw.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let fault: Fault? = state.withLock {
            guard Double.random(in: 0..<1, using: &$0.generator) < rate else { return nil }
            let fault = faults.randomElement(using: &$0.generator)
            if let fault { $0.injected.append(fault) }
            return fault
        }
        switch fault {
        case nil: return try await next.send(request)
        case .refused:
            throw TransportError(.connectionFailed, "Injected: connection refused.", requestMayHaveBeenProcessed: false)
        case .lostBefore: throw TransportError(.connectionLost, "Injected: connection lost before the request.")
        case .lostAfter:
            _ = try await next.send(request)
            throw TransportError(.connectionLost, "Injected: connection lost before the answer.")
        case .timedOut:
            _ = try await next.send(request)
            throw TransportError(.timedOut, "Injected: no answer in time.")
        case .status(let status): return HTTPResponse(status: status)
        case .delay(let duration):
            try await Task.sleep(for: duration)
            return try await next.send(request)
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers in every run of a seed.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Makes a generator.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
