import ESJina
import JSONValues

/// One hit on a contact sheet.
struct SheetCard {
    /// The most characters of a text that are shown.
    static let maxExcerpt = 420

    private let hit: SearchResult
    private let pictures: SheetPictures
    private let account: ScoreAccount?

    /// Makes a card.
    ///
    /// - Parameters:
    ///   - hit: The hit.
    ///   - pictures: What makes thumbnails.
    ///   - account: What explains its score; `nil` where nobody asked.
    init(_ hit: SearchResult, pictures: SheetPictures, account: ScoreAccount? = nil) {
        self.hit = hit
        self.pictures = pictures
        self.account = account
    }

    static func isPicture(_ hit: SearchResult) -> Bool { string(hit, DocumentFields.modality) == "image" }

    var html: String {
        let isPicture = Self.isPicture(hit)
        return """
            <li class="card \(isPicture ? "picture" : "text")">
            <article>
            \(isPicture ? thumbnail : excerpt)<div class="words">
            <h3><span class="rank"><span class="unseen">Rank </span>\(hit.rank)</span> \
            <span dir="auto"\(titleLanguage)>\(title)</span> \
            <span class="score"><span class="unseen">score </span>\(Self.score(hit.score, of: hit.provenance.last?.leg))</span></h3>
            \(isPicture ? passage : "")<ul class="legs" aria-label="Found by" role="list">\(legs)\(relevance)</ul>
            \(isPicture ? captions : "")\(explanation)<p class="id">\(HTML.text(hit.id))\(otherParts)</p>
            </div>
            </article>
            </li>

            """
    }

    // MARK: Parts

    private var title: String {
        let title = HitTitle(hit)
        // A text without a title shows its beginning already.
        let isNamed = Self.isPicture(hit) ? !title.text.isEmpty : Self.string(hit, DocumentFields.title) != nil
        return isNamed ? HTML.passage(title.parts) : HTML.text(hit.id)
    }

    /// Where words were found in a picture's texts.
    private var passage: String {
        // Five lines are shown, and the first word found should stand in them.
        guard let snippet = Snippet(hit)?.around(width: 120), snippet.parts.contains(where: \.isFound) else {
            return ""
        }
        return
            "<p class=\"passage\" dir=\"auto\"\(Self.language(of: snippet.field))>\(HTML.passage(snippet.parts))</p>\n"
    }

    /// A `lang` attribute for a field such as `captions.fr`.
    private static func language(of field: String) -> String {
        let prefix = DocumentFields.captions + "."
        return field.hasPrefix(prefix) ? HTML.language(String(field.dropFirst(prefix.count))) : ""
    }

    private var relevance: String {
        hit.relevance == nil ? "" : "<li class=\"relevance\">relevance <b>\(HitTable.relevance(hit))</b></li>"
    }

    private var otherParts: String {
        hit.otherParts.isEmpty
            ? ""
            : " <span>\(HTML.text(HitTable.otherParts(hit))): \(HTML.text(hit.otherParts.joined(separator: ", ")))</span>"
    }

    private var explanation: String {
        guard let account else { return "" }
        let lines = account.lines(hit).dropFirst().map { HTML.text($0.plain) }
        return
            "<details><summary>How the score came about</summary>\n<pre>\(lines.joined(separator: "\n"))</pre></details>\n"
    }

    /// A text's title is in the text's language; a picture's may be in any.
    private var titleLanguage: String { Self.isPicture(hit) ? "" : HTML.language(Self.string(hit, "lang")) }

    private var thumbnail: String {
        switch pictures.thumbnail(of: PictureFile(hit)) {
        case .dataURI(let uri):
            let (language, text) = description
            return """
                <div class="frame"><img src="\(uri)" alt="\(HTML.text(text))"\(HTML.language(language)) \
                loading="lazy" decoding="async"\(size)></div>

                """
        case .missing(let reason):
            let (language, text) = description
            return """
                <div class="frame missing"><p\(HTML.language(language))>\(HTML.text(text))</p>\
                <p class="reason">Not shown. \(HTML.text(reason))</p></div>

                """
        }
    }

