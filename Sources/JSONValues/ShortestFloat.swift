/// Writes 32-bit floats by the shortest digits that read back to them, byte for byte as `Float.description` does.
///
/// A vector is a thousand numbers, and a `String` for each of them costs several times the work of finding its digits. The digits
/// are found as in R. Giulietti, "The Schubfach way to render doubles" (2021), here with 64-bit powers of ten for 24-bit
/// significands: three multiplications, no search and no big numbers.
struct ShortestFloat {
    /// The most bytes one number takes.
    static let maxBytes = 16

    /// ⌊10ᵉ · 2ʳ⌋ + 1 for e from −31 to 45, r such that the number has 64 bits.
    private static let powers: [UInt64] = [
        0x81ceb32c4b43fcf5, 0xa2425ff75e14fc32, 0xcad2f7f5359a3b3f, 0xfd87b5f28300ca0e, 0x9e74d1b791e07e49,
        0xc612062576589ddb, 0xf79687aed3eec552, 0x9abe14cd44753b53, 0xc16d9a0095928a28, 0xf1c90080baf72cb2,
        0x971da05074da7bef, 0xbce5086492111aeb, 0xec1e4a7db69561a6, 0x9392ee8e921d5d08, 0xb877aa3236a4b44a,
        0xe69594bec44de15c, 0x901d7cf73ab0acda, 0xb424dc35095cd810, 0xe12e13424bb40e14, 0x8cbccc096f5088cc,
        0xafebff0bcb24aaff, 0xdbe6fecebdedd5bf, 0x89705f4136b4a598, 0xabcc77118461cefd, 0xd6bf94d5e57a42bd,
        0x8637bd05af6c69b6, 0xa7c5ac471b478424, 0xd1b71758e219652c, 0x83126e978d4fdf3c, 0xa3d70a3d70a3d70b,
        0xcccccccccccccccd, 0x8000000000000001, 0xa000000000000001, 0xc800000000000001, 0xfa00000000000001,
        0x9c40000000000001, 0xc350000000000001, 0xf424000000000001, 0x9896800000000001, 0xbebc200000000001,
        0xee6b280000000001, 0x9502f90000000001, 0xba43b74000000001, 0xe8d4a51000000001, 0x9184e72a00000001,
        0xb5e620f480000001, 0xe35fa931a0000001, 0x8e1bc9bf04000001, 0xb1a2bc2ec5000001, 0xde0b6b3a76400001,
        0x8ac7230489e80001, 0xad78ebc5ac620001, 0xd8d726b7177a8001, 0x878678326eac9001, 0xa968163f0a57b401,
        0xd3c21bcecceda101, 0x84595161401484a1, 0xa56fa5b99019a5c9, 0xcecb8f27f4200f3b, 0x813f3978f8940985,
        0xa18f07d736b90be6, 0xc9f2c9cd04674edf, 0xfc6f7c4045812297, 0x9dc5ada82b70b59e, 0xc5371912364ce306,
        0xf684df56c3e01bc7, 0x9a130b963a6c115d, 0xc097ce7bc90715b4, 0xf0bdc21abb48db21, 0x96769950b50d88f5,
        0xbc143fa4e250eb32, 0xeb194f8e1ae525fe, 0x92efd1b8d0cf37bf, 0xb7abc627050305ae, 0xe596b7b0c643c71a,
        0x8f7e32ce7bea5c70, 0xb35dbf821ae4f38c,
    ]
    private static let leastPower = -31

    /// Writes `values` with a comma between each two.
    ///
    /// - Parameters:
    ///   - values: The numbers; NaN and infinities, which JSON lacks, are written as `null`.
    ///   - out: Room for ``maxBytes`` and a comma for each of them.
    /// - Returns: How many bytes were written.
    static func write(_ values: UnsafeBufferPointer<Float>, to out: UnsafeMutablePointer<UInt8>) -> Int {
        powers.withUnsafeBufferPointer { powers in
            var end = out
            for (index, value) in values.enumerated() {
                if index > 0 { append(UInt8(ascii: ","), &end) }
                write(value, powers, &end)
            }
            return end - out
        }
    }

    private static func write(
        _ value: Float,
        _ powers: UnsafeBufferPointer<UInt64>,
        _ end: inout UnsafeMutablePointer<UInt8>
    ) {
        let bits = value.bitPattern
        let magnitude = bits & 0x7fff_ffff
        guard magnitude < 0x7f80_0000 else { return append("null", &end) }
        if bits != magnitude { append(UInt8(ascii: "-"), &end) }
        guard magnitude != 0 else { return append("0.0", &end) }
        let fraction = magnitude & 0x007f_ffff
        let biased = Int(magnitude >> 23)
        let significand = biased == 0 ? fraction : fraction | 0x0080_0000
        let (digits, exponent) = shortest(
            significand,
            max(biased, 1) - 150,
            isLowest: fraction == 0 && biased > 1,
            powers
        )
        layOut(digits, exponent, isWhole: magnitude <= 0x4b80_0000, &end)
    }

    // MARK: Digits

