import Embeddings
import JSONValues

/// Makes an ``IngestRecord`` of the fields of one record.
struct RecordParser {
    let file: FoundFile
    let fields: RecordFields
    /// The record's number in its file.
    let number: Int
    /// What names the record in errors, such as `Line 3 of x.jsonl`.
    let place: String

    /// The record that `members` describe.
    ///
    /// - Parameters:
    ///   - members: The fields.
    ///   - given: Its vector, where that stands in a file of its own.
    /// - Returns: The record, its picture read where that is a file.
    /// - Throws: ``InputError`` naming the field and the fix.
    func record(_ members: JSONObject, vector given: Embedding? = nil) throws(InputError) -> IngestRecord {
        var rest = members
        let id = try takeID(&rest)
        let vector = try takeVector(&rest)
        let image = try takeString(&rest, fields.image, ["image"])
        let text = try takeText(&rest)
        let title = try takeString(&rest, fields.title, ["title"])
        let (caption, captions) = try takeCaptions(&rest)
        let tags = try takeTags(&rest)
        let date = try takeDate(&rest)
        let routing = try takeScalar(&rest, fields.routing)
        let version = try takeVersion(&rest)
        rest = try attributes(rest)
        var path = file.path
        let content: IngestRecord.Content
        if let image {
            (content, path) = try picture(image)
            if let text { rest["text"] = .string(text) }
        } else if let text {
            content = .text(text)
        } else if given != nil || vector != nil {
            content = .none
        } else {
            throw fault("has neither a text nor an image field; name one with --text-field or --image-field")
        }
        if let date {
            guard rest["date"] == nil else {
                throw fault(
                    "has a field 'date' besides '\(fields.date ?? "")'; rename it or leave it out with --attributes"
                )
            }
            rest["date"] = .string(date.text)
        }
        return IngestRecord(
            id: id ?? DocumentID.make("\(file.relative)#\(number)"),
            content: content,
            path: path,
            title: title,
            caption: caption,
            captions: captions,
            tags: tags,
            attributes: rest,
            vector: given ?? vector,
            routing: routing,
            version: version
        )
    }

    // MARK: Fields

    private func takeID(_ rest: inout JSONObject) throws(InputError) -> String? {
        guard let (key, value) = take(&rest, fields.id, ["id", "_id"]) else {
            if let name = fields.id { throw fault("has no field '\(name)' for its id") }
            return nil
        }
        guard let id = scalar(value), !id.isEmpty else {
            throw fault("has a '\(key)' that is no string or whole number")
        }
        guard id.utf8.count <= DocumentID.maxBytes else {
            throw fault("has an id of \(id.utf8.count) bytes; Elasticsearch takes at most \(DocumentID.maxBytes)")
        }
        return id
    }

