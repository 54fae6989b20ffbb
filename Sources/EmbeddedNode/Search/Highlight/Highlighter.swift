import JSONValues

/// Shows where the hits of one index match, field by field.
final class Highlighter {
    private struct Target {
        let field: FieldMapping
        let options: HighlightRequest.Options
        let matcher: HighlightMatcher
    }

    private let fetcher: DocumentFetcher
    private var targets: [Target] = []

    /// Prepares the fields of an index.
    ///
    /// - Parameters:
    ///   - request: What is shown.
    ///   - query: The search's query.
    ///   - hasVectors: Whether the search has nearest neighbours beside its query.
    ///   - evaluator: Evaluates clauses where only the index knows whether they matched.
    /// - Throws: ``RESTError`` where a query does not fit the mapping.
    init(_ request: HighlightRequest, query: QueryClause?, hasVectors: Bool, _ evaluator: QueryEvaluator) throws {
        fetcher = DocumentFetcher(reader: evaluator.reader)
        for (name, options) in request.fields {
            let isPattern = name.contains("*")
            let pattern = WildcardPattern(name)
            let fields = evaluator.mapping.fields.values
                .filter { isPattern ? $0.type.hasTerms && pattern.matches(Array($0.path.utf8)) : $0.path == name }
                .sorted { $0.path < $1.path }
            for field in fields where field.type != .denseVector && field.type != .geoPoint {
                guard options.type == "unified" else {
                    let reason = "unknown highlighter type [\(options.type)] for the field [\(field.path)]"
                    throw SortColumn.refusal(reason, evaluator.reader)
                }
                let matcher = try HighlightMatcher(
                    options.query ?? query,
                    field,
                    anyField: !options.requiresFieldMatch,
                    hasVectors: hasVectors && options.query == nil,
                    evaluator
                )
                targets.append(Target(field: field, options: options, matcher: matcher))
            }
        }
    }

    /// The fragments of a hit by field; empty where it has none.
    func fragments(_ stored: DocumentFetcher.Stored, _ document: UInt32) throws -> JSONObject {
        var result = JSONObject()
        let source = (try? JSONValue.parse(stored.source).object) ?? [:]
        for target in targets {
            let values = fetcher.texts(of: target.field, in: source)
            guard !values.isEmpty else { continue }
            let text = HighlightedText(values, target.field)
            let spans = try target.matcher.spans(text, document: document)
            let formatter = PassageFormatter(options: target.options, isAnalyzed: target.field.type == .text)
            let fragments = formatter.fragments(text, spans)
            if !fragments.isEmpty { result[target.field.path] = JSONValue(fragments) }
        }
        return result
    }
}