    /// The shortest decimal within the rounding interval of `significand` · 2^`exponent`, the nearest where there are several.
    ///
    /// - Parameters:
    ///   - significand: A whole number below 2²⁴.
    ///   - exponent: A power of two.
    ///   - isLowest: Whether the number below is only half as far away as the number above.
    ///   - powers: The powers of ten.
    /// - Returns: The decimal, digits · 10^exponent.
    private static func shortest(
        _ significand: UInt32,
        _ exponent: Int,
        isLowest: Bool,
        _ powers: UnsafeBufferPointer<UInt64>
    ) -> (digits: UInt32, exponent: Int) {
        // ⌊log₁₀ 2^exponent⌋, of three quarters of it for a lowest one: the interval's width lies in 10ᵏ to 10ᵏ⁺¹.
        let k = (exponent * 1_262_611 - (isLowest ? 524_031 : 0)) >> 22
        let power = powers[-k - leastPower]
        // 33 more than the place of the leading bits, so that the upper half of the product has 32 bits behind its point.
        let shift = UInt64(exponent + ((-k * 1_741_647) >> 19) + 33)
        let center = UInt64(significand) << 2
        // In quarters of 10ᵏ; the ends belong to the interval where the significand is even.
        let value = scaled(center << shift, power)
        let lower = scaled((center - (isLowest ? 1 : 2)) << shift, power)
        let upper = scaled((center + 2) << shift, power)
        let isOdd = significand & 1

        let below = value >> 2
        if below >= 10 {
            let shortBelow = below / 10 * 10
            let isBelowIn = lower + isOdd <= shortBelow << 2
            let isAboveIn = ((shortBelow + 10) << 2) + isOdd <= upper
            if isBelowIn != isAboveIn { return stripped(isBelowIn ? shortBelow : shortBelow + 10, k) }
        }
        let isBelowIn = lower + isOdd <= below << 2
        let isAboveIn = ((below + 1) << 2) + isOdd <= upper
        let middle = (below << 2) + 2
        let isNearerBelow = value < middle || value == middle && below & 1 == 0
        let takesBelow = isBelowIn == isAboveIn ? isNearerBelow : isBelowIn
        // The one multiple of ten that was not looked for above.
        if !takesBelow, below == 9 { return (1, k + 1) }
        return (takesBelow ? below : below + 1, k)
    }

    /// The whole part of a product with 32 bits behind the point; its last bit also says whether anything was cut off.
    private static func scaled(_ factor: UInt64, _ power: UInt64) -> UInt32 {
        let high = factor.multipliedFullWidth(by: power).high
        return UInt32(truncatingIfNeeded: high >> 32) | (UInt32(truncatingIfNeeded: high) > 0 ? 1 : 0)
    }

    private static func stripped(_ digits: UInt32, _ exponent: Int) -> (digits: UInt32, exponent: Int) {
        var (digits, exponent) = (digits / 10, exponent + 1)
        while digits % 10 == 0 {
            digits /= 10
            exponent += 1
        }
        return (digits, exponent)
    }

    // MARK: Characters

    /// Writes `digits` · 10^`exponent` as `Float.description` lays it out.
    private static func layOut(
        _ digits: UInt32,
        _ exponent: Int,
        isWhole: Bool,
        _ end: inout UnsafeMutablePointer<UInt8>
    ) {
        let count = digitCount(digits)
        // The number is 0.d₁d₂… · 10^point.
        let point = count + exponent
        if point < -3 || !isWhole {
            // Room for the point is made by writing one place to the right and moving the first digit.
            put(digits, count, at: end + 1)
            end[0] = end[1]
            end += 1
            if count > 1 {
                end[0] = UInt8(ascii: ".")
                end += count
            }
            append(UInt8(ascii: "e"), &end)
            append(point < 1 ? UInt8(ascii: "-") : UInt8(ascii: "+"), &end)
            let size = UInt32(abs(point - 1))
            append(UInt8(ascii: "0") + UInt8(size / 10), &end)
            append(UInt8(ascii: "0") + UInt8(size % 10), &end)
        } else if point <= 0 {
            append("0.", &end)
            for _ in point..<0 { append(UInt8(ascii: "0"), &end) }
            put(digits, count, at: end)
            end += count
        } else if exponent < 0 {
            put(digits, count, at: end + 1)
            for place in 0..<point { end[place] = end[place + 1] }
            end[point] = UInt8(ascii: ".")
            end += count + 1
        } else {
            put(digits, count, at: end)
            end += count
            for _ in 0..<exponent { append(UInt8(ascii: "0"), &end) }
            append(".0", &end)
        }
    }

    private static func digitCount(_ digits: UInt32) -> Int {
        if digits >= 10_000 {
            if digits >= 1_000_000 {
                return digits >= 100_000_000 ? 9 : digits >= 10_000_000 ? 8 : 7
            }
            return digits >= 100_000 ? 6 : 5
        }
        if digits >= 100 { return digits >= 1_000 ? 4 : 3 }
        return digits >= 10 ? 2 : 1
    }

    private static func put(_ digits: UInt32, _ count: Int, at target: UnsafeMutablePointer<UInt8>) {
        var rest = digits
        var place = count
        while place > 0 {
            place -= 1
            target[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    private static func append(_ byte: UInt8, _ end: inout UnsafeMutablePointer<UInt8>) {
        end[0] = byte
        end += 1
    }

    private static func append(_ text: StaticString, _ end: inout UnsafeMutablePointer<UInt8>) {
        end.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        end += text.utf8CodeUnitCount
    }
}
