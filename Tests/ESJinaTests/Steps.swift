import ESJina
import Embeddings

/// What became of one step of a source, in words that a test can compare.
enum Ending: Equatable, CustomStringConvertible {
    case record(id: String)
    case rejected(String)
    case skipped(String)

    var description: String {
        switch self {
        case .record(let id): id
        case .rejected(let message): "rejected: \(message)"
        case .skipped(let reason): "skipped: \(reason)"
        }
    }

    var isRecord: Bool { if case .record = self { true } else { false } }
}

/// Walks a source to its end and reads every input.
func endings(_ source: some AsyncSequence<SourceStep, Never>) async -> [Ending] {
    var endings: [Ending] = []
    for await step in source {
        switch step {
        case .skipped(_, let reason): endings.append(.skipped(reason))
        case .failed(_, let error): endings.append(.rejected(error.message))
        case .entry(let entry):
            do throws(InputError) {
                endings.append(.record(id: try entry.load().id))
            } catch {
                endings.append(.rejected(error.message))
            }
        }
    }
    return endings
}

/// The records of a source; what is none is left out.
func loaded(_ source: some AsyncSequence<SourceStep, Never>) async throws -> [IngestRecord] {
    var records: [IngestRecord] = []
    for await step in source {
        if case .entry(let entry) = step { records.append(try entry.load()) }
    }
    return records
}

/// The entries of a source.
func entries(_ source: some AsyncSequence<SourceStep, Never>) async -> [SourceEntry] {
    var entries: [SourceEntry] = []
    for await step in source {
        if case .entry(let entry) = step { entries.append(entry) }
    }
    return entries
}

extension IngestRecord {
    var text: String? { if case .text(let text) = content { text } else { nil } }
    var image: [UInt8]? { if case .image(let bytes) = content { bytes } else { nil } }
}

/// Deterministic random numbers.
///
/// G. L. Steele and others, "Fast splittable pseudorandom number generators" (2014).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
