/// A running sum of hashed features, projected to 1,024 dims of which every prefix is a valid embedding.
///
/// Each feature gets one entry of random place and sign in every 16 components: the block construction of sparse random
/// projections (Kane and Nelson, "Sparser Johnson-Lindenstrauss Transforms", JACM 2014). A prefix of a multiple of 16 dims so
/// holds exactly its share of each feature, and inner products of normalised prefixes estimate the same similarity, with an
/// error of about `1/√dims`.
struct FeatureProjection: Sendable {
    static let dims = 1024
    private static let blocks = dims / 16

    private(set) var values = [Float](repeating: 0, count: dims)
    private(set) var isEmpty = true

    init() {}

    /// Adds `weight` in the direction of `feature`.
    mutating func add(_ feature: UInt64, _ weight: Float) {
        guard weight != 0 else { return }
        isEmpty = false
        var state = feature
        let sign = weight.bitPattern
        values.withUnsafeMutableBufferPointer { values in
            var block = 0
            while block < FeatureProjection.blocks {
                state &+= 0x9E37_79B9_7F4A_7C15
                var bits = StableHash.mix(state)
                // Five bits a block: four for the place, one for the sign.
                for _ in 0..<min(12, FeatureProjection.blocks - block) {
                    values[block * 16 + Int(truncatingIfNeeded: bits & 15)] +=
                        Float(bitPattern: sign ^ (UInt32(truncatingIfNeeded: bits & 16) << 27))
                    bits >>= 5
                    block += 1
                }
            }
        }
    }

    /// Adds another sum, scaled to length `weight`.
    mutating func add(_ other: FeatureProjection, length weight: Float) {
        guard let unit = other.unit(dims: FeatureProjection.dims) else { return }
        isEmpty = false
        for index in values.indices { values[index] += weight * unit[index] }
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
