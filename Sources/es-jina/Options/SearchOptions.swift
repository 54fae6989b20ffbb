import CommandTree
import ESJina
import Embeddings

/// What is searched for, and where.
enum SearchOptions {
    enum ModeChoice: String, OptionChoice {
        case auto, hybrid, knn, bm25

        var summary: String {
            switch self {
            case .auto: "hybrid where there are words, else knn"
            case .hybrid: "by words and by vectors, fused by rank"
            case .knn: "by vectors alone"
            case .bm25: "by words alone"
            }
        }

        /// The mode; `nil` where the query decides.
        var mode: SearchQuery.Mode? { self == .auto ? nil : .init(rawValue: rawValue) }
    }

    enum TargetChoice: String, OptionChoice {
        case all, images, texts
    }

    static let query = Argument(
        "QUERY",
        arity: .optional,
        help: "What to search for, in any language, or a sum such as \"'beach' + 'night' - 'people'\"."
    )
    static let image = Option<String?>(
        "image",
        value: "FILE",
        completion: .files,
        help: "Search by this picture: a file, an http(s) URL, or '-' for standard input."
    )
    .discussed("With words as well, each searches by its own vector, and their hits meet by rank.")
    static let like = Option<[String]>(
        "like",
        value: "ID",
        separator: nil,
        help: "Search for what is like this document of the index; may be repeated."
    )
    static let plain = Option.flag(
        "plain",
        help: "Take the query for plain words, even where it is written as a sum."
    )
    static let mode = Option<ModeChoice>(
        "mode",
        default: .auto,
        configKey: "mode",
        help: "How documents are found."
    )
    static let target = Option<TargetChoice>(
        "in",
        default: .all,
        configKey: "in",
        help: "Which documents are searched."
    )
    static let filter = Option<String?>(
        "filter",
        short: "f",
        value: "EXPR",
        help: "Only documents for which this holds, such as 'lang == \"fr\" && year >= 2020'."
    )
    .discussed(
        """
        Comparisons: == != < <= > >=, field in [a, b], field in 2000..2010, caption : "red apple" (all of the words), \
        path ~ "*.png", starts_with(field, "x"), near(place, 48.85, 2.35, "10km"), exists(field), missing(field); joined by \
        && || ! and parentheses. != also holds where there is no value. Mistakes are pointed at before anything is sent.
        """
    )
    static let dims = Option<Int?>(
        "dims",
        short: "d",
        value: "N",
        configKey: "search_dims",
        help: "The size of the vectors to search."
    )
    .defaultDescribed("the largest the index holds")
    static let size = Option<Int>(
        "size",
        short: "k",
        value: "N",
        default: 10,
        configKey: "size",
        allowed: .matching("a whole number from 1 to 10000") { 1...10_000 ~= $0 },
        help: "How many hits to print."
    )
    static let from = Option<Int>(
        "from",
        value: "N",
        default: 0,
        allowed: .matching("a whole number from 0 to 9999") { 0...9_999 ~= $0 },
        help: "How many of the best hits to pass over."
    )
    static let page = Option<Int?>(
        "page",
        value: "N",
        allowed: .matching("a whole number from 1 to 10000") { 1...10_000 ~= $0 },
        help: "Which page of --size hits to print, from 1."
    )
    .excluding("from")
    static let printRequest =
        Option.flag(
            "print-request",
            help: "Print the requests for the hits as they would be sent, and send none of them."
        )
        .discussed("The query is embedded all the same, because the vectors are part of the requests.")

    static let group = OptionGroup(
        "Search",
        [image, like, plain, mode, target, size, from, page, filter, dims, printRequest]
    )

    /// What is asked for, without the words, pictures and documents to search by.
    static func query(_ command: ParsedCommand) throws -> SearchQuery {
        var query = SearchQuery(terms: [])
        query.mode = command[mode].mode
        query.target = .init(rawValue: command[target].rawValue)
        query.size = command[size]
        query.from = command[page].map { ($0 - 1) * query.size } ?? command[from]
        query.dims = command[dims]
        do throws(ExpressionError) {
            query.filter = try command[filter]
                .map { text throws(ExpressionError) in try FilterExpression(parsing: text) }
        } catch {
            throw UsageError(.invalidValue, "The filter cannot be read: \(error)", command: "es-jina search")
        }
        try RankingOptions.apply(command, to: &query)
        return query
    }

    /// What to search by: the words or the sum that was typed, the picture, and the documents.
    static func terms(_ command: ParsedCommand) async throws -> [QueryTerm] {
        var terms: [QueryTerm] = []
        if let text = command.first(query) {
            if command[plain] {
                terms.append(QueryTerm(.text(text)))
            } else {
                terms += try await Self.terms(of: text, command)
            }
        }
        if let name = command[image] { terms.append(QueryTerm(.image(try await QueryImage(command).prepared(name)))) }
        terms += command[like].map { QueryTerm(.document($0)) }
        guard !terms.isEmpty else {
            throw UsageError(
                .missingArgument,
                "There is nothing to search for: give some words, a picture with --image, or a document with --like.",
                command: "es-jina search"
            )
        }
        return terms
    }

    /// The terms of a text, which is a sum or plain words.
    static func terms(of text: String, _ command: ParsedCommand) async throws -> [QueryTerm] {
        let expression: QueryExpression?
        do throws(ExpressionError) {
            expression = try QueryExpression(recognizing: text)
        } catch {
            throw UsageError(
                .invalidValue,
                "The query begins as a sum and cannot be read as one: \(error)\nWith --plain it is taken for plain words.",
                command: "es-jina search"
            )
        }
        guard let expression else { return [QueryTerm(.text(text))] }
        var pictures: [String: EmbeddingImage] = [:]
        for name in expression.images { pictures[name] = try await QueryImage(command).prepared(name) }
        return expression.terms.compactMap { term in
            switch term.content {
            case .text(let text): QueryTerm(.text(text), weight: term.weight)
            case .document(let id): QueryTerm(.document(id), weight: term.weight)
            case .image(let name): pictures[name].map { QueryTerm(.image($0), weight: term.weight) }
            }
        }
    }
}
