import CLibvips

/// The texts inside a picture's file.
struct PictureMetadata {
    /// What somebody wrote of the picture: XMP `dc:description`, else IPTC caption, else EXIF ImageDescription, else PNG's
    /// `Description`.
    let caption: String?
    /// Whether the file has text chunks.
    let hasComments: Bool

    /// What cameras write by themselves where a description belongs.
    private static let cameraTexts: Set<String> = [
        "olympus digital camera", "sony dsc", "minolta digital camera", "kodak digital still camera", "samsung",
        "exif_jpeg_picture", "digital camera", "default", "untitled", "dcim",
    ]

    /// Reads the metadata of `picture`.
    init(of picture: borrowing VipsPicture) {
        var comments: [String: String] = [:]
        if let names = clibvips_names(picture.image) {
            defer { clibvips_free_names(names) }
            var index = 0
            while let pointer = names[index] {
                index += 1
                let name = String(cString: pointer)
                // png-comment-3-Description
                guard name.hasPrefix("png-comment-"), let key = name.split(separator: "-", maxSplits: 3).last else {
                    continue
                }
                comments[String(key)] = Self.text(picture, name) ?? ""
            }
        }
        hasComments = !comments.isEmpty
        caption =
            [
                Self.blob(picture, "xmp-data").flatMap(Self.xmpDescription),
                Self.blob(picture, "iptc-data").flatMap(Self.iptcCaption),
                Self.text(picture, "exif-ifd0-ImageDescription").map(Self.exifValue),
                comments["Description"],
            ]
            .lazy.compactMap { $0.flatMap(Self.tidy) }.first
    }

    private static func text(_ picture: borrowing VipsPicture, _ name: String) -> String? {
        clibvips_text(picture.image, name)
            .map { pointer in
                var bytes: [UInt8] = []
                var index = 0
                while pointer[index] != 0 {
                    bytes.append(UInt8(bitPattern: pointer[index]))
                    index += 1
                }
                return decode(bytes)
            }
    }

    private static func blob(_ picture: borrowing VipsPicture, _ name: String) -> [UInt8]? {
        var count = 0
        return clibvips_blob(picture.image, name, &count)
            .map { [UInt8](UnsafeRawBufferPointer(start: $0, count: count)) }
    }

    /// UTF-8, else Latin-1.
    static func decode(_ bytes: some Collection<UInt8>) -> String {
        String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// One line without control characters; `nil` where nothing of use is left.
    static func tidy(_ text: String) -> String? {
        let words = text.split {
            $0.isWhitespace || $0.unicodeScalars.allSatisfy { $0.value < 0x20 || $0.value == 0x7F }
        }
        let line = words.joined(separator: " ")
        return line.isEmpty || cameraTexts.contains(line.lowercased()) ? nil : line
    }

    /// libvips writes an EXIF value as `value (value, ASCII, 12 components, 12 bytes)`.
    static func exifValue(_ text: String) -> String {
        let values = text.ranges(of: " (").lazy.map { (text[..<$0.lowerBound], text[$0.upperBound...]) }
        return values.first { $0.1.hasPrefix($0.0 + ", ASCII, ") }.map { String($0.0) } ?? text
    }

    /// The `dc:description` of an XMP packet: an attribute, or the first of its alternatives.
    static func xmpDescription(_ bytes: [UInt8]) -> String? {
        let text = decode(bytes)
        if let attribute = text.firstRange(of: "dc:description=\"") {
            return unescape(text[attribute.upperBound...].prefix { $0 != "\"" })
        }
        guard let open = text.firstRange(of: "<dc:description"), let end = text.firstRange(of: "</dc:description>"),
            open.upperBound <= end.lowerBound
        else { return nil }
        let element = text[open.upperBound..<end.lowerBound]
        let items = element.firstRange(of: "<rdf:li").map { element[$0.upperBound...] } ?? element
        guard let start = items.firstIndex(of: ">") else { return nil }
        return unescape(items[items.index(after: start)...].prefix { $0 != "<" })
    }

    private static func unescape(_ text: Substring) -> String {
        var result = ""
        var rest = text
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ";") else { break }
            let name = rest[rest.index(after: start)..<end]
            let named = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"][name]
            let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst(1))
            result += named ?? number.flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? ""
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// Data set 2:120 of an IPTC block, bare or in Photoshop's image resources.
    static func iptcCaption(_ bytes: [UInt8]) -> String? {
        let prefix = Array("Photoshop 3.0\0".utf8)
        var records = bytes.dropFirst(bytes.starts(with: prefix) ? prefix.count : 0)
        var resource = records
        // 8BIM, number, Pascal string and size, both padded to even lengths.
        while resource.count >= 12, resource.starts(with: "8BIM".utf8) {
            let base = resource.startIndex
            let number = Int(resource[base + 4]) << 8 | Int(resource[base + 5])
            let nameLength = (Int(resource[base + 6]) + 2) & ~1
            let sizeAt = base + 6 + nameLength
            guard sizeAt + 4 <= resource.endIndex else { return nil }
            let size = resource[sizeAt..<sizeAt + 4].reduce(0) { $0 << 8 | Int($1) }
            let content = resource[(sizeAt + 4)...]
            if number == 0x0404 {
                records = content.prefix(size)
                break
            }
            resource = content.dropFirst((size + 1) & ~1)
        }
        while records.count >= 5, records.first == 0x1C {
            let base = records.startIndex
            let size = Int(records[base + 3]) << 8 | Int(records[base + 4])
            let content = records[(base + 5)...].prefix(size)
            if records[base + 1] == 2, records[base + 2] == 120 { return decode(content) }
            records = records[(base + 5)...].dropFirst(size)
        }
        return nil
    }
}
