import ESJina
import JSONValues

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The file of a picture, as a hit names it.
struct PictureFile {
    /// The largest file that is read to be shown, in bytes: 256 MiB, as for an input of an ingest.
    static let maxBytes = 256 << 20

    /// Where it is; `nil` where the document names no file.
    let path: String?
    /// The page that the hit is, from 1, where the file is a PDF file.
    let page: Int

    init(path: String?, page: Int = 1) {
        self.path = path
        self.page = page
    }

    /// The picture that `hit` is.
    init(_ hit: SearchResult) {
        let path = hit.source[DocumentFields.path]?.string.flatMap { $0.isEmpty ? nil : $0 }
        self.init(path: path, page: max(1, hit.source[DocumentFields.partNumber]?.int ?? 1))
    }

    /// Why a picture cannot be shown, as a sentence.
    struct Missing: Error, CustomStringConvertible {
        var reason: String
        var description: String { reason }
    }

    /// Makes a small picture of it; the path comes from a document and so may name anything.
    ///
    /// - Parameters:
    ///   - images: What decodes it.
    ///   - width: The most pixels a row.
    ///   - height: The most rows.
    ///   - encoding: What is to be made.
    /// - Returns: The small picture.
    /// - Throws: ``Missing``.
    func preview(
        _ images: any ImagePreparer,
        width: Int,
        height: Int,
        as encoding: ImagePreview.Encoding
    ) throws(Missing) -> ImagePreview {
        let bytes = try bytes()
        let path = path ?? ""
        do throws(ImageError) {
            return try images.preview(bytes, page: page, name: path, width: width, height: height, as: encoding)
        } catch {
            throw Missing(reason: error.message)
        }
    }

    /// The whole file, which may be anything; nothing is read but regular files of bounded size.
    ///
    /// - Throws: ``Missing``.
    func bytes() throws(Missing) -> [UInt8] {
        guard let path else { throw Missing(reason: "The document names no file.") }
        var info = stat()
        guard stat(path, &info) == 0 else {
            let reason = String(cString: strerror(errno))
            let hint = path.hasPrefix("/") ? "" : " The path is relative to where the ingest ran."
            throw Missing(reason: "\(path): \(reason).\(hint)")
        }
        // A pipe or a device would be waited for or read without end.
        guard info.st_mode & S_IFMT == S_IFREG else { throw Missing(reason: "\(path) is not a regular file.") }
        guard info.st_size <= Self.maxBytes else {
            throw Missing(reason: "\(path) has more than \(HumanUnits.bytes(Self.maxBytes)).")
        }
        // `-` alone would mean standard input.
        guard let bytes = PlatformFiles.read(path.hasPrefix("/") ? path : "./" + path) else {
            throw Missing(reason: "\(path) cannot be read.")
        }
        return bytes
    }
}
