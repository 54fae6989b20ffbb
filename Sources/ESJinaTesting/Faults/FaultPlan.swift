import HTTPTransport

/// Which requests of a ``FaultServer`` meet which fault, the same ones in every run.
///
/// ```swift
/// let plan = FaultPlan(seed: 7, [
///     FaultRule(.resetAfterBody(carriedOut: true), on: "_bulk", .first(2)),
///     FaultRule(.tooManyRequests(), on: "_bulk", .share(0.2)),
/// ])
/// ```
///
/// The first rule that applies to a request wins; a request that one rule took is not counted by those behind it.
public struct FaultPlan: Sendable {
    /// What decides where a rule leaves something to chance.
    public var seed: UInt64
    /// The rules, the most important first.
    public var rules: [FaultRule]

    /// Makes a plan; without rules nothing fails.
    public init(seed: UInt64 = 0, _ rules: [FaultRule] = []) {
        self.seed = seed
        self.rules = rules
    }

    /// Nothing fails.
    public static let none = FaultPlan()
}

/// A fault, the requests it is for, and which of those meet it.
public struct FaultRule: Sendable {
    /// Which of the requests that a rule is for meet its fault; they are counted from 1 as they come.
    public enum Occurrence: Sendable, Hashable {
        /// The first so many.
        case first(Int)
        /// The one of that number.
        case number(Int)
        /// That one and every later one.
        case from(Int)
        /// Every so many-th.
        case everyNth(Int)
        /// All of them.
        case always
        /// A share of them, 0 to 1, chosen by the plan's seed and their number.
        case share(Double)
    }

    /// What happens.
    public var fault: NetworkFault
    /// How the path ends, without the query, such as `_bulk`; empty for every path.
    public var path: String
    /// The method; `nil` for every one.
    public var method: String?
    /// How large a request's body is at least, in bytes as sent; default 0.
    public var minBytes: Int
    /// Which of the requests meet the fault.
    public var occurrence: Occurrence

    /// Makes a rule; by default every request to the path meets the fault.
    public init(
        _ fault: NetworkFault,
        on path: String = "",
        method: String? = nil,
        minBytes: Int = 0,
        _ occurrence: Occurrence = .always
    ) {
        self.fault = fault
        self.path = path
        self.method = method
        self.minBytes = minBytes
        self.occurrence = occurrence
    }

    func concerns(_ request: LoopbackRequest) -> Bool {
        guard method == nil || method == request.method, request.pathWithoutQuery.hasSuffix(path) else { return false }
        // Before the body is read its size is only what the client says.
        let size = max(request.bodySize, request.headers["Content-Length"].flatMap { Int($0) } ?? 0)
        return size >= minBytes
    }

    /// Whether the request of that number meets the fault; `seed` is the plan's, made the rule's own.
    func meets(_ number: Int, seed: UInt64) -> Bool {
        switch occurrence {
        case .first(let count): return number <= count
        case .number(let wanted): return number == wanted
        case .from(let first): return number >= first
        case .everyNth(let step): return number % max(step, 1) == 0
        case .always: return true
        case .share(let share):
            var generator = SeededGenerator(seed: seed &+ UInt64(number) &* 0x9e37_79b9)
            return Double.random(in: 0..<1, using: &generator) < share
        }
    }
}
