import CommandTree

/// A way in which terminals take pictures.
enum GraphicsProtocol: String, Sendable, Hashable {
    /// https://sw.kovidgoyal.net/kitty/graphics-protocol/ – kitty, Ghostty, Konsole.
    case kitty
    /// https://iterm2.com/documentation-images.html – iTerm2, WezTerm, mintty.
    case iterm2
    /// DEC's Sixel (VT340) – foot, xterm, mlterm, contour, Windows Terminal, tmux.
    case sixel
}

/// What `--preview` is given.
enum PreviewChoice: String, OptionChoice {
    case auto, kitty, iterm2, sixel, none

    var summary: String {
        switch self {
        case .auto: "What the terminal takes; nothing where it takes no pictures"
        case .kitty: "The graphics protocol of kitty, Ghostty and Konsole"
        case .iterm2: "The inline images of iTerm2, WezTerm and mintty"
        case .sixel: "Sixel, as foot, xterm, mlterm and Windows Terminal take it"
        case .none: "No pictures"
        }
    }

    static var placeholder: String { "HOW" }

    /// The protocol that is asked for by its name.
    var named: GraphicsProtocol? { GraphicsProtocol(rawValue: rawValue) }
}

extension GraphicsProtocol {
    /// What the environment tells of a terminal.
    enum Verdict: Sendable, Hashable {
        /// It takes pictures in this way.
        case takes(GraphicsProtocol)
        /// It takes none.
        case takesNone
        /// Only the terminal itself can tell.
        case unknown
    }

    /// Judges a terminal by the variables that it sets.
    ///
    /// Within tmux and screen they are those of the terminal that the session was started from, which tells nothing.
    static func judged(by environment: [String: String]) -> Verdict {
        func value(_ name: String) -> String { environment[name] ?? "" }
        let term = value("TERM")
        if term == "dumb" || term == "linux" { return .takesNone }
        let isMultiplexed =
            !value("TMUX").isEmpty || !value("STY").isEmpty || term.hasPrefix("screen") || term.hasPrefix("tmux")
        guard !isMultiplexed else { return .unknown }
        if !value("KITTY_WINDOW_ID").isEmpty || term == "xterm-kitty" || term == "xterm-ghostty" {
            return .takes(.kitty)
        }
        // WezTerm takes kitty's protocol only where its user allows it.
        if !value("WEZTERM_EXECUTABLE").isEmpty || !value("WEZTERM_PANE").isEmpty { return .takes(.iterm2) }
        switch value("TERM_PROGRAM") {
        case "ghostty": return .takes(.kitty)
        case "iTerm.app", "WezTerm", "mintty": return .takes(.iterm2)
        case "Apple_Terminal": return .takesNone
        default: break
        }
        // Passed on by ssh, unlike TERM_PROGRAM.
        if value("LC_TERMINAL") == "iTerm2" { return .takes(.iterm2) }
        if term == "foot" || term.hasPrefix("foot-") || term.hasPrefix("mlterm") || term.hasPrefix("yaft") {
            return .takes(.sixel)
        }
        return .unknown
    }
}
