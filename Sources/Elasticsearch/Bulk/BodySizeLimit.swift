/// How large a body the server takes, learnt from what it refused as too large.
///
/// A value without requests. Nothing is known at first. A refusal (413) lowers the limit to the largest body that passed, or to
/// half of what was refused, whichever is more. It is not believed for ever, since it may have been a proxy's that is gone: after
/// 64 bodies of at least half the limit have passed, it grows to 1.25 times, then after 32 more to 1.5 times, then faster. The
/// refusal of a grown limit costs one request more, sets it back, and doubles the number of bodies before the next try, up to
/// 1,024.
struct BodySizeLimit: Sendable, Hashable {
    /// The largest body to send; `nil` where nothing was refused yet.
    private(set) var bytes: Int?

    private var largestPassed = 0
    private var passes = 0
    /// How many bodies near the limit must pass before it grows.
    private var patience = firstPatience
    /// How many times it grew without a refusal.
    private var growths = 0

    /// No server refuses bodies of this size for being large; a limit below it would only make many small requests.
    static let smallest = 64 << 10
    private static let firstPatience = 64
    private static let shortestPatience = 8
    private static let longestPatience = 1024

    /// Notes that the server took a body.
    mutating func passed(_ count: Int) {
        largestPassed = max(largestPassed, count)
        guard let bytes, count >= bytes / 2 else { return }
        passes += 1
        guard passes >= max(Self.shortestPatience, patience >> min(growths, 16)) else { return }
        passes = 0
        let grown = bytes.multipliedReportingOverflow(by: growths == 0 ? 5 : growths == 1 ? 6 : 8)
        self.bytes = grown.overflow ? nil : grown.partialValue / 4
        growths += 1
    }

    /// Notes that the server refused a body as too large.
    mutating func refused(_ count: Int) {
        if count <= largestPassed { largestPassed = 0 }
        // What was under way when the limit fell tells nothing new.
        guard count <= bytes ?? .max else { return }
        patience = growths > 0 ? min(patience * 2, Self.longestPatience) : Self.firstPatience
        growths = 0
        passes = 0
        bytes = max(Self.smallest, largestPassed, count / 2)
    }
}
