public import JSONValues

/// A document as it is stored.
public struct StoredDocument: Sendable, Hashable {
    /// The index it is in.
    public var index: String
    /// Its id.
    public var id: String
    /// How many times it was written.
    public var version: Int
    /// The number of the write within its shard, for writing only what nobody changed since.
    public var sequenceNumber: Int
    /// The term of the primary shard, which belongs to ``sequenceNumber``.
    public var primaryTerm: Int
    /// The document, as far as asked for.
    public var source: JSONObject

    /// Makes a document.
    public init(
        index: String,
        id: String,
        version: Int = 1,
        sequenceNumber: Int = 0,
        primaryTerm: Int = 1,
        source: JSONObject = [:]
    ) {
        self.index = index
        self.id = id
        self.version = version
        self.sequenceNumber = sequenceNumber
        self.primaryTerm = primaryTerm
        self.source = source
    }

    /// Reads a document of a get or multi-get answer; `nil` where it was not found.
    init?(_ json: JSONValue) {
        guard json["found"]?.bool == true, let id = json["_id"]?.string else { return nil }
        self.init(
            index: json["_index"]?.string ?? "",
            id: id,
            version: json["_version"]?.int ?? 1,
            sequenceNumber: json["_seq_no"]?.int ?? 0,
            primaryTerm: json["_primary_term"]?.int ?? 1,
            source: json["_source"]?.object ?? [:]
        )
    }
}
