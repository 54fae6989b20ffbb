import JSONValues

/// What a file beside a picture says of it.
///
/// `NAME.json` holds an object: `title` and `caption` or `captions` (each a string or an object by language), `tags` (an
/// array of strings), and any further fields, which become attributes. `NAME.txt` holds the caption on its first line and, where more follow,
/// captions by language as `es=…` or `es.utf8=…`.
struct Sidecar {
    private var title: String?
    private var caption: String?
    private var captions: [IngestRecord.Caption] = []
    private var tags: [String] = []
    private var attributes = JSONObject()

    /// The side-car of the picture at `path`; `nil` where there is none.
    static func read(besides path: String) throws(InputError) -> Sidecar? {
        for stem in [FilePath.deletingExtension(path), path] {
            if FileReader.kind(of: stem + ".json") == .file { return try Sidecar(json: stem + ".json") }
            if FileReader.kind(of: stem + ".txt") == .file { return try Sidecar(text: stem + ".txt") }
        }
        return nil
    }

    private init(json path: String) throws(InputError) {
        let bytes = try FileReader.bytes(of: path)
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(bytes)
        } catch {
            throw InputError(.read, "The caption file \(path) is not JSON: \(error).")
        }
        guard let object = value.object else {
            throw InputError(.read, "The caption file \(path) holds no JSON object.")
        }
        for (key, value) in object {
            switch key {
            case "title": title = value.string ?? Self.byLanguage(value).first?.text
            case "caption", "captions":
                caption = value.string ?? caption
                captions += Self.byLanguage(value)
            case "tags": tags = value.array?.compactMap(\.string) ?? value.string.map { [$0] } ?? []
            default: attributes[key] = value
            }
        }
    }

    private init(text path: String) throws(InputError) {
        let lines = try FileReader.text(of: path).split(whereSeparator: \.isNewline).map { String($0).trimmed }
        for (index, line) in lines.enumerated() {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            if index > 0, parts.count == 2, let language = Self.language(parts[0]) {
                captions.append(IngestRecord.Caption(language: language, text: parts[1].trimmed))
            } else if !line.isEmpty {
                caption = caption.map { $0 + "\n" + line } ?? line
            }
        }
    }

    private static func byLanguage(_ value: JSONValue) -> [IngestRecord.Caption] {
        value.object?.members
            .compactMap { member in
                member.value.string.map { IngestRecord.Caption(language: member.key.lowercased(), text: $0) }
            } ?? []
    }

    /// `pt_BR.utf8` becomes `pt-br`; `nil` for what is no language tag.
    private static func language(_ key: String) -> String? {
        let tag = String(key.split(separator: ".").first ?? "").lowercased()
        let parts = tag.split { $0 == "_" || $0 == "-" || $0 == "@" }
        guard let first = parts.first, 2...3 ~= first.utf8.count else { return nil }
        guard tag.utf8.allSatisfy({ 0x61...0x7A ~= $0 || $0 == 0x5F || $0 == 0x2D || $0 == 0x40 }) else { return nil }
        return parts.joined(separator: "-")
    }

    /// Adds what the side-car says to `record`.
    func apply(to record: inout IngestRecord) {
        if let title { record.title = title }
        record.caption = caption
        record.captions = captions
        record.tags = tags
        record.attributes = attributes
    }
}
