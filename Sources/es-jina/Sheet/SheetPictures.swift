import ESJina

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Makes the thumbnails of a contact sheet from the files that documents name.
struct SheetPictures {
    /// The longest side of a thumbnail in pixels: a card's width on a screen of ordinary density, and enough on a finer one.
    static let longestSide = 320
    /// The largest file that is read for a thumbnail, in bytes: 256 MiB, as for an input of an ingest.
    static let maxBytes = 256 << 20

    private let images: any ImagePreparer

    init(images: any ImagePreparer) { self.images = images }

    /// A thumbnail to show, or the reason why there is none.
    enum Thumbnail {
        case dataURI(String)
        case missing(reason: String)
    }

    /// The thumbnail of the picture at `path`, which comes from a document and so may name anything.
    func thumbnail(of path: String?) -> Thumbnail {
        guard let path else { return .missing(reason: "The document names no file.") }
        var info = stat()
        guard stat(path, &info) == 0 else {
            let reason = String(cString: strerror(errno))
            let hint = path.hasPrefix("/") ? "" : " The path is relative to where the ingest ran."
            return .missing(reason: "\(path): \(reason).\(hint)")
        }
        // A pipe or a device would be waited for or read without end.
        guard info.st_mode & S_IFMT == S_IFREG else { return .missing(reason: "\(path) is not a regular file.") }
        guard info.st_size <= Self.maxBytes else {
            return .missing(reason: "\(path) has more than \(HumanUnits.bytes(Self.maxBytes)).")
        }
        // `-` alone would mean standard input.
        guard let bytes = PlatformFiles.read(path.hasPrefix("/") ? path : "./" + path) else {
            return .missing(reason: "\(path) cannot be read.")
        }
        do throws(ImageError) {
            let jpeg = try images.thumbnail(bytes, name: path, longestSide: Self.longestSide)
            return .dataURI(HTML.dataURI(jpeg, mediaType: "image/jpeg"))
        } catch {
            return .missing(reason: error.message)
        }
    }
}
