/// Hashes that are the same on every platform and in every run, unlike the standard library's.
enum StableHash {
    /// Spreads the bits of a number over all 64: the finaliser of SplitMix64.
    ///
    /// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014).
    @inline(__always)
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The hash of scalars under a seed: FNV-1a over whole scalars, then mixed.
    @inline(__always)
    static func hash(_ scalars: some Sequence<UInt32>, seed: UInt64) -> UInt64 {
        var h: UInt64 = 0xCBF2_9CE4_8422_2325 ^ seed
        for scalar in scalars { h = (h ^ UInt64(scalar)) &* 0x100_0000_01B3 }
        return mix(h)
    }

    /// The hash of a name under a seed.
    static func hash(_ name: StaticString, seed: UInt64) -> UInt64 {
        hash(
            UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount).lazy.map(UInt32.init),
            seed: seed
        )
    }
}
