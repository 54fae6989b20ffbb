/// How captions whose language is known are cut into terms, as an open set.
///
/// The default is ``standard``, so that the same search finds the same on every engine, the embedded one and clusters with any
/// plugins, and scores of languages can be compared. With ``language`` each language's captions are stemmed and their function words
/// left out, which finds `cheval` by `chevaux`, where the server has an analyzer for it. Titles, tags, and captions and texts whose
/// language nobody says, are cut by `standard` either way.
public struct TextAnalyzers: RawRepresentable, Sendable, Hashable {
    /// The name on the command line and in the index's `_meta`.
    public let rawValue: String
    /// Makes a choice of any name; an unknown one is as ``standard``.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Words as they are written, in lower case.
    public static let standard = TextAnalyzers(rawValue: "standard")
    /// The language's own analyzer where the server has it, else as ``standard``.
    public static let language = TextAnalyzers(rawValue: "language")

    /// The analyzers for a language, the best first; the server may have none of them.
    ///
    /// Those of plugins (`kuromoji`, `nori`, `smartcn`, `polish`, `ukrainian`) are before `cjk`, which every server has.
    ///
    /// - Parameter language: A BCP 47 tag, such as `pt-br`; only language and, for Brazil, region count.
    /// - Returns: Names for `analyzer`; empty where Elasticsearch has none.
    public static func candidates(for language: String) -> [String] {
        let tag = language.lowercased().split { $0 == "-" || $0 == "_" }
        guard let primary = tag.first else { return [] }
        if primary == "pt", tag.contains("br") { return ["brazilian", "portuguese"] }
        return names[String(primary)] ?? []
    }

    /// The analyzer for a language that every server has without plugins; `nil` where there is none.
    public static func builtIn(for language: String) -> String? {
        candidates(for: language).first { !plugins.contains($0) }
    }

    private static let plugins: Set<String> = ["kuromoji", "nori", "smartcn", "polish", "ukrainian"]

    /// Elasticsearch's language analyzers by ISO 639 code.
    private static let names: [String: [String]] = [
        "ar": ["arabic"], "hy": ["armenian"], "eu": ["basque"], "bn": ["bengali"], "bg": ["bulgarian"],
        "ca": ["catalan"], "zh": ["smartcn", "cjk"], "ja": ["kuromoji", "cjk"], "ko": ["nori", "cjk"],
        "cs": ["czech"], "da": ["danish"], "nl": ["dutch"], "en": ["english"], "et": ["estonian"], "fi": ["finnish"],
        "fr": ["french"], "gl": ["galician"], "de": ["german"], "el": ["greek"], "hi": ["hindi"], "hu": ["hungarian"],
        "id": ["indonesian"], "ga": ["irish"], "it": ["italian"], "lv": ["latvian"], "lt": ["lithuanian"],
        "no": ["norwegian"], "nb": ["norwegian"], "nn": ["norwegian"], "fa": ["persian"], "pl": ["polish"],
        "pt": ["portuguese"], "ro": ["romanian"], "ru": ["russian"], "sr": ["serbian"], "ckb": ["sorani"],
        "es": ["spanish"], "sv": ["swedish"], "th": ["thai"], "tr": ["turkish"], "uk": ["ukrainian"],
    ]
}

extension TextAnalyzers {
    /// What an index has, else what was asked for, else ``standard``.
    ///
    /// - Throws: ``IngestError`` of the kind `indexMismatch` where the index has another one than was asked for.
    static func resolved(
        _ asked: TextAnalyzers?,
        existing: IndexDescription?,
        index: String
    ) throws(IngestError) -> TextAnalyzers {
        guard let existing, let asked, asked != existing.analyzers else {
            return existing?.analyzers ?? asked ?? .standard
        }
        throw IngestError(
            .indexMismatch,
            "The index '\(index)' cuts captions by the analyzers '\(existing.analyzers.rawValue)', not '\(asked.rawValue)'. Leave "
                + "--analyzers out, or use another index with --index."
        )
    }
}
