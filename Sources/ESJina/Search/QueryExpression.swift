public import Embeddings

/// What to search for as a sum, as people type it: `'beach' + 'night' - 'people'`, `2*'boat' - image("pier.jpg")`.
///
/// The grammar, white space being free between the parts:
///
///     expression = [ sign ] term { sign term }
///     sign       = "+" | "-"
///     term       = [ weight "*" ] ( quoted | "image" "(" quoted ")" | "like" "(" quoted ")" )
///     weight     = digits [ "." digits ] | "." digits
///     quoted     = text between two ' or two "
///
/// Between quotes a backslash is written before the quote and before itself; `\n`, `\r`, `\t`, `\u00E9` and `\u{1F600}` are taken
/// too. Weights are 0.001 to 1000. At least one term is added, and at most 32 stand in an expression.
///
/// Not every text with a quote in it is an expression: see ``init(recognizing:)``.
public struct QueryExpression: Sendable, Hashable, CustomStringConvertible {
    /// What a term stands for.
    public enum Content: Sendable, Hashable {
        /// Words.
        case text(String)
        /// The name of a picture: a path or a URL.
        case image(String)
        /// The id of a document in the index.
        case document(String)
    }

    /// One of the things that are added and taken away.
    public struct Term: Sendable, Hashable {
        /// What it stands for.
        public var content: Content
        /// Its factor; negative where it is taken away.
        public var weight: Float
        /// Where it stands in the text, without its sign.
        public var range: SourceRange

        /// Makes a term.
        public init(_ content: Content, weight: Float = 1, range: SourceRange = SourceRange(0, 0)) {
            self.content = content
            self.weight = weight
            self.range = range
        }
    }

    /// The terms in order; at least one has a positive weight.
    public let terms: [Term]

    /// The most terms of an expression.
    static let maxTerms = 32
    /// What weights may be, their sign aside.
    static let weights: ClosedRange<Float> = 0.001...1000

    /// Parses a text that must be an expression.
    ///
    /// - Throws: ``ExpressionError`` pointing at the column.
    public init(parsing text: String) throws(ExpressionError) {
        var parser = QueryExpressionParser(text)
        terms = try parser.expression()
    }

    /// Parses a text where it begins as an expression; everything else is plain words, for which this is `nil`.
    ///
    /// A text begins as an expression when it begins with a whole term, a sign and a weight before it included, and behind that
    /// term either the text ends, or `+`, `-` or `*` follows that touches no letter behind it. So `"sea"`, `'sea' + 'sky'` and
    /// `2*'sea'` are expressions; `'tis the season`, `"sea" level`, `'n'-gram` and `sea - sky` are words. A text that begins with
    /// `image(` or `like(` and a quote is one in any case.
    ///
    /// - Throws: ``ExpressionError`` where the text begins as an expression and does not go on as one.
    public init?(recognizing text: String) throws(ExpressionError) {
        var parser = QueryExpressionParser(text)
        guard parser.isExpression else { return nil }
        terms = try parser.expression()
    }

    /// The names of the pictures it needs, each once, in order.
    public var images: [String] {
        var seen: Set<String> = []
        return terms.compactMap { term in
            guard case .image(let name) = term.content, seen.insert(name).inserted else { return nil }
            return name
        }
    }

    /// The terms for a ``SearchQuery``.
    ///
    /// - Parameter image: Gives the picture of a name; called for each name once.
    /// - Returns: The terms in order, with their weights.
    /// - Throws: What `image` throws.
    public func queryTerms(loading image: (String) async throws -> EmbeddingImage) async throws -> [QueryTerm] {
        var loaded: [String: EmbeddingImage] = [:]
        for name in images { loaded[name] = try await image(name) }
        return terms.compactMap { term in
            switch term.content {
            case .text(let text): QueryTerm(.text(text), weight: term.weight)
            case .image(let name): loaded[name].map { QueryTerm(.image($0), weight: term.weight) }
            case .document(let id): QueryTerm(.document(id), weight: term.weight)
            }
        }
    }

    /// The expression in its shortest form, which parses back to an equal one.
    public var description: String {
        var text = ""
        for (index, term) in terms.enumerated() {
            let sign = term.weight < 0 ? "-" : index > 0 ? "+" : ""
            text += index > 0 ? " \(sign) " : sign
            if abs(term.weight) != 1 { text += "\(Self.format(abs(term.weight))) * " }
            switch term.content {
            case .text(let words): text += ExpressionScanner.quote(words, "'")
            case .image(let name): text += "image(\(ExpressionScanner.quote(name, "'")))"
            case .document(let id): text += "like(\(ExpressionScanner.quote(id, "'")))"
            }
        }
        return text
    }

    static func format(_ weight: Float) -> String {
        let text = weight.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension QueryExpression {
    init(terms: [Term]) { self.terms = terms }
}
