import ESJina
import ESJinaTesting
import Elasticsearch
import TestSupport
import Testing

/// Every fault by its name: what it costs, and that it costs no more.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct `An ingest in which one thing is wrong` {
    @Test(arguments: FaultCase.bulk)
    func `loses and doubles nothing when bulk requests fail`(fault: FaultCase) async throws { try await prove(fault) }

    @Test(arguments: FaultCase.control + FaultCase.tls)
    func `loses and doubles nothing when other requests fail`(fault: FaultCase) async throws { try await prove(fault) }

    @Test(arguments: FaultCase.jina)
    func `pays for nothing twice when embedding fails`(fault: FaultCase) async throws {
        let (rig, first) = try await prove(fault)
        let jina = try #require(rig.jina)
        let between = try #require(rig.jinaServer)
        // Paid again may be only what an answer that was lost or damaged was to bring, and what was under way at the run's end.
        let lost = between.exchanges.count { $0.fault != nil && $0.isCarriedOut } + fault.damagedAnswers
        let cut = first.report == nil || fault.repeats > 0 ? FaultRig.windows : 0
        let paid = jina.paidInputs.filter(FaultRig.isInput)
        #expect(Set(paid).count == FaultRig.good)
        #expect(paid.count <= FaultRig.good + (lost + cut) * FaultRig.windowSize, "\(paid.count) were paid for")
    }

    @Test(arguments: FaultCase.disk)
    func `loses and doubles nothing when a disk fails`(fault: FaultCase) async throws { try await prove(fault) }

    @Test func `there are sixty of them and more, each with a name of its own`() {
        let names = (FaultCase.bulk + FaultCase.control + FaultCase.tls + FaultCase.jina + FaultCase.disk).map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.count >= 60)
    }

    @discardableResult
    private func prove(_ fault: FaultCase) async throws -> (FaultRig, first: FaultRun) {
        // Short only where nothing is to come: on a busy machine a good answer may take its time.
        let stall: Duration = fault.name.contains("stalled") ? .milliseconds(300) : .seconds(10)
        let rig = try await FaultRig(
            usesJina: fault.usesJina,
            attempts: fault.attempts,
            scheme: fault.scheme,
            stall: stall
        )
        try fault.inject(rig)
        let memory = PeakMemory()
        let first = try await rig.run()
        await rig.server.settle()
        #expect(fault.isMet(rig), "no request met the fault, so this proved nothing")
        let growth = memory.growth
        #expect(growth < 120 << 20, "the peak of memory grew by \(growth >> 20) MiB")
        check(first, fault)

        rig.server.heal()
        rig.jinaServer?.heal()
        try fault.heal(rig)
        let present = Set(try await rig.documents().keys.map { "in:" + $0.dropFirst("text-".count) })
        let second = try await rig.run(scheme: "http")
        #expect(second.report != nil, "\(second.error.map { "\($0)" } ?? "")")
        account(second)
        // What was acknowledged is not sent again, and nothing is taken for sent that is not there.
        let unchanged = second.positions("unchanged")
        #expect(unchanged.isSuperset(of: first.positions("indexed")))
        #expect(unchanged.isSubset(of: present))
        if first.report != nil { #expect(unchanged == first.positions("indexed")) }
        #expect(second.counters.indexed == FaultRig.good - unchanged.count)
        #expect(second.counters.deadLettered == FaultRig.broken)

        let documents = try await rig.documents()
        #expect(documents.count == FaultRig.good)
        let writes = rig.server.writes
        let repeated = rig.server.exchanges.filter { $0.fault != nil }.flatMap(\.documentIDs)
            .reduce(into: [:]) { $0[$1, default: 0] += 1 }
        for (id, document) in documents {
            #expect(document.version <= writes[id, default: 0], "\(id) was written by somebody else")
            // Again only where an answer was lost, or where the run ended before it came.
            let allowed = 1 + repeated[id, default: 0] + fault.repeats + (first.report == nil ? 1 : 0)
            #expect(writes[id, default: 0] <= allowed, "\(id) was sent \(writes[id, default: 0]) times")
        }
        let made = rig.embedder.counts
        #expect(made.count == FaultRig.good)
        #expect(made.values.allSatisfy { $0 == 1 }, "a text has two vectors")
        return (rig, first)
    }

    /// The run with the fault ended as it must.
    private func check(_ run: FaultRun, _ fault: FaultCase) {
        let error = run.error.map { "\($0)" } ?? ""
        switch fault.ending {
        case .completes:
            #expect(run.report != nil, "\(error)")
            #expect(run.counters.indexed == FaultRig.good)
            #expect(run.counters.deadLettered == FaultRig.broken, "\(run.report?.failures.first?.error.message ?? "")")
            account(run)
        case .stopsOrRejects(let words, _) where run.report == nil: stopped(run, words, error)
        case .rejects(let count), .stopsOrRejects(_, let count):
            #expect(run.report != nil, "\(error)")
            let rejected = run.counters.deadLettered - FaultRig.broken
            #expect(count.contains(rejected), "\(rejected) dead letters")
            account(run)
        case .stopsOrCompletes where run.report != nil:
            #expect(run.counters.indexed == FaultRig.good)
            account(run)
        case .stops(let words), .stopsOrCompletes(let words): stopped(run, words, error)
        }
        let told = error + (run.report?.failures.map(\.error.message).joined() ?? "")
        #expect(!told.contains(FaultRig.secret) && !told.contains("secret value"))
    }

    private func stopped(_ run: FaultRun, _ words: [String], _ error: String) {
        #expect(run.report == nil, "the run did not stop")
        #expect(words.contains { error.contains($0) }, "\(error)")
        #expect(run.outcomes.values.allSatisfy { $0.count == 1 }, "an input ended twice")
    }

    /// In = indexed + unchanged + dead-lettered + skipped, each input once.
    private func account(_ run: FaultRun) {
        let counters = run.counters
        #expect(counters.finished == FaultRig.inputs)
        #expect(counters.started == FaultRig.inputs)
        #expect(counters.skipped == FaultRig.skipped)
        #expect(run.outcomes.count == FaultRig.inputs)
        #expect(run.outcomes.values.allSatisfy { $0.count == 1 }, "an input ended twice")
    }
}
