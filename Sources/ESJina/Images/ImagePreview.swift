/// A small picture for people to look at: upright, opaque, in sRGB.
public struct ImagePreview: Sendable, Hashable {
    /// How a preview's bytes are to be read.
    public enum Encoding: Sendable, Hashable {
        /// A JPEG file of quality 80.
        case jpeg
        /// A PNG file.
        case png
        /// Red, green and blue of every pixel, row by row from the top, a byte each.
        case rgb
    }

    /// The pixels, encoded as ``encoding`` says.
    public var bytes: [UInt8]
    /// How ``bytes`` are to be read.
    public var encoding: Encoding
    /// Pixels a row.
    public var width: Int
    /// Rows.
    public var height: Int

    /// Makes a preview.
    public init(bytes: [UInt8], encoding: Encoding, width: Int, height: Int) {
        self.bytes = bytes
        self.encoding = encoding
        self.width = width
        self.height = height
    }
}

extension ImagePreparer {
    /// Makes a small JPEG for people to look at; of a PDF file, its first page.
    ///
    /// - Parameters:
    ///   - bytes: The encoded picture as it was read.
    ///   - name: What names it in errors.
    ///   - longestSide: The most pixels of its longer side.
    /// - Returns: The encoded JPEG.
    /// - Throws: ``ImageError``.
    public func thumbnail(_ bytes: [UInt8], name: String, longestSide: Int) throws(ImageError) -> [UInt8] {
        try preview(bytes, page: 1, name: name, width: longestSide, height: longestSide, as: .jpeg).bytes
    }
}
