#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Pictures for the tests: a scene drawn for this project in many formats, and metadata written into them byte by byte.
public enum Pictures {
    private static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        + "/VipsImagesTests/Fixtures"

    /// The bytes of a fixture of the picture tests; empty where there is no such file.
    public static func fixture(_ name: String) -> [UInt8] {
        guard let file = fopen("\(folder)/\(name)", "rb") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    /// Every fixture that shows the scene or an animation.
    public static let fixtures = [
        "scene.jpg", "progressive.jpg", "scene.webp", "scene.tif", "scene.avif", "scene.heic", "cmyk.jpg", "p3.jpg",
        "anim.gif", "anim.webp", "interlaced.png",
    ]

    /// The drawing that the fixtures were made from.
    public static let scene = """
        <svg xmlns="http://www.w3.org/2000/svg" width="320" height="240" viewBox="0 0 320 240">\
        <rect width="320" height="240" fill="#7ec8e3"/><circle cx="250" cy="60" r="32" fill="#ffd23f"/>\
        <path d="M0 180 L80 90 L150 170 L210 110 L320 200 V240 H0z" fill="#3a7d44"/>\
        <rect x="30" y="180" width="60" height="50" fill="#c8553d"/></svg>
        """

    /// A PNG of these samples; `type` is PNG's colour type.
    public static func png(
        width: Int,
        height: Int,
        type: UInt8 = 2,
        depth: UInt8 = 8,
        text: String? = nil,
        samples: [UInt8]
    ) -> [UInt8] {
        var file = PNGFile(width: width, height: height, type: type, depth: depth)
        if let text { file.chunks.append(("tEXt", Array("Description".utf8) + [0] + Array(text.utf8))) }
        let stride = samples.count / max(1, height)
        file.chunks.append(
            ("IDAT", Zlib.stored((0..<height).flatMap { [0] + samples[$0 * stride..<($0 + 1) * stride] }))
        )
        return file.bytes
    }

    /// A PNG that claims a size and has no pixels.
    public static func headerBomb(width: Int, height: Int) -> [UInt8] {
        var file = PNGFile(width: width, height: height)
        file.chunks.append(("IDAT", Zlib.stored([])))
        return file.bytes
    }

    /// An EXIF block, big-endian, without `Exif` before it.
    public static func exif(orientation: UInt16, description: String? = nil) -> [UInt8] {
        let text: [UInt8] = description.map { Array($0.utf8) + [0] } ?? []
        let entries = description == nil ? 1 : 2
        let end = 8 + 2 + entries * 12 + 4
        var tiff: [UInt8] = Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, UInt8(entries)]
        if description != nil { tiff += [0x01, 0x0E, 0, 2] + big(UInt32(text.count)) + big(UInt32(end)) }
        tiff += [0x01, 0x12, 0, 3, 0, 0, 0, 1, UInt8(orientation >> 8), UInt8(orientation & 255), 0, 0]
        return tiff + big(0) + text
    }

    /// `jpeg` with an EXIF segment.
    public static func jpeg(_ jpeg: [UInt8], orientation: UInt16, description: String? = nil) -> [UInt8] {
        segment(0xE1, Array("Exif\0\0".utf8) + exif(orientation: orientation, description: description), into: jpeg)
    }

    /// `jpeg` with an EXIF segment, big-endian, whose only text is a `UserComment` of these bytes.
    public static func jpeg(_ jpeg: [UInt8], userComment: [UInt8]) -> [UInt8] {
        var exif: [UInt8] = Array("Exif\0\0MM".utf8) + [0, 42, 0, 0, 0, 8]
        exif += [0, 1, 0x87, 0x69, 0, 4, 0, 0, 0, 1] + big(26) + big(0)
        exif += [0, 1, 0x92, 0x86, 0, 7] + big(UInt32(userComment.count)) + big(44) + big(0)
        return segment(0xE1, exif + userComment, into: jpeg)
    }

    /// `jpeg` with an XMP packet.
    public static func jpeg(_ jpeg: [UInt8], xmp: String) -> [UInt8] {
        segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + Array(xmp.utf8), into: jpeg)
    }

    /// `jpeg` with an IPTC caption in Photoshop's resources.
    public static func jpeg(_ jpeg: [UInt8], iptc caption: String) -> [UInt8] {
        let text = Array(caption.utf8)
        let head: [UInt8] = [0x1C, 2, 120, UInt8(text.count >> 8), UInt8(text.count & 255)]
        let records = head + text
        var resource = Array("8BIM".utf8)
        resource += [4, 4, 0, 0]
        resource += big(UInt32(records.count))
        resource += records
        return segment(0xED, Array("Photoshop 3.0\0".utf8) + resource, into: jpeg)
    }

    /// `jpeg` with a segment before all others.
    public static func segment(_ marker: UInt8, _ content: [UInt8], into jpeg: [UInt8]) -> [UInt8] {
        let size = content.count + 2
        return jpeg.prefix(2) + [0xFF, marker, UInt8(size >> 8), UInt8(size & 255)] + content + jpeg.dropFirst(2)
    }

    /// Base64, for pictures inside drawings.
    public static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 {
                result.append(index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func big(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
}
