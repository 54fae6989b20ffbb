public import JSONValues

/// One cause as Elasticsearch writes it: a type, a reason and what is behind it.
public struct ServerErrorCause: Sendable, Hashable, CustomStringConvertible {
    /// The exception's type, such as `illegal_argument_exception`; empty where the server gave plain text.
    public var type: String
    /// The server's words.
    public var reason: String
    /// The index it is about.
    public var index: String?
    /// The causes behind it, nearest first.
    public var causes: [ServerErrorCause]

    /// Makes a cause.
    public init(type: String, reason: String, index: String? = nil, causes: [ServerErrorCause] = []) {
        self.type = type
        self.reason = reason
        self.index = index
        self.causes = causes
    }

    /// Reads a cause from the server's object or its bare string; `nil` where the value is neither.
    public init?(_ json: JSONValue) {
        switch json {
        case .string(let text): self.init(type: "", reason: text)
        case .object(let object):
            var causes: [ServerErrorCause] = []
            if let cause = object["caused_by"].flatMap({ ServerErrorCause($0) }) {
                causes = [cause] + cause.causes
                causes[0].causes = []
            }
            self.init(
                type: object["type"]?.string ?? "",
                reason: object["reason"]?.string ?? "",
                index: object["index"]?.string,
                causes: causes
            )
        default: return nil
        }
    }

    /// The type and the reason.
    public var description: String { type.isEmpty ? reason : "\(type): \(reason)" }
}
