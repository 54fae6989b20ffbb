/// What an element means for the text.
struct ElementRole {
    /// How many line breaks it asks for around it: 0 inline, 1 a line of its own, 2 with an empty line.
    var breaks = 0
    /// Whether nothing in it is read.
    var isDropped = false
    /// Whether its white space counts.
    var keepsSpace = false
    /// Whether it is a cell of a table.
    var isCell = false

    /// The role of the element called `name`, in lower case.
    static func of(_ name: String) -> ElementRole { roles[name] ?? ElementRole() }

    private static let roles: [String: ElementRole] = {
        var roles: [String: ElementRole] = [:]
        for name in [
            "address", "body", "center", "dd", "details", "dialog", "dir", "div", "dt", "fieldset", "figcaption",
            "footer", "form", "header", "hgroup", "html", "legend", "li", "main", "menu", "option", "optgroup",
            "search",
            "summary", "tr", "caption", "thead", "tbody", "tfoot", "article", "aside", "section",
        ] { roles[name] = ElementRole(breaks: 1) }
        for name in [
            "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "dl", "table", "figure", "hr",
        ] { roles[name] = ElementRole(breaks: 2) }
        for name in ["pre", "listing", "xmp", "plaintext", "textarea"] {
            roles[name] = ElementRole(breaks: 2, keepsSpace: true)
        }
        for name in ["td", "th"] { roles[name] = ElementRole(isCell: true) }
        // Not the head: parsers leave it open where its end is implied by an element that they do not know.
        for name in [
            "script", "style", "noscript", "template", "svg", "canvas", "iframe", "noframes", "noembed", "object",
            "embed", "applet", "audio", "video", "select", "datalist", "nav",
        ] { roles[name] = ElementRole(breaks: 1, isDropped: true) }
        // Ruby annotations repeat in another script what stands below them; parentheses are for browsers without ruby.
        for name in ["rt", "rp", "rtc"] { roles[name] = ElementRole(isDropped: true) }
        return roles
    }()
}
