extension OddPictures {
    private static func page(
        _ width: Int,
        _ height: Int,
        _ change: (inout TIFFFile.Page) -> Void = { _ in }
    ) -> TIFFFile.Page {
        var page = TIFFFile.Page(width: width, height: height)
        page.pixels = [UInt8](repeating: 120, count: width * height * 3)
        change(&page)
        return page
    }

    static var tiffs: [OddPicture] {
        let plain = page(8, 6)
        func filled(_ samples: Int, _ bits: Int, _ photometric: Int) -> (inout TIFFFile.Page) -> Void {
            {
                $0.samples = samples
                $0.bits = bits
                $0.photometric = photometric
                $0.pixels = [UInt8](repeating: 100, count: $0.height * (($0.width * samples * bits + 7) / 8))
            }
        }
        var result = [
            OddPicture("two-pages.tif", .read(8, 6), TIFFFile.bytes([plain, page(3, 3)])),
            OddPicture("hundred-pages.tif", .read(8, 6), TIFFFile.bytes([TIFFFile.Page](repeating: plain, count: 100))),
            OddPicture("big.tif", .read(8, 6), TIFFFile.bytes([plain], isBig: true)),
            OddPicture("big-endian.tif", .read(8, 6), TIFFFile.bytes([plain], isLittleEndian: false)),
            OddPicture("big-big-endian.tif", .read(8, 6), TIFFFile.bytes([plain], isLittleEndian: false, isBig: true)),
            OddPicture("grey.tif", .read(8, 6), TIFFFile.bytes([page(8, 6, filled(1, 8, 1))])),
            OddPicture("grey-inverted.tif", .read(8, 6), TIFFFile.bytes([page(8, 6, filled(1, 8, 0))])),
            OddPicture(
                "grey-alpha.tif",
                .read(8, 6),
                TIFFFile.bytes([
                    page(8, 6) {
                        filled(2, 8, 1)(&$0); $0.fields = [(338, 2)]
                    }
                ])
            ),
            OddPicture("bilevel.tif", .read(8, 6), TIFFFile.bytes([page(8, 6, filled(1, 1, 0))])),
            OddPicture("16bit.tif", .read(8, 6), TIFFFile.bytes([page(8, 6, filled(3, 16, 2))])),
            OddPicture("32bit.tif", .either, TIFFFile.bytes([page(8, 6, filled(3, 32, 2))])),
            OddPicture(
                "float.tif",
                .either,
                TIFFFile.bytes([
                    page(8, 6) {
                        filled(3, 32, 2)(&$0); $0.fields = [(339, 3)]
                    }
                ])
            ),
            OddPicture(
                "double.tif",
                .either,
                TIFFFile.bytes([
                    page(8, 6) {
                        filled(1, 64, 1)(&$0); $0.fields = [(339, 3)]
                    }
                ])
            ),
            OddPicture("cmyk.tif", .read(8, 6), TIFFFile.bytes([page(8, 6, filled(4, 8, 5))])),
            OddPicture("cmyk-16bit.tif", .either, TIFFFile.bytes([page(8, 6, filled(4, 16, 5))])),
            OddPicture("lab.tif", .read(8, 6), TIFFFile.bytes([page(8, 6, filled(3, 8, 8))])),
            OddPicture("five-channels.tif", .read(8, 6), TIFFFile.bytes([page(8, 6, filled(5, 8, 2))])),
            OddPicture("two-hundred-channels.tif", .either, TIFFFile.bytes([page(8, 6, filled(200, 8, 2))])),
            OddPicture("palette-missing.tif", .either, TIFFFile.bytes([page(8, 6, filled(1, 8, 3))])),
            OddPicture("separate-planes.tif", .either, TIFFFile.bytes([page(8, 6) { $0.fields = [(284, 2)] }])),
            OddPicture(
                "compression-unknown.tif",
                .refused,
                TIFFFile.bytes([page(8, 6) { $0.fields = [(259, 9_999)] }])
            ),
            OddPicture("samples-zero.tif", .refused, TIFFFile.bytes([page(8, 6) { $0.samples = 0 }])),
            OddPicture("bits-13.tif", .refused, TIFFFile.bytes([page(8, 6, filled(1, 13, 1))])),
            OddPicture("no-pixels.tif", .refused, TIFFFile.bytes([page(8, 6) { $0.pixels = [] }])),
            OddPicture("few-pixels.tif", .refused, TIFFFile.bytes([page(900, 600) { $0.pixels = [1, 2, 3] }])),
            OddPicture("no-width.tif", .refused, TIFFFile.bytes([page(0, 6)])),
            OddPicture(
                "square-20000.tif",
                .refused,
                TIFFFile.bytes([page(1, 1) { ($0.width, $0.height) = (20_000, 20_000) }])
            ),
            OddPicture(
                "square-9000-empty.tif",
                .refused,
                TIFFFile.bytes([page(1, 1) { ($0.width, $0.height) = (9_000, 9_000) }])
            ),
            OddPicture(
                "width-4g.tif",
                .refused,
                TIFFFile.bytes([page(1, 1) { ($0.width, $0.height) = (0xFFFF_FFFF, 1) }])
            ),
            OddPicture("strip-1x60000.tif", .read(1, 60_000), TIFFFile.bytes([page(1, 60_000)])),
            OddPicture("no-directory.tif", .refused, Array("II".utf8) + [42, 0, 0, 0, 0, 0]),
            OddPicture("directory-outside.tif", .refused, Array("II".utf8) + [42, 0, 255, 255, 255, 127]),
            OddPicture("header-only.tif", .refused, Array("MM".utf8) + [0, 42]),
            OddPicture("two-headers.tif", .either, Array("II".utf8) + [42, 0, 8, 0, 0, 0, 0, 0, 8, 0, 0, 0]),
        ]
        for orientation in 1...8 {
            let isTurned = orientation > 4
            let bytes = TIFFFile.bytes([page(8, 6) { $0.fields = [(274, orientation)] }])
            result.append(OddPicture("turned-\(orientation).tif", .read(isTurned ? 6 : 8, isTurned ? 8 : 6), bytes))
        }
        return result
    }
}
