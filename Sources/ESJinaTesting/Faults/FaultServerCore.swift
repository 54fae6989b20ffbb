import Dispatch
import HTTPTransport
import Synchronization

/// What a ``FaultServer``'s connections share; it outlives the server while they run.
final class FaultServerCore: Sendable {
    struct State {
        var plan: FaultPlan
        /// How many requests each rule has counted.
        var counts: [Int]
        /// How often documents met each item fault, by rule and id.
        var met: [String: Int] = [:]
        var exchanges: [FaultServer.Exchange] = []
        var underWay = 0
        var server: LoopbackServer?
        var port: UInt16 = 0
        var isStopped = false
    }

    let state: Mutex<State>
    private let upstream: any HTTPTransport
    private let base: String

    init(upstream: any HTTPTransport, base: String, plan: FaultPlan) {
        self.upstream = upstream
        self.base = base
        state = Mutex(State(plan: plan, counts: Array(repeating: 0, count: plan.rules.count)))
    }

    // MARK: Being there

    func start() throws -> String {
        let port = state.withLock { $0.port }
        let server = try LoopbackServer(
            port: port,
            recording: false,
            onHead: { [self] in interruption(of: $0) },
            { [self] in reply(to: $0) }
        )
        let isStopped = state.withLock { state in
            guard !state.isStopped else { return true }
            state.server = server
            state.port = server.port
            return false
        }
        if isStopped { server.stop() }
        return server.url
    }

    func stop() {
        state.withLock {
            $0.isStopped = true
            return $0.server.take()
        }?
        .stop()
    }

    func goAway() { state.withLock { $0.server.take() }?.stop() }

    func comeBack() throws {
        // Where connections of the former listener are still being closed, the port may take a moment.
        for _ in 0..<100 {
            if state.withLock({ $0.server != nil || $0.isStopped }) || (try? start()) != nil { return }
            Self.sleep(.milliseconds(10))
        }
        _ = try start()
    }

    func inject(_ plan: FaultPlan) {
        state.withLock {
            $0.plan = plan
            $0.counts = Array(repeating: 0, count: plan.rules.count)
            $0.met = [:]
        }
    }

    // MARK: Choosing

    /// The fault that `request` meets in this phase, and what makes chance its own.
    private func fault(
        for request: LoopbackRequest,
        beforeBody: Bool
    ) -> (fault: NetworkFault, rule: Int, seed: UInt64)? {
        state.withLock { state in
            for (index, rule) in state.plan.rules.enumerated()
            where rule.fault.isBeforeBody == beforeBody && rule.concerns(request) {
                state.counts[index] += 1
                let seed = state.plan.seed &+ UInt64(index) &* 0xd134_2543_de82_ef95
                if rule.meets(state.counts[index], seed: seed) { return (rule.fault, index, seed) }
            }
            return nil
        }
    }

    private func interruption(of request: LoopbackRequest) -> LoopbackReply? {
        guard let (fault, _, _) = fault(for: request, beforeBody: true) else { return nil }
        note(request, fault)
        switch fault.effect {
        case .beforeBody(let reply): return reply
        case .away(let duration):
            leave(for: duration)
            return .reset
        default: return nil
        }
    }

    private func reply(to request: LoopbackRequest) -> LoopbackReply {
        guard let (fault, rule, seed) = fault(for: request, beforeBody: false) else {
            return passed(request, fault: nil).map { .response($0) } ?? .html()
        }
        switch fault.effect {
        case .instead(let reply):
            note(request, fault)
            return reply
        case .afterwards(let change): return passed(request, fault: fault).map(change) ?? .html()
        case .later(let delay):
            state.withLock { $0.underWay += 1 }
            let isStarted = runOnThread { [self] in
                Self.sleep(delay)
                _ = passed(request, fault: fault)
                state.withLock { $0.underWay -= 1 }
            }
            if !isStarted { state.withLock { $0.underWay -= 1 } }
            return .reset
        case .items(let faults, let share):
            return takeOut(faults, share: share, of: request, fault, rule: rule, seed: seed).map { .response($0) }
                ?? .html()
        case .beforeBody, .away: return .reset
        }
    }

    // MARK: Acting

