/// Texts that people and programs left in files, made fit to be searched.
enum MetadataText {
    /// The most characters of a text that are kept.
    static let maxLength = 4_000
    /// The most keywords that are kept.
    static let maxKeywords = 256

    /// What cameras and programs write by themselves where a description belongs.
    private static let fillers: Set<String> = [
        "olympus digital camera", "sony dsc", "minolta digital camera", "kodak digital still camera", "samsung",
        "exif_jpeg_picture", "digital camera", "default", "untitled", "dcim", "binary comment", "screenshot",
    ]
    /// How descriptions begin that programs wrote for programs.
    private static let machineStarts = ["<?xml", "<OME", "ImageJ=", "{\"", "charset=", "CREATOR:"]

    /// UTF-8, else Latin-1.
    static func decode(_ bytes: some Collection<UInt8>) -> String {
        String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// UTF-16 up to its first nul.
    static func decodeUTF16(_ bytes: some Collection<UInt8>, isLittleEndian: Bool) -> String {
        var units: [UInt16] = []
        var pending: UInt8?
        for byte in bytes {
            guard let first = pending else {
                pending = byte
                continue
            }
            pending = nil
            let unit = isLittleEndian ? UInt16(byte) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(byte)
            if unit == 0 { break }
            units.append(unit)
        }
        if units.first == 0xFEFF { units.removeFirst() }
        return String(decoding: units, as: UTF16.self)
    }

    /// One line without control characters; `nil` where nothing of use is left.
    static func tidy(_ text: String) -> String? {
        let words = text.prefix(maxLength)
            .split { $0.isWhitespace || $0.unicodeScalars.allSatisfy { $0.value < 0x20 || $0.value == 0x7F } }
        let line = words.joined(separator: " ")
        let isOfUse =
            !line.isEmpty && !fillers.contains(line.lowercased()) && !machineStarts.contains(where: line.hasPrefix)
            && line.contains { $0.isLetter || $0.isNumber || $0.isSymbol }
        return isOfUse ? line : nil
    }

    /// Keywords, each once, in their order.
    static func keywords(_ texts: [String]) -> [String] {
        var result: [String] = []
        var seen: Set<String> = []
        for text in texts where result.count < maxKeywords {
            if let word = tidy(text), seen.insert(word).inserted { result.append(word) }
        }
        return result
    }

    /// The keywords of a list in one text.
    static func split(_ text: String) -> [String] {
        let separator: Character = text.contains(";") ? ";" : ","
        return text.split(separator: separator).map(String.init)
    }
}
