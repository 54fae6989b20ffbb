/// What the hashing embedder sees of a picture's raster: colours, brightness and shape as concepts.
enum PictureFeatures {
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
            projection.add(VisualConcepts.feature(name), share.squareRoot() * (isNeutral ? 0.5 : 1), to: .concepts)
        }
        if chromatic * 50 < pixels { projection.add(VisualConcepts.feature("monochrome"), 0.5, to: .concepts) }
        let brightness = luma / pixels
        if brightness < 70 { projection.add(VisualConcepts.feature("dark"), 0.4, to: .concepts) }
        if brightness > 185 { projection.add(VisualConcepts.feature("bright"), 0.4, to: .concepts) }
        let shape = raster.aspectRatio > 1.15 ? "horizontal" : raster.aspectRatio < 0.87 ? "vertical" : "square"
        projection.add(VisualConcepts.feature(shape), 0.2, to: .concepts)
    }
}

extension PixelRaster {
    func pixel(_ index: Int) -> (red: Int, green: Int, blue: Int) {
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
