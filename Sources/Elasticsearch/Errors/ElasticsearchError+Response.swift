import HTTPTransport
import JSONValues

extension ElasticsearchError {
    /// Reads the error out of an answer of status 300 and above: the server's object, its bare string, a proxy's page, nothing.
    init(_ response: HTTPResponse, operation: String, index: String? = nil, url: String) {
        let json = try? JSONValue.parse(response.body)
        let error = json?["error"]
        let cause = error.flatMap { ServerErrorCause($0) }
        let status = response.status
        if let cause, !(cause.type.isEmpty && cause.reason.isEmpty) {
            self.init(cause, status: status, operation: operation, index: index, detail: error)
        } else {
            let said = Self.pageTitle(response.body).map { " (\"\($0)\")" } ?? ""
            let server = response.headers["server"].map { " \(Self.printable($0, limit: 60)) at" } ?? ""
            self.init(
                Self.kind(status: status, type: ""),
                Self.sentence(
                    status: status,
                    what: "\(Self.place(operation, index)) was answered with \(status) by\(server) \(url)\(said)",
                    type: ""
                ),
                status: status,
                operation: operation
            )
        }
        if status == 401 || status == 403, kind == .authentication || kind == .security {
            message += Self.credentialAdvice(status)
        }
        retryAfter = RetryAfter.duration(of: response, now: Int64(UnixTime.now().nanoseconds / 1_000_000_000))
    }

    /// Makes the error of one cause, of a whole request or of one item of a batch.
    init(_ cause: ServerErrorCause, status: Int, operation: String, index: String?, detail: JSONValue? = nil) {
        var rootCauses = (detail?["root_cause"]?.array ?? []).compactMap { ServerErrorCause($0) }
        // A search that failed on every shard says why only inside its shards.
        let shardReasons = (detail?["failed_shards"]?.array ?? [])
            .compactMap { shard in
                shard["reason"].flatMap { ServerErrorCause($0) }
            }
        if rootCauses.isEmpty { rootCauses = shardReasons }
        var telling = cause
        if cause.type == Kind.searchPhaseExecution.rawValue, let root = rootCauses.first { telling = root }
        let kind = Self.kind(status: status, type: telling.type, reason: telling.reason)
        let index = index ?? telling.index
        let deepest = telling.causes.last.map { Self.withoutContent($0.reason) }
        var what = "\(Self.place(operation, index)) failed: \(Self.printable(Self.withoutContent(telling.reason)))"
        if let deepest, !telling.reason.contains(deepest) {
            what += " (\(Self.printable(deepest)))"
        }
        self.init(
            kind,
            Self.sentence(status: status, what: what, type: kind.rawValue),
            status: status,
            operation: operation,
            reason: telling.reason,
            rootCauses: rootCauses,
            causedBy: telling.causes.first
        )
    }

    /// Makes the error of a request without an answer.
    init(_ error: TransportError, operation: String, index: String? = nil) {
        self.init(
            .unreachable,
            "\(Self.place(operation, index)) had no answer: \(error.message)",
            operation: operation,
            transport: error
        )
    }

    private static func place(_ operation: String, _ index: String?) -> String {
        let name = operation.isEmpty ? "the request" : operation
        return index.map { "\(name) on index [\($0)]" } ?? name
    }

    private static func kind(status: Int, type: String, reason: String = "") -> Kind {
        if status == 401 { return .authentication }
        if status == 413 { return .requestTooLarge }
        if type == Kind.security.rawValue, reason.hasPrefix("current license is non-compliant") { return .licence }
        if !type.isEmpty { return Kind(rawValue: type) }
        return status == 429 ? .rejectedExecution : status == 403 ? .security : .unexpectedStatus
    }

    private static func sentence(status: Int, what: String, type: String) -> String {
        let advice: String? =
            switch Kind(rawValue: type) {
            case .indexNotFound: "create the index first or check its name"
            case .resourceAlreadyExists: "use the existing index or choose another name"
            case .licence: "use a licence that includes it, or let the client do it"
            case .rejectedExecution: "send less at once or try again later"
            case .clusterBlock: "free disk space or remove the block from the index"
            default:
                switch status {
                case 413: "send smaller batches or raise http.max_content_length"
                case 429: "send less at once or try again later"
                case 502, 503, 504: "try again when the cluster behind it answers"
                default: nil
                }
            }
        return advice.map { "\(what); \($0)" } ?? what
    }

    static func credentialAdvice(_ status: Int) -> String {
        status == 401
            ? "; set ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD, to valid credentials"
            : "; the credentials in ELASTICSEARCH_API_KEY or ELASTICSEARCH_USERNAME lack a privilege for this"
    }

    /// The server's text without the parts of the document or vector that it quotes.
    static func withoutContent(_ reason: String) -> String {
        var text = reason[...]
        // What Elasticsearch and its JSON and number parsers write just before they quote.
        let marks = [
            "Preview of ", "[Source: ", "Unrecognized token", "For input string", "failed to parse date field [",
        ]
        for mark in marks {
            if let range = text.firstRange(of: mark) { text = text[..<range.lowerBound] }
        }
        while let last = text.last, " ;:\n".contains(last) { text.removeLast() }
        return String(text)
    }

    /// The server's text on one line and of bearable length, so that a reason which quotes a document stays short.
    static func printable(_ text: String, limit: Int = 400) -> String {
        var line = ""
        var count = 0
        for character in text {
            if count == limit { return line + "…" }
            line.append(character.isNewline || character == "\t" ? " " : character)
            count += 1
        }
        return line
    }

    /// The title of an HTML page, which is how proxies say what they are.
    static func pageTitle(_ body: [UInt8]) -> String? {
        let page = String(decoding: body.prefix(4096), as: UTF8.self)
        let lower = page.lowercased()
        // Only where lower-casing kept the length are the positions of both the same.
        guard lower.utf8.count == page.utf8.count,
            let open = lower.utf8.indices(of: "<title>").first,
            let close = lower.utf8.indices(of: "</title>").first
        else { return nil }
        let start = open + 7
        guard start < close else { return nil }
        let title = String(decoding: Array(page.utf8)[start..<close], as: UTF8.self)
        return printable(title, limit: 80)
    }
}

extension String.UTF8View {
    /// The offsets at which `text` begins.
    fileprivate func indices(of text: StaticString) -> [Int] {
        let bytes = Array(self)
        let count = text.utf8CodeUnitCount
        guard bytes.count >= count else { return [] }
        return (0...(bytes.count - count))
            .filter { start in
                (0..<count).allSatisfy { bytes[start + $0] == text.utf8Start[$0] }
            }
    }
}
