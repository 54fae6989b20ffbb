import JSONValues

/// What an error answer says, out of any of the shapes that servers and the proxies before them use.
///
/// Read, never kept: `input` and `ctx` of validation errors, which repeat what was sent.
struct ServerFault: Sendable {
    /// The server's sentence, cleaned for a terminal; `nil` where there is none.
    var message: String?
    /// The server's code, such as `RATE_TOKEN_LIMIT_EXCEEDED`.
    var code: String?
    var requestID: String?
    /// The parts of the request that a validation error names, such as `body -> dimensions`.
    var fields: [String] = []

    /// Reads `body`; `sent` are the texts of the request, a message repeating one of them is dropped.
    init(body: [UInt8], sent: [String]) {
        if let json = try? JSONValue.parse(body) {
            read(json)
        } else {
            message = Self.plainText(body)
        }
        message = message.flatMap { Self.cleaned($0, sent: sent) }
        code = code.flatMap { Self.identifier($0) }
        requestID = requestID.flatMap { Self.identifier($0) }
    }

    private mutating func read(_ json: JSONValue) {
        code = json["code"]?.string
        requestID = json["request_id"]?.string
        switch json["detail"] {
        case .string(let text): message = text
        case .object(let detail):
            message = detail["message"]?.string ?? detail["detail"]?.string ?? detail["msg"]?.string
            code = detail["code"]?.string ?? code
            requestID = detail["request_id"]?.string ?? requestID
        case .array(let errors): readValidation(errors, field: "loc", message: "msg")
        default: break
        }
        if let errors = json["errors"]?.array { readValidation(errors, field: "field", message: "message") }
        switch json["error"] {
        case .string(let text): message = message ?? text
        case .object(let error):
            message = message ?? error["message"]?.string
            code = code ?? error["code"]?.string ?? error["type"]?.string
        default: break
        }
        message = message ?? json["message"]?.string ?? json.string
    }

    private mutating func readValidation(_ errors: [JSONValue], field: String, message key: String) {
        var sentences: [String] = []
        for error in errors {
            let place: String
            switch error[field] {
            case .string(let text): place = text
            case .array(let parts):
                // Infinity's paths run through the names of its schema's types, such as `list[constrained-str]`.
                place = parts.compactMap { $0.string ?? $0.int.map { String($0) } }
                    .filter { !$0.contains("[") && !$0.contains("(") }
                    .joined(separator: " -> ")
            default: place = ""
            }
            fields.append(place)
            guard let text = error[key]?.string else { continue }
            let sentence = place.isEmpty ? text : "\(place): \(text)"
            if !sentences.contains(sentence), sentences.count < 2 { sentences.append(sentence) }
        }
        if !sentences.isEmpty { message = sentences.joined(separator: "; ") }
    }

    /// Whether every named part of the request is one that holds inputs; `true` where none is named.
    var mayBeInput: Bool {
        let holders = ["input", "documents", "query"]
        return fields.allSatisfy { field in
            field.isEmpty || field == "body" || field.split(separator: " ").contains { holders.contains(String($0)) }
        }
    }

    /// The title of an HTML page, or the first line of a plain text.
    private static func plainText(_ body: [UInt8]) -> String? {
        let text = String(decoding: body.prefix(4096), as: UTF8.self)
        let lowercased = text.lowercased()
        let isHTML = lowercased.contains("<html") || lowercased.contains("<!doctype")
        guard isHTML else { return text.split(whereSeparator: \.isNewline).first.map(String.init) }
        let pieces = text.split(separator: "<", omittingEmptySubsequences: true)
        let title = pieces.first { $0.lowercased().hasPrefix("title>") }
        return title.map { "a web page titled “\($0.dropFirst(6))”" } ?? "a web page"
    }

    /// `text` on one line, without control characters, keys and encoded data, at most 300 characters; `nil` where it
    /// repeats something of `sent` or nothing is left.
    private static func cleaned(_ text: String, sent: [String]) -> String? {
        guard !repeats(text, sent: sent) else { return nil }
        let words = text.split { $0.isWhitespace || $0.asciiValue.map { $0 < 0x20 || $0 == 0x7F } ?? false }
            .map { word -> Substring in
                let isEncoded = word.utf8.count > 80 || word.contains("base64,")
                return isEncoded || word.contains("jina_") ? "…" : word
            }
        var line = words.joined(separator: " ")
        if line.count > 300 { line = line.prefix(299) + "…" }
        while line.last == "." { line.removeLast() }
        return line.isEmpty ? nil : line
    }

    private static func repeats(_ text: String, sent: [String]) -> Bool {
        // Shorter ones would hit by chance: "a" is in every sentence.
        sent.contains { $0.utf8.count >= 8 && text.contains($0.prefix(24)) }
    }

    /// `text` where it looks like a code or an id and not like anything else.
    private static func identifier(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isPlain && !text.isEmpty && text.utf8.count <= 64 && !text.hasPrefix("jina_") ? text : nil
    }
}
