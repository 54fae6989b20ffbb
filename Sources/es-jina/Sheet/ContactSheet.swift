import ESJina

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes what searches found as one HTML page to look at in a browser.
///
/// The page asks for nothing else: its style is inside it, thumbnails are data URIs. Each search is a section; sections can be
/// added to a page that is there. Titles, captions and texts are data and are escaped.
struct ContactSheet {
    private let pictures: SheetPictures

    init(images: any ImagePreparer) { pictures = SheetPictures(images: images) }

    /// Writes one search's hits to the page at `path`, which is replaced as a whole or not at all.
    ///
    /// - Parameters:
    ///   - results: What the search found.
    ///   - title: What was searched for.
    ///   - queryPicture: The file of the picture that was searched by; shown beside the title where it can be read.
    ///   - account: What explains scores; `nil` where nobody asked.
    ///   - path: The page's file.
    ///   - appending: Whether the search becomes a further section of the page that is there; without one a page is begun.
    /// - Throws: ``CommandError`` where the page cannot be read or written, or is not one of es-jina's.
    func write(
        _ results: SearchResults,
        title: String,
        queryPicture: String? = nil,
        account: ScoreAccount? = nil,
        to path: String,
        appending: Bool
    ) throws(CommandError) {
        var page = SheetPage()
        if appending, access(path, F_OK) == 0 {
            guard let bytes = PlatformFiles.read(path), let existing = SheetPage(bytes) else {
                throw CommandError(
                    "Cannot add to \(path): it is not a contact sheet made by es-jina. Name another file with --html, or "
                        + "leave --html-append out to replace it."
                )
            }
            page = existing
        }
        page.append(
            SheetSection(results, title: title, number: page.sectionCount + 1, pictures: pictures, account: account)
                .html(queryPicture: queryPicture),
            title: title
        )
        try Self.replace(path, with: page.bytes)
    }

    /// Writes a file beside `path` and moves it there, so that a reader never meets half a page.
    static func replace(_ path: String, with bytes: [UInt8]) throws(CommandError) {
        let temporary = "\(path).\(getpid()).tmp"
        do throws(CommandError) {
            try PlatformFiles.write(bytes, to: temporary)
        } catch {
            unlink(temporary)
            throw CommandError(error.description.replacing(temporary, with: path))
        }
        guard rename(temporary, path) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(temporary)
            throw CommandError("Cannot write \(path): \(reason).")
        }
    }
}
