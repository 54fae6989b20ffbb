import Embeddings
public import JSONValues

/// Which fields of a document a reranker reads, in which order.
public struct PassageTemplate: Sendable, Hashable {
    /// A field of the passage.
    public struct Field: Sendable, Hashable {
        /// The field's name; dots lead into objects.
        ///
        /// `captions` stands for the captions of all languages.
        public var name: String
        /// What is written before its value, with a colon; `nil`, the default, for nothing.
        public var label: String?

        /// Makes a field.
        public init(_ name: String, label: String? = nil) {
            self.name = name
            self.label = label
        }
    }

    /// The fields, first to last; what comes last is cut off first.
    public var fields: [Field]

    /// Makes a template.
    public init(_ fields: [Field]) { self.fields = fields }

    /// Title, captions, tags and text, without labels.
    public static let standard = PassageTemplate(
        [DocumentFields.title, DocumentFields.captions, DocumentFields.tags, DocumentFields.body].map { Field($0) }
    )

    /// Reads a template from the words of an option, each the name of a field or `LABEL=NAME`.
    ///
    /// - Parameter words: At least one.
    /// - Throws: ``SearchError`` of kind `invalidQuery` naming the word that is no field.
    public init(parsing words: [String]) throws(SearchError) {
        fields = []
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts.last ?? "").trimmed
            let label = parts.count > 1 ? String(parts[0]).trimmed : nil
            guard !name.isEmpty, label?.isEmpty != true else {
                throw SearchError(
                    .invalidQuery,
                    "'\(word)' names no field of a passage: write a field's name, such as title, or LABEL=NAME."
                )
            }
            fields.append(Field(name, label: label))
        }
        guard !fields.isEmpty else { throw SearchError(.invalidQuery, "A passage needs a field: name one.") }
    }

    /// The passage of a document: one line a value, each value once, whatever its case and spaces.
    ///
    /// Captions come in the order in which the document has them, the one of unknown language first; all of them, because a
    /// multilingual model reads each, and what language a few words of a query are cannot be told.
    ///
    /// - Parameters:
    ///   - source: The document.
    ///   - maxTokens: The most tokens of the passage, by `TokenEstimate`.
    /// - Returns: The passage, cut at its end between two characters; empty where the document has none of the fields.
    public func text(of source: JSONObject, maxTokens: Int = .max) -> String {
        var seen = Set<String>()
        var lines: [String] = []
        for field in fields {
            var values: [String] = []
            for value in Self.values(field.name, in: source) {
                let value = String(TokenEstimate.prefix(of: value.trimmed, tokens: maxTokens))
                let folded = value.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
                if !folded.isEmpty, seen.insert(folded).inserted { values.append(value) }
            }
            guard !values.isEmpty else { continue }
            let text = values.joined(separator: "\n")
            lines.append(field.label.map { "\($0): \(text)" } ?? text)
        }
        return String(TokenEstimate.prefix(of: lines.joined(separator: "\n"), tokens: maxTokens))
    }

    private static func values(_ name: String, in source: JSONObject) -> [String] {
        guard name == DocumentFields.captions else { return find(name, in: source).map(texts) ?? [] }
        return [source[DocumentFields.caption], source[DocumentFields.captions]].compactMap(\.self).flatMap(texts)
    }

    /// The value of a field by its whole name, else by its name's parts.
    private static func find(_ name: String, in source: JSONObject) -> JSONValue? {
        if let value = source[name] { return value }
        var value = JSONValue.object(source)
        for part in name.split(separator: ".") {
            guard let next = value[String(part)] else { return nil }
            value = next
        }
        return value
    }

    /// What can be read of a value: an object's texts one by one, an array's in one line.
    private static func texts(_ value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .bool, .integer, .bigInteger, .number: [value.text]
        case .array(let elements):
            [elements.flatMap(texts).filter { !$0.trimmed.isEmpty }.joined(separator: ", ")]
        case .object(let object): object.members.flatMap { texts($0.value) }
        case .null: []
        }
    }
}
