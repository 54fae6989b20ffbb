/// The look of a picture without its colours: where its edges are, and which way they run.
///
/// What makes a red and a green apple, or a town by day and by night, look alike. Two descriptions of the gradient of the
/// strongest colour channel, on 32 × 32 pixels: histograms of its orientation in 4 × 4 overlapping cells (after Dalal and
/// Triggs, "Histograms of oriented gradients for human detection", CVPR 2005), decorrelated by cosine transforms over the
/// cells and a Fourier transform over the orientations; and a cosine transform of the map of its strength. Both go from
/// coarse to fine, at unit length, without their means, so that contrast and brightness do not count. Pictures that are all
/// soft, such as mist, are told apart by their shading too.
enum PictureLook {
    private static let side = 32
    private static let half = side / 2
    private static let cells = 4
    private static let bins = 6

    /// The look as the components of ``FeatureProjection/Part/look``; `nil` for a picture without any edge.
    ///
    /// The 48 coarsest coefficients fill the first 256 dims, 144 with finer ones the rest; each section of the vector takes
    /// them in turns, so that each is a fair sample of the whole.
    static func components(_ raster: PixelRaster) -> [Float]? {
        let planes = planes(raster)
        let edges = gradients(planes)
        let strength = edges.reduce(0) { $0 + $1.strength } / Double(edges.count)
        guard strength > 0 else { return nil }
        let (histogram, map, shading) = (orientations(edges), strengthMap(edges), shading(planes))
        // Where there are hardly any edges, they are mostly chance, and shading is what there is to see.
        let smoothness = 16 / (strength * strength + 16)
        let edgy = 1 - smoothness
        let coarse = unit(histogram.prefix(20), edgy) + unit(map.prefix(24), edgy) + unit(shading[...], smoothness)
        let fine = unit(histogram.prefix(60), 0.8 * edgy) + unit(map, edgy) + unit(shading[...], smoothness)
        var components: [Double] = []
        for turn in [0, 2] { components += stride(from: turn, to: 48, by: 4).map { coarse[$0] } }
        components += stride(from: 1, to: 48, by: 2).map { coarse[$0] }
        for turn in 0..<3 { components += stride(from: turn, to: 144, by: 3).map { fine[$0] } }
        return components.map { Float($0) }
    }

    private struct Gradient {
        var (x, y) = (0.0, 0.0)
        var strength = 0.0
    }

    private static func gradients(_ planes: [[Double]]) -> [Gradient] {
        var result = [Gradient](repeating: Gradient(), count: side * side)
        for y in 0..<side {
            let (above, below) = (max(0, y - 1) * side, min(side - 1, y + 1) * side)
            for x in 0..<side {
                let (left, right) = (max(0, x - 1), min(side - 1, x + 1))
                var best = Gradient()
                for plane in planes {
                    let dx = plane[y * side + right] - plane[y * side + left]
                    let dy = plane[below + x] - plane[above + x]
                    let squared = dx * dx + dy * dy
                    if squared > best.strength { best = Gradient(x: dx, y: dy, strength: squared) }
                }
                // Below one grey level nothing is there to compare.
                best.strength = best.strength < 1 ? 0 : best.strength.squareRoot()
                result[y * side + x] = best
            }
        }
        return result
    }

    /// Area means of the three channels on a 32 × 32 grid; pixels on a border count by the part of them that lies inside.
    private static func planes(_ raster: PixelRaster) -> [[Double]] {
        var planes = [[Double]](repeating: [Double](repeating: 0, count: side * side), count: 3)
        let columns = (0..<side).map { coverage($0, of: raster.width) }
        for row in 0..<side {
            let rows = coverage(row, of: raster.height)
            for column in 0..<side {
                var sums = (0.0, 0.0, 0.0)
                var total = 0.0
                for y in rows {
                    for x in columns[column] {
                        let pixel = raster.pixel(y.line * raster.width + x.line)
                        let weight = y.weight * x.weight
                        sums.0 += weight * Double(pixel.red)
                        sums.1 += weight * Double(pixel.green)
                        sums.2 += weight * Double(pixel.blue)
                        total += weight
                    }
                }
                planes[0][row * side + column] = sums.0 / total
                planes[1][row * side + column] = sums.1 / total
                planes[2][row * side + column] = sums.2 / total
            }
        }
        return planes
    }