    private func takeText(_ rest: inout JSONObject) throws(InputError) -> String? {
        if fields.text.isEmpty { return try takeString(&rest, nil, ["text", "body", "content"]) }
        var texts: [String] = []
        for name in fields.text {
            if let text = try takeString(&rest, name, []) { texts.append(text) }
        }
        return texts.isEmpty ? nil : texts.joined(separator: "\n")
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

    private func takeScalar(_ rest: inout JSONObject, _ name: String?) throws(InputError) -> String? {
        guard let name, let (key, value) = take(&rest, name, []) else { return nil }
        guard let text = scalar(value), !text.isEmpty else {
            throw fault("has a '\(key)' that is no string or whole number")
        }
        return text
    }

    private func scalar(_ value: JSONValue) -> String? {
        if case .bigInteger(let digits) = value { return digits }
        return value.string ?? value.int.map { String($0) }
    }

    private func takeVersion(_ rest: inout JSONObject) throws(InputError) -> Int? {
        guard let text = try takeScalar(&rest, fields.version) else { return nil }
        guard let version = Int(text), version >= 0 else {
            throw fault(
                "has '\(text.prefix(40))' in '\(fields.version ?? "")', which is no version: a whole number from 0"
            )
        }
        return version
    }

    private func takeDate(_ rest: inout JSONObject) throws(InputError) -> RecordDate? {
        guard let name = fields.date, let (key, value) = take(&rest, name, []) else { return nil }
        let date = value.string.map { RecordDate($0) } ?? value.int.map { RecordDate(milliseconds: Int64($0)) }
        guard let date = date ?? nil else {
            throw fault(
                "has '\(value.text.prefix(40))' in '\(key)', which is no date: ISO 8601, or milliseconds since 1970 of 11 digits "
                    + "or more"
            )
        }
        return date
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

    private func takeVector(_ rest: inout JSONObject) throws(InputError) -> Embedding? {
        guard let name = fields.vector else { return nil }
        guard let (key, value) = take(&rest, name, []) else { return nil }
        let vector: Embedding
        do throws(EmbeddingError) {
            vector = try RecordVector.read(value, fields.vectorByteOrder)
        } catch {
            throw fault("has a '\(key)' that is no vector: \(error.message)")
        }
        return vector
    }

    private func attributes(_ rest: JSONObject) throws(InputError) -> JSONObject {
        switch fields.attributes {
        case .all: return rest
        case .none: return [:]
        case .only(let names):
            var rest = rest
            var kept = JSONObject()
            for name in names {
                guard let (_, value) = take(&rest, name, []) else { continue }
                kept[name] = value
            }
            return kept
        }
    }

    /// Removes and returns the field `name`, or the first of `usual` that is there; `null` and an empty object that is left
    /// behind count as absent.
    private func take(_ rest: inout JSONObject, _ name: String?, _ usual: [String]) -> (String, JSONValue)? {
        for key in name.map({ [$0] }) ?? usual {
            guard let value = Self.remove(key[...], from: &rest) else { continue }
            if !value.isNull { return (key, value) }
        }
        return nil
    }

    private static func remove(_ name: Substring, from object: inout JSONObject) -> JSONValue? {
        let key = String(name)
        if let value = object[key] {
            object[key] = nil
            return value
        }
        var dots = name.startIndex
        while let dot = name[dots...].firstIndex(of: ".") {
            let head = String(name[..<dot])
            if var inner = object[head]?.object, let value = remove(name[name.index(after: dot)...], from: &inner) {
                object[head] = inner.isEmpty ? nil : .object(inner)
                return value
            }
            dots = name.index(after: dot)
        }
        return nil
    }

    // MARK: Pictures

    private func picture(_ text: String) throws(InputError) -> (IngestRecord.Content, path: String) {
        switch ImageReference(text) {
        case .path(let path)?:
            let resolved = resolved(path)
            return (.image(try FileReader.bytes(of: resolved)), resolved)
        case .data(let bytes)?: return (.image(bytes), file.path)
        case .remote(let url)?: return (.remoteImage(url), ImageReference.withoutPassword(url))
        case nil: throw fault("has a data URI that is neither base64 nor percent-encoded")
        }
    }

    private func resolved(_ path: String) -> String {
        path.hasPrefix("/") || file.path == "-" ? path : FilePath.join(FilePath.directory(file.path), path)
    }

    private func fault(_ what: String) -> InputError { InputError(.read, "\(place) \(what).") }
}

/// Reads and checks vectors made elsewhere.
enum RecordVector {
    /// A vector as an array of numbers, the text of one, or base64 of float32.
    static func read(_ value: JSONValue, _ order: ByteOrder) throws(EmbeddingError) -> Embedding {
        if let text = value.string {
            guard text.utf8.first(where: { $0 != 0x20 }) == UInt8(ascii: "[") else {
                return try checked(Embedding(base64: text, order))
            }
            guard let array = try? JSONValue.parse(text) else {
                throw EmbeddingError(.invalidEncoding, "it begins as an array and is none")
            }
            return try read(array, order)
        }
        guard let array = value.array else {
            throw EmbeddingError(.invalidEncoding, "it must be an array of numbers or base64")
        }
        var values: [Float] = []
        values.reserveCapacity(array.count)
        for element in array {
            guard let number = element.double else {
                throw EmbeddingError(.invalidEncoding, "its component \(values.count + 1) is no number")
            }
            values.append(Float(number))
        }
        return try checked(Embedding(values))
    }

    /// `vector`, where it has a direction.
    static func checked(_ vector: Embedding) throws(EmbeddingError) -> Embedding {
        if !vector.isFinite, let place = vector.values.firstIndex(where: { !$0.isFinite }) {
            throw EmbeddingError(.notFinite, "its component \(place + 1) is not finite")
        }
        guard vector.values.contains(where: { $0 != 0 }) else {
            throw EmbeddingError(.zeroMagnitude, vector.dims == 0 ? "it is empty" : "all its components are zero")
        }
        return vector
    }
}
