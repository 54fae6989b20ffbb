public import JSONValues

/// Which passages of a hit's texts show why it was found.
///
/// Options for all fields are the highlight's own, those of one field are ``Field``'s and go before.
public struct Highlight: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// Who finds the passages, as an open set.
    public struct Kind: RawRepresentable, Sendable, Hashable {
        /// The word in a request.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Sentences, scored by BM25; the server's default.
        public static let unified = Kind(rawValue: "unified")
        /// Lucene's plain one, for short texts of few fields.
        public static let plain = Kind(rawValue: "plain")
        /// The fast vector highlighter, for fields with term vectors.
        public static let fastVector = Kind(rawValue: "fvh")
    }

    /// How a passage is written.
    public struct Options: Sendable, Hashable {
        /// Who finds it.
        public var kind: Kind?
        /// The length of a passage in letters; default 100.
        public var fragmentSize: Int?
        /// How many passages, 0 for the whole text as one; default 5, at most 10,000.
        public var numberOfFragments: Int?
        /// How many letters of the text's beginning to bring where nothing matches; default 0.
        public var noMatchSize: Int?
        /// Whether the best passage comes first instead of the earliest; default `false`.
        public var ordersByScore: Bool?
        /// Whether only words of the query on this very field are marked; default `true`.
        public var requireFieldMatch: Bool?
        /// What stands before and behind a word that was found.
        public var tags: (before: [String], after: [String])? {
            get { before.flatMap { before in after.map { (before, $0) } } }
            set { (before, after) = (newValue?.before, newValue?.after) }
        }
        /// Whether the text is encoded as HTML around the tags; default `false`.
        ///
        /// Only among the options of all fields.
        public var encodesHTML: Bool?
        /// What is marked; default the search's query.
        public var query: Query?
        /// Whether passages end at sentences (the default), words or anywhere: `sentence`, `word`, `chars`.
        public var boundaryScanner: String?
        /// The language whose sentences end a passage, such as `fr`.
        public var boundaryLocale: String?
        /// How many letters of a text are looked at; −1 for as many as the index allows, from 9.0.
        public var maxAnalyzedOffset: Int?

        private var before: [String]?
        private var after: [String]?

        /// Makes options, all of them the server's own.
        public init(
            kind: Kind? = nil,
            fragmentSize: Int? = nil,
            numberOfFragments: Int? = nil,
            noMatchSize: Int? = nil,
            ordersByScore: Bool? = nil,
            requireFieldMatch: Bool? = nil,
            tags: (before: [String], after: [String])? = nil,
            encodesHTML: Bool? = nil,
            query: Query? = nil,
            boundaryScanner: String? = nil,
            boundaryLocale: String? = nil,
            maxAnalyzedOffset: Int? = nil
        ) {
            self.kind = kind
            self.fragmentSize = fragmentSize
            self.numberOfFragments = numberOfFragments
            self.noMatchSize = noMatchSize
            self.ordersByScore = ordersByScore
            self.requireFieldMatch = requireFieldMatch
            (before, after) = (tags?.before, tags?.after)
            self.encodesHTML = encodesHTML
            self.query = query
            self.boundaryScanner = boundaryScanner
            self.boundaryLocale = boundaryLocale
            self.maxAnalyzedOffset = maxAnalyzedOffset
        }

        func add(to body: inout BodyObject) {
            body.add("type", kind?.rawValue)
            body.add("fragment_size", fragmentSize)
            body.refuse(
                if: numberOfFragments.map { !(0...10_000).contains($0) } ?? false,
                "has number_of_fragments \(numberOfFragments ?? 0); it must be between 0 and 10000"
            )
            body.add("number_of_fragments", numberOfFragments)
            body.add("no_match_size", noMatchSize)
            body.add("order", ordersByScore.map { $0 ? "score" : "none" })
            body.add("require_field_match", requireFieldMatch)
            if let before, let after {
                body.refuse(
                    if: before.isEmpty || after.isEmpty,
                    "has empty tags; pre_tags and post_tags must not be empty"
                )
                body.add("pre_tags", JSONValue(before))
                body.add("post_tags", JSONValue(after))
            }
            body.add("encoder", encodesHTML.map { $0 ? "html" : "default" })
            body.add("highlight_query", query)
            body.refuse(
                if: boundaryScanner == "chars" && (kind == nil || kind == .unified),
                "ends passages at chars, which the unified highlighter does not; use sentence or word, or the kind fvh"
            )
            body.add("boundary_scanner", boundaryScanner)
            body.add("boundary_scanner_locale", boundaryLocale)
            if let offset = maxAnalyzedOffset {
                body.refuse(
                    if: offset < -1 || offset == 0,
                    "has max_analyzed_offset \(offset); it must be a positive integer, or -1"
                )
                let json = BodyNode.json(JSONValue(offset))
                body.add(
                    "max_analyzed_offset",
                    node: offset == -1
                        ? .needs(.unlimitedHighlighting, "the highlight has max_analyzed_offset -1", json) : json
                )
            }
        }
    }

    /// A field to highlight.
    public struct Field: Sendable, Hashable, ExpressibleByStringLiteral {
        /// The name or a pattern with `*`.
        public var name: String
        /// Its own options.
        public var options: Options
        /// Other fields whose matches are marked in this one, such as one with another analyzer.
        public var matchedFields: [String]

        /// Makes a field.
        public init(_ name: String, _ options: Options = Options(), matchedFields: [String] = []) {
            self.name = name
            self.options = options
            self.matchedFields = matchedFields
        }

        /// Makes a field with the options of the highlight.
        public init(stringLiteral value: String) { self.init(value) }
    }

    let node: BodyNode

    /// Makes a highlight.
    ///
    /// - Parameters:
    ///   - fields: The fields, in the order in which they are looked at.
    ///   - options: What holds for all of them.
    public init(_ fields: [Field], _ options: Options = Options()) {
        var body = BodyObject("the highlight")
        options.add(to: &body)
        let members = fields.map { field in
            var object = BodyObject("the highlight of [\(field.name)]")
            field.options.add(to: &object)
            let requiresMatch = field.options.requireFieldMatch ?? options.requireFieldMatch ?? true
            object.refuse(
                if: !field.matchedFields.isEmpty && !requiresMatch,
                "has matched_fields, which are not supported when require_field_match is false"
            )
            object.add("matched_fields", field.matchedFields)
            return BodyMember(name: field.name, node: object.node)
        }
        body.add("fields", node: .object(members))
        node = body.node
    }

    /// Makes a highlight of any JSON.
    public init(raw json: JSONValue) { node = .json(json) }

    /// Makes a highlight of JSON members.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(raw: .object(JSONObject(elements)))
    }
}
