public import JSONValues

/// An input that could not become a document: what it was, where it failed, why, and how it is found again.
public struct DeadLetter: Sendable, Hashable {
    /// What names the input.
    public var position: String
    /// The document's id, where it is known.
    public var id: String?
    /// Where on the way it failed.
    public var stage: InputError.Stage
    /// The server's status, where a server refused it.
    public var status: Int?
    /// One sentence: the reason and the fix.
    public var reason: String
    /// How many times it was tried in all runs.
    public var attempts: Int
    /// When it failed last, in milliseconds since 1970 UTC.
    public var time: Int
    /// How the input is found again; `nil` where only its source can say.
    public var origin: InputOrigin?

    /// Makes a letter.
    public init(
        position: String,
        id: String? = nil,
        stage: InputError.Stage,
        status: Int? = nil,
        reason: String,
        attempts: Int = 1,
        time: Int,
        origin: InputOrigin? = nil
    ) {
        self.position = position
        self.id = id
        self.stage = stage
        self.status = status
        self.reason = reason
        self.attempts = attempts
        self.time = time
        self.origin = origin
    }

    /// Reads one line of a dead-letter file; `nil` where it is none.
    public init?(line: [UInt8]) {
        guard let value = try? JSONValue.parse(line), let position = value["position"]?.string,
            let stage = value["stage"]?.string, let reason = value["reason"]?.string
        else { return nil }
        self.init(
            position: position,
            id: value["id"]?.string,
            stage: InputError.Stage(rawValue: stage),
            status: value["status"]?.int,
            reason: reason,
            attempts: value["attempts"]?.int ?? 1,
            time: value["time_ms"]?.int ?? 0,
            origin: value["origin"].flatMap { InputOrigin(json: $0) }
        )
    }

    /// The letter as it stands in the file, on one line.
    public var json: JSONValue {
        var line: JSONObject = ["position": .string(position)]
        line["id"] = id.map(JSONValue.string)
        line["stage"] = .string(stage.rawValue)
        line["status"] = status.map { JSONValue($0) }
        line["reason"] = .string(reason)
        line["attempts"] = JSONValue(attempts)
        line["time"] = .string(WallClock.text(time))
        line["time_ms"] = JSONValue(time)
        line["origin"] = origin?.json
        return .object(line)
    }
}
