import CommandTree
import ESJina
import VipsImages

/// Shows what one search found, in every way its command line asks for.
struct SearchOutput {
    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    /// Shows the hits.
    ///
    /// - Parameters:
    ///   - results: What the search found.
    ///   - query: What was searched for.
    ///   - picture: The name of the picture that was searched by.
    /// - Throws: What cannot be written.
    func show(_ results: SearchResults, of query: SearchQuery, picture: String?) throws {
        for warning in results.warnings { console.warn(warning) }
        try SearchResultsDocument(results).print(OutputOptions.chosen(command, console.terminal), console)
        if let path = command[SearchOutputOptions.html] {
            try ContactSheet(images: VipsImagePreparer())
                .write(
                    results,
                    title: query.text ?? "Pictures like \(picture ?? "this one")",
                    queryPicture: picture,
                    to: path,
                    appending: command[SearchOutputOptions.htmlAppend]
                )
            console.note("Contact sheet: \(path)")
        }
    }
}
