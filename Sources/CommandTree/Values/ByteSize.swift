/// A number of bytes, written with the units people use.
public struct ByteSize: Hashable, Comparable, Sendable {
    /// The number of bytes.
    public var bytes: Int

    /// Makes a size.
    public init(bytes: Int) { self.bytes = bytes }

    /// Makes a size of `count` × 1024 bytes.
    public static func kibibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 10) }
    /// Makes a size of `count` × 1024² bytes.
    public static func mebibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 20) }
    /// Makes a size of `count` × 1024³ bytes.
    public static func gibibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 30) }

    /// Whether `left` has fewer bytes.
    public static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }
}

extension ByteSize: OptionElement {
    /// `SIZE`.
    public static var placeholder: String { "SIZE" }

    private static func scale(_ unit: String) -> Double? {
        switch unit {
        case "", "b": 1
        case "k", "kib": 1_024
        case "m", "mib": 1_048_576
        case "g", "gib": 1_073_741_824
        case "t", "tib": 1_099_511_627_776
        case "kb": 1e3
        case "mb": 1e6
        case "gb": 1e9
        case "tb": 1e12
        default: nil
        }
    }

    /// Reads a number with a unit in any case: `K`/`KiB` and so on are powers of 1024, `kB`/`MB` and so on powers of 1000.
    ///
    /// - Parameter optionText: The text as it was given; without a unit, bytes.
    /// - Throws: ``ValueError`` where it is no size, or is not below 2⁶².
    public init(optionText: String) throws(ValueError) {
        let digits = optionText.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        let unit = optionText.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        guard let number = Double(digits), let scale = Self.scale(unit), number * scale < 4.6e18 else {
            throw ValueError(expected: "a size such as 512KiB, 20MiB or 1.5GB")
        }
        bytes = Int((number * scale).rounded())
    }

    /// The largest unit that divides it, in powers of 1024, such as `20MiB`.
    public var optionText: String {
        for (shift, unit) in [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")] where bytes != 0 {
            if bytes & ((1 << shift) - 1) == 0 { return "\(bytes >> shift)\(unit)" }
        }
        return "\(bytes)"
    }
}
