/// What a write demands of the document it meets.
struct WriteCondition: Sendable {
    /// How a version given from outside is compared with the stored one.
    enum VersionType: String, Sendable {
        case `internal` = "INTERNAL"
        case external = "EXTERNAL"
        case externalOrEqual = "EXTERNAL_GTE"

        /// Reads the word of a request.
        init(_ text: String?) throws {
            switch text {
            case nil, "internal": self = .internal
            case "external", "external_gt": self = .external
            case "external_gte": self = .externalOrEqual
            case let other?: throw RESTError.illegalArgument("No version type match [\(other)]")
            }
        }
    }

    /// The sequence number the stored document must have, and its term.
    private(set) var sequence: Int?
    private(set) var term: Int?
    /// A version given from outside; only higher ones are taken.
    private(set) var externalVersion: Int?
    private(set) var allowsEqualVersion = false
    /// Why the request as a whole cannot be run, in the server's words.
    private(set) var problems: [String] = []

    /// Demands nothing.
    init() {}

    /// What a client asked for.
    ///
    /// - Parameters:
    ///   - kind: The kind of write.
    ///   - hasID: Whether the write names a document.
    ///   - sequence: `if_seq_no`.
    ///   - term: `if_primary_term`.
    ///   - version: `version`.
    ///   - type: `version_type`.
    /// - Throws: ``RESTError`` for values that fail at once; what fails with the other problems of a request is in
    ///   ``problems``.
    init(
        _ kind: BulkOperation.Kind,
        hasID: Bool,
        sequence: Int?,
        term: Int?,
        version: Int?,
        type: VersionType
    ) throws {
        if let sequence, sequence < 0 {
            throw RESTError.illegalArgument("sequence numbers must be non negative. got [\(sequence)].")
        }
        if kind == .update, version != nil || type != .internal {
            throw RESTError.illegalArgument(
                "Update requests do not support versioning. Please use `if_seq_no` and `if_primary_term` instead"
            )
        }
        self.sequence = sequence
        self.term = term
        guard !checkCreate(kind, version, type) else { return }
        if !hasID, type != .internal || version != nil {
            problems.append("an id must be provided if version type or value are set")
        }
        if kind != .update { checkVersion(version, type) }
        if sequence != nil, term ?? 0 == 0 { problems.append("ifSeqNo is set, but primary term is [0]") }
    }

    /// Notes what a `create` cannot ask for; whether that is all there is to say.
    private mutating func checkCreate(_ kind: BulkOperation.Kind, _ version: Int?, _ type: VersionType) -> Bool {
        guard kind == .create else { return false }
        if type != .internal {
            problems.append("create operations only support internal versioning. use index instead")
            return true
        }
        if version != nil {
            problems.append("create operations do not support explicit versions. use index instead")
            return true
        }
        if sequence != nil {
            problems.append("create operations do not support compare and set. use index instead")
            return true
        }
        return false
    }

    private mutating func checkVersion(_ version: Int?, _ type: VersionType) {
        if type == .internal {
            guard version != nil else { return }
            problems.append(
                "internal versioning can not be used for optimistic concurrency control. Please use `if_seq_no` and "
                    + "`if_primary_term` instead"
            )
            return
        }
        // A version that is not given is the server's MATCH_ANY, which no external version may be.
        let value = version ?? -3
        if value < 0 { problems.append("illegal version value [\(value)] for version type [\(type.rawValue)]") }
        if sequence != nil { problems.append("compare and write operations can not use versioning") }
        externalVersion = version
        allowsEqualVersion = type == .externalOrEqual
    }
}
