public import ESJina
import Embeddings

extension VipsImagePreparer {
    /// How many pages a PDF file has.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - name: What names it in errors.
    /// - Returns: The number of pages, 1 to 100,000.
    /// - Throws: `ImageError`: `unsupportedFormat` where it is no PDF file, `unavailable` where libvips draws none, `encrypted`
    ///   where it asks for a password, `tooLarge` where it has more pages, else `corrupt`.
    public func pageCount(_ bytes: [UInt8], name: String) throws(ImageError) -> Int {
        try Decoding.run(bytes, name: name) { source throws(Decoding.Failure) in try source.pageCount() }
    }

    /// Draws one page of a PDF file on white, so large that its shortest side has `options.shortestSide` pixels.
    ///
    /// Vectors, texts and pictures are drawn for that size. A long page is drawn smaller, so that its longest side stays within
    /// eight times `options.shortestSide`; and no page is drawn with more than `options.maxPixels` pixels.
    ///
    /// - Parameters:
    ///   - bytes: The file.
    ///   - page: The page, from 1.
    ///   - name: What names the page in errors.
    ///   - options: Sizes and limits; a page of more square points than `maxPixels` is refused.
    /// - Returns: The page with its text, as JPEG with a raster of 32 by 32; `width` and `height` are the page's in points of 1/72 inch, turned
    ///   as the file says.
    /// - Throws: `ImageError` as ``pageCount(_:name:)``; `corrupt` where there is no such page.
    public func preparePage(
        _ bytes: [UInt8],
        page: Int,
        name: String,
        options: ImageOptions
    ) throws(ImageError) -> PreparedImage {
        var prepared = try Decoding.run(bytes, name: name) { source throws(Decoding.Failure) in
            let header = try source.page(page, maxPixels: options.maxPixels)
            let (width, height) = (Double(header.width), Double(header.height))
            let shortest = Double(max(1, options.shortestSide))
            let scale = min(
                shortest / min(width, height),
                shortest * Double(Self.maxAspect) / max(width, height),
                (Double(max(1, options.maxPixels)) / (width * height)).squareRoot()
            )
            let picture = try source.draw(header, scale: scale)
            let image = EmbeddingImage(
                bytes: try picture.jpeg(quality: options.quality),
                mediaType: "image/jpeg",
                raster: picture.raster(side: Self.rasterSide, aspectRatio: Float(width / height))
            )
            return PreparedImage(image, of: header.header)
        }
        prepared.pageText = PageText.read(bytes, page: page)
        return prepared
    }
}

extension PreparedImage {
    /// A prepared picture with what its file's header says.
    init(_ image: EmbeddingImage, of header: PictureHeader) {
        self.init(
            image: image,
            width: header.width,
            height: header.height,
            format: header.format.rawValue,
            embeddedTitle: header.metadata.title,
            embeddedCaption: header.metadata.caption,
            embeddedCaptions: header.metadata.captions,
            embeddedTags: header.metadata.tags
        )
    }
}