    /// The source lines that a line of the grid covers, each with how much of it, in parts of 1/32.
    private static func coverage(_ index: Int, of length: Int) -> [(line: Int, weight: Double)] {
        let (start, end) = (index * length, (index + 1) * length)
        return (start / side..<(end + side - 1) / side)
            .map { line in (line, Double(min(end, (line + 1) * side) - max(start, line * side))) }
    }

    // MARK: - Orientations

    /// Twice the angle of each bin, as cosine and sine; literals, since libraries differ in the last bit.
    private static let directions: [(Double, Double)] = [
        (1, 0), (0.5, 0.8660254037844386), (-0.5, 0.8660254037844386), (-1, 0), (-0.5, -0.8660254037844386),
        (0.5, -0.8660254037844386),
    ]

    /// The orthonormal Fourier basis over six bins, and the frequency of each of its vectors.
    private static let harmonics: [(frequency: Int, basis: [Double])] = {
        let (a, b, c) = (0.408248290463863, 0.5773502691896258, 0.2886751345948129)
        return [
            (0, [a, a, a, a, a, a]), (1, [b, c, -c, -b, -c, c]), (1, [0, 0.5, 0.5, 0, -0.5, -0.5]),
            (2, [b, -c, -c, b, -c, -c]), (2, [0, 0.5, -0.5, 0, 0.5, -0.5]), (3, [a, -a, a, -a, a, -a]),
        ]
    }()

    /// Which coefficients of the histograms come first: the coarse ones.
    private static let order: [(u: Int, v: Int, harmonic: Int)] = {
        var all: [(rank: Int, u: Int, v: Int, harmonic: Int)] = []
        for u in 0..<cells {
            for v in 0..<cells {
                for harmonic in 0..<bins where u + v + harmonic > 0 {
                    all.append((2 * max(u, v) + min(u, v) + 2 * harmonics[harmonic].frequency, u, v, harmonic))
                }
            }
        }
        // A stable order: the sort itself promises none.
        return all.sorted { ($0.rank, $0.u, $0.v, $0.harmonic) < ($1.rank, $1.u, $1.v, $1.harmonic) }
            .map { ($0.u, $0.v, $0.harmonic) }
    }()

    private static func orientations(_ edges: [Gradient]) -> [Double] {
        var histogram = [Double](repeating: 0, count: cells * cells * bins)
        for y in 0..<side {
            for x in 0..<side {
                let edge = edges[y * side + x]
                guard edge.strength > 0 else { continue }
                let squared = edge.x * edge.x + edge.y * edge.y
                let cosine = (edge.x * edge.x - edge.y * edge.y) / squared
                let sine = 2 * edge.x * edge.y / squared
                let (rows, columns) = (neighbours(y), neighbours(x))
                for (bin, direction) in directions.enumerated() {
                    let likeness = cosine * direction.0 + sine * direction.1
                    guard likeness > 0 else { continue }
                    let weight = edge.strength * likeness * likeness * likeness * likeness
                    for row in rows {
                        for column in columns {
                            histogram[(row.cell * cells + column.cell) * bins + bin] +=
                                weight * row.share * column.share
                        }
                    }
                }
            }
        }
        // Roots damp the strongest edges; then the mean goes.
        histogram = histogram.map { $0.squareRoot() }
        let mean = histogram.reduce(0, +) / Double(histogram.count)
        histogram = histogram.map { $0 - mean }
        return order.map { u, v, harmonic in
            var sum = 0.0
            for row in 0..<cells {
                for column in 0..<cells {
                    let factor = cellCosine(row, u) * cellCosine(column, v)
                    for bin in 0..<bins {
                        sum += histogram[(row * cells + column) * bins + bin] * factor * harmonics[harmonic].basis[bin]
                    }
                }
            }
            return sum
        }
    }

