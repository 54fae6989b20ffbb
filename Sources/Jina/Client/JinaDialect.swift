/// The way a server speaks Jina's API; the servers that exist differ in a dozen places.
///
/// | | ``hosted`` | ``onPrem`` | ``infinity`` |
/// |---|---|---|---|
/// | picture | `{"image": base64}` | `{"type":"image","format":"base64","value":…}` | data URI and `"modality":"image"` |
/// | texts and pictures in one call | yes | yes | no |
/// | vectors as base64 | `embedding_type` | `embedding_type` | `encoding_format` |
/// | `task`, `truncate` | obeyed | obeyed | ignored, always truncated |
/// | `dimensions` | cut, unit length | cut, unit length | cut, **not** unit length |
/// | key | needed | none | when the server was given one |
public struct JinaDialect: Hashable, Sendable, CustomStringConvertible {
    /// The dialect's name in options and messages: `auto`, `hosted`, `on-prem` or `infinity`.
    public let name: String

    /// Asks the server who it is before the first request: none to `api.jina.ai`, else one to three small `GET`s.
    public static let automatic = JinaDialect(name: "auto")
    /// Jina's own API at `https://api.jina.ai`.
    public static let hosted = JinaDialect(name: "hosted")
    /// `jina-on-prem`, Jina's server for one's own machines: one model a container.
    public static let onPrem = JinaDialect(name: "on-prem")
    /// `infinity`, the open-source server of `michaelfeil/infinity`.
    public static let infinity = JinaDialect(name: "infinity")

    /// Every dialect, for the allowed values of an option.
    public static let all: [JinaDialect] = [.automatic, .hosted, .onPrem, .infinity]

    private init(name: String) { self.name = name }

    /// The dialect called `name`, one of ``all``; `nil` for any other name.
    public init?(named name: String) {
        guard let known = JinaDialect.all.first(where: { $0.name == name }) else { return nil }
        self = known
    }

    /// The name.
    public var description: String { name }
}
