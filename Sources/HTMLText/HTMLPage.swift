/// What an HTML file says, without its markup.
public struct HTMLPage: Sendable, Hashable {
    /// The content of `<title>`, else `og:title`, else the first `<h1>`; `nil` where there is none.
    public var title: String?
    /// The text that a reader sees, white space as a browser collapses it.
    ///
    /// Blocks stand on lines of their own, an empty line around paragraphs, headings, lists and tables, a tab between the cells
    /// of a row. Where the page marks its main content (`<main>`, `role="main"`), only that; else everything but navigation.
    public var text: String
    /// The language's BCP 47 tag, such as `pt` or `zh-TW`, as the page says; `nil` where it does not.
    public var language: String?
    /// The summary that the page gives search engines: `description`, else `og:description`.
    public var description: String?

    /// Makes a page.
    public init(title: String? = nil, text: String, language: String? = nil, description: String? = nil) {
        self.title = title
        self.text = text
        self.language = language
        self.description = description
    }
}