    /// The two cells a line lies between, each with its share; the outermost lines have one cell twice.
    private static func neighbours(_ line: Int) -> [(cell: Int, share: Double)] {
        let place = (Double(line) + 0.5) / Double(side / cells) - 0.5
        let lower = place.rounded(.down)
        let share = place - lower
        return [(max(0, Int(lower)), 1 - share), (min(cells - 1, Int(lower) + 1), share)]
    }

    private static func cellCosine(_ cell: Int, _ frequency: Int) -> Double {
        CosineTable.value((2 * cell + 1) * frequency * 4) * (frequency == 0 ? 0.5 : 0.7071067811865476)
    }

    // MARK: - Strength

    /// Which coefficients of the strength map come first: by frequency.
    private static let mapOrder: [(u: Int, v: Int)] = {
        let all = (0..<10).flatMap { u in (0..<10).map { (u, $0) } }.filter { $0.0 + $0.1 > 0 }
        return all.sorted { a, b in
            (a.0 * a.0 + a.1 * a.1, a.0, a.1) < (b.0 * b.0 + b.1 * b.1, b.0, b.1)
        }
    }()

    private static func strengthMap(_ edges: [Gradient]) -> ArraySlice<Double> {
        let roots = edges.map { $0.strength.squareRoot() }
        var map = [Double](repeating: 0, count: half * half)
        for y in 0..<side { for x in 0..<side { map[y / 2 * half + x / 2] += roots[y * side + x] } }
        var rows = [Double](repeating: 0, count: half * 10)
        for y in 0..<half {
            for v in 0..<10 {
                var sum = 0.0
                for x in 0..<half { sum += map[y * half + x] * CosineTable.value((2 * x + 1) * v) }
                rows[y * 10 + v] = sum
            }
        }
        return
            mapOrder.prefix(80)
            .map { u, v in
                var sum = 0.0
                for y in 0..<half { sum += rows[y * 10 + v] * CosineTable.value((2 * y + 1) * u) }
                // Natural pictures hold most of their energy in the lowest frequencies.
                sum *= Double(u + v).squareRoot()
                return u == 0 || v == 0 ? sum * 0.7071067811865476 : sum
            }[...]
    }

    // MARK: - Shading

    /// How the lightness runs from side to side: its four lowest frequencies.
    private static func shading(_ planes: [[Double]]) -> [Double] {
        var cells = [Double](repeating: 0, count: half * half)
        for index in 0..<side * side {
            let lightness = 0.299 * planes[0][index] + 0.587 * planes[1][index] + 0.114 * planes[2][index]
            cells[index / side / 2 * half + index % side / 2] += lightness
        }
        return [(0, 1), (1, 1), (1, 0), (0, 2)]
            .map { u, v in
                var sum = 0.0
                for y in 0..<half {
                    for x in 0..<half {
                        sum +=
                            cells[y * half + x] * CosineTable.value((2 * y + 1) * u)
                            * CosineTable.value((2 * x + 1) * v)
                    }
                }
                return sum
            }
    }

    private static func unit(_ values: ArraySlice<Double>, _ weight: Double) -> [Double] {
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 1e-6 ? values.map { $0 * weight / length } : values.map { _ in 0 }
    }
}

/// Cosines of multiples of π/32.
enum CosineTable {
    /// cos(step · π/32), from literals: libraries differ in the last bit.
    static func value(_ step: Int) -> Double {
        let turn = step & 63
        let half = turn > 32 ? 64 - turn : turn
        return half > 16 ? -quarter[32 - half] : quarter[half]
    }

    private static let quarter: [Double] = [
        1, 0.9951847266721969, 0.9807852804032304, 0.9569403357322088, 0.9238795325112867, 0.881921264348355,
        0.8314696123025452, 0.773010453362737, 0.7071067811865476, 0.6343932841636455, 0.5555702330196023,
        0.47139673682599764, 0.38268343236508984, 0.29028467725446233, 0.19509032201612825, 0.09801714032956060, 0,
    ]
}
