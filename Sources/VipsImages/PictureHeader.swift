import CLibvips

/// What a picture's header says.
struct PictureHeader {
    /// The format.
    let format: PictureFormat
    /// Pixels a row, upright.
    let width: Int
    /// Rows, upright.
    let height: Int
    /// Whether an embedder may get the file as it is: opaque sRGB of eight bits, one frame, no metadata.
    let isPlain: Bool
    /// Whether it has a colour profile other than sRGB.
    let hasForeignColours: Bool
    /// Whether its channels are grey or red, green and blue alone.
    let isGreyOrRGB: Bool
    /// Whether it is sRGB of eight bits with transparency, and stored upright.
    let isTransparent: Bool
    /// Whether it is stored turned by a quarter.
    let isTurned: Bool
    /// Whether its decoder holds all of its pixels at once, rather than some rows.
    let isDecodedWhole: Bool
    /// What people wrote of it.
    let metadata: PictureMetadata

    /// Reads the header of `picture`, whose file is `file`.
    init(_ picture: borrowing VipsPicture, format: PictureFormat, file: UnsafeRawBufferPointer) {
        self.format = format
        metadata = PictureMetadata(of: picture, format: format, file: file)
        isTurned = clibvips_orientation(picture.image) >= 5
        width = isTurned ? picture.height : picture.width
        height = isTurned ? picture.width : picture.height
        isTransparent = clibvips_is_transparent(picture.image) && clibvips_orientation(picture.image) == 1
        isGreyOrRGB = [1, 3].contains(clibvips_bands(picture.image))
        isPlain = clibvips_is_plain(picture.image) && !metadata.hasComments
        isDecodedWhole = Self.isDecodedWhole(format, file)
        var count = 0
        hasForeignColours =
            clibvips_blob(picture.image, "icc-profile-data", &count)
            .map { profile in
                !Self.isSRGB(UnsafeRawBufferPointer(start: profile, count: count))
            } ?? false
    }

    /// Whether a file of this format is not stored row by row: a JPEG in several scans, an interlaced PNG, and most other formats.
    static func isDecodedWhole(_ format: PictureFormat, _ file: UnsafeRawBufferPointer) -> Bool {
        switch format {
        // The interlace method is the last byte of IHDR, which comes first (PNG, 11.2.2).
        case .png: return file.count > 28 && file[28] != 0
        case .jpeg:
            // The first frame header says the process; SOF0 and SOF1 are sequential (ITU T.81, B.1.1.3).
            var place = 2
            while place + 4 <= file.count, file[place] == 0xFF {
                let marker = file[place + 1]
                if marker == 0xFF {
                    place += 1
                    continue
                }
                let isFrame = 0xC0...0xCF ~= marker && ![0xC4, 0xC8, 0xCC].contains(marker)
                if isFrame { return marker > 0xC1 }
                place += 2 + (Int(file[place + 2]) << 8 | Int(file[place + 3]))
            }
            return true
        default: return true
        }
    }

    /// Whether an ICC profile calls itself sRGB, as most that are embedded do; converting would cost 10 ms and change nothing.
    ///
    /// The name stands in ASCII or, since version 4, in UTF-16. Linear variants of sRGB are profiles of their own.
    static func isSRGB(_ profile: UnsafeRawBufferPointer) -> Bool {
        guard profile.count >= 128, profile[16..<20].elementsEqual("RGB ".utf8) else { return false }
        func names(_ word: String) -> Bool {
            [Array(word.utf8), word.utf8.flatMap { [0, $0] }]
                .contains { spelling in
                    ASCIISearch.find(spelling, in: UnsafeRawBufferPointer(rebasing: profile.prefix(4096)), from: 128)
                        != nil
                }
        }
        return names("sRGB") && !names("linear")
    }
}
