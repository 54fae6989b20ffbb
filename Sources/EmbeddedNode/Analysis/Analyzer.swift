/// One term of an analysed text.
struct AnalyzedToken: Sendable, Hashable {
    /// The term as it is indexed.
    var term: String
    /// Its place among the terms of the text; a removed stop word leaves a gap.
    var position: Int
    /// Where it begins in the text, in UTF-16 units.
    var start: Int
    /// Where it ends in the text, in UTF-16 units.
    var end: Int
}

/// Cuts a text into the terms it is found by.
protocol Analyzer: Sendable {
    /// The terms of `text`, in order.
    func tokens(of text: String) -> [AnalyzedToken]
}

/// The analyzers known by Elasticsearch's names.
enum Analyzers {
    /// The names that ``named(_:)`` knows, sorted.
    static let names = ["keyword", "simple", "standard", "stop", "whitespace"]

    /// The analyzer Elasticsearch calls `name`; `nil` where this engine has none whose terms are exactly the same.
    static func named(_ name: String) -> (any Analyzer)? {
        switch name {
        case "standard": StandardAnalyzer()
        case "simple": RunAnalyzer(of: .letters)
        case "whitespace": RunAnalyzer(of: .nonSpaces)
        case "stop": RunAnalyzer(of: .letters, without: RunAnalyzer.englishStopWords)
        case "keyword": KeywordAnalyzer()
        default: nil
        }
    }
}
