public import Embeddings

/// Makes pictures ready for an embedding model: decoded, upright, in sRGB, small enough.
///
/// Implemented on libvips by the module `VipsImages`; a library user may bring another. Functions are called from many tasks
/// at once and must not keep more than one decoded picture a call in memory.
public protocol ImagePreparer: Sendable {
    /// Prepares one picture.
    ///
    /// The result's shortest side is at most ``ImageOptions/shortestSide`` pixels and never larger than the original's.
    ///
    /// - Parameters:
    ///   - bytes: The encoded picture as it was read.
    ///   - name: What names it in errors: a path or URL.
    ///   - options: Sizes and limits.
    /// - Returns: The prepared picture and what is known of the original.
    /// - Throws: ``ImageError`` naming the picture, the reason and the fix.
    func prepare(_ bytes: [UInt8], name: String, options: ImageOptions) throws(ImageError) -> PreparedImage

    /// How many pages a PDF file has.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - name: What names it in errors.
    /// - Returns: The number of pages, at least 1.
    /// - Throws: ``ImageError``; of kind `unsupportedFormat` where PDF files cannot be read.
    func pageCount(_ bytes: [UInt8], name: String) throws(ImageError) -> Int

    /// Prepares one page of a PDF file as ``prepare(_:name:options:)`` does a picture.
    ///
    /// The page is drawn so that its shortest side has ``ImageOptions/shortestSide`` pixels, whatever its size on paper.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - page: The page, from 1.
    ///   - name: What names the page in errors.
    ///   - options: Sizes and limits.
    /// - Returns: The prepared picture of the page.
    /// - Throws: ``ImageError`` naming the file, the page, the reason and the fix.
    func preparePage(
        _ bytes: [UInt8],
        page: Int,
        name: String,
        options: ImageOptions
    ) throws(ImageError) -> PreparedImage

    /// Makes a small picture for people to look at, as large as fits a box and never larger than the original.
    ///
    /// - Parameters:
    ///   - bytes: The encoded picture as it was read.
    ///   - page: Which page of a PDF file, from 1; of pictures there is no other.
    ///   - name: What names it in errors.
    ///   - width: The most pixels a row, at least 1.
    ///   - height: The most rows, at least 1.
    ///   - encoding: What is to be made.
    /// - Returns: The small picture.
    /// - Throws: ``ImageError``.
    func preview(
        _ bytes: [UInt8],
        page: Int,
        name: String,
        width: Int,
        height: Int,
        as encoding: ImagePreview.Encoding
    ) throws(ImageError) -> ImagePreview
}

extension ImagePreparer {
    /// Refuses: this preparer reads no PDF files.
    public func pageCount(_ bytes: [UInt8], name: String) throws(ImageError) -> Int {
        throw ImageError(.unsupportedFormat, "\(name) is a PDF file, and this build reads none.")
    }

    /// Refuses: this preparer reads no PDF files.
    public func preparePage(
        _ bytes: [UInt8],
        page: Int,
        name: String,
        options: ImageOptions
    ) throws(ImageError) -> PreparedImage {
        throw ImageError(.unsupportedFormat, "\(name) is a PDF file, and this build reads none.")
    }
}

/// How pictures are prepared.
public struct ImageOptions: Sendable, Hashable {
    /// The most pixels of the shorter side; default 512, what jina-clip-v2's own preprocessor reads.
    public var shortestSide: Int
    /// The most pixels an original may have before it is decoded, of a PDF page the most square points; default 100 million.
    public var maxPixels: Int
    /// The JPEG quality of re-encoded pictures, 1 to 100; default 90.
    public var quality: Int

    /// Makes options.
    public init(shortestSide: Int = 512, maxPixels: Int = 100_000_000, quality: Int = 90) {
        self.shortestSide = shortestSide
        self.maxPixels = maxPixels
        self.quality = quality
    }

    /// Names the preprocessing in cache keys: vectors of pictures prepared otherwise are not the same vectors.
    public var fingerprint: String { "shortest\(shortestSide)-q\(quality)-v1" }
}

/// A picture ready to be embedded.
public struct PreparedImage: Sendable {
    /// What the embedder gets; its `words` are empty.
    public var image: EmbeddingImage
    /// The original's width in pixels, upright; a PDF page's in points of 1/72 inch.
    public var width: Int
    /// The original's height in pixels, upright; a PDF page's in points of 1/72 inch.
    public var height: Int
    /// The original's format: `jpeg`, `png`, `webp`, `gif`, `tiff`, `svg`, `heif`, `pdf`.
    public var format: String
    /// A title found inside the file; of a PDF file's page, the title of the file.
    public var embeddedTitle: String?
    /// A caption found inside the file (EXIF, IPTC or XMP) that does not say its language; `nil` where it only repeats one of
    /// ``embeddedCaptions``.
    public var embeddedCaption: String?
    /// Captions found inside the file that say their language (XMP), in the file's order, one a language.
    public var embeddedCaptions: [IngestRecord.Caption]
    /// Keywords found inside the file, each once, in the file's order.
    public var embeddedTags: [String]
    /// The text on a PDF file's page; `nil` where there is none, as in a scan, or where it is not read.
    public var pageText: String?

    /// Makes a prepared picture.
    public init(
        image: EmbeddingImage,
        width: Int,
        height: Int,
        format: String,
        embeddedTitle: String? = nil,
        embeddedCaption: String? = nil,
        embeddedCaptions: [IngestRecord.Caption] = [],
        embeddedTags: [String] = [],
        pageText: String? = nil
    ) {
        self.image = image
        self.width = width
        self.height = height
        self.format = format
        self.embeddedTitle = embeddedTitle
        self.embeddedCaption = embeddedCaption
        self.embeddedCaptions = embeddedCaptions
        self.embeddedTags = embeddedTags
        self.pageText = pageText
    }
}

/// Why a picture cannot be used.
public struct ImageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, as an open set.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind, in snake case.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The bytes are no picture of a format that is read.
        public static let unsupportedFormat = Kind(rawValue: "unsupported_format")
        /// The bytes are damaged or cut short.
        public static let corrupt = Kind(rawValue: "corrupt")
        /// The picture has more pixels than the limit.
        public static let tooLarge = Kind(rawValue: "too_large")
        /// The file asks for a password.
        public static let encrypted = Kind(rawValue: "encrypted")
        /// The machine lacks the library that decodes pictures.
        public static let unavailable = Kind(rawValue: "unavailable")
    }

    /// The kind of failure.
    public var kind: Kind
    /// One sentence: which picture, why, and what to do.
    public var message: String

    /// Makes an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
