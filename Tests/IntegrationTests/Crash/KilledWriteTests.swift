import ESJinaTesting
import JSONValues
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Which ingest is killed.
enum CrashCourse: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case firstLoad = "a first load, window by window"
    case concurrentLoad = "a first load of three windows at once"
    case change = "a load of changed, moved and removed inputs"

    var testDescription: String { rawValue }
    var edition: Int { self == .change ? 2 : 1 }
    var workers: Int { self == .concurrentLoad ? 3 : 1 }

    /// Brings a fresh index to where the ingest begins.
    func prepare(_ rig: CrashRig) async throws {
        guard edition == 2 else { return }
        let run = try await rig.probe(edition: 1, workers: workers)
        try #require(run.status == 0, "\(run.errors)")
    }
}

@Suite(.serialized, .timeLimit(.minutes(10)))
struct `An ingest that is killed at a write of its state` {
    /// What the same ingest leaves behind when nobody kills it.
    private struct Undisturbed: Sendable {
        var documents: [String: JSONValue]
        var description: [JSONValue]
        var report: JSONValue
        var moments: [String]
        var paid: Set<String>
    }

    /// Every course on the embedded node, both editions on the first cluster, and the one with most in it on the others.
    private static let cases = Engine.all.enumerated()
        .flatMap { number, engine in
            let courses: [CrashCourse] =
                number == 0 ? CrashCourse.allCases : number == 1 ? [.firstLoad, .change] : [.change]
            return courses.map { (engine, $0) }
        }

    @Test(arguments: cases)
    func `is completed by the next run, at whichever write, and pays for nothing again`(
        engine: Engine,
        course: CrashCourse
    ) async throws {
        if TestEquipment.isRequired { try #require(!TestEquipment.clusterURLs.isEmpty, "Set ES_JINA_TEST_URLS.") }
        let whole = try await undisturbed(engine, course)
        #expect(whole.moments.count >= 30, "there are too few writes to show anything: \(whole.moments)")
        try await concurrently(Array(1...whole.moments.count)) { moment in
            try await CrashRig.run(engine) { rig in
                try await course.prepare(rig)
                let killed = try await kill(rig, course, at: moment)
                if course.workers == 1 { #expect(killed == whole.moments[moment - 1]) }
                let paid = rig.server.paidBatches
                // Now and then a run more, which must find nothing to do.
                let runs = moment % 4 == 0 ? 2 : 1
                let run = try await rig.probe(edition: course.edition, workers: course.workers, runs: runs)
                try await expect(run, rig, toBe: whole, "killed at \(moment), \(killed)")
                let again = repaid(rig.server)
                if course.workers > 1 {
                    let largest = rig.server.paidBatches.map(\.count).max() ?? 0
                    #expect(again.count <= course.workers * largest, "killed at \(moment), \(killed)")
                } else {
                    // Only what was answered and not yet kept is lost.
                    let lost = killed == "beforeVectors" ? Set(paid.last ?? []) : []
                    #expect(again == lost, "killed at \(moment), \(killed)")
                }
            }
        }
    }

    @Test func `and then at another one is completed all the same`() async throws {
        let engine = Engine(url: nil)
        let course = CrashCourse.change
        let whole = try await undisturbed(engine, course)
        try await concurrently(Array(1...whole.moments.count)) { moment in
            try await CrashRig.run(engine) { rig in
                try await course.prepare(rig)
                _ = try await kill(rig, course, at: moment)
                // The second run has at least the writes that the first did not come to, and those of its own beginning.
                let second = 1 + moment * 7 % max(1, whole.moments.count - moment)
                _ = try await kill(rig, course, at: second)
                let run = try await rig.probe(edition: course.edition, workers: course.workers)
                try await expect(run, rig, toBe: whole, "killed at \(moment) and \(second)")
                let largest = rig.server.paidBatches.map(\.count).max() ?? 0
                #expect(repaid(rig.server).count <= 2 * largest)
            }
        }
    }

    private func undisturbed(_ engine: Engine, _ course: CrashCourse) async throws -> Undisturbed {
        try await CrashRig.run(engine) { rig in
            try await course.prepare(rig)
            let run = try await rig.probe(edition: course.edition, workers: course.workers)
            try #require(run.status == 0, "\(run.errors)")
            let report = try #require(run.reports.last)
            try #require(report["reconciliation"]?["missing"] == 0)
            #expect(repaid(rig.server).isEmpty)
            return Undisturbed(
                documents: try await rig.documents(),
                description: try await rig.description(),
                report: report,
                moments: run.moments,
                paid: Set(rig.server.paidInputs)
            )
        }
    }

    /// Runs the probe until it kills itself, and says at what.
    private func kill(_ rig: CrashRig, _ course: CrashCourse, at moment: Int) async throws -> String {
        let run = try await rig.probe(edition: course.edition, workers: course.workers, killAt: moment)
        #expect(run.status == 128 + SIGKILL, "\(moment): \(run.errors)")
        return try #require(run.killed, "\(moment): \(run.errors)")
    }

    /// Everything is as if nothing had happened.
    private func expect(
        _ run: ProbeRun,
        _ rig: CrashRig,
        toBe whole: Undisturbed,
        _ when: Comment
    ) async throws {
        try #require(run.status == 0, "\(when): \(run.errors)")
        try #require(!run.reports.isEmpty)
        let count = { (report: JSONValue, key: String) in report[key]?.int ?? -1 }
        for report in run.reports {
            #expect(report["state"] == "finished", when)
            #expect(count(report, "inputs") == count(whole.report, "inputs"), when)
            for key in ["dead_lettered", "skipped"] { #expect(report[key] == whole.report[key], "\(when): \(key)") }
            let good = count(whole.report, "indexed") + count(whole.report, "unchanged")
            #expect(count(report, "indexed") + count(report, "unchanged") == good, when)
            #expect(report["reconciliation"]?["missing"] == 0, when)
            for key in ["index_documents", "journal_documents"] {
                #expect(report["reconciliation"]?[key]?.int == whole.documents.count, "\(when): \(key)")
            }
        }
        for again in run.reports.dropFirst() {
            for key in ["indexed", "embedded", "removed", "documents"] {
                #expect(again[key] == 0, "\(when): a run more has \(key)")
            }
        }
        let documents = try await rig.documents()
        #expect(Set(documents.keys) == Set(whole.documents.keys), when)
        let changed = whole.documents.keys.filter { documents[$0] != whole.documents[$0] }
        #expect(changed.isEmpty, when)
        #expect(try await rig.description() == whole.description, when)
        #expect(Set(rig.server.paidInputs) == whole.paid, when)
    }

    /// What was paid for more than once.
    private func repaid(_ server: HostedJinaServer) -> Set<String> {
        Set(Dictionary(grouping: server.paidInputs, by: \.self).filter { $1.count > 1 }.keys)
    }

    /// Runs `work` on every element, a few at once: most of the time processes and servers wait for each other.
    private func concurrently(_ elements: [Int], _ work: @escaping @Sendable (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var rest = elements.makeIterator()
            for _ in 0..<4 { if let element = rest.next() { group.addTask { try await work(element) } } }
            while try await group.next() != nil {
                if let element = rest.next() { group.addTask { try await work(element) } }
            }
        }
    }
}
