/// Tiny pictures without a codec.
enum Bitmap {
    /// A BMP of 28 × 28 pixels of one colour.
    static func solid(red: UInt8, green: UInt8, blue: UInt8, side: Int = 28) -> [UInt8] {
        let pixels = side * side * 3
        func little(_ value: Int, _ bytes: Int) -> [UInt8] { (0..<bytes).map { UInt8(value >> ($0 * 8) & 255) } }
        // A row of 28 pixels is 84 bytes, a multiple of four, so rows need no padding.
        return Array("BM".utf8) + little(54 + pixels, 4) + little(0, 4) + little(54, 4) + little(40, 4)
            + little(side, 4)
            + little(side, 4) + little(1, 2) + little(24, 2) + little(0, 4) + little(pixels, 4) + little(2835, 4)
            + little(2835, 4) + little(0, 4) + little(0, 4)
            + (0..<side * side).flatMap { _ in [blue, green, red] }
    }
}
