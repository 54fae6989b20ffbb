import CLibxml2

/// Turns the parser's events into a page.
///
/// It belongs to the one call that reads a file; libxml2 calls it on that call's thread.
final class TextCollector {
    private struct Open {
        var name: String
        var role: ElementRole
        var isMain = false
    }

    private let includesImageTexts: Bool
    private let maxDepth: Int
    /// Whether the parsing was ended because elements are nested too deep.
    private(set) var isTooDeep = false

    private var open: [Open] = []
    private var body = TextFlow()
    /// How many open elements are dropped.
    private var dropped = 0
    private var keptSpace = 0
    /// Where the main content stands in the text.
    private var mainRanges: [Range<Int>] = []
    private var mainStart: Int?
    private var mainDepth = 0

    private var title = TextFlow()
    private var heading = TextFlow()
    private var titleDepth = 0
    private var headingDepth = 0
    private var language: String?
    private var meta: [String: String] = [:]

    init(includesImageTexts: Bool, maxDepth: Int) {
        self.includesImageTexts = includesImageTexts
        self.maxDepth = maxDepth
    }

    /// The page, when the parser has ended.
    var page: HTMLPage {
        if let mainStart { mainRanges.append(mainStart..<body.bytes.count) }
        let main = mainRanges.map { TextFlow.trimmed(body.bytes[$0]) }.filter { !$0.isEmpty }
        let text = main.isEmpty ? TextFlow.trimmed(body.bytes[...]) : main.joined(separator: "\n\n")
        let titles = [title.line, meta["og:title"] ?? "", heading.line]
        return HTMLPage(
            title: titles.first { !$0.isEmpty },
            text: text,
            language: language ?? meta["content-language"].flatMap(Self.languageTag),
            description: ["description", "og:description"].lazy.compactMap { self.meta[$0] }.first
        )
    }

    // MARK: Events

    private func start(_ name: String, _ attributes: Attributes) -> Bool {
        guard open.count < maxDepth else {
            isTooDeep = true
            return false
        }
        var role = ElementRole.of(name)
        switch name {
        case "br" where dropped == 0: body.breakLine()
        case "html": language = language ?? (attributes["lang"] ?? attributes["xml:lang"]).flatMap(Self.languageTag)
        case "body": language = language ?? attributes["lang"].flatMap(Self.languageTag)
        case "meta": noteMeta(attributes)
        case "img" where includesImageTexts && dropped == 0 && !attributes.isHidden:
            if let text = attributes["alt"], !text.isEmpty { body.addWord(text) }
        case "title" where !open.contains { $0.name == "svg" }: titleDepth += title.bytes.isEmpty ? 1 : 0
        case "h1": headingDepth += heading.bytes.isEmpty ? 1 : 0
        default: break
        }
        // Pages hide all of themselves until a script has run, or behind a dialog that was open when they were saved.
        let mayHide = name != "html" && name != "body" && name != "main"
        role.isDropped = role.isDropped || mayHide && (attributes.isHidden || attributes["role"] == "navigation")
        var element = Open(name: name, role: role)
        if dropped == 0 {
            if role.isCell { body.separateCell() } else { body.require(role.breaks) }
            element.isMain = !role.isDropped && (name == "main" || attributes["role"] == "main")
        }
        if role.isDropped { dropped += 1 }
        if role.keepsSpace { keptSpace += 1 }
        if element.isMain {
            if mainDepth == 0 { mainStart = body.bytes.count }
            mainDepth += 1
        }
        open.append(element)
        return true
    }

    private func end(_ name: String) {
        // The parser closes what it opened, in order; anything else is passed over.
        guard let element = open.last, element.name == name else { return }
        open.removeLast()
        if element.role.isDropped { dropped -= 1 }
        if element.role.keepsSpace { keptSpace -= 1 }
        if name == "title", titleDepth > 0 { titleDepth -= 1 }
        if name == "h1", headingDepth > 0 { headingDepth -= 1 }
        if element.isMain {
            mainDepth -= 1
            if mainDepth == 0, let start = mainStart {
                mainRanges.append(start..<body.bytes.count)
                mainStart = nil
            }
        }
        if dropped == 0 { body.require(element.role.breaks) }
    }

    private func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        if titleDepth > 0 { title.add(bytes, keepingSpace: false) }
        guard dropped == 0, titleDepth == 0 else { return }
        if headingDepth > 0 { heading.add(bytes, keepingSpace: false) }
        body.add(bytes, keepingSpace: keptSpace > 0)
    }

    private func noteMeta(_ attributes: Attributes) {
        guard let key = (attributes["name"] ?? attributes["property"] ?? attributes["http-equiv"])?.lowercased(),
            ["description", "og:description", "og:title", "content-language"].contains(key), meta[key] == nil,
            let content = attributes["content"]
        else { return }
        var flow = TextFlow()
        flow.addWord(content)
        let line = flow.line
        if !line.isEmpty { meta[key] = line }
    }

    /// `text` where it has the form of a BCP 47 tag.
    private static func languageTag(_ text: String) -> String? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isTag =
            (2...8).contains(parts[0].utf8.count) && text.utf8.count <= 35
            && parts.allSatisfy { part in
                (1...8).contains(part.utf8.count)
                    && part.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) }
            }
        return isTag ? text : nil
    }

    // MARK: What libxml2 calls

    /// The functions that libxml2 calls with a collector as their context.
    static let events = clibxml2_events(
        start: { context, name, attributes in
            context.map(TextCollector.of)?.start(String(cString: name), Attributes(attributes)) ?? false
        },
        end: { context, name in context.map(TextCollector.of)?.end(String(cString: name)) },
        text: { context, bytes, count in
            context.map(TextCollector.of)?.text(UnsafeBufferPointer(start: bytes, count: Int(count)))
        }
    )

    private static func of(_ context: UnsafeMutableRawPointer) -> TextCollector {
        Unmanaged<TextCollector>.fromOpaque(context).takeUnretainedValue()
    }
}

/// The attributes of one element, read where they stand in the parser's memory.
private struct Attributes {
    private let list: UnsafePointer<UnsafePointer<UInt8>?>?

    init(_ list: UnsafePointer<UnsafePointer<UInt8>?>?) { self.list = list }

    subscript(name: StaticString) -> String? {
        guard var next = list else { return nil }
        while let key = next[0] {
            if Self.equal(key, name) { return next[1].map { String(cString: $0) } ?? "" }
            next += 2
        }
        return nil
    }

    /// Whether the element is not shown, or not meant for reading.
    var isHidden: Bool {
        guard list != nil else { return false }
        if let hidden = self["hidden"], hidden.lowercased() != "until-found" { return true }
        if self["aria-hidden"]?.lowercased() == "true" { return true }
        guard let style = self["style"]?.lowercased().filter({ !$0.isWhitespace }) else { return false }
        return style.contains("display:none") || style.contains("visibility:hidden")
    }

    private static func equal(_ text: UnsafePointer<UInt8>, _ name: StaticString) -> Bool {
        for index in 0..<name.utf8CodeUnitCount where text[index] != name.utf8Start[index] { return false }
        return text[name.utf8CodeUnitCount] == 0
    }
}
