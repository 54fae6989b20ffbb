import CLibvips
import ESJina

extension Decoding {
    /// A page of a PDF file and what its header says, sizes in points.
    struct Page {
        /// The page, from 1.
        let number: Int
        let header: PictureHeader

        var width: Int { header.width }
        var height: Int { header.height }
    }

    /// The most pages that libvips counts to.
    static let maxPages = 100_000
    /// The longest side of a page in points; beyond it the smallest scale that libvips takes is too large.
    private static let maxPageSide = 1_000_000
    /// The scales that libvips takes; it would draw others in the page's own size.
    private static let scales = 0.001...100_000.0

    /// How many pages the file has.
    func pageCount() throws(Failure) -> Int {
        // A name of its own keeps the picture until it was asked.
        let first = try firstLook(at: 1)
        let count = Int(clibvips_pages(first.image))
        guard count <= Self.maxPages else {
            throw .known(
                ImageError(
                    .tooLarge,
                    "\(name) has \(count) pages, more than the \(Self.maxPages) that are read; split it."
                )
            )
        }
        return count
    }

    /// The header of a page, with the limits checked.
    func page(_ number: Int, maxPixels: Int) throws(Failure) -> Page {
        guard 1...Self.maxPages ~= number else {
            throw .known(ImageError(.corrupt, "\(name) has no page \(number); pages count from 1 to \(Self.maxPages)."))
        }
        let page = Page(number: number, header: PictureHeader(try firstLook(at: number), format: .pdf, file: bytes))
        // libvips gives one pixel where the page's own size is beyond what it can hold.
        guard page.width > 1, page.height > 1 else {
            throw .known(ImageError(.corrupt, "\(name) has a page \(number) of no usable size; get the file anew."))
        }
        let area = page.width * page.height
        guard area <= maxPixels, max(page.width, page.height) <= Self.maxPageSide else {
            throw .known(
                ImageError(
                    .tooLarge,
                    "\(name) has a page \(number) of \(page.width) × \(page.height) = \(area) square points, more than the limit "
                        + "of \(maxPixels); raise --max-megapixels (ImageOptions.maxPixels) to read it, or leave it out."
                )
            )
        }
        return page
    }

    /// The page drawn at `scale` times 72 pixels an inch on white.
    func draw(_ page: Page, scale: Double) throws(Failure) -> VipsPicture {
        let scale = min(max(scale, Self.scales.lowerBound), Self.scales.upperBound)
        guard
            let lazy = VipsPicture(clibvips_page(bytes.baseAddress, bytes.count, Int32(page.number - 1), scale)),
            let flat = VipsPicture(clibvips_flat(lazy.image))
        else { throw .decoder(.pdf) }
        return flat
    }

    private func firstLook(at number: Int) throws(Failure) -> VipsPicture {
        guard PictureFormat.isPDF(bytes) else {
            throw .known(
                ImageError(.unsupportedFormat, "\(name) is no PDF file; give it the name that fits what it is.")
            )
        }
        guard clibvips_draws_pdf() else {
            throw .known(
                ImageError(
                    .unavailable,
                    "Cannot read the PDF file \(name): libvips here has no loader for PDF (pdfload, by Poppler or PDFium); install "
                        + "one that has it (Debian, Ubuntu: apt-get install libvips42; macOS: brew install vips) and run again."
                )
            )
        }
        guard let page = VipsPicture(clibvips_page(bytes.baseAddress, bytes.count, Int32(number - 1), 1)) else {
            throw .decoder(.pdf)
        }
        return page
    }

    /// The sentence for what libvips says of a PDF file, where it has a better one than that it is damaged.
    func pageProblem(_ reason: String) -> ImageError? {
        let reason = reason.lowercased()
        if reason.contains("encrypted") || reason.contains("password") || reason.contains("security") {
            return ImageError(
                .encrypted,
                "\(name) is a PDF file that asks for a password; remove it (qpdf --decrypt) or leave the file out."
            )
        }
        if reason.contains("pages out of range") {
            return ImageError(
                .corrupt,
                "\(name) is a PDF file without that page, or with no page at all; get the file anew or leave it out."
            )
        }
        return nil
    }
}
