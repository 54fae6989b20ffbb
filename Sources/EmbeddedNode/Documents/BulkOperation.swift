import JSONValues

/// One write of a bulk request, or the only one of a document request.
struct BulkOperation {
    enum Kind: String { case index, create, update, delete }

    var kind: Kind
    var index: String
    /// `nil` lets the node choose one.
    var id: String?
    var routing: String?
    /// The document; for updates the body that says what to change.
    var source: [UInt8]
    var update: UpdateBody?
    /// The ingest pipeline it asks for; `nil` for none.
    var pipeline: String?
    var requiresAlias = false
    var requiresDataStream = false
    var condition = WriteCondition()
    /// Whether it came alone, which a few answers tell.
    var isSingle = false
}

/// What an update changes.
struct UpdateBody {
    var document: JSONObject?
    var upsert: JSONObject?
    var isUpsert = false
    var detectsNoop = true
    var returnsSource = false

    init(_ content: Content) throws {
        for member in content.root.members ?? [] {
            let value = try? JSONValue.parse(content.bytes[member.value.start..<member.value.limit])
            switch member.key {
            case "doc": document = value?.object
            case "upsert": upsert = value?.object
            case "doc_as_upsert": isUpsert = value?.bool ?? false
            case "detect_noop": detectsNoop = value?.bool ?? true
            case "_source": returnsSource = value?.bool ?? true
            case "script", "scripted_upsert": throw RESTError.unsupported("[\(member.key)] of an update")
            case "if_seq_no", "if_primary_term": break
            default:
                throw RESTError.contentParse("[UpdateRequest] unknown field [\(member.key)]", content, at: member.start)
            }
        }
        guard document != nil else { throw RESTError.validation("script or doc is missing") }
    }

    /// `source` with the members of `changes` put in, objects into objects.
    static func merged(_ source: JSONObject, _ changes: JSONObject) -> JSONObject {
        var result = source
        for (key, value) in changes {
            if let inner = value.object, let old = result[key]?.object {
                result[key] = .object(merged(old, inner))
            } else {
                result[key] = value
            }
        }
        return result
    }
}

/// The lines of a request made of lines.
struct BulkLines {
    let lines: [ArraySlice<UInt8>]

    /// Cuts a body at its newlines; the last line must have one.
    init(_ body: [UInt8], api: String) throws {
        guard let last = body.last else { throw RESTError(400, "parse_exception", "request body is required") }
        guard last == 0x0A else {
            throw RESTError.illegalArgument(
                "The \(api) request must be terminated by a newline [\(api == "bulk" ? "\\n" : "\n")]"
            )
        }
        var lines: [ArraySlice<UInt8>] = []
        body.withUnsafeBufferPointer { buffer in
            var start = 0
            for index in 0..<buffer.count where buffer[index] == 0x0A {
                let end = index > start && buffer[index - 1] == 0x0D ? index - 1 : index
                lines.append(body[start..<end])
                start = index + 1
            }
        }
        self.lines = lines
    }
}
