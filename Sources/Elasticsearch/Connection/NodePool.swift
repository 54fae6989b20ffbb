/// Which of several nodes is asked next: round robin over those alive, with a growing rest for those that did not answer.
///
/// A value without a clock: times come from outside as durations since an origin, so every transition can be tested.
struct NodePool: Sendable, Hashable {
    private struct Node: Sendable, Hashable {
        var failures = 0
        var restsUntil: Duration?
    }

    private var nodes: [Node]
    private var next = 0
    private let baseRest: Duration
    private let longestRest: Duration

    /// - Parameters:
    ///   - count: How many nodes there are, at least 1.
    ///   - baseRest: The rest after a first failure; doubled with each further one.
    ///   - longestRest: The longest rest.
    init(count: Int, baseRest: Duration = .seconds(5), longestRest: Duration = .seconds(300)) {
        nodes = Array(repeating: Node(), count: max(1, count))
        self.baseRest = baseRest
        self.longestRest = longestRest
    }

    /// The node to ask now, of those not in `tried`: one alive in turn, else the one whose rest ends first; `nil` when all
    /// were tried.
    mutating func choose(at now: Duration, excluding tried: Set<Int> = []) -> Int? {
        let turn = (0..<nodes.count).map { (next + $0) % nodes.count }.filter { !tried.contains($0) }
        let alive = turn.first { nodes[$0].restsUntil.map { $0 <= now } ?? true }
        let choice = alive ?? turn.min { (nodes[$0].restsUntil ?? .zero) < (nodes[$1].restsUntil ?? .zero) }
        if let choice { next = (choice + 1) % nodes.count }
        return choice
    }

    /// Notes that a node did not answer.
    mutating func fail(_ index: Int, at now: Duration) {
        let rest = min(longestRest, baseRest * (1 << min(nodes[index].failures, 10)))
        nodes[index].failures += 1
        nodes[index].restsUntil = now + rest
    }

    /// Notes that a node answered.
    mutating func succeed(_ index: Int) { nodes[index] = Node() }
}
