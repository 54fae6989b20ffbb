import CommandTree

/// How the hits of a search are shown.
enum SearchOutputOptions {
    static let paths =
        Option.flag("paths", help: "Print the path of each file that was found, one a line, and nothing else.")
        .discussed("A file of several hits is printed once, at the place of its best one.")
        .excluding("json", "ndjson", "format")
    static let null =
        Option.flag("null", short: "0", help: "Print paths like --paths, each ended by NUL, for 'xargs -0'.")
        .excluding("json", "ndjson", "format")
    static let preview = Option<PreviewChoice>(
        "preview",
        default: .none,
        configKey: "preview",
        help: "Draw the pictures that were found, where the terminal takes any."
    )
    .bare(PreviewChoice.auto.rawValue)
    .discussed("Never in pipes and files. Within tmux and screen only Sixel is drawn.")
    static let highlight =
        Option.flag(
            "highlight",
            isNegatable: true,
            help: "Ask for passages with the words that were found."
        )
        .defaultDescribed("on for tables and contact sheets")
    static let explain = Option.flag("explain", help: "Tell how each score came about.")
        .discussed("In JSON as `fusion` and `explanations` of each hit; else as a list below the table.")
        .excluding("paths", "null")
    static let timings = Option.flag("timings", help: "Tell on standard error where the time went.")
    static let html = Option<String?>(
        "html",
        value: "FILE",
        completion: .files,
        help: "Also write the hits as a contact sheet to look at in a browser."
    )
    static let htmlAppend = Option.flag(
        "html-append",
        help: "Add to the contact sheet instead of replacing it."
    )

    static let configurable: [any CommandOption] = [preview]

    private static let json = OutputOptions.json.discussed(
        """
        Keys: `hits`, `mode`, `model`, `dims`, `candidates` (how many hits there were to choose from), `fusion` (`method`, \
        `server_side`, `reason`), `cut_off`, `took_ms` (milliseconds by phase, and `total`), `warnings`. `fusion` and `cut_off` \
        are there where there is something to say.
        """
    )
    private static let ndjson = OutputOptions.ndjson.discussed(
        """
        A hit has the keys `rank`, `id`, `score`, `source` and `provenance` (`leg`, `rank`, `score`); where there is something \
        to say also `highlight` (passages by field, words found between <em> and </em>), `relevance`, `other_parts` (ids), and \
        with --explain `fusion` (`formula`, `terms`, `score`) and `explanations` (`leg`, `explanation`).
        """
    )

    static let group = OptionGroup(
        "Output",
        [
            OutputOptions.format, json, ndjson, paths, null, preview, highlight, explain,
            timings, html, htmlAppend,
        ]
    )
}
