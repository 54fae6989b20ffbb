import CLibvips
public import ESJina
import Embeddings

/// Makes pictures ready with libvips, which is opened when the first picture comes.
///
/// Reads JPEG, PNG, WebP, GIF and TIFF (their first frame or page), SVG, HEIC and AVIF, by what the bytes are and never by the
/// name. A picture is turned upright, brought to sRGB from its embedded profile, laid on white where it is transparent, and
/// shrunk while it is decoded where the format can do that. The size in the header is checked before anything is decoded.
///
/// The result is the original file where nothing had to be done: a JPEG, PNG or WebP of at most 1 MiB, small enough, upright,
/// opaque, one frame, eight bits a channel, without a colour profile and without EXIF, XMP, IPTC or text chunks (so that no
/// place or name travels to a model). Every other picture becomes a JPEG without metadata. Equal bytes and options give
/// equal results on one version of libvips.
///
/// Of PDF files it draws pages (``preparePage(_:page:name:options:)``) where the system's libvips has Poppler or PDFium, as those
/// of Debian, Ubuntu and Homebrew do. It brings their title, subject and keywords, and their text where Poppler's GLib library is
/// there, too. Fonts that a file does not carry are taken from the system. A file may be made so that drawing it takes hours, which cannot
/// be interrupted: where PDF files come from strangers, give the process a time limit.
///
/// libvips's settings are those of the process: all loaders but these are blocked, the operation cache is off, and one picture
/// is decoded by one thread, because many pictures are prepared at once. Of those with more than 16 million pixels that a decoder
/// must hold whole (progressive JPEG, interlaced PNG, WebP, HEIC and others), one is decoded at a time. Calls block their thread; a call that fails decodes
/// its picture twice, the second time alone, to learn the reason.
public struct VipsImagePreparer: ImagePreparer {
    /// The most bytes of a file that is passed on as it is.
    static let maxOriginalBytes = 1 << 20
    /// The longest side of a prepared picture in shortest sides, so that a strip of paper stays small.
    static let maxAspect = 8
    /// The side of the raster for embedders that see no pixels of their own.
    static let rasterSide = 32
    /// The JPEG quality of thumbnails.
    static let thumbnailQuality = 80

    /// Makes a preparer; costs nothing until its first picture.
    public init() {}

    /// Prepares one picture as the type's own documentation says.
    ///
    /// - Parameters:
    ///   - bytes: The encoded picture as it was read.
    ///   - name: What names it in errors: a path or URL.
    ///   - options: Sizes and limits.
    /// - Returns: The prepared picture, its longest side at most eight times `options.shortestSide`, with a raster of 32 by 32.
    /// - Throws: `ImageError` naming the picture, the reason and the fix.
    public func prepare(_ bytes: [UInt8], name: String, options: ImageOptions) throws(ImageError) -> PreparedImage {
        try Decoding.run(bytes, name: name) { source throws(Decoding.Failure) in
            let header = try source.header(maxPixels: options.maxPixels)
            let (width, height) = (header.width, header.height)
            let shortest = max(1, options.shortestSide)
            let longest = shortest * Self.maxAspect
            // A box that is open to one side; the longer side is bound only where the picture is a strip.
            var box = width <= height ? (width: shortest, height: longest) : (width: longest, height: shortest)
            if max(width, height) <= min(width, height) * Self.maxAspect {
                box = width <= height ? (shortest, Int(VipsPicture.maxSide)) : (Int(VipsPicture.maxSide), shortest)
            }
            let picture = try source.decode(header, width: box.width, height: box.height)
            let raster = picture.raster(side: Self.rasterSide, aspectRatio: Float(width) / Float(height))
            let isFinished =
                header.isPlain && picture.width == width && picture.height == height
                && bytes.count <= Self.maxOriginalBytes && header.format.endsProperly(bytes)
            let image =
                if isFinished, let mediaType = header.format.mediaTypeOfOriginal {
                    EmbeddingImage(bytes: bytes, mediaType: mediaType, raster: raster)
                } else {
                    EmbeddingImage(
                        bytes: try picture.jpeg(quality: options.quality),
                        mediaType: "image/jpeg",
                        raster: raster
                    )
                }
            return PreparedImage(image, of: header)
        }
    }
}
