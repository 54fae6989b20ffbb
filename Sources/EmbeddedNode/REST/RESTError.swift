import JSONValues

/// One exception of Elasticsearch: its type, its reason, its own members and what caused it.
struct ExceptionBody: Sendable {
    var type: String
    /// Empty where the exception has no message, which the server shows as `null`.
    var reason: String
    var members: JSONObject = [:]
    var causes: [ExceptionBody] = []

    init(_ type: String, _ reason: String, members: JSONObject = [:], causedBy cause: ExceptionBody? = nil) {
        self.type = type
        self.reason = reason
        self.members = members
        causes = cause.map { [$0] } ?? []
    }

    /// The members of the exception as an object, causes included.
    var json: JSONObject {
        var object: JSONObject = ["type": .string(type), "reason": reason.isEmpty ? .null : .string(reason)]
        for (key, value) in members { object[key] = value }
        if let cause = causes.first { object["caused_by"] = .object(cause.json) }
        return object
    }
}

/// An answer that is an error, in the shape every client of Elasticsearch knows.
struct RESTError: Error, Sendable {
    var status: Int
    var exception: ExceptionBody
    /// The innermost exceptions Elasticsearch would name; the exception itself where empty.
    var roots: [ExceptionBody] = []
    /// The only innermost exception.
    var root: ExceptionBody? {
        get { roots.first }
        set { roots = newValue.map { [$0] } ?? [] }
    }
    /// The whole `error` where it is a plain string.
    var plainText: String?
    /// Whether a plain text goes without the status, as for unknown paths.
    var omitsStatus = false

    init(_ status: Int, _ exception: ExceptionBody, root: ExceptionBody? = nil) {
        self.init(status, exception, roots: root.map { [$0] } ?? [])
    }

    init(_ status: Int, _ exception: ExceptionBody, roots: [ExceptionBody]) {
        self.status = status
        self.exception = exception
        self.roots = roots
    }

    init(_ status: Int, _ type: String, _ reason: String, members: JSONObject = [:]) {
        self.init(status, ExceptionBody(type, reason, members: members))
    }

    init(_ status: Int, text: String, omitsStatus: Bool = false) {
        self.init(status, ExceptionBody("", text))
        plainText = text
        self.omitsStatus = omitsStatus
    }

    /// The value of `error` in the answer.
    var errorJSON: JSONValue {
        if let plainText { return .string(plainText) }
        let rootObjects = (roots.isEmpty ? [exception] : roots)
            .map { root -> JSONValue in
                var object = root.json
                object["caused_by"] = nil
                return .object(object)
            }
        var object: JSONObject = ["root_cause": .array(rootObjects)]
        for (key, value) in exception.json { object[key] = value }
        return .object(object)
    }

    /// The body of the answer.
    var json: JSONValue {
        omitsStatus ? ["error": errorJSON] : ["error": errorJSON, "status": JSONValue(status)]
    }
}

extension RESTError {
    static func illegalArgument(_ reason: String) -> RESTError { RESTError(400, "illegal_argument_exception", reason) }

    /// Something the server does and this engine does not.
    static func unsupported(_ what: String) -> RESTError {
        .illegalArgument("\(what) is not supported by the embedded node: use an Elasticsearch cluster (--url) for it")
    }

    static func indexNotFound(_ name: String) -> RESTError {
        RESTError(
            404,
            "index_not_found_exception",
            "no such index [\(name)]",
            members: [
                "resource.type": "index_or_alias", "resource.id": .string(name), "index_uuid": "_na_",
                "index": .string(name),
            ]
        )
    }

    static func validation(_ problems: String...) -> RESTError { validation(problems) }

    static func validation(_ problems: [String]) -> RESTError {
        let list = problems.enumerated().map { "\($0.offset + 1): \($0.element);" }.joined()
        return RESTError(400, "action_request_validation_exception", "Validation Failed: \(list)")
    }

    static func parsing(
        _ reason: String,
        _ content: Content,
        at offset: Int,
        causedBy: ExceptionBody? = nil
    ) -> RESTError {
        let place = content.place(offset)
        return RESTError(
            400,
            ExceptionBody(
                "parsing_exception",
                reason,
                members: ["line": JSONValue(place.line), "col": JSONValue(place.column)],
                causedBy: causedBy
            )
        )
    }

    static func contentParse(
        _ reason: String,
        _ content: Content,
        at offset: Int,
        causedBy: ExceptionBody? = nil
    )
        -> RESTError
    {
        RESTError(
            400,
            ExceptionBody(
                "x_content_parse_exception",
                "\(content.bracketed(offset)) \(reason)",
                causedBy: causedBy
            )
        )
    }

    /// Bytes that are not JSON.
    static func malformed(_ fault: ContentFault, _ bytes: [UInt8]) -> RESTError {
        RESTError(400, fault.exception(bytes))
    }

    /// A mapping that cannot be understood.
    static func mapping(_ reason: String, _ type: String = "mapper_parsing_exception") -> RESTError {
        let inner = ExceptionBody(type, reason)
        let outer = ExceptionBody("mapper_parsing_exception", "Failed to parse mapping: \(reason)", causedBy: inner)
        return RESTError(400, outer, root: type == "mapper_parsing_exception" ? inner : outer)
    }

    /// A failure while a shard ran a search.
    static func shard(
        _ cause: ExceptionBody,
        index: String,
        phase: String = "query",
        outerCause: ExceptionBody? = nil
    )
        -> RESTError
    {
        let failed: JSONValue = [
            [
                "shard": 0, "index": .string(index), "node": .string(NodeIdentity.nodeID),
                "reason": .object(cause.json),
            ]
        ]
        let outer = ExceptionBody(
            "search_phase_execution_exception",
            "all shards failed",
            members: ["phase": .string(phase), "grouped": true, "failed_shards": failed],
            causedBy: outerCause
        )
        return RESTError(400, outer, root: cause)
    }

    /// A query that does not fit the index's mapping.
    static func shardQuery(
        _ reason: String,
        cause: String? = "illegal_argument_exception",
        index: IndexName,
        phase: String = "query"
    ) -> RESTError {
        let reasonText = cause == nil ? reason : "failed to create query: \(reason)"
        let body = ExceptionBody(
            "query_shard_exception",
            reasonText,
            members: ["index_uuid": .string(index.uuid), "index": .string(index.name)],
            causedBy: cause.map { ExceptionBody($0, reason) }
        )
        return .shard(body, index: index.name, phase: phase)
    }
}

/// The name and the unique id of an index, as errors show them.
struct IndexName: Sendable, Hashable {
    let name: String
    let uuid: String
}

extension ContentFault {
    /// The fault as Elasticsearch words it.
    func exception(_ bytes: [UInt8]) -> ExceptionBody {
        let place = Content.place(offset, in: bytes)
        if kind == .endOfInput {
            return ExceptionBody(
                "x_content_e_o_f_exception",
                "[\(place.line):\(place.column)] Unexpected end of file",
                causedBy: ExceptionBody("json_e_o_f_exception", "Unexpected end-of-input: expected close marker")
            )
        }
        let excerpt = String(decoding: bytes.prefix(500), as: UTF8.self)
        let text = "\(reason)\n at [Source: (byte[])\"\(excerpt)\"; line: \(place.line), column: \(place.column)]"
        return ExceptionBody(
            "x_content_parse_exception",
            "[\(place.line):\(place.column)] \(text)",
            causedBy: ExceptionBody("json_parse_exception", text)
        )
    }
}
