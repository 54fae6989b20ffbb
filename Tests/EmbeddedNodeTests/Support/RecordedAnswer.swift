import JSONValues

/// A request with the answer a real node gave to it.
struct RecordedAnswer: Sendable {
    let method: String
    let path: String
    let body: String?
    let contentType: String
    /// Names under which later requests use members of the answer, as `{{name}}`.
    let keep: [String: String]
    /// Whether older servers answer otherwise.
    let isNewestOnly: Bool
    let status: Int
    let answer: JSONValue

    /// What was recorded, one file after another on one node.
    enum File: String, CaseIterable, Sendable {
        /// Mappings, documents, searches and their errors.
        case answers = "answers-9.5"
        /// What a resumable ingest sends: points in time, versions, settings, `_mget`.
        case ingest = "ingest-9.5"
        /// What search modes ask for: similar words, highlights, explanations, groups, counts, retrievers.
        case search = "search-9.5"
        /// Vector fields at the borders of every rule: their mappings, and documents that only show it when written.
        case vectors = "vectors-9.5"

        var path: String {
            #filePath.replacing("Support/RecordedAnswer.swift", with: "Recorded/\(rawValue).ndjson")
        }

        /// Whether older servers give the same answers but where a line says otherwise.
        var isOfEveryVersion: Bool { self == .ingest || self == .search }
    }

    /// The prefix every index of the recording has; as long as those tests put in its place, so that columns stay.
    static let indexPrefix = "esjina-000000-"

    /// The recorded requests of a file in the order they depend on.
    static func all(_ file: File) throws -> [RecordedAnswer] {
        try TextFile.lines(file.path)
            .map { line in
                let value = try JSONValue.parse(line)
                var keep: [String: String] = [:]
                for (name, member) in value["keep"]?.object ?? [:] { keep[name] = member.string }
                return RecordedAnswer(
                    method: value["method"]?.string ?? "",
                    path: value["path"]?.string ?? "",
                    body: value["body"]?.string,
                    contentType: value["content_type"]?.string ?? "application/json",
                    keep: keep,
                    isNewestOnly: value["newest_only"]?.bool ?? false,
                    status: value["status"]?.int ?? 0,
                    answer: value["answer"] ?? nil
                )
            }
    }

    /// The line of a recording with the answer that was just given.
    func line(_ given: (status: Int, json: JSONValue)) -> String {
        var object: JSONObject = ["method": .string(method), "path": .string(path)]
        if let body { object["body"] = .string(body) }
        if contentType != "application/json" { object["content_type"] = .string(contentType) }
        if !keep.isEmpty {
            object["keep"] = .object(JSONObject(keep.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
        }
        if isNewestOnly { object["newest_only"] = true }
        object["status"] = JSONValue(given.status)
        object["answer"] = AnswerComparison.recordable(given.json)
        return JSONValue.object(object).text
    }
}

/// Asks one node the recorded requests in their order.
struct RecordedConversation {
    let client: Client
    /// What the node's indices begin with.
    var prefix = RecordedAnswer.indexPrefix
    private var kept: [String: String] = [:]

    init(_ client: Client, prefix: String = RecordedAnswer.indexPrefix) {
        self.client = client
        self.prefix = prefix
    }

    /// What the node answers, its indices and kept values named as in the recording.
    mutating func ask(_ recorded: RecordedAnswer) async throws -> (status: Int, json: JSONValue) {
        let answer = try await client.send(
            recorded.method,
            sent(recorded.path),
            text: recorded.body.map(sent),
            contentType: recorded.contentType
        )
        for (name, member) in recorded.keep { kept[name] = answer.json[member]?.string }
        var text = answer.json.text.replacing(prefix, with: RecordedAnswer.indexPrefix)
        for (name, value) in kept { text = text.replacing(value, with: "{{\(name)}}") }
        return (answer.status, (try? JSONValue.parse(text)) ?? answer.json)
    }

    private func sent(_ text: String) -> String {
        var text = text.replacing(RecordedAnswer.indexPrefix, with: prefix)
        for (name, value) in kept { text = text.replacing("{{\(name)}}", with: value) }
        return text
    }
}
