public import JSONValues

/// How fast things go, as far as it is known.
public struct LoadRates: Sendable, Hashable {
    /// A rate with where it comes from.
    public struct Rate: Sendable, Hashable {
        /// How many.
        public var value: Double
        /// Where it comes from, in a few words: `Jina's tier 1`, `--embed-rate`.
        public var origin: String

        /// Makes a rate.
        public init(_ value: Double, origin: String) {
            self.value = value
            self.origin = origin
        }
    }

    /// Requests a minute that the embedder allows.
    public var requestsPerMinute: Rate?
    /// Tokens a minute that the embedder allows.
    public var tokensPerMinute: Rate?
    /// Inputs a second that the embedder manages.
    public var embeddingsPerSecond: Rate?
    /// Documents a second that the cluster manages.
    public var documentsPerSecond: Rate?
    /// Documents a second that this machine reads, decodes and writes.
    public var preparationsPerSecond: Rate?

    /// Makes rates of which none is known.
    public init() {}

    /// Takes over what an ingest's report tells, where nothing is known yet: how fast its embedder was, or its cluster where that
    /// took longer.
    ///
    /// - Parameter run: The report.
    public mutating func adopt(_ run: MeasuredIngest) {
        let origin = "the last ingest into '\(run.index)'"
        if run.isBoundByEmbedder {
            embeddingsPerSecond = embeddingsPerSecond ?? Rate(run.embeddingsPerSecond, origin: origin)
        } else {
            documentsPerSecond = documentsPerSecond ?? Rate(run.documentsPerSecond, origin: origin)
        }
    }
}

/// How long a load takes: as long as what takes longest, because all of it runs side by side.
public struct LoadTime: Sendable, Hashable {
    /// One thing that takes time.
    public struct Bound: Sendable, Hashable {
        /// Its name in documents: `embedding_requests`, `embedding_tokens`, `embedding_rate`, `indexing_rate`, `preparation_rate`.
        public var name: String
        /// The time it takes by itself.
        public var seconds: Double
        /// What it follows from, for people.
        public var explanation: String
    }

    /// What takes time, the longest first; empty where no rate is known.
    public var bounds: [Bound]

    /// The time of the longest; `nil` where no rate is known.
    public var seconds: Double? { bounds.first?.seconds }

    /// Estimates the time of a load.
    ///
    /// - Parameters:
    ///   - documents: How many documents there are.
    ///   - embedding: What their vectors take.
    ///   - rates: How fast things go.
    public init(documents: Int, embedding: EmbeddingEstimate, rates: LoadRates) {
        var bounds: [Bound] = []
        func bound(_ name: String, _ amount: Int?, by rate: LoadRates.Rate?, per seconds: Double, _ unit: String) {
            guard let amount, let rate, rate.value > 0, amount > 0 else { return }
            bounds.append(
                Bound(
                    name: name,
                    seconds: Double(amount) / rate.value * seconds,
                    explanation: "\(Self.text(rate.value)) \(unit) (\(rate.origin))"
                )
            )
        }
        bound("embedding_requests", embedding.requests, by: rates.requestsPerMinute, per: 60, "requests a minute")
        bound("embedding_tokens", embedding.tokens, by: rates.tokensPerMinute, per: 60, "tokens a minute")
        let inputs = embedding.pictures + embedding.texts
        bound("embedding_rate", inputs, by: rates.embeddingsPerSecond, per: 1, "embeddings a second")
        bound("indexing_rate", documents, by: rates.documentsPerSecond, per: 1, "documents a second")
        bound("preparation_rate", documents, by: rates.preparationsPerSecond, per: 1, "documents prepared a second")
        self.bounds = bounds.sorted { $0.seconds > $1.seconds }
    }

    /// The number with groups of three digits, or with one digit behind the point.
    private static func text(_ value: Double) -> String {
        guard let whole = Int(exactly: value) else { return String((value * 10).rounded() / 10) }
        let digits = Array(String(whole))
        return digits.indices.reduce(into: "") { text, place in
            if place > 0, (digits.count - place) % 3 == 0 { text += "," }
            text.append(digits[place])
        }
    }
}

/// What an earlier ingest's report tells of how fast things go.
public struct MeasuredIngest: Sendable, Hashable {
    /// The index.
    public var index: String
    /// The embedding model's id.
    public var model: String
    /// Inputs embedded a second, from its start to its end.
    public var embeddingsPerSecond: Double
    /// Documents indexed a second, from its start to its end.
    public var documentsPerSecond: Double
    /// Whether it waited for vectors longer than for the cluster.
    public var isBoundByEmbedder: Bool
    /// What the embedder billed for a picture; `nil` where it billed nothing, or texts as well.
    public var tokensPerPicture: Int?

    /// Reads a report as ``IngestReport/json`` writes it; `nil` where it is none, did not finish, or did too little to measure: less
    /// than 100 documents.
    public init?(report: JSONValue) {
        guard let index = report["index"]?.string, let model = report["model"]?.string,
            report["state"]?.string == IngestReport.State.finished.rawValue,
            let documents = report["documents"]?.int, documents >= 100,
            let milliseconds = report["took_ms"]?.double, milliseconds > 0
        else { return nil }
        let embedded = report["embedded"]?.int ?? 0
        self.index = index
        self.model = model
        embeddingsPerSecond = Double(embedded) / milliseconds * 1000
        documentsPerSecond = Double(documents) / milliseconds * 1000
        let stages = report["stages_ms"]
        isBoundByEmbedder = embedded >= 100 && stages?["embed"]?.double ?? 0 > stages?["index"]?.double ?? 0
        let billed = report["billed_tokens"]?.int ?? 0
        tokensPerPicture = billed > 0 && embedded > 0 && report["pictures"]?.int == documents ? billed / embedded : nil
    }

    /// The newest such ingest into an index of a state directory that a model was used for.
    ///
    /// - Parameters:
    ///   - stateDirectory: The directory.
    ///   - index: The index; `nil` for any.
    ///   - model: The model's id.
    /// - Returns: What it tells; `nil` where there is none.
    /// - Throws: ``IngestError`` where a journal cannot be read.
    public static func last(stateDirectory: String, index: String? = nil, model: String) throws(IngestError) -> Self? {
        let runs = try IngestStatus.read(stateDirectory: stateDirectory, index: index).flatMap(\.runs)
        return runs.sorted { ($0.started ?? 0) > ($1.started ?? 0) }.lazy
            .compactMap { run in run.report.flatMap { Self(report: $0) } }.first { $0.model == model }
    }
}
