#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A contact sheet's HTML around its sections, and the places where more is added.
struct SheetPage {
    /// What every page of es-jina begins with; a file without it is somebody else's.
    private static let signature =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"generator\" content=\"es-jina contact sheet 1\">\n"
    // None of these can come from data, in which every `<` is escaped.
    private static let linksEnd = "<!-- es-jina: links end -->"
    private static let sectionsEnd = "<!-- es-jina: sections end -->"
    static let sectionStart = "<section class=\"search\""

    /// The whole page in UTF-8; bytes, because a sheet has megabytes of thumbnails to search and to move.
    private(set) var bytes: [UInt8]

    /// Begins a page without sections.
    init() {
        let text =
            Self.signature + """
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>Contact sheet · es-jina</title>
                <style>
                \(SheetStyle.css)
                </style>
                </head>
                <body>
                <header class="top">
                <h1>Contact sheet</h1>
                <nav aria-label="Searches">
                <ol>
                \(Self.linksEnd)
                </ol>
                </nav>
                </header>
                <main>
                \(Self.sectionsEnd)
                </main>
                <footer class="end">Made by es-jina. Scores of different legs cannot be compared; ranks can.</footer>
                </body>
                </html>

                """
        bytes = Array(text.utf8)
    }

    /// Takes up a page made before; `nil` where `bytes` are none of es-jina's, or were cut short.
    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard bytes.starts(with: Self.signature.utf8), bytes.suffix(8).elementsEqual("</html>\n".utf8),
            places(of: Self.linksEnd).count == 1, places(of: Self.sectionsEnd).count == 1
        else { return nil }
    }

    /// How many searches the page shows.
    var sectionCount: Int { places(of: Self.sectionStart).count }

    /// Adds a section and a link to it.
    mutating func append(_ section: String, title: String) {
        let number = sectionCount + 1
        let link = "<li><a href=\"#search-\(number)\" dir=\"auto\">\(HTML.text(title))</a></li>\n"
        insert(section, before: Self.sectionsEnd)
        insert(link, before: Self.linksEnd)
    }

    private mutating func insert(_ addition: String, before marker: String) {
        guard let place = places(of: marker).first else { return }
        bytes.insert(contentsOf: addition.utf8, at: place)
    }

    /// Where `marker`, which begins with `<`, begins each time it occurs.
    private func places(of marker: String) -> [Int] {
        let marker = Array(marker.utf8)
        return bytes.withUnsafeBytes { page in
            var places: [Int] = []
            var start = 0
            // Thumbnails are base64 without any `<`, so that nearly the whole page is passed over by one fast scan.
            while let base = page.baseAddress,
                let found = memchr(base + start, Int32(UInt8(ascii: "<")), page.count - start)
            {
                let place = base.distance(to: found)
                if page[place...].starts(with: marker) { places.append(place) }
                start = place + 1
            }
            return places
        }
    }
}
