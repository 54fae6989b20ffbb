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

    /// The picture as PNG.
    func png() throws(Decoding.Failure) -> [UInt8] {
        var memory: UnsafeMutableRawPointer?
        var count = 0
        guard clibvips_png(image, &memory, &count) == 0, let memory else { throw .decoder(.png) }
        defer { clibvips_free(memory) }
        return [UInt8](UnsafeRawBufferPointer(start: memory, count: count))
    }

    /// The pixels of a flat picture, three bytes each; `nil` where there is no memory.
    func rgb() -> [UInt8]? {
        clibvips_pixels(image).map { [UInt8](UnsafeRawBufferPointer(start: $0, count: width * height * 3)) }
    }

    /// A raster of `side` by `side` pixels of a flat picture: each the mean of the pixels it covers.
    ///
    /// Computed here, so that the vectors made from it do not depend on the version of libvips. Linear in the pixels.
    func raster(side: Int, aspectRatio: Float) -> PixelRaster? {
        guard let pixels = clibvips_pixels(image) else { return nil }
        let (width, height) = (width, height)
        // Where the picture is smaller than the raster, a pixel is repeated.
        func bounds(_ index: Int, of length: Int) -> Range<Int> {
            let start = index * length / side
            return start..<max(start + 1, (index + 1) * length / side)
        }
        var rgb = [UInt8](repeating: 0, count: side * side * 3)
        for row in 0..<side {
            let rows = bounds(row, of: height)
            for column in 0..<side {
                let columns = bounds(column, of: width)
                var (red, green, blue) = (0, 0, 0)
                for y in rows {
                    var pixel = pixels + (y * width + columns.lowerBound) * 3
                    for _ in columns {
                        red &+= Int(pixel[0])
                        green &+= Int(pixel[1])
                        blue &+= Int(pixel[2])
                        pixel += 3
                    }
                }
                let count = rows.count * columns.count
                let start = (row * side + column) * 3
                rgb[start] = UInt8((red + count / 2) / count)
                rgb[start + 1] = UInt8((green + count / 2) / count)
                rgb[start + 2] = UInt8((blue + count / 2) / count)
            }
        }
        return PixelRaster(width: side, height: side, rgb: rgb, aspectRatio: aspectRatio)
    }
}
