import ESJina

/// One search on a contact sheet: what was asked, how, and a card for each hit.
struct SheetSection {
    private let results: SearchResults
    private let title: String
    private let number: Int
    private let pictures: SheetPictures
    private let account: ScoreAccount?

    init(_ results: SearchResults, title: String, number: Int, pictures: SheetPictures, account: ScoreAccount?) {
        self.results = results
        self.title = title
        self.number = number
        self.pictures = pictures
        self.account = account
    }

    func html(queryPicture: String?) -> String {
        let cards = results.hits.map { SheetCard($0, pictures: pictures, account: account).html }
        let hits =
            cards.isEmpty
            ? "<p class=\"nothing\">No hits.</p>\n"
            : "<ol class=\"hits\" role=\"list\">\n\(cards.joined())</ol>\n"
        return """
            \(SheetPage.sectionStart) id="search-\(number)" aria-labelledby="title-\(number)">
            <div class="head">
            \(picture(queryPicture))<div>
            <h2 id="title-\(number)" dir="auto">\(HTML.text(title))</h2>
            <ul class="facts" role="list">\(facts.map { "<li>\(HTML.text($0))</li>" }.joined())</ul>
            </div>
            </div>
            \(notes.map { "<p class=\"note\">\(HTML.text($0))</p>\n" }.joined())\
            \(results.warnings.map { "<p class=\"warning\"><strong>Warning:</strong> \(HTML.text($0))</p>\n" }.joined())\
            \(hits)</section>

            """
    }

    /// How the search was done and what came of it, in a few words each.
    private var facts: [String] {
        let images = results.hits.count { SheetCard.isPicture($0) }
        let texts = results.hits.count - images
        let kinds = [(images, "picture", "pictures"), (texts, "text", "texts")]
            .filter { $0.0 > 0 }
            .map { "\(HumanUnits.count($0.0)) \($0.0 == 1 ? $0.1 : $0.2)" }
        return [
            Self.name(of: results.mode),
            results.model,
            results.dims.map { "\(HumanUnits.count($0)) dims" },
            kinds.isEmpty ? nil : kinds.joined(separator: ", "),
            results.timings.isEmpty ? nil : time,
        ]
        .compactMap(\.self)
    }

    /// How long it took, and where the time went.
    private var time: String {
        let total = results.timings.reduce(Duration.zero) { $0 + $1.duration }
        let phases = results.timings.map { "\($0.phase) \(HumanUnits.duration($0.duration))" }
        return "\(HumanUnits.duration(total)) (\(phases.joined(separator: ", ")))"
    }

    /// How the legs became one list, and what was left out.
    private var notes: [String] {
        let fusion = results.fusion.map {
            "Fused by \($0.method) on the \($0.isServerSide ? "server" : "client"). \($0.reason)"
        }
        return [fusion, results.cutOff].compactMap(\.self)
    }

    private static func name(of mode: SearchQuery.Mode) -> String {
        switch mode {
        case .hybrid: "hybrid: words and vectors"
        case .knn: "vectors alone"
        case .bm25: "words alone"
        default: mode.rawValue
        }
    }

    private func picture(_ path: String?) -> String {
        guard let path, !path.contains("://"), case .dataURI(let uri) = pictures.thumbnail(of: PictureFile(path: path))
        else { return "" }
        return "<img class=\"query\" src=\"\(uri)\" alt=\"The picture that was searched by\">\n"
    }
}
