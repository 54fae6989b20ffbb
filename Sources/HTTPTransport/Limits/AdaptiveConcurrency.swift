/// How many requests may be under way at once, learnt from how long they take and from refusals.
///
/// A value without clock, tasks or requests: it is told when a request starts and ends, with times from outside, and says how
/// many there may be. Additive increase, multiplicative decrease (Chiu and Jain, 1989), led by latency as in TCP Vegas (Brakmo and
/// Peterson, 1995):
/// - Once in a round, which is the time of one request from start to end, the limit grows by one where it was what held requests
///   back and latency stayed within 1.5 times the best. From twice the best it shrinks by one.
/// - The best is measured anew every 32 rounds, with the limit halved for two of them, since a server may become slower or faster by
///   itself, and what is seen at the limit alone would creep upwards (as BBR measures the round-trip time; Cardwell et al., 2016).
/// - A refusal halves it, and those of the requests that were under way at that moment do not halve it again.
/// - What was refused is approached slowly: the step up to it takes 8 good rounds, twice as many each time it is refused again,
///   up to 64.
///
/// Latency is judged per unit of work, so that requests may differ in size; those of less than half of the largest recent size
/// say nothing.
public struct AdaptiveConcurrency: Sendable, Hashable {
    /// How a request ended.
    public enum Outcome: Sendable, Hashable {
        /// It was carried out; `work` is its size in any one unit, such as bytes.
        case succeeded(work: Int)
        /// The server had no room for it or did not answer in time.
        case overloaded
        /// It says nothing about the server's load.
        case inconclusive
    }

    /// A request that has started.
    public struct Ticket: Sendable, Hashable {
        let round: Int
        let start: Duration
    }

    /// The fewest requests at once, from 1.
    public let minimum: Int
    /// The most requests at once, from ``minimum``.
    public let maximum: Int
    /// How many requests may be under way at once now.
    public private(set) var limit: Int
    /// How many are under way.
    public private(set) var inFlight = 0
    /// How many times the limit was halved.
    public private(set) var cuts = 0

    private var round = 1
    private var lastCutRound = 0
    private var isLimiting = false
    private var goodRounds = 0
    /// The limit at which the server refused last, and how many good rounds the step up to it takes.
    private var ceiling: Int?
    private var patience = Self.firstPatience
    private var cost = RoundCost()
    private var roundsSinceProbe = 0
    /// The limit to return to after the best was measured anew.
    private var limitBeforeProbe: Int?

    private static let firstPatience = 8
    private static let longestPatience = 64
    private static let roundsBetweenProbes = 32

    /// Makes a limit.
    ///
    /// - Parameters:
    ///   - initial: How many requests may be under way at first; default 2.
    ///   - minimum: The fewest; default 1, at least 1.
    ///   - maximum: The most; default 8, at least `minimum`.
    public init(initial: Int = 2, minimum: Int = 1, maximum: Int = 8) {
        self.minimum = max(1, minimum)
        self.maximum = max(self.minimum, maximum)
        limit = min(max(initial, self.minimum), self.maximum)
    }

    /// Whether one more request may start.
    public var hasRoom: Bool { inFlight < limit }

    /// Notes that a request starts.
    ///
    /// - Parameter now: The time since any fixed moment.
    /// - Returns: What names the request at its end.
    public mutating func start(at now: Duration) -> Ticket {
        inFlight += 1
        if inFlight >= limit { isLimiting = true }
        return Ticket(round: round, start: now)
    }

    /// Notes that a request ended.
    ///
    /// - Parameters:
    ///   - ticket: What its start returned.
    ///   - outcome: How it ended.
    ///   - now: The time since the same moment as at its start.
    public mutating func finish(_ ticket: Ticket, _ outcome: Outcome, at now: Duration) {
        inFlight = max(0, inFlight - 1)
        // What was under way when the limit was cut tells of the load before the cut.
        guard ticket.round > lastCutRound else { return }
        switch outcome {
        case .overloaded: cut()
        case .succeeded(let work):
            cost.add(latency: now - ticket.start, work: work)
            if ticket.round == round { endRound() }
        case .inconclusive: break
        }
    }

    private mutating func cut() {
        cuts += 1
        patience = ceiling == nil ? Self.firstPatience : min(patience * 2, Self.longestPatience)
        ceiling = limit
        limit = max(minimum, limit / 2)
        limitBeforeProbe = nil
        lastCutRound = round
        goodRounds = 0
        cost.discard()
        beginRound()
    }

    private mutating func endRound() {
        roundsSinceProbe += 1
        if let restored = limitBeforeProbe {
            // The first round of the two lets what was under way before come to its end.
            if roundsSinceProbe == 1 { cost.discard() } else { endProbe(restored) }
        } else if let verdict = cost.judge() {
            adjust(verdict)
            if roundsSinceProbe >= Self.roundsBetweenProbes, isLimiting {
                roundsSinceProbe = 0
                if limit > minimum {
                    (limit, limitBeforeProbe) = (max(minimum, limit / 2), limit)
                } else {
                    cost.forget()
                }
            }
        }
        beginRound()
    }

    private mutating func endProbe(_ restored: Int) {
        cost.forget()
        _ = cost.judge()
        limit = restored
        limitBeforeProbe = nil
    }

    private mutating func adjust(_ verdict: RoundCost.Verdict) {
        guard isLimiting else { return }
        switch verdict {
        case .good where limit < maximum:
            goodRounds += 1
            guard goodRounds >= (ceiling.map { limit + 1 >= $0 } ?? false ? patience : 1) else { return }
            limit += 1
            goodRounds = 0
            if let ceiling, limit > ceiling { self.ceiling = nil }
        case .slow:
            limit = max(minimum, limit - 1)
            goodRounds = 0
        default: break
        }
    }

    private mutating func beginRound() {
        round += 1
        isLimiting = inFlight >= limit
    }
}

/// The latency per unit of work of a round, beside the best known.
private struct RoundCost: Sendable, Hashable {
    enum Verdict { case good, fair, slow }

    /// Differences below this are the noise of any machine, in seconds.
    private static let noise = 0.01

    private var total = 0.0
    private var count = 0
    private var best: Double?
    /// The largest work of late; it forgets slowly.
    private var largest = 0

    mutating func add(latency: Duration, work: Int) {
        let work = max(1, work)
        // What is so much smaller is mostly overhead: its cost per unit is no measure for the larger, nor the other way round.
        if work > 2 * largest {
            forget()
            discard()
        }
        largest = max(largest, work)
        guard 2 * work >= largest else { return }
        let (seconds, attoseconds) = latency.components
        total += (Double(seconds) + Double(attoseconds) * 1e-18) / Double(work)
        count += 1
    }

    mutating func discard() { (total, count) = (0, 0) }

    /// Lets the next round's cost be the best.
    mutating func forget() { best = nil }

    /// Ends a round; `nil` where nothing was measured.
    mutating func judge() -> Verdict? {
        guard count > 0 else {
            largest = largest * 7 / 8
            return nil
        }
        let mean = total / Double(count)
        discard()
        let known = best ?? mean
        best = min(known, mean)
        let slack = Self.noise / Double(max(largest, 1))
        if mean <= max(known * 1.5, known + slack) { return .good }
        return mean < max(known * 2, known + 2 * slack) ? .fair : .slow
    }
}
