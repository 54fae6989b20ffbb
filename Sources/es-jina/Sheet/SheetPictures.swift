import ESJina

/// Makes the thumbnails of a contact sheet from the files that documents name.
struct SheetPictures {
    /// The longest side of a thumbnail in pixels: a card's width on a screen of ordinary density, and enough on a finer one.
    static let longestSide = 320

    private let images: any ImagePreparer

    init(images: any ImagePreparer) { self.images = images }

    /// A thumbnail to show, or the reason why there is none.
    enum Thumbnail {
        case dataURI(String)
        case missing(reason: String)
    }

    /// The thumbnail of a picture.
    func thumbnail(of file: PictureFile) -> Thumbnail {
        do throws(PictureFile.Missing) {
            let side = Self.longestSide
            let jpeg = try file.preview(images, width: side, height: side, as: .jpeg)
            return .dataURI(HTML.dataURI(jpeg.bytes, mediaType: "image/jpeg"))
        } catch {
            return .missing(reason: error.reason)
        }
    }
}
