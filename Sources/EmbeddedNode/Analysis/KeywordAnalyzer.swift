/// The analyzer `keyword`: the whole text as one term.
struct KeywordAnalyzer: Analyzer {
    func tokens(of text: String) -> [AnalyzedToken] {
        [AnalyzedToken(term: text, position: 0, start: 0, end: text.utf16.count)]
    }
}
