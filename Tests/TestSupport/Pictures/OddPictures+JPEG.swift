extension OddPictures {
    /// The segments before the first scan: marker, and where they begin and end.
    static func segments(_ jpeg: [UInt8]) -> [(marker: UInt8, range: Range<Int>)] {
        var result: [(UInt8, Range<Int>)] = []
        var index = 2
        while index + 4 <= jpeg.count, jpeg[index] == 0xFF {
            let size = Int(jpeg[index + 2]) << 8 | Int(jpeg[index + 3])
            result.append((jpeg[index + 1], index..<index + 2 + size))
            if jpeg[index + 1] == 0xDA { break }
            index += 2 + size
        }
        return result
    }

    /// `jpeg` without the segments of a marker.
    private static func without(_ marker: UInt8, _ jpeg: [UInt8]) -> [UInt8] {
        var result = jpeg
        for segment in segments(jpeg).reversed() where segment.marker == marker { result.removeSubrange(segment.range) }
        return result
    }

    /// `jpeg` with bytes of its frame header replaced, counted from the marker.
    private static func frame(_ jpeg: [UInt8], _ offset: Int, _ bytes: UInt8...) -> [UInt8] {
        var result = jpeg
        guard let start = segments(jpeg).first(where: { [0xC0, 0xC2].contains($0.marker) })?.range.lowerBound else {
            return []
        }
        result.replaceSubrange(start + offset..<start + offset + bytes.count, with: bytes)
        return result
    }

    /// Where the scans of a progressive JPEG begin.
    private static func scans(_ jpeg: [UInt8]) -> [Int] {
        (0..<jpeg.count - 1).filter { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xDA }
    }

    static var jpegs: [OddPicture] {
        let scene = Pictures.fixture("scene.jpg")
        let progressive = Pictures.fixture("progressive.jpg")
        let cmyk = Pictures.fixture("cmyk.jpg")
        let p3 = Pictures.fixture("p3.jpg")
        let exif = Array("Exif\0\0".utf8)
        func profile(_ content: [UInt8]) -> [UInt8] {
            Pictures.segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1] + content, into: scene)
        }
        var brokenProfile = p3
        for segment in segments(p3) where segment.marker == 0xE2 {
            for index in (segment.range.lowerBound + 150)..<segment.range.upperBound { brokenProfile[index] ^= 0x5A }
        }
        var result = [
            OddPicture("cmyk.jpg", .read(320, 240), cmyk),
            OddPicture("cmyk-no-profile.jpg", .read(320, 240), without(0xE2, cmyk)),
            OddPicture("cmyk-no-adobe.jpg", .either, without(0xEE, cmyk)),
            OddPicture("profile-broken.jpg", .either, brokenProfile),
            OddPicture("profile-empty.jpg", .read(320, 240), profile([])),
            OddPicture("profile-text.jpg", .read(320, 240), profile([UInt8](repeating: 0x41, count: 5_000))),
            OddPicture("profile-of-cmyk.jpg", .read(320, 240), profile(Array(cmyk.prefix(9_000)))),
            OddPicture("wide-65535.jpg", .refused, frame(scene, 5, 0xFF, 0xFF, 0xFF, 0xFF)),
            // The end comes early, which decoders take for a transmission that was cut short but closed properly.
            OddPicture("wide-9000.jpg", .either, frame(scene, 5, 0x23, 0x28, 0x23, 0x28)),
            OddPicture("tall-progressive.jpg", .either, frame(progressive, 5, 0xFF, 0xFF)),
            OddPicture("no-height.jpg", .refused, frame(scene, 5, 0, 0)),
            OddPicture("no-width.jpg", .refused, frame(scene, 7, 0, 0)),
            OddPicture("precision-12.jpg", .refused, frame(scene, 4, 12)),
            OddPicture("components-200.jpg", .refused, frame(scene, 9, 200)),
            OddPicture("sampling-zero.jpg", .refused, frame(scene, 11, 0)),
            OddPicture("sampling-odd.jpg", .either, frame(scene, 11, 0x43)),
            // Frames of motion JPEG leave the usual tables out.
            OddPicture("table-missing.jpg", .either, without(0xC4, scene)),
            OddPicture("quantisation-missing.jpg", .refused, without(0xDB, scene)),
            OddPicture("lossless.jpg", .refused, frame(scene, 1, 0xC3)),
            OddPicture("arithmetic.jpg", .either, frame(scene, 1, 0xC9)),
            OddPicture("hierarchical.jpg", .refused, frame(scene, 1, 0xC5)),
            OddPicture("progressive-as-baseline.jpg", .either, frame(progressive, 1, 0xC0)),
            OddPicture("end-missing.jpg", .either, Array(scene.dropLast(2))),
            OddPicture("start-alone.jpg", .refused, [0xFF, 0xD8]),
            OddPicture("start-end.jpg", .refused, [0xFF, 0xD8, 0xFF, 0xD9]),
            OddPicture(
                "fill-bytes.jpg",
                .read(320, 240),
                scene.prefix(2) + [UInt8](repeating: 0xFF, count: 500) + scene.dropFirst(2)
            ),
            OddPicture("garbage-between.jpg", .either, scene.prefix(2) + [1, 2, 3, 4, 5] + scene.dropFirst(2)),
            OddPicture("two-in-one.jpg", .read(320, 240), scene + progressive),
            OddPicture("zip-behind.jpg", .read(320, 240), scene + Array("PK\u{3}\u{4}hidden archive".utf8)),
            OddPicture(
                "comment-script.jpg",
                .read(320, 240),
                Pictures.segment(0xFE, Array("<script>\0*/=1;</script>".utf8), into: scene)
            ),
            OddPicture("segment-beyond.jpg", .refused, scene.prefix(2) + [0xFF, 0xE1, 0xFF, 0xFF, 1, 2, 3]),
            OddPicture("segment-tiny.jpg", .either, scene.prefix(2) + [0xFF, 0xE1, 0, 1] + scene.dropFirst(2)),
            OddPicture(
                "exif-text.jpg",
                .read(320, 240),
                Pictures.segment(0xE1, exif + Array("no TIFF at all".utf8), into: scene)
            ),
            OddPicture("exif-empty.jpg", .read(320, 240), Pictures.segment(0xE1, exif, into: scene)),
            OddPicture(
                "exif-loop.jpg",
                .read(320, 240),
                Pictures.segment(
                    0xE1,
                    exif + Array("MM".utf8) + [
                        0, 42, 0, 0, 0, 8, 0, 1, 0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 8,
                    ],
                    into: scene
                )
            ),
            OddPicture(
                "exif-entries-65535.jpg",
                .read(320, 240),
                Pictures.segment(0xE1, exif + Array("II".utf8) + [42, 0, 8, 0, 0, 0, 255, 255, 1, 2, 3], into: scene)
            ),
            OddPicture(
                "exif-count-4g.jpg",
                .read(320, 240),
                Pictures.segment(
                    0xE1,
                    exif + Array("II".utf8) + [
                        42, 0, 8, 0, 0, 0, 1, 0, 0x0E, 1, 2, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0,
                    ],
                    into: scene
                )
            ),
            OddPicture(
                "iptc-long.jpg",
                .read(320, 240),
                Pictures.segment(
                    0xED,
                    Array("Photoshop 3.0\0008BIM".utf8) + [4, 4, 0, 0, 255, 255, 255, 255, 0x1C, 2, 120, 0xFF, 0xFF],
                    into: scene
                )
            ),
            OddPicture(
                "xmp-deep.jpg",
                .read(320, 240),
                Pictures.jpeg(scene, xmp: String(repeating: "<rdf:li>", count: 8_000))
            ),
            OddPicture(
                "xmp-nuls.jpg",
                .read(320, 240),
                Pictures.jpeg(scene, xmp: "<x:xmpmeta>\0\0<dc:description>\0</x:xmpmeta>")
            ),
        ]
        // The eight that EXIF knows, and some that it does not.
        for orientation in [1, 2, 3, 4, 5, 6, 7, 8, 0, 9, 65_535] as [UInt16] {
            let isTurned = 5...8 ~= orientation
            result.append(
                OddPicture(
                    "turned-\(orientation).jpg",
                    .read(isTurned ? 240 : 320, isTurned ? 320 : 240),
                    Pictures.jpeg(scene, orientation: orientation)
                )
            )
        }
        for (number, start) in scans(progressive).enumerated() {
            result.append(OddPicture("scan-\(number)-begins.jpg", .refused, Array(progressive.prefix(start + 20))))
            result.append(OddPicture("scan-\(number)-ends.jpg", .either, progressive.prefix(start) + [0xFF, 0xD9]))
        }
        return result
    }
}
