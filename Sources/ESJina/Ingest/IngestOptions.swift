public import Elasticsearch
public import HTTPTransport

/// How an ingest runs.
public struct IngestOptions: Sendable {
    /// The directory of the journal, the cache and the dead letters.
    public var stateDirectory: String
    /// The sizes to index; empty for the model's full size alone.
    public var dims: [Int] = []
    /// What is wanted of the vector fields of an index that is made.
    public var vectors = VectorOptions()
    /// The model's revision, such as a commit of its weights, that an index made now says of itself; `nil` where nobody knows it.
    public var modelRevision: String?
    /// How captions in known languages are cut into terms; `nil` for what the index has, else ``TextAnalyzers/standard``.
    public var analyzers: TextAnalyzers?
    /// How pictures are prepared.
    public var images = ImageOptions()
    /// The most inputs that are worked on together; default 512, 1 or more.
    ///
    /// A run begins with 16 and doubles, so that the first documents are there at once.
    public var windowSize = 512
    /// The most bytes of inputs that are worked on together; default 32 MiB; a larger input has a window of its own.
    public var windowBytes = 32 << 20
    /// How many windows are under way at once, 1 or more; default 4.
    public var concurrentWindows = 4
    /// The largest bulk body in bytes; default 5 MiB.
    public var maxBulkBytes = 5 << 20
    /// How bulk requests are retried.
    public var bulk = BulkOptions()
    /// How many of its tokens a text's parts share with the part before; default 32, 0 or more.
    ///
    /// Parts that are embedded by ``lateChunking`` share none: they know their neighbours.
    public var overlapTokens = 32
    /// The most tokens of a text's part, where fewer are wanted than the model reads; `nil` for the model's limit, and for 512
    /// with ``lateChunking``.
    public var maxTokens: Int?
    /// Whether the parts of a text are embedded together, so that the vector of each knows the others, where the embedder is a
    /// `LateChunkingEmbedder` that can; default false.
    ///
    /// As many parts as the model reads at once know each other. A change of a text then changes the vectors of all of them.
    public var lateChunking = false
    /// How many tokens of a document have vectors for late interaction, 1 or more; `nil` for what the index has, else 512.
    ///
    /// What lies behind them is not seen by the second stage; cut texts into parts no longer than this with ``maxTokens``.
    public var multiVectorTokens: Int?
    /// How token vectors are kept; `nil` for what the index has, else `rank_vectors` where the licence allows them, else a `binary`
    /// field.
    public var multiVectorStorage: TokenVectorField.Storage?
    /// Whether documents that are in the index already are left as they are, even where their input has changed; default false.
    public var createsOnly = false
    /// Which of the documents that the source does not yield any more are removed at the end; `nil` for none.
    ///
    /// Nothing is removed by a run with a ``partition``, whose source is never whole.
    public var prune: PruneScope?
    /// This machine's share of the source; `nil` for all of it.
    public var partition: Partition?
    /// How many inputs may fail before the run gives up; `nil` for any number.
    public var maxErrors: Int?
    /// How long the run may take before it finishes what is under way and stops; `nil` for any time.
    public var deadline: Duration?
    /// Whether the index refreshes and replicates only after the load, which is faster; default false.
    public var defersRefresh = false
    /// How many documents are looked up in the index at the end; default 1,000, 0 for none.
    public var reconciliationSample = 1_000
    /// What the run is a part of; `nil` for the task's own trace, or a new one.
    public var trace: TraceContext?

    /// Called before and after every transaction of the journal and of the embedding cache; for tests that end the process there.
    package var onJournalWrite: JournalHook?

    /// A moment in the life of the files that a run leaves.
    package enum JournalMoment: String, Sendable {
        /// A transaction of the journal is about to begin.
        case before
        /// A transaction of the journal was committed.
        case after
        /// Vectors that are paid for are about to be kept.
        case beforeVectors
        /// They are kept.
        case afterVectors
    }

    package typealias JournalHook = @Sendable (JournalMoment) -> Void

    /// Makes options with the defaults.
    public init(stateDirectory: String) { self.stateDirectory = stateDirectory }
}

/// Which documents belong to a source, so that those it does not yield any more can be removed.
public struct PruneScope: Sendable, Hashable {
    /// The files and directories, absolute; `nil` for everything the journal knows.
    public let roots: [String]?

    /// Everything that was ever indexed with this journal.
    public static let everything = PruneScope(roots: nil)

    /// What lies in `roots`, files and directories given by their absolute paths; `-` is standard input.
    public static func below(_ roots: [String]) -> PruneScope { PruneScope(roots: roots) }

    private init(roots: [String]?) { self.roots = roots }

    /// Whether an input belongs to it.
    func contains(_ position: String) -> Bool {
        guard let roots else { return true }
        return roots.contains { root in
            guard position.hasPrefix(root) else { return false }
            if root.hasSuffix("/") || position.utf8.count == root.utf8.count { return true }
            let next = position.utf8[position.utf8.index(position.startIndex, offsetBy: root.utf8.count)]
            return [UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "#")].contains(next)
        }
    }
}

/// One of several machines' shares of a source.
///
/// An input belongs to the share that the FNV-1a hash of its ``SourceEntry/partitionKey`` names, so that every machine decides the
/// same without asking another.
public struct Partition: Sendable, Hashable, CustomStringConvertible {
    /// Which share, from 1.
    public let number: Int
    /// How many shares there are.
    public let count: Int

    /// Makes a share; `nil` where there is no such one.
    public init?(_ number: Int, of count: Int) {
        guard count > 0, 1...count ~= number else { return nil }
        self.number = number
        self.count = count
    }

    /// Reads `2/5`, the second of five; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1] else { return nil }
        self.init(number, of: count)
    }

    /// `2/5`.
    public var description: String { "\(number)/\(count)" }

    /// Whether the input of this key belongs to the share.
    public func contains(_ key: String) -> Bool {
        // http://www.isthe.com/chongo/tech/comp/fnv/
        let hash = key.utf8.reduce(into: 0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        // The low bits of FNV-1a depend on the low bits of the bytes alone; folding mixes in the others.
        return Int((hash ^ (hash >> 32)) % UInt64(count)) == number - 1
    }
}
