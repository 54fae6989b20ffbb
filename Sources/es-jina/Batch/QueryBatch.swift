import CommandTree
import ESJina
import Embeddings
import JSONValues

/// Searches many queries, some at a time, and prints what came of each in their order.
///
/// What waits for its turn is bounded: no query begins that is more than a few ahead of the one to be printed next.
struct QueryBatch: Sendable {
    /// What came of all.
    struct Tally: Sendable, Hashable {
        var done = 0
        var failed = 0
    }

    /// How many queries may be ahead of the one to be printed next, in those searched at a time.
    private static let lead = 4

    private enum Event: Sendable {
        case line(BatchLines.Line?)
        case ended(place: Int, BatchRecord)
    }

    /// What is asked for in all queries, without words and pictures.
    let base: SearchQuery
    /// How many are searched at a time.
    let concurrency: Int
    /// Makes the terms of a query.
    let terms: @Sendable (BatchQuery) async throws -> [QueryTerm]
    /// Searches.
    let search: @Sendable (SearchQuery) async throws -> SearchResults

    /// Searches every line.
    ///
    /// - Parameters:
    ///   - lines: The queries.
    ///   - print: Gets what came of each query, in their order; ends the run early by returning `false`.
    /// - Returns: How many there were.
    /// - Throws: `CancellationError`, what cannot be read, and what `print` throws; never what is wrong with a query.
    func run(_ lines: BatchLines, print: (BatchRecord, _ isLast: Bool) throws -> Bool) async throws -> Tally {
        try await withThrowingTaskGroup(of: Event.self) { group in
            defer { group.cancelAll() }
            var tally = Tally()
            var (begun, running) = (0, 0)
            var (isReading, isAtEnd) = (false, false)
            var waiting: [Int: BatchRecord] = [:]
            while true {
                try Task.checkCancellation()
                if !isAtEnd, !isReading, running < concurrency, begun - tally.done < concurrency * Self.lead {
                    isReading = true
                    group.addTask { .line(try await lines.next()) }
                }
                guard let event = try await group.next() else { return tally }
                switch event {
                case .line(let line):
                    isReading = false
                    guard let line else {
                        isAtEnd = true
                        break
                    }
                    let place = begun
                    begun += 1
                    running += 1
                    group.addTask { .ended(place: place, try await record(line)) }
                case .ended(let place, let record):
                    running -= 1
                    waiting[place] = record
                }
                while let record = waiting.removeValue(forKey: tally.done) {
                    tally.done += 1
                    if case .failure = record.outcome { tally.failed += 1 }
                    // Who waits for an answer before asking again must get it now.
                    guard try print(record, waiting.isEmpty && running == 0) else { return tally }
                }
            }
        }
    }

    private func record(_ line: BatchLines.Line) async throws -> BatchRecord {
        guard let text = line.text else {
            let fault = BatchQuery.Fault(
                message: "Line \(line.number) has more than \(HumanUnits.bytes(BatchLines.maxBytes))."
            )
            return BatchRecord(id: JSONValue(line.number), outcome: .failure(.init(fault)))
        }
        var record = BatchRecord(
            id: BatchQuery.id(of: text, number: line.number),
            outcome: .failure(.init(CancellationError()))
        )
        do {
            let asked = try BatchQuery(text, number: line.number)
            record.text = asked.text
            var query = base
            try asked.apply(to: &query)
            query.terms = try await terms(asked)
            let results = try await search(query)
            record.outcome = .success(.init(results: results, explained: query.explains ? query : nil))
        } catch {
            // What a cancelled search fails of is not the query's fault.
            try Task.checkCancellation()
            record.outcome = .failure(.init(error))
        }
        return record
    }
}
