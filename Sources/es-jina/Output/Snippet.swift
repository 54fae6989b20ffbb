import ESJina
import JSONValues

/// The passage that best shows why a document is a hit.
struct Snippet: Sendable, Hashable {
    /// A part of it.
    struct Part: Sendable, Hashable {
        var text: String
        /// Whether it is a word that was found.
        var isFound: Bool
    }

    /// The most characters of a passage that nothing was found in.
    static let maxBeginning = 400

    /// Its parts in order; never empty.
    let parts: [Part]
    /// The field it is from, such as `captions.fr`.
    let field: String

    /// The passage of `hit` to show beside its title: one with words found, else the beginning of its text or caption; `nil` where
    /// the title says it all.
    init?(_ hit: SearchResult) {
        let title = HitTitle(hit).text
        for field in Self.fields(hit) {
            guard let passage = hit.highlight[field]?.first else { continue }
            let marked = Self.parts(passage)
            if Self.isMore(marked, than: title) {
                (parts, self.field) = (marked, field)
                return
            }
        }
        let body = hit.source[DocumentFields.body]?.string.map { (DocumentFields.body, $0) }
        for (field, text) in [body].compactMap(\.self) + HitTitle.captions(hit) {
            let start = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(Self.maxBeginning)
            let isWhole = start.count < Self.maxBeginning
            let beginning = [Part(text: isWhole ? String(start) : start + "…", isFound: false)]
            if !start.isEmpty, Self.isMore(beginning, than: title) {
                (parts, self.field) = (beginning, field)
                return
            }
        }
        return nil
    }

    private init(parts: [Part], field: String) { (self.parts, self.field) = (parts, field) }

    /// The fields that bring passages, the telling ones first.
    private static func fields(_ hit: SearchResult) -> [String] {
        func order(_ field: String) -> Int {
            if field == DocumentFields.body { return 0 }
            if field == DocumentFields.caption { return 1 }
            if field.hasPrefix(DocumentFields.captions) { return 2 }
            return field == DocumentFields.title ? 4 : 3
        }
        return hit.highlight.keys.sorted { (order($0), $0) < (order($1), $1) }
    }

    /// Cuts a passage at the server's marks.
    static func parts(_ passage: String) -> [Part] {
        var parts: [Part] = []
        var rest = passage[...]
        func add(_ text: Substring, _ isFound: Bool) {
            let text = Self.onOneLine(text)
            if !text.isEmpty { parts.append(Part(text: text, isFound: isFound)) }
        }
        while let start = place(of: "<em>", in: rest), let end = place(of: "</em>", in: rest[start.upperBound...]) {
            add(rest[..<start.lowerBound], false)
            add(rest[start.upperBound..<end.lowerBound], true)
            rest = rest[end.upperBound...]
        }
        add(rest, false)
        return parts
    }

    /// The text with white space of any kind and length as one space, also at the ends, where words go on.
    private static func onOneLine(_ text: Substring) -> String {
        // Letter by letter is slow, and most texts need no change.
        if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }), place(of: "  ", in: text) == nil { return String(text) }
        return text.reduce(into: "") { result, character in
            guard character.isWhitespace else { return result.append(character) }
            if result.last != " " { result.append(" ") }
        }
    }

    /// Where `mark`, which is ASCII, stands first.
    private static func place(of mark: String, in text: Substring) -> Range<String.Index>? {
        var start = text.startIndex
        while let place = text.utf8[start...].firstIndex(where: { $0 == mark.utf8.first }) {
            if text.utf8[place...].starts(with: mark.utf8) {
                return place..<text.utf8.index(place, offsetBy: mark.utf8.count)
            }
            start = text.utf8.index(after: place)
        }
        return nil
    }

    private static func isMore(_ parts: [Part], than title: String) -> Bool {
        let text = parts.map(\.text).joined()
        return !text.isEmpty && text != title
    }

    /// The passage without marks.
    var text: String { parts.map(\.text).joined() }

    /// The passage for a terminal, words found in bold.
    var styled: StyledText {
        parts.reduce(StyledText("")) { $0 + StyledText($1.text, $1.isFound ? .bold : .dim) }
    }

    /// The passage cut so that the first word found stands within `width` columns.
    func around(width: Int) -> Snippet {
        guard let first = parts.firstIndex(where: \.isFound), first > 0 else { return self }
        let before = parts[..<first].map(\.text).joined()
        let room = max(0, width * 2 / 3)
        guard DisplayWidth.of(before) + DisplayWidth.of(parts[first].text) > width else { return self }
        var kept = before.suffix(room)
        while DisplayWidth.of(String(kept)) > room { kept = kept.dropFirst() }
        // From the next word on, unless the script writes none.
        if let space = kept.firstIndex(of: " ") { kept = kept[space...].dropFirst() }
        return Snippet(parts: [Part(text: "…" + kept, isFound: false)] + parts[first...], field: field)
    }
}

/// The words that best say what a hit is.
struct HitTitle {
    /// The most characters of it.
    static let maxLength = 120

    /// Its title, else a caption, else the beginning of its text; may be empty.
    let text: String
    /// The same with the words found marked, where they are in it.
    let parts: [Snippet.Part]

    init(_ hit: SearchResult) {
        let title = hit.source[DocumentFields.title]?.string
        let chosen = title ?? Self.captions(hit).first?.text ?? hit.source[DocumentFields.body]?.string ?? ""
        let text = chosen.count > Self.maxLength ? chosen.prefix(Self.maxLength - 1) + "…" : chosen
        let marked = hit.highlight.sorted { $0.key < $1.key }.flatMap(\.value).map(Snippet.parts)
        self.text = text
        parts = marked.first { $0.map(\.text).joined() == chosen } ?? [Snippet.Part(text: text, isFound: false)]
    }

    /// What is shown in a terminal.
    func styled(_ style: StyledText.Style) -> StyledText {
        parts.reduce(StyledText("")) { $0 + StyledText($1.text, $1.isFound ? .bold : style) }
    }

    /// The captions with their fields, that of no language first.
    static func captions(_ hit: SearchResult) -> [(field: String, text: String)] {
        let own = hit.source[DocumentFields.caption]?.string.map { (DocumentFields.caption, $0) }
        let others = (hit.source[DocumentFields.captions]?.object?.members ?? [])
            .compactMap { member in member.value.string.map { ("\(DocumentFields.captions).\(member.key)", $0) } }
        return [own].compactMap(\.self) + others
    }
}
