import CommandTree
import ESJina

/// How words are indexed.
enum TextOptions {
    enum AnalyzersChoice: String, OptionChoice {
        case standard, language

        var summary: String {
            switch self {
            case .standard: "words as they are written; the same hits on every engine"
            case .language:
                "stems and no function words, by the server's analyzer for the caption's language, where it has one"
            }
        }

        var analyzers: TextAnalyzers { TextAnalyzers(rawValue: rawValue) }
    }

    static let analyzers = Option<AnalyzersChoice?>(
        "analyzers",
        configKey: "analyzers",
        help: "How captions in known languages are cut into terms."
    )
    .defaultDescribed("what the index has, else standard")
    static let languages = Option<[String]>(
        "languages",
        value: "TAG,TAG",
        help:
            "The languages whose captions have fields from the beginning, such as en,fr; others get theirs when they come."
    )
}
