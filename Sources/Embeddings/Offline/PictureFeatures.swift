/// What the hashing embedder sees of a picture's raster: colours, brightness and shape as concepts, and its rough look.
enum PictureFeatures {
    private static let lookSeed: UInt64 = 0x6C_6F6F_6B

    /// Adds the picture's colours (each by the root of its share), brightness and shape.
    static func addConcepts(_ raster: PixelRaster, to projection: inout FeatureProjection) {
        var shares = [Int](repeating: 0, count: Colour.names.count)
        var luma = 0
        let pixels = raster.width * raster.height
        for pixel in 0..<pixels {
            let (red, green, blue) = raster.pixel(pixel)
            shares[Colour.index(red, green, blue)] += 1
            luma += (299 * red + 587 * green + 114 * blue) / 1000
        }
        var chromatic = 0
        for (index, name) in Colour.names.enumerated() {
            let share = Float(shares[index]) / Float(pixels)
            let isNeutral = index < Colour.neutrals
            if !isNeutral { chromatic += shares[index] }
            guard share >= 0.04 else { continue }
            // Black, white and grey are mostly background.
            projection.add(VisualConcepts.feature(name), share.squareRoot() * (isNeutral ? 0.5 : 1))
        }
        if chromatic * 50 < pixels { projection.add(VisualConcepts.feature("monochrome"), 0.5) }
        let brightness = luma / pixels
        if brightness < 70 { projection.add(VisualConcepts.feature("dark"), 0.4) }
        if brightness > 185 { projection.add(VisualConcepts.feature("bright"), 0.4) }
        let shape = raster.aspectRatio > 1.15 ? "horizontal" : raster.aspectRatio < 0.87 ? "vertical" : "square"
        projection.add(VisualConcepts.feature(shape), 0.2)
    }

    /// Adds the picture's look: low frequencies of its lightness and a 4 × 4 layout of its colours.
    ///
    /// The lightness is reduced to 16 × 16 and transformed by a discrete cosine transform (Ahmed, Natarajan and Rao 1974); of it
    /// the 63 lowest coefficients stay, without the mean, weighted up with frequency because natural pictures hold most of
    /// their energy in the lowest. Both halves have unit length, so contrast does not count.
    static func addLook(_ raster: PixelRaster, to projection: inout FeatureProjection) {
        let (luma, blueness, redness) = planes(raster)
        var look = cosineTransform(luma)
        normalize(&look)
        var layout = blockMeans(blueness) + blockMeans(redness)
        normalize(&layout)
        for (index, value) in (look + layout).enumerated() {
            projection.add(StableHash.mix(lookSeed &+ UInt64(index)), Float(value))
        }
    }

    private static let side = 16

    /// Area means of lightness and of the two colour differences on a 16 × 16 grid.
    private static func planes(_ raster: PixelRaster) -> (luma: [Double], blueness: [Double], redness: [Double]) {
        var planes = [[Double]](repeating: [Double](repeating: 0, count: side * side), count: 3)
        for row in 0..<side {
            let rows = span(row, of: raster.height)
            for column in 0..<side {
                let columns = span(column, of: raster.width)
                var (red, green, blue) = (0, 0, 0)
                for y in rows {
                    for x in columns {
                        let pixel = raster.pixel(y * raster.width + x)
                        red += pixel.red
                        green += pixel.green
                        blue += pixel.blue
                    }
                }
                let count = Double(rows.count * columns.count)
                let luma = (0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)) / count
                planes[0][row * side + column] = luma
                planes[1][row * side + column] = (Double(blue) / count - luma) * 0.564
                planes[2][row * side + column] = (Double(red) / count - luma) * 0.713
            }
        }
        return (planes[0], planes[1], planes[2])
    }

    /// The source lines of one cell; never empty, so that rasters below 16 pixels repeat theirs.
    private static func span(_ cell: Int, of length: Int) -> Range<Int> {
        let first = cell * length / side
        return first..<max(first + 1, (cell + 1) * length / side)
    }

    private static func blockMeans(_ plane: [Double]) -> [Double] {
        (0..<16)
            .map { block in
                var sum = 0.0
                for y in 0..<4 { for x in 0..<4 { sum += plane[(block / 4 * 4 + y) * side + block % 4 * 4 + x] } }
                return sum / 16
            }
    }

    private static func cosineTransform(_ plane: [Double]) -> [Double] {
        var rows = [Double](repeating: 0, count: side * 8)
        for y in 0..<side {
            for u in 0..<8 {
                var sum = 0.0
                for x in 0..<side { sum += plane[y * side + x] * cosine((2 * x + 1) * u) }
                rows[y * 8 + u] = sum
            }
        }
        var result: [Double] = []
        for v in 0..<8 {
            for u in 0..<8 where u + v > 0 {
                var sum = 0.0
                for y in 0..<side { sum += rows[y * 8 + u] * cosine((2 * y + 1) * v) }
                result.append(sum * Double(u + v))
            }
        }
        return result
    }

    /// cos(step · π/32), from literals: libraries differ in the last bit.
    private static func cosine(_ step: Int) -> Double {
        let turn = step & 63
        let half = turn > 32 ? 64 - turn : turn
        return half > 16 ? -quarter[32 - half] : quarter[half]
    }

    private static let quarter: [Double] = [
        1, 0.9951847266721969, 0.9807852804032304, 0.9569403357322088, 0.9238795325112867, 0.881921264348355,
        0.8314696123025452, 0.773010453362737, 0.7071067811865476, 0.6343932841636455, 0.5555702330196023,
        0.47139673682599764, 0.38268343236508984, 0.29028467725446233, 0.19509032201612825, 0.09801714032956060, 0,
    ]

    private static func normalize(_ values: inout [Double]) {
        // Below one grey level nothing is there to compare.
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 1 else { return values = values.map { _ in 0 } }
        for index in values.indices { values[index] /= length }
    }
}

extension PixelRaster {
    fileprivate func pixel(_ index: Int) -> (red: Int, green: Int, blue: Int) {
        (Int(rgb[index * 3]), Int(rgb[index * 3 + 1]), Int(rgb[index * 3 + 2]))
    }
}

/// The colour names of ``VisualConcepts``, by ranges of hue, saturation and lightness.
private enum Colour {
    static let names = [
        "black", "white", "gray", "red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "brown",
    ]
    /// How many of the first names are no colours.
    static let neutrals = 3

    /// The name of a pixel; integers only, so that it is the same everywhere.
    static func index(_ red: Int, _ green: Int, _ blue: Int) -> Int {
        let (high, low) = (max(red, green, blue), min(red, green, blue))
        let chroma = high - low
        if high < 40 { return 0 }
        if chroma * 100 < high * 16 || chroma < 14 { return high > 215 ? 1 : high < 60 ? 0 : 2 }
        let hue =
            if high == red {
                (60 * (green - blue) / chroma + 360) % 360
            } else if high == green {
                120 + 60 * (blue - red) / chroma
            } else {
                240 + 60 * (red - green) / chroma
            }
        let isPale = low > 120
        switch hue {
        case 0..<12: return isPale ? 10 : 3
        case 12..<42: return high < 170 ? 11 : isPale && chroma < 80 ? 1 : 4
        case 42..<68: return high < 110 ? 11 : 5
        case 68..<165: return 6
        case 165..<195: return 7
        case 195..<258: return 8
        case 258..<300: return 9
        case 300..<340: return high > 150 ? 10 : 9
        default: return isPale ? 10 : 3
        }
    }
}
