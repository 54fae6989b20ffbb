/// A running sum of hashed features, projected to 1,024 dims of which every prefix is a valid embedding.
///
/// Each feature gets one entry of random place and sign in every 16 components: the block construction of sparse random
/// projections (Kane and Nelson, "Sparser Johnson-Lindenstrauss Transforms", JACM 2014). A prefix of a multiple of 16 dims so
/// holds exactly its share of each feature, and inner products of normalised prefixes estimate the same similarity, with an
/// error of about `1/√dims`.
///
/// The 16 components of a block belong to three parts that never meet: 12 to words, one to visual concepts, three to looks.
struct FeatureProjection: Sendable {
    /// Which components of every block of 16 a feature may use.
    struct Part: Sendable {
        let first: Int
        let count: Int

        static let words = Part(first: 0, count: 12)
        static let concepts = Part(first: 12, count: 1)
        static let look = Part(first: 13, count: 3)
    }

    static let dims = 1024
    static let blockSize = 16
    private static let blocks = dims / blockSize
    /// Where the sizes of the model end: what holds for each section holds for every prefix.
    static let sections = [0..<64, 64..<128, 128..<256, 256..<512, 512..<768, 768..<1024]

    private(set) var values = [Float](repeating: 0, count: dims)
    private(set) var isEmpty = true

    init() {}

    /// Adds `weight` in the direction of `feature` to one part.
    mutating func add(_ feature: UInt64, _ weight: Float, to part: Part = .words) {
        guard weight != 0 else { return }
        isEmpty = false
        var state = feature
        let sign = weight.bitPattern
        let (first, count) = (part.first, UInt64(truncatingIfNeeded: part.count))
        values.withUnsafeMutableBufferPointer { values in
            var block = 0
            while block < FeatureProjection.blocks {
                state &+= 0x9E37_79B9_7F4A_7C15
                var bits = StableHash.mix(state)
                // Eight bits a block: seven for the place, one for the sign.
                for _ in 0..<8 {
                    let place = first &+ Int(truncatingIfNeeded: ((bits & 127) &* count) >> 7)
                    values[block &* FeatureProjection.blockSize &+ place] +=
                        Float(bitPattern: sign ^ (UInt32(truncatingIfNeeded: bits & 128) << 24))
                    bits >>= 8
                    block &+= 1
                }
            }
        }
    }

    /// Sets the components of one part, in order.
    mutating func set(_ components: [Float], of part: Part) {
        for (index, value) in components.enumerated() where value != 0 {
            isEmpty = false
            values[index / part.count * FeatureProjection.blockSize + part.first + index % part.count] = value
        }
    }

    /// Adds one part of `other`, scaled to length `length` in total and to its share of that in every section.
    ///
    /// Sections where `other` has nothing are taken from `filler`.
    mutating func add(_ other: FeatureProjection, _ part: Part, length: Float, filler: FeatureProjection) {
        isEmpty = false
        for section in FeatureProjection.sections {
            var source = other
            var energy = other.energy(of: part, in: section)
            if energy < 1e-12 {
                source = filler
                energy = filler.energy(of: part, in: section)
            }
            let share = Double(section.count) / Double(FeatureProjection.dims)
            let factor = Double(length) * (share / energy).squareRoot()
            for block in stride(from: section.lowerBound, to: section.upperBound, by: FeatureProjection.blockSize) {
                for index in block + part.first..<block + part.first + part.count {
                    values[index] = Float(Double(source.values[index]) * factor)
                }
            }
        }
    }

    /// Scales every section to its share of the whole, so that each prefix holds as much of one vector as of another.
    mutating func level() {
        for section in FeatureProjection.sections {
            var energy = 0.0
            for index in section { energy += Double(values[index]) * Double(values[index]) }
            guard energy > 0 else { continue }
            let factor = (Double(section.count) / energy).squareRoot()
            for index in section { values[index] = Float(Double(values[index]) * factor) }
        }
    }

    private func energy(of part: Part, in section: Range<Int>) -> Double {
        var sum = 0.0
        for block in stride(from: section.lowerBound, to: section.upperBound, by: FeatureProjection.blockSize) {
            for index in block + part.first..<block + part.first + part.count {
                sum += Double(values[index]) * Double(values[index])
            }
        }
        return sum
    }

    /// The first `dims` components at unit length; `nil` where they are all zero.
    ///
    /// Plain loops in double precision and fixed order, not the kernels, whose sums differ in the last bit between processors:
    /// the same input has the same vector everywhere.
    func unit(dims: Int) -> [Float]? {
        var sum = 0.0
        for index in 0..<dims { sum += Double(values[index]) * Double(values[index]) }
        guard sum > 0 else { return nil }
        let factor = 1 / sum.squareRoot()
        return (0..<dims).map { Float(Double(values[$0]) * factor) }
    }
}
