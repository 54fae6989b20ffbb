import Dispatch
public import HTTPTransport
import Synchronization

/// A real HTTP server on 127.0.0.1 that passes requests on to any transport and lets some of them fail on the way.
///
/// What is behind may be an embedded node in process or a transport to a real server. Which requests fail, and how, is a
/// ``FaultPlan``: counted per rule and, where chance decides, seeded, so that every run of a test meets the same faults.
///
/// ```swift
/// let server = try FaultServer(
///     in: EmbeddedNode(directory: folder),
///     plan: FaultPlan([FaultRule(.resetMidAnswer, on: "_bulk", .first(3))])
/// )
/// defer { server.stop() }
/// // … let a client talk to server.url …
/// server.heal()
/// ```
///
/// The log says of every request whether the server behind carried it out, so that a test can compare what a client believes
/// with what happened.
public final class FaultServer: Sendable {
    /// What became of one request.
    public struct Exchange: Sendable, Hashable {
        /// The method.
        public var method: String
        /// The path without the query.
        public var path: String
        /// The fault it met; `nil` where it met none.
        public var fault: String?
        /// Whether it was passed on to the server behind.
        public var isCarriedOut: Bool
        /// The ids of the documents that were passed on, where it is a bulk request.
        public var documentIDs: [String]
    }

    private let core: FaultServerCore

    /// The server's URL without a path, `http://127.0.0.1:PORT`; the port stays the same while connections are refused.
    public let url: String

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - upstream: What carries requests out.
    ///   - base: The URL that paths are appended to for `upstream`; for an embedded node any.
    ///   - plan: What fails; default nothing.
    /// - Throws: `TransportError` of kind `unavailable` where no port can be had.
    public init(
        in upstream: any HTTPTransport,
        at base: String = "http://upstream",
        plan: FaultPlan = .none
    ) throws {
        core = FaultServerCore(upstream: upstream, base: base, plan: plan)
        url = try core.start()
    }

    deinit { stop() }

    /// Exchanges the plan; counting begins anew.
    public func inject(_ plan: FaultPlan) { core.inject(plan) }

    /// Lets everything pass from now on; requests that stall meanwhile go on stalling.
    public func heal() { inject(.none) }

    /// Refuses connections, and resets those that are open, until ``comeBack()``.
    public func goAway() { core.goAway() }

    /// Accepts connections again.
    ///
    /// - Throws: `TransportError` where another program took the port meanwhile.
    public func comeBack() throws { try core.comeBack() }

    /// Every request so far whose fate is decided.
    public var exchanges: [Exchange] { core.state.withLock { $0.exchanges } }

    /// The names of the faults that were met so far, in order.
    public var injected: [String] { exchanges.compactMap(\.fault) }

    /// How often each document was passed on to the server behind by bulk requests: its `_version` there cannot be higher.
    public var writes: [String: Int] {
        exchanges.flatMap(\.documentIDs).reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// Waits until no request is on its way to the server behind, late ones included.
    public func settle() async {
        while core.state.withLock({ $0.underWay > 0 }) { try? await Task.sleep(for: .milliseconds(2)) }
    }

    /// Ends every connection and frees the port.
    public func stop() { core.stop() }
}
