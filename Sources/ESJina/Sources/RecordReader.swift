import Embeddings
import JSONValues
import Synchronization

/// Reads the records of one JSONL file, a line a record.
final class RecordReader: Sendable {
    private let file: FoundFile
    private let fields: RecordFields
    private let reader: Mutex<LineReader>
    private let hasFailed = Atomic(false)

    init(file: FoundFile, fields: RecordFields) throws(InputError) {
        self.file = file
        self.fields = fields
        reader = Mutex(try LineReader(path: file.path))
    }

    /// The next record; blank lines are passed over, and what cannot be read ends the file.
    func next() -> SourceStep? {
        if hasFailed.load(ordering: .relaxed) { return nil }
        return reader.withLock { reader in
            do throws(InputError) {
                while let line = try reader.next() {
                    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
                    return .entry(entry(line, number: reader.lineNumber))
                }
                return nil
            } catch {
                hasFailed.store(true, ordering: .relaxed)
                return .failed(position: "\(file.path):\(reader.lineNumber + 1)", error)
            }
        }
    }

    private func entry(_ line: [UInt8], number: Int) -> SourceEntry {
        let file = file
        let fields = fields
        return SourceEntry(position: "\(file.path):\(number)", byteCount: line.count) { () throws(InputError) in
            try RecordParser(file: file, fields: fields, number: number).record(line)
        }
    }
}

/// Makes an ``IngestRecord`` of one JSONL line.
struct RecordParser {
    let file: FoundFile
    let fields: RecordFields
    let number: Int

    func record(_ line: [UInt8]) throws(InputError) -> IngestRecord {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(line)
        } catch {
            throw fault("is not JSON: \(error.message) in column \(error.column)")
        }
        guard var rest = value.object else { throw fault("is no JSON object") }
        let id = try takeID(&rest)
        let image = try takeString(&rest, fields.image, ["image"])
        let text = try takeString(&rest, fields.text.first, ["text", "body", "content"])
        let title = try takeString(&rest, fields.title, ["title"])
        let (caption, captions) = try takeCaptions(&rest)
        let tags = try takeTags(&rest)
        let content: IngestRecord.Content
        if let image {
            content = .image(try imageBytes(image))
            if let text { rest["text"] = .string(text) }
        } else if let text {
            content = .text(text)
        } else {
            throw fault("has neither a text nor an image field; name one with --text-field or --image-field")
        }
        return IngestRecord(
            id: id ?? DocumentID.make("\(file.relative)#\(number)"),
            content: content,
            path: image.map { $0.hasPrefix("data:") ? file.path : resolved($0) } ?? file.path,
            title: title,
            caption: caption,
            captions: captions,
            tags: tags,
            attributes: rest
        )
    }

    private func takeID(_ rest: inout JSONObject) throws(InputError) -> String? {
        guard let (key, value) = take(&rest, fields.id, ["id", "_id"]) else {
            if let name = fields.id { throw fault("has no field '\(name)' for its id") }
            return nil
        }
        let id = value.string ?? value.int.map(String.init)
        guard let id, !id.isEmpty else { throw fault("has a '\(key)' that is no string or whole number") }
        guard id.utf8.count <= DocumentID.maxBytes else {
            throw fault("has an id of \(id.utf8.count) bytes; Elasticsearch takes at most \(DocumentID.maxBytes)")
        }
        return id
    }

    private func takeString(
        _ rest: inout JSONObject,
        _ name: String?,
        _ usual: [String]
    ) throws(InputError) -> String? {
        guard let (key, value) = take(&rest, name, usual) else { return nil }
        guard let string = value.string else { throw fault("has a '\(key)' that is no string") }
        return string
    }

    private func takeCaptions(
        _ rest: inout JSONObject
    ) throws(InputError) -> (caption: String?, captions: [IngestRecord.Caption]) {
        var caption: String?
        var captions: [IngestRecord.Caption] = []
        let names = fields.caption.map { [$0] } ?? ["caption", "captions"]
        for name in names {
            guard let (key, value) = take(&rest, name, []) else { continue }
            if let string = value.string {
                caption = string
            } else if let object = value.object {
                captions += object.members.compactMap { member in
                    member.value.string.map { IngestRecord.Caption(language: member.key.lowercased(), text: $0) }
                }
            } else {
                throw fault("has a '\(key)' that is neither a string nor an object of languages")
            }
        }
        return (caption, captions)
    }

    private func takeTags(_ rest: inout JSONObject) throws(InputError) -> [String] {
        guard let (key, value) = take(&rest, fields.tags, ["tags"]) else { return [] }
        if let one = value.string { return [one] }
        guard let all = value.array?.map(\.string), !all.contains(nil) else {
            throw fault("has a '\(key)' that is no array of strings")
        }
        return all.compactMap(\.self)
    }

    /// Removes and returns the field `name`, or the first of `usual` that is there; `null` counts as absent.
    private func take(_ rest: inout JSONObject, _ name: String?, _ usual: [String]) -> (String, JSONValue)? {
        for key in name.map({ [$0] }) ?? usual {
            guard let value = rest[key] else { continue }
            rest[key] = nil
            if !value.isNull { return (key, value) }
        }
        return nil
    }

    private func resolved(_ path: String) -> String {
        path.hasPrefix("/") || file.path == "-" ? path : FilePath.join(FilePath.directory(file.path), path)
    }

    private func imageBytes(_ reference: String) throws(InputError) -> [UInt8] {
        guard reference.hasPrefix("data:") else {
            guard !reference.hasPrefix("http://"), !reference.hasPrefix("https://") else {
                throw fault("names its image by a URL, which is not fetched; download it and give its path")
            }
            return try FileReader.bytes(of: resolved(reference))
        }
        guard let comma = reference.firstIndex(of: ","), reference[..<comma].hasSuffix(";base64"),
            let bytes = Base64.decode(reference[reference.index(after: comma)...].utf8)
        else {
            throw fault("has a data URI that is not base64")
        }
        return bytes
    }

    private func fault(_ what: String) -> InputError {
        let name = file.path == "-" ? "standard input" : file.path
        return InputError(.read, "Line \(number) of \(name) \(what).")
    }
}
