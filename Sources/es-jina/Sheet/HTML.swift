import JSONValues

/// Turns data into HTML that shows it and does nothing else.
enum HTML {
    /// `value` for element content and for attribute values in double or single quotes.
    ///
    /// Control characters that HTML forbids become U+FFFD; line breaks and tabs stay.
    static func text(_ value: some StringProtocol) -> String {
        var result = ""
        result.reserveCapacity(value.utf8.count)
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case "\r": result += "\n"
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A passage, words found in `<mark>`.
    static func passage(_ parts: [Snippet.Part]) -> String {
        parts.map { $0.isFound ? "<mark>\(text($0.text))</mark>" : text($0.text) }.joined()
    }

    /// A `lang` attribute with a leading space; nothing where `tag` is unknown or no language tag.
    static func language(_ tag: String?) -> String {
        let parts = tag?.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-") ?? ""
        let isTag = parts.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isTag && 2...35 ~= parts.utf8.count ? " lang=\"\(parts)\"" : ""
    }

    /// A `data:` URI of `bytes`.
    static func dataURI(_ bytes: [UInt8], mediaType: String) -> String {
        "data:\(mediaType);base64,\(Base64.text(bytes))"
    }
}
