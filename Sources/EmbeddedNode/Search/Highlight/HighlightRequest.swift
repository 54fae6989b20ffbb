/// What of a hit's texts is shown, and how matches in it are marked.
struct HighlightRequest: Sendable {
    /// How one field is shown.
    struct Options: Sendable {
        var type = "unified"
        var openingTags = ["<em>"]
        var closingTags = ["</em>"]
        /// UTF-16 units a passage should have at most.
        var fragmentSize = 100
        /// How many passages are shown; 0 shows the whole text.
        var fragmentCount = 5
        /// How much of a text without a match is shown.
        var noMatchSize = 0
        /// Whether only what is asked of this very field is marked.
        var requiresFieldMatch = true
        var escapesHTML = false
        var ordersByScore = false
        var cutsAtWords = false
        /// The query whose matches are marked, where it is not the search's own.
        var query: QueryClause?
    }

    var fields: [(name: String, options: Options)] = []
}

/// Reads the `highlight` of a search.
struct HighlightParser {
    let content: Content
    let queries: QueryParser

    func request(_ node: ContentNode) throws -> HighlightRequest {
        guard let members = node.members else {
            throw RESTError.contentParse(
                "[highlight] Expected START_OBJECT but was: \(node.token)",
                content,
                at: node.start
            )
        }
        var common = HighlightRequest.Options()
        for member in members where member.key != "fields" {
            try read(member, "highlight", into: &common)
        }
        try checkTags(node)
        var request = HighlightRequest()
        guard let fields = node["fields"] else { return request }
        let lists: [[ContentNode.Member]]
        switch fields.value {
        case .object(let members): lists = [members]
        case .array(let elements): lists = elements.map { $0.members ?? [] }
        default:
            throw RESTError.contentParse(
                "[highlight] fields doesn't support values of type: \(fields.token)",
                content,
                at: fields.start
            )
        }
        for member in lists.joined() {
            var options = common
            try read(member, into: &options)
            request.fields.append((member.key, options))
        }
        return request
    }

    private func checkTags(_ node: ContentNode) throws {
        guard node["pre_tags"] != nil, node["post_tags"] == nil else { return }
        throw RESTError.parsing("pre_tags are set but post_tags are not set", content, at: node.end)
    }

    /// Reads the options of one field; what goes wrong inside is wrapped as the server's object parsers do.
    private func read(_ field: ContentNode.Member, into options: inout HighlightRequest.Options) throws {
        for option in field.value.members ?? [] {
            do {
                try read(option, "highlight_field", into: &options)
            } catch let error as RESTError {
                let inner = RESTError.contentParse(
                    "[fields] failed to parse field [\(field.key)]",
                    content,
                    at: option.value.start,
                    causedBy: error.exception
                )
                var outer = RESTError.contentParse(
                    "[highlight] failed to parse field [fields]",
                    content,
                    at: option.value.start,
                    causedBy: inner.exception
                )
                outer.root = error.exception
                throw outer
            }
        }
        try checkTags(field.value)
    }

    private func read(
        _ member: ContentNode.Member,
        _ object: String,
        into options: inout HighlightRequest.Options
    ) throws {
        let node = member.value
        func texts() -> [String] { (node.elements ?? [node]).compactMap(\.scalarText) }
        func integer() throws -> Int {
            do { return try queries.int(node) } catch let error as RESTError {
                throw RESTError.contentParse(
                    "[\(object)] failed to parse field [\(member.key)]",
                    content,
                    at: node.start,
                    causedBy: error.exception
                )
            }
        }
        switch member.key {
        case "pre_tags": options.openingTags = texts()
        case "post_tags": options.closingTags = texts()
        case "fragment_size": options.fragmentSize = try integer()
        case "number_of_fragments": options.fragmentCount = try integer()
        case "no_match_size": options.noMatchSize = try integer()
        case "require_field_match": options.requiresFieldMatch = queries.flag(node)
        case "highlight_query": options.query = try queries.clause(node)
        case "order": options.ordersByScore = node.scalarText == "score"
        case "encoder": options.escapesHTML = node.scalarText == "html"
        case "boundary_scanner": options.cutsAtWords = node.scalarText?.lowercased() == "word"
        case "tags_schema":
            guard node.scalarText == "styled" else { break }
            options.openingTags = (1...10).map { "<em class=\"hlt\($0)\">" }
            options.closingTags = ["</em>"]
        case "type":
            options.type = node.scalarText ?? ""
            if ["plain", "fvh", "semantic"].contains(options.type) {
                throw RESTError.unsupported("the highlighter type [\(options.type)]")
            }
        // They concern the other highlighters, or texts longer than any here.
        case "highlight_filter", "boundary_max_scan", "boundary_chars", "phrase_limit", "fragmenter",
            "max_analyzed_offset", "force_source", "options":
            break
        case "boundary_scanner_locale", "matched_fields", "fragment_offset":
            throw RESTError.unsupported("[\(member.key)] of a highlight")
        default: throw queries.unknownField(member, object)
        }
    }
}
