import CLibpoppler

/// The texts of PDF pages, by Poppler, which libvips draws them with and does not read them by.
enum PageText {
    /// The most of a page's text to keep, in bytes; a page of a telephone directory has some 10,000.
    static let maxBytes = 1 << 18

    /// The text of a page.
    ///
    /// - Parameters:
    ///   - bytes: A PDF file.
    ///   - page: The page, from 1.
    /// - Returns: The text in the order of reading, without white space around it; `nil` where there is none, as in a scan, or where
    ///   Poppler is not installed or cannot read the file.
    static func read(_ bytes: [UInt8], page: Int) -> String? {
        guard let number = Int32(exactly: page - 1), clibpoppler_open() else { return nil }
        let text = bytes.withUnsafeBytes { bytes in
            bytes.baseAddress.flatMap { clibpoppler_page_text($0, bytes.count, number) }
        }
        guard let text else { return nil }
        defer { clibpoppler_free(text) }
        var count = 0
        while count < maxBytes, text[count] != 0 { count += 1 }
        let kept = UnsafeRawBufferPointer(start: text, count: count)
        return tidy(String(decoding: kept, as: UTF8.self))
    }

    /// `text` without control characters and white space around it; `nil` where nothing is left.
    private static func tidy(_ text: String) -> String? {
        var scalars = text.unicodeScalars[...]
        // A character that was cut at the limit.
        if text.utf8.count >= maxBytes, scalars.last == "\u{FFFD}" { scalars.removeLast() }
        let kept = String.UnicodeScalarView(
            scalars.filter { $0 == "\n" || $0 == "\t" || $0.value >= 0x20 && $0 != "\u{7F}" }
        )
        var slice = String(kept)[...].drop(while: \.isWhitespace)
        while slice.last?.isWhitespace == true { slice.removeLast() }
        return slice.isEmpty ? nil : String(slice)
    }
}
