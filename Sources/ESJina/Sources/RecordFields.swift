public import Embeddings
public import JSONValues

/// Which fields of a record mean what: of a line of JSONL or of a row of a table.
///
/// Each is a name, or `nil` to look for the usual ones. `a.b.c` names the field `c` inside `b` inside `a`, unless the record
/// has a field whose name holds the dots itself. An empty string of a table and `null` of JSON count as absent. Of a key that
/// a JSON object has twice the last value counts.
public struct RecordFields: Sendable, Hashable {
    /// The document's id, a string or a whole number; else `id` or `_id`; else the record's number makes one.
    public var id: String?
    /// The texts to embed, joined by a newline; else the first of `text`, `body` and `content` that is there.
    public var text: [String]
    /// A picture: a path relative to the records' file, a data URI, or an http or https URL; else `image`.
    public var image: String?
    /// The title; else `title`.
    public var title: String?
    /// The caption, a string or an object by language; else `caption` or `captions`.
    public var caption: String?
    /// Tags, an array of strings or one string; else `tags`.
    public var tags: String?
    /// A date: ISO 8601, or milliseconds since 1970; it becomes the attribute `date` in ISO 8601.
    public var date: String?
    /// The document's version in the system it comes from, a whole number from 0.
    public var version: String?
    /// The value that chooses the shard, a string or a whole number.
    public var routing: String?
    /// A vector made elsewhere: an array of numbers, or base64 of float32.
    public var vector: String?
    /// The byte order of base64 vectors; default little-endian, as NumPy and Jina write them.
    public var vectorByteOrder: ByteOrder
    /// Which of the other fields become attributes of the document; default all.
    public var attributes: AttributeRule

    /// Makes a field mapping.
    public init(
        id: String? = nil,
        text: [String] = [],
        image: String? = nil,
        title: String? = nil,
        caption: String? = nil,
        tags: String? = nil,
        date: String? = nil,
        version: String? = nil,
        routing: String? = nil,
        vector: String? = nil,
        vectorByteOrder: ByteOrder = .little,
        attributes: AttributeRule = .all
    ) {
        self.id = id
        self.text = text
        self.image = image
        self.title = title
        self.caption = caption
        self.tags = tags
        self.date = date
        self.version = version
        self.routing = routing
        self.vector = vector
        self.vectorByteOrder = vectorByteOrder
        self.attributes = attributes
    }
}

/// Which fields without a meaning of their own become attributes of the document.
public enum AttributeRule: Sendable, Hashable {
    /// All of them.
    case all
    /// None.
    case none
    /// Those of these names; `a.b` names the field `b` inside `a`.
    case only([String])
}

extension RecordFields {
    /// The mapping as JSON, without what is at its default.
    public var json: JSONValue {
        var object = JSONObject()
        for (key, path) in Self.names { object[key] = self[keyPath: path].map(JSONValue.string) }
        if !text.isEmpty { object["text"] = JSONValue(text) }
        if vectorByteOrder == .big { object["vector_byte_order"] = "big" }
        switch attributes {
        case .all: break
        case .none: object["attributes"] = []
        case .only(let names): object["attributes"] = JSONValue(names)
        }
        return .object(object)
    }

    /// Reads what ``json`` wrote; `nil` for anything else.
    public init?(json: JSONValue) {
        guard let object = json.object else { return nil }
        self.init()
        for (key, path) in Self.names { self[keyPath: path] = object[key]?.string }
        text = object["text"]?.array?.compactMap(\.string) ?? []
        vectorByteOrder = object["vector_byte_order"]?.string == "big" ? .big : .little
        if let names = object["attributes"]?.array?.compactMap(\.string) {
            attributes = names.isEmpty ? .none : .only(names)
        }
    }

    /// The names that are given, whatever they mean.
    var named: [String] { Self.names.compactMap { self[keyPath: $0.1] } + text }

    private static var names: [(String, WritableKeyPath<RecordFields, String?>)] {
        [
            ("id", \.id), ("image", \.image), ("title", \.title), ("caption", \.caption), ("tags", \.tags),
            ("date", \.date), ("version", \.version), ("routing", \.routing), ("vector", \.vector),
        ]
    }
}
