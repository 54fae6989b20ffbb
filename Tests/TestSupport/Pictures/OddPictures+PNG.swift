extension OddPictures {
    /// `pixels` rows of filter 0.
    private static func rows(_ count: Int, _ row: [UInt8]) -> [UInt8] { (0..<count).flatMap { _ in [0] + row } }

    private static func png(
        _ width: Int,
        _ height: Int,
        type: UInt8 = 2,
        depth: UInt8 = 8,
        isInterlaced: Bool = false,
        change: (inout PNGFile) -> Void
    ) -> [UInt8] {
        var file = PNGFile(width: width, height: height, type: type, depth: depth, isInterlaced: isInterlaced)
        change(&file)
        return file.bytes
    }

    /// The bytes of pixel data of a picture of nul bytes, filters included.
    private static func size(_ width: Int, _ height: Int, bits: Int) -> Int { height * (1 + (width * bits + 7) / 8) }

    static var pngs: [OddPicture] {
        let palette: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255]
        let data = Zlib.stored(rows(4, [UInt8](repeating: 90, count: 12)))
        let idat = ("IDAT", data)
        func black(_ width: Int, _ height: Int, type: UInt8 = 0, depth: UInt8 = 8, samples: Int = 1) -> [UInt8] {
            png(width, height, type: type, depth: depth) {
                $0.chunks = [("IDAT", Zlib.nuls(size(width, height, bits: Int(depth) * samples)))]
            }
        }
        var result = [
            OddPicture("one-pixel.png", .read(1, 1), Pictures.png(width: 1, height: 1, samples: [1, 2, 3])),
            OddPicture("strip-1x60000.png", .read(1, 60_000), black(1, 60_000)),
            OddPicture("strip-60000x1.png", .read(60_000, 1), black(60_000, 1)),
            OddPicture("square-20000-1bit.png", .refused, black(20_000, 20_000, depth: 1)),
            OddPicture("square-20000-grey.png", .refused, black(20_000, 20_000)),
            OddPicture("square-6000-1bit.png", .read(6_000, 6_000), black(6_000, 6_000, depth: 1)),
            OddPicture(
                "square-3000-16bit-alpha.png",
                .read(3_000, 3_000),
                black(3_000, 3_000, type: 6, depth: 16, samples: 4)
            ),
            OddPicture("header-20000.png", .refused, Pictures.headerBomb(width: 20_000, height: 20_000)),
            OddPicture("header-5000.png", .refused, Pictures.headerBomb(width: 5_000, height: 5_000)),
            OddPicture("header-max.png", .refused, Pictures.headerBomb(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF)),
            OddPicture("header-over.png", .refused, Pictures.headerBomb(width: 0xFFFF_FFFF, height: 1)),
            OddPicture("no-width.png", .refused, Pictures.headerBomb(width: 0, height: 9)),
            OddPicture(
                "grey-alpha.png",
                .read(4, 4),
                png(4, 4, type: 4) { $0.chunks = [("IDAT", Zlib.stored(rows(4, [9, 128, 9, 128, 9, 128, 9, 128])))] }
            ),
            OddPicture(
                "grey-key.png",
                .read(4, 4),
                png(4, 4, type: 0) {
                    $0.chunks = [("tRNS", [0, 90]), ("IDAT", Zlib.stored(rows(4, [90, 90, 1, 1])))]
                }
            ),
            OddPicture(
                "16bit.png",
                .read(4, 4),
                png(4, 4, depth: 16) { $0.chunks = [("IDAT", Zlib.stored(rows(4, [UInt8](repeating: 77, count: 24))))] }
            ),
            OddPicture(
                "palette.png",
                .read(4, 4),
                png(4, 4, type: 3, depth: 2) {
                    $0.chunks = [("PLTE", palette), ("IDAT", Zlib.stored(rows(4, [0b0001_1000])))]
                }
            ),
            OddPicture(
                "palette-clear.png",
                .read(4, 4),
                png(4, 4, type: 3, depth: 4) {
                    $0.chunks = [("PLTE", palette), ("tRNS", [0, 9]), ("IDAT", Zlib.stored(rows(4, [0x01, 0x20])))]
                }
            ),
            OddPicture(
                "palette-index-outside.png",
                .either,
                png(4, 4, type: 3, depth: 8) {
                    $0.chunks = [("PLTE", palette), ("IDAT", Zlib.stored(rows(4, [0, 1, 200, 255])))]
                }
            ),
            OddPicture(
                "palette-missing.png",
                .refused,
                png(4, 4, type: 3, depth: 8) { $0.chunks = [("IDAT", Zlib.stored(rows(4, [0, 1, 2, 0])))] }
            ),
            OddPicture(
                "palette-odd.png",
                .either,
                png(4, 4, type: 3, depth: 8) {
                    $0.chunks = [("PLTE", [1, 2, 3, 4]), ("IDAT", Zlib.stored(rows(4, [0, 0, 0, 0])))]
                }
            ),
            OddPicture(
                "interlaced.png",
                .read(4, 4),
                png(4, 4, type: 0, isInterlaced: true) { $0.chunks = [("IDAT", Zlib.nuls(2 + 2 + 3 + 2 * 3 + 2 * 5))] }
            ),
            OddPicture(
                "interlaced-short.png",
                .refused,
                png(4, 4, type: 0, isInterlaced: true) { $0.chunks = [("IDAT", Zlib.nuls(9))] }
            ),
            OddPicture("many-pieces.png", .read(4, 4), png(4, 4) { $0.chunks = data.map { ("IDAT", [$0]) } }),
            OddPicture("empty-pieces.png", .read(4, 4), png(4, 4) { $0.chunks = [("IDAT", []), idat, ("IDAT", [])] }),
            OddPicture("no-data.png", .refused, png(4, 4) { _ in }),
            OddPicture(
                "no-end.png",
                .either,
                png(4, 4) {
                    $0.chunks = [idat]; $0.ends = false
                }
            ),
            OddPicture("data-short.png", .refused, png(4, 9) { $0.chunks = [idat] }),
            OddPicture("data-long.png", .either, png(4, 2) { $0.chunks = [idat] }),
            OddPicture(
                "checksum-header.png",
                .refused,
                png(4, 4) {
                    $0.chunks = [idat]; $0.wrongChecksums = ["IHDR"]
                }
            ),
            OddPicture(
                "checksum-data.png",
                .refused,
                png(4, 4) {
                    $0.chunks = [idat]; $0.wrongChecksums = ["IDAT"]
                }
            ),
            OddPicture(
                "checksum-text.png",
                .either,
                png(4, 4) {
                    $0.chunks = [("tEXt", Array("Title\0x".utf8)), idat]; $0.wrongChecksums = ["tEXt"]
                }
            ),
            OddPicture(
                "checksum-zlib.png",
                .either,
                png(4, 4, type: 0) { $0.chunks = [("IDAT", Zlib.nuls(20, checked: false))] }
            ),
            OddPicture(
                "filter-unknown.png",
                .refused,
                png(4, 2, type: 0) { $0.chunks = [("IDAT", Zlib.stored([9, 1, 2, 3, 4, 250, 1, 2, 3, 4]))] }
            ),
            OddPicture("type-unknown.png", .refused, png(4, 4, type: 5) { $0.chunks = [idat] }),
            OddPicture("depth-unknown.png", .refused, png(4, 4, depth: 3) { $0.chunks = [idat] }),
            OddPicture("critical-unknown.png", .either, png(4, 4) { $0.chunks = [("QQQQ", [1]), idat] }),
            OddPicture(
                "animated.png",
                .read(4, 4),
                png(4, 4) { $0.chunks = [("acTL", [0, 0, 0, 9, 0, 0, 0, 0]), idat] }
            ),
            OddPicture(
                "profile-bomb.png",
                .either,
                png(4, 4) { $0.chunks = [("iCCP", Array("a\0\0".utf8) + Zlib.nuls(300_000_000)), idat] }
            ),
            OddPicture(
                "profile-broken.png",
                .either,
                png(4, 4) {
                    $0.chunks = [("iCCP", Array("a\0\0".utf8) + Zlib.stored([UInt8](repeating: 65, count: 300))), idat]
                }
            ),
            OddPicture(
                "text-bomb.png",
                .either,
                png(4, 4) {
                    $0.chunks = (0..<8).map { ("zTXt", Array("k\($0)\0\0".utf8) + Zlib.nuls(10_000_000)) } + [idat]
                }
            ),
            OddPicture(
                "texts-many.png",
                .either,
                png(4, 4) { $0.chunks = (0..<2_000).map { ("tEXt", Array("k\($0)\0v".utf8)) } + [idat] }
            ),
            OddPicture(
                "text-nuls.png",
                .either,
                png(4, 4) { $0.chunks = [("tEXt", Array("Description\0a\0b\0c".utf8)), idat] }
            ),
            OddPicture("gamma-zero.png", .either, png(4, 4) { $0.chunks = [("gAMA", [0, 0, 0, 0]), idat] }),
            OddPicture(
                "resolution-max.png",
                .either,
                png(4, 4) { $0.chunks = [("pHYs", [255, 255, 255, 255, 255, 255, 255, 255, 1]), idat] }
            ),
            OddPicture(
                "behind-the-end.png",
                .read(4, 4),
                png(4, 4) { $0.chunks = [idat] } + Array("<script>alert(1)</script>".utf8)
            ),
        ]
        for orientation in 1...8 {
            let isTurned = orientation > 4
            let bytes = png(6, 4, type: 0) {
                $0.chunks = [
                    ("eXIf", Pictures.exif(orientation: UInt16(orientation))),
                    ("IDAT", Zlib.stored(rows(4, [0, 60, 90, 120, 200, 250]))),
                ]
            }
            result.append(OddPicture("turned-\(orientation).png", .read(isTurned ? 4 : 6, isTurned ? 6 : 4), bytes))
        }
        return result
    }
}