    private func leave(for duration: Duration) {
        // Not on the connection's own thread, which the server would wait for.
        _ = runOnThread { [self] in
            goAway()
            Self.sleep(duration)
            try? comeBack()
        }
    }

    private func runOnThread(_ body: @escaping @Sendable () -> Void) -> Bool {
        guard let thread = try? NativeThread(name: "fault-server", body) else { return false }
        thread.detach()
        return true
    }

    private func takeOut(
        _ faults: [ItemFault],
        share: Double,
        of request: LoopbackRequest,
        _ fault: NetworkFault,
        rule: Int,
        seed: UInt64
    ) -> HTTPResponse? {
        guard let split = BulkSplit(request.decodedBody) else { return passed(request, fault: nil) }
        var refused: [Int: ItemFault] = [:]
        for (place, operation) in split.operations.enumerated() {
            let mixed = operation.id.utf8.reduce(seed ^ 0xcbf2_9ce4_8422_2325) {
                ($0 ^ UInt64($1)) &* 0x100_0000_01b3
            }
            var generator = SeededGenerator(seed: mixed)
            guard Double.random(in: 0..<1, using: &generator) < share,
                let fault = faults.randomElement(using: &generator)
            else { continue }
            let key = "\(rule) \(operation.id)"
            let met = state.withLock { state in
                state.met[key, default: 0] += 1
                return state.met[key, default: 0]
            }
            if met <= fault.times { refused[place] = fault }
        }
        guard !refused.isEmpty else { return passed(request, fault: nil) }
        let kept = split.operations.indices.filter { refused[$0] == nil }.map { split.operations[$0] }
        var part = request
        part.headers["Content-Encoding"] = nil
        part.body = kept.flatMap(\.lines)
        if kept.isEmpty { note(request, fault) }
        let answer = kept.isEmpty ? BulkSplit.nothing : passed(part, fault: fault)
        return answer.map { BulkSplit.joined(split.operations, refused: refused, answer: $0) }
    }

    /// The answer of the server behind; `nil` where it gave none.
    private func passed(_ request: LoopbackRequest, fault: NetworkFault?) -> HTTPResponse? {
        var headers = request.headers
        for name in Self.hopHeaders { headers[name] = nil }
        let forwarded = HTTPRequest(
            .init(rawValue: request.method),
            base + request.path,
            headers: headers,
            body: request.bodySize == 0 && request.body.isEmpty ? .none : .bytes(request.decodedBody)
        )
        note(request, fault, isCarriedOut: true)
        state.withLock { $0.underWay += 1 }
        defer { state.withLock { $0.underWay -= 1 } }
        let done = DispatchSemaphore(value: 0)
        // The connection has a thread of its own, which may wait.
        let box = AnswerBox()
        Task { [upstream] in
            if let given = try? await upstream.send(forwarded) { box.answer.withLock { $0 = given } }
            done.signal()
        }
        done.wait()
        var response = box.answer.withLock { $0 }
        for name in Self.hopHeaders { response?.headers[name] = nil }
        return response
    }

    /// What belongs to one connection or describes bytes that are decoded by now.
    private static let hopHeaders = [
        "Host", "Connection", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Accept-Encoding", "Expect",
        "Keep-Alive",
    ]

    private func note(_ request: LoopbackRequest, _ fault: NetworkFault?, isCarriedOut: Bool = false) {
        let isBulk = isCarriedOut && request.pathWithoutQuery.hasSuffix("_bulk")
        let ids = isBulk ? BulkSplit(request.decodedBody)?.operations.map(\.id) ?? [] : []
        state.withLock {
            $0.exchanges.append(
                FaultServer.Exchange(
                    method: request.method,
                    path: request.pathWithoutQuery,
                    fault: fault?.description,
                    isCarriedOut: isCarriedOut,
                    documentIDs: ids
                )
            )
        }
    }

    private static func sleep(_ duration: Duration) {
        let parts = duration.components
        let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + seconds)
    }
}

/// Where a task leaves what a thread waits for.
private final class AnswerBox: Sendable {
    let answer = Mutex<HTTPResponse?>(nil)
}

extension NetworkFault {
    fileprivate var isBeforeBody: Bool {
        switch effect {
        case .beforeBody, .away: true
        case .instead, .afterwards, .later, .items: false
        }
    }
}
