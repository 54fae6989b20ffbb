/// Reduces the colours of a picture to as many as a terminal keeps.
enum Palette {
    /// The colours of a Sixel palette.
    static let size = 256

    /// Chooses colours by median cut (Heckbert, "Color image quantization for frame buffer display", 1982), over colours of five
    /// bits a channel; a picture of few colours keeps them as they are.
    ///
    /// Linear in the pixels.
    ///
    /// - Parameter rgb: Red, green and blue of every pixel.
    /// - Returns: At most ``size`` colours, and for every pixel the number of its colour.
    static func reduce(_ rgb: [UInt8]) -> (colours: [[UInt8]], indices: [UInt8]) {
        exact(rgb) ?? cut(rgb)
    }

    private static func exact(_ rgb: [UInt8]) -> (colours: [[UInt8]], indices: [UInt8])? {
        var numbers: [UInt32: UInt8] = [:]
        var colours: [[UInt8]] = []
        var indices: [UInt8] = []
        indices.reserveCapacity(rgb.count / 3)
        for start in stride(from: 0, to: rgb.count - 2, by: 3) {
            let key = UInt32(rgb[start]) << 16 | UInt32(rgb[start + 1]) << 8 | UInt32(rgb[start + 2])
            if let number = numbers[key] {
                indices.append(number)
            } else {
                guard colours.count < size else { return nil }
                numbers[key] = UInt8(colours.count)
                indices.append(UInt8(colours.count))
                colours.append(Array(rgb[start..<start + 3]))
            }
        }
        return (colours, indices)
    }

    /// All pixels whose colours agree in their upper five bits.
    private struct Bin {
        var key: Int
        var count = 0
        var sum: SIMD3<Int> = .zero

        func mean(_ channel: Int) -> Int { sum[channel] / count }
    }

    private static func cut(_ rgb: [UInt8]) -> (colours: [[UInt8]], indices: [UInt8]) {
        var bins = (0..<1 << 15).map { Bin(key: $0) }
        func key(_ start: Int) -> Int {
            (Int(rgb[start]) & 0xF8) << 7 | (Int(rgb[start + 1]) & 0xF8) << 2 | Int(rgb[start + 2]) >> 3
        }
        for start in stride(from: 0, to: rgb.count - 2, by: 3) {
            let key = key(start)
            bins[key].count += 1
            bins[key].sum &+= SIMD3(Int(rgb[start]), Int(rgb[start + 1]), Int(rgb[start + 2]))
        }
        var boxes = [bins.filter { $0.count > 0 }]
        var spreads = boxes.map(spread)
        while boxes.count < size {
            // The box that errs most: its widest channel, weighed by its pixels.
            guard let worst = spreads.indices.max(by: { spreads[$0].weight < spreads[$1].weight }),
                spreads[worst].weight > 0
            else { break }
            let (low, high) = halves(boxes[worst], channel: spreads[worst].channel)
            (boxes[worst], spreads[worst]) = (low, spread(low))
            boxes.append(high)
            spreads.append(spread(high))
        }
        var numbers = [UInt8](repeating: 0, count: 1 << 15)
        var colours: [[UInt8]] = []
        for (number, box) in boxes.enumerated() {
            for bin in box { numbers[bin.key] = UInt8(number) }
            let count = box.reduce(0) { $0 + $1.count }
            let sum = box.reduce(SIMD3<Int>.zero) { $0 &+ $1.sum }
            colours.append((0..<3).map { UInt8(sum[$0] / count) })
        }
        return (colours, stride(from: 0, to: rgb.count - 2, by: 3).map { numbers[key($0)] })
    }

    private static func spread(_ box: [Bin]) -> (channel: Int, weight: Int) {
        guard box.count > 1 else { return (0, 0) }
        let widths = (0..<3)
            .map { channel in
                let means = box.map { $0.mean(channel) }
                return (means.max() ?? 0) - (means.min() ?? 0)
            }
        let channel = widths.indices.max { widths[$0] < widths[$1] } ?? 0
        // Two bins may have one mean; they are told apart all the same.
        return (channel, max(1, widths[channel]) * box.reduce(0) { $0 + $1.count })
    }

    /// Splits where half of the pixels are on each side; both sides have at least one bin.
    private static func halves(_ box: [Bin], channel: Int) -> ([Bin], [Bin]) {
        let sorted = box.sorted { ($0.mean(channel), $0.key) < ($1.mean(channel), $1.key) }
        let half = box.reduce(0) { $0 + $1.count } / 2
        var seen = 0
        var cut = 0
        while cut < sorted.count - 1, seen + sorted[cut].count <= half || cut == 0 {
            seen += sorted[cut].count
            cut += 1
        }
        return (Array(sorted[..<cut]), Array(sorted[cut...]))
    }
}
