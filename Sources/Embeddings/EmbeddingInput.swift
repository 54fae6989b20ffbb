/// One thing to embed: a text or a picture.
public enum EmbeddingInput: Sendable, Hashable {
    /// A text.
    case text(String)
    /// A picture, ready to be sent.
    case image(EmbeddingImage)

    /// Which modality it is.
    public var modality: Modality {
        switch self {
        case .text: .text
        case .image: .image
        }
    }
}

/// A picture as an embedder takes it: encoded bytes, a tiny raster, and the words known of it.
///
/// Neural embedders read only ``bytes``. The raster and the words are for embedders that see no pixels of their own, such
/// as ``HashingEmbedder``.
public struct EmbeddingImage: Sendable, Hashable {
    /// The encoded picture.
    public var bytes: [UInt8]
    /// Its media type, such as `image/jpeg`.
    public var mediaType: String
    /// A small raster of it, where one was made.
    public var raster: PixelRaster?
    /// Words known of it: caption, tags, file name; document side only; empty for a query.
    public var words: [String]

    /// Makes a picture.
    public init(bytes: [UInt8], mediaType: String, raster: PixelRaster? = nil, words: [String] = []) {
        self.bytes = bytes
        self.mediaType = mediaType
        self.raster = raster
        self.words = words
    }
}

/// A small uncompressed sRGB picture: three bytes a pixel, row after row.
public struct PixelRaster: Sendable, Hashable {
    /// Pixels a row.
    public let width: Int
    /// Rows.
    public let height: Int
    /// `width × height × 3` bytes: red, green, blue.
    public let rgb: [UInt8]
    /// The width of the picture it was made from, divided by its height.
    public let aspectRatio: Float

    /// Makes a raster; `nil` where `rgb` has another size than `width × height × 3`.
    public init?(width: Int, height: Int, rgb: [UInt8], aspectRatio: Float) {
        guard width > 0, height > 0, rgb.count == width * height * 3 else { return nil }
        self.width = width
        self.height = height
        self.rgb = rgb
        self.aspectRatio = aspectRatio
    }
}