    /// The original's proportions, so that the page does not jump while pictures come in.
    private var size: String {
        guard let width = hit.source[DocumentFields.width]?.int, let height = hit.source[DocumentFields.height]?.int,
            width > 0, height > 0
        else { return "" }
        return " width=\"\(width)\" height=\"\(height)\""
    }

    /// What the picture shows, for those who do not see it: the page's own language first.
    private var description: (language: String?, text: String) {
        let captions = allCaptions
        if let english = captions.first(where: { $0.language == "en" }) { return english }
        if let caption = Self.string(hit, DocumentFields.caption) { return (nil, caption) }
        return captions.first ?? (nil, HitTitle(hit).text.isEmpty ? hit.id : HitTitle(hit).text)
    }

    private var allCaptions: [(language: String?, text: String)] {
        (hit.source[DocumentFields.captions]?.object?.members ?? [])
            .compactMap { member in member.value.string.map { (member.key, $0) } }
            .sorted { ($0.language ?? "") < ($1.language ?? "") }
    }

    private var captions: String {
        var captions = allCaptions
        if let caption = Self.string(hit, DocumentFields.caption) { captions.insert((nil, caption), at: 0) }
        guard !captions.isEmpty else { return "" }
        let entries = captions.map { caption in
            """
            <dt>\(HTML.text(caption.language ?? "–"))</dt>\
            <dd dir="auto"\(HTML.language(caption.language))>\(HTML.text(caption.text))</dd>

            """
        }
        let languages = captions.compactMap(\.language)
        let summary =
            captions.count == 1
            ? "Caption" : languages.count <= 6 ? "Captions" : "Captions in \(languages.count) languages"
        let listed = languages.count <= 6 ? " <span>\(HTML.text(languages.joined(separator: " ")))</span>" : ""
        return "<details><summary>\(summary)\(listed)</summary>\n<dl>\n\(entries.joined())</dl></details>\n"
    }

    private var excerpt: String {
        let language = HTML.language(Self.string(hit, "lang"))
        let passages = (hit.highlight[DocumentFields.body] ?? []).prefix(4).map { HTML.passage(Snippet.parts($0)) }
        if !passages.isEmpty {
            return "<div class=\"frame\"><p dir=\"auto\"\(language)>\(passages.joined(separator: " … "))</p></div>\n"
        }
        let body = Self.string(hit, DocumentFields.body) ?? Self.string(hit, "text") ?? ""
        var text = body.prefix(Self.maxExcerpt + 1)
        if text.count > Self.maxExcerpt {
            text = text.prefix(upTo: text.lastIndex(where: \.isWhitespace) ?? text.endIndex)
            text = "\(text)…"
        }
        let paragraph = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return """
            <div class="frame"><p dir="auto"\(language)>\(HTML.text(paragraph))</p></div>

            """
    }

    private var legs: String {
        var places = hit.provenance
        // What the fused list says last is the rank and score in the heading.
        if places.count > 1, places.last?.leg == "fused" { places.removeLast() }
        return
            places.map { place in
                """
                <li data-leg="\(HTML.text(place.leg))">\(HTML.text(Self.name(ofLeg: place.leg))) \
                <b>#\(place.rank)</b> <span>\(Self.score(place.score, of: place.leg))</span></li>
                """
            }
            .joined()
    }

    /// BM25 has no upper bound and differs by whole numbers; all other scores differ behind the point.
    private static func score(_ score: Float, of leg: String?) -> String {
        HumanUnits.decimal(Double(score), places: leg == "bm25" ? 2 : 4)
    }

    private static func name(ofLeg leg: String) -> String {
        switch leg {
        case "bm25": "words"
        case "knn_image": "pictures"
        case "knn_text": "texts"
        case "fused": "fused"
        case "rerank": "reranked"
        default: leg
        }
    }

    private static func string(_ hit: SearchResult, _ field: String) -> String? {
        hit.source[field]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }
}
