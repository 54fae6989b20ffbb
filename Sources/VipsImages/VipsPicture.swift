import CLibvips
import Embeddings

/// A picture of libvips, released with this value.
struct VipsPicture: ~Copyable {
    /// The most pixels a side may have in libvips.
    static let maxSide: Int32 = 10_000_000

    let image: OpaquePointer

    /// Takes the reference that a call returned; `nil` where it returned none.
    init?(_ image: OpaquePointer?) {
        guard let image else { return nil }
        self.image = image
    }

    deinit { clibvips_release(image) }

    /// Pixels a row.
    var width: Int { Int(clibvips_width(image)) }
    /// Rows.
    var height: Int { Int(clibvips_height(image)) }

    /// The picture as JPEG.
    func jpeg(quality: Int) throws(Decoding.Failure) -> [UInt8] {
        var memory: UnsafeMutableRawPointer?
        var count = 0
        guard clibvips_jpeg(image, Int32(max(1, min(100, quality))), &memory, &count) == 0, let memory else {
            throw .decoder(.jpeg)
        }
        defer { clibvips_free(memory) }
        return [UInt8](UnsafeRawBufferPointer(start: memory, count: count))
    }

    /// A raster of `side` by `side` pixels.
    func raster(side: Int, aspectRatio: Float) throws(Decoding.Failure) -> PixelRaster? {
        guard let small = VipsPicture(clibvips_resize(image, Int32(side), Int32(side))) else { throw .decoder(.jpeg) }
        var count = 0
        guard let memory = clibvips_pixels(small.image, &count) else { throw .decoder(.jpeg) }
        defer { clibvips_free(memory) }
        return PixelRaster(
            width: side,
            height: side,
            rgb: [UInt8](UnsafeRawBufferPointer(start: memory, count: count)),
            aspectRatio: aspectRatio
        )
    }
}
