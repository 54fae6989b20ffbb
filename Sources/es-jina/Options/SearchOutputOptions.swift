import CommandTree

/// How the hits of a search are shown.
enum SearchOutputOptions {
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

    static let group = OptionGroup(
        "Output",
        [OutputOptions.format, OutputOptions.json, OutputOptions.ndjson, html, htmlAppend]
    )
}
