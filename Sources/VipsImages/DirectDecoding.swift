/// How a picture is decoded where a way is known that costs half of what libvips's own thumbnails do.
///
/// The blocks of a JPEG can be decoded at a half, a quarter or an eighth of their size from their low frequencies alone.
/// Thumbnails stop at twice the size that is wanted; going on is 45 dB away from a picture that was decoded whole (31 photos),
/// while encoding the result at quality 90 is 40.5 dB away. And thumbnails resample transparency in floating point; laid on white
/// before, it becomes the same picture but for a rim where the filter overshoots.
struct DirectDecoding {
    /// What is done.
    enum Way {
        /// A JPEG is decoded this many times smaller (2, 4 or 8) and resampled.
        case shrinking(Int32)
        /// Transparency is laid on white before resampling.
        case onWhite
    }

    let way: Way
    /// Pixels a row of the result, as it is stored.
    let width: Int32
    /// Rows of the result, as it is stored.
    let height: Int32

    /// Plans a picture for a box that counts upright; `nil` where libvips's thumbnails are the way.
    init?(of header: PictureHeader, width: Int, height: Int) {
        if header.hasForeignColours { return nil }
        let factor = max(1, Double(header.width) / Double(width), Double(header.height) / Double(height))
        switch header.format {
        case .jpeg where header.isGreyOrRGB && factor >= 2: way = .shrinking(factor >= 8 ? 8 : factor >= 4 ? 4 : 2)
        case .png where header.isTransparent: way = .onWhite
        default: return nil
        }
        func reduced(_ side: Int) -> Int32 { max(1, Int32((Double(side) / factor).rounded())) }
        let (across, down) = (reduced(header.width), reduced(header.height))
        (self.width, self.height) = header.isTurned ? (down, across) : (across, down)
    }
}
