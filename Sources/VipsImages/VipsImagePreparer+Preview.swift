public import ESJina

extension VipsImagePreparer {
    /// Makes a small picture for people to look at, as large as fits a box and never larger than the original.
    ///
    /// - Parameters:
    ///   - bytes: The encoded picture as it was read.
    ///   - page: Which page of a PDF file, from 1; of pictures there is no other.
    ///   - name: What names it in errors.
    ///   - width: The most pixels a row.
    ///   - height: The most rows.
    ///   - encoding: What is to be made.
    /// - Returns: The small picture.
    /// - Throws: `ImageError`.
    public func preview(
        _ bytes: [UInt8],
        page: Int,
        name: String,
        width: Int,
        height: Int,
        as encoding: ImagePreview.Encoding
    ) throws(ImageError) -> ImagePreview {
        let (width, height) = (max(1, width), max(1, height))
        return try Decoding.run(bytes, name: name) { source throws(Decoding.Failure) in
            let limit = ImageOptions().maxPixels
            if PictureFormat.isPDF(source.bytes) {
                let page = try source.page(page, maxPixels: limit)
                let scale = min(Double(width) / Double(page.width), Double(height) / Double(page.height))
                return try source.draw(page, scale: scale).preview(as: encoding)
            }
            let header = try source.header(maxPixels: limit)
            return try source.decode(header, width: width, height: height).preview(as: encoding)
        }
    }
}

extension VipsPicture {
    /// The flat picture, encoded.
    fileprivate func preview(as encoding: ImagePreview.Encoding) throws(Decoding.Failure) -> ImagePreview {
        let bytes: [UInt8]
        switch encoding {
        case .jpeg: bytes = try jpeg(quality: VipsImagePreparer.thumbnailQuality)
        case .png: bytes = try png()
        case .rgb:
            guard let pixels = rgb() else { throw .decoder(.png) }
            bytes = pixels
        }
        return ImagePreview(bytes: bytes, encoding: encoding, width: width, height: height)
    }
}
