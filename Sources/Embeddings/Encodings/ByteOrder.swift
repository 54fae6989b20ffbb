/// The order in which the bytes of a number are written.
public enum ByteOrder: Sendable, Hashable {
    /// Most significant byte first, as Elasticsearch reads base64 vectors.
    case big
    /// Least significant byte first, as Jina and OpenAI write base64 vectors.
    case little
}
