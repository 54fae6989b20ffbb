import ESJina
import ESJinaTesting
import Testing

/// One named fault, and how the run that meets it must end.
struct FaultCase: Sendable, CustomTestStringConvertible {
    /// How the run with the fault ends; the next run, without it, completes the work in every case.
    enum Ending: Sendable {
        /// With every good input indexed.
        case completes
        /// With a report that has so many dead letters more than the inputs deserve.
        case rejects(ClosedRange<Int>)
        /// With an error that has one of these words in it.
        case stops([String])
        /// Either so or with every good input indexed; which of the two depends on how quickly the rest is done.
        case stopsOrCompletes([String])
        /// Either so, or with a report that has so many dead letters more than the inputs deserve.
        case stopsOrRejects([String], ClosedRange<Int>)
    }

    var name: String
    var ending: Ending
    /// Whether texts are embedded by the stand-in for Jina's API.
    var usesJina = false
    /// How many answers are damaged that Jina's API bills.
    var damagedAnswers = 0
    /// How often a request may be sent again that this log knows no fault of.
    var repeats = 0
    /// How often a bulk request is tried: often enough that where a share of all fails, none meets the fault every time.
    var attempts = 10
    var scheme = "http"
    /// Whether any request met the fault; without, the case would prove nothing.
    var isMet: @Sendable (FaultRig) -> Bool = { _ in true }
    var inject: @Sendable (FaultRig) throws -> Void
    /// What else ends the fault; the fault servers are healed in every case.
    var heal: @Sendable (FaultRig) throws -> Void = { _ in }

    var testDescription: String { name }

    /// This case, which also costs the answers to requests that are under way beside the one that meets it.
    var breakingOthers: FaultCase {
        var other = self
        other.repeats = 1
        return other
    }

    /// A real TLS server that no connection is made to.
    static func tls(_ name: String, _ words: String, options: [String] = []) -> FaultCase {
        FaultCase(
            name: "TLS: \(name)",
            ending: .stops([words]),
            inject: { try $0.standIn(TLSEndpoint(options)) },
            heal: { $0.standIn(nil) }
        )
    }

    /// A fault between pipeline and engine.
    static func engine(
        _ fault: NetworkFault,
        on path: String = "_bulk",
        method: String? = nil,
        minBytes: Int = 0,
        _ occurrence: FaultRule.Occurrence = .first(3),
        _ ending: Ending = .completes
    ) -> FaultCase {
        let place = path == "_bulk" ? "bulk" : "\(method.map { $0 + " " } ?? "")\(path)"
        let size = minBytes == 0 ? "" : " from \(minBytes) bytes"
        let rule = FaultRule(fault, on: path, method: method, minBytes: minBytes, occurrence)
        let isChance = if case .share = occurrence { true } else { false }
        return FaultCase(
            name: "\(place): \(fault)\(size) \(occurrence.words)",
            ending: ending,
            attempts: isChance ? 40 : 10,
            isMet: { !$0.server.injected.isEmpty },
            inject: { $0.server.inject(FaultPlan(seed: 1, [rule])) }
        )
    }

    /// Something that Jina's API answers.
    static func jina(
        _ name: String,
        _ faults: [HostedJinaFault],
        _ ending: Ending,
        losesNoVector: Bool = false
    ) -> FaultCase {
        FaultCase(
            name: "jina: \(name)",
            ending: ending,
            usesJina: true,
            damagedAnswers: losesNoVector ? 0 : faults.count(where: \.isBilled),
            isMet: { $0.jina?.pendingFaults == 0 },
            inject: { $0.jina?.fail(faults) }
        )
    }

    /// A fault between pipeline and Jina's API.
    static func jina(
        _ fault: NetworkFault,
        _ occurrence: FaultRule.Occurrence = .first(2),
        _ ending: Ending = .completes
    ) -> FaultCase {
        FaultCase(
            name: "jina: \(fault) \(occurrence.words)",
            ending: ending,
            usesJina: true,
            isMet: { $0.jinaServer?.injected.isEmpty == false },
            inject: { rig in
                rig.jinaServer?.inject(FaultPlan(seed: 1, [FaultRule(fault, on: "embeddings", occurrence)]))
            }
        )
    }
}

extension FaultRule.Occurrence {
    var words: String {
        switch self {
        case .first(let count): "(first \(count))"
        case .number(let number): "(number \(number))"
        case .from(let number): "(from number \(number))"
        case .everyNth(let step): "(every \(step)th)"
        case .always: "(always)"
        case .share(let share): "(\(share) of them)"
        }
    }
}
