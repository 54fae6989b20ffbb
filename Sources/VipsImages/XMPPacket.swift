/// What an XMP packet says of its file in the words of Dublin Core.
///
/// Read are the properties of the file itself (`rdf:RDF/rdf:Description`), as elements or attributes, under whatever prefix
/// stands for Dublin Core; not those of other files that a packet may mention, and not a JPEG's extended packet, which begins
/// where 64 KiB are not enough. XMP in UTF-16, which only bare XMP files may have, is not read.
struct XMPPacket {
    /// One of several texts in different languages.
    struct Alternative {
        /// The value of `xml:lang`, in lower case; `nil` for `x-default` and where there is none.
        var language: String?
        /// The text.
        var text: String
    }

    /// `dc:title`.
    private(set) var titles: [Alternative] = []
    /// `dc:description`.
    private(set) var descriptions: [Alternative] = []
    /// `dc:subject`.
    private(set) var subjects: [String] = []

    private enum Property { case title, description, subject }

    private struct Element {
        var name: Substring
        /// What is collected until its end.
        var language: String?
        var text = ""
        var property: Property?
        /// Whether alternatives inside brought the texts already.
        var hasItems = false
    }

    private static let dublinCore = "http://purl.org/dc/elements/1.1/"
    private var prefixes: Set<Substring> = ["dc"]
    private var stack: [Element] = []

    /// Reads `packet`; what is broken in it ends the reading.
    init(_ packet: [UInt8]) {
        packet.withUnsafeBytes { bytes in
            var index = 0
            while let open = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
                collect(bytes[index..<open])
                guard let end = tag(in: bytes, at: open) else { return }
                index = end
            }
        }
    }

    /// Reads what begins at `open`; returns where it ends.
    private mutating func tag(in bytes: UnsafeRawBufferPointer, at open: Int) -> Int? {
        let rest = bytes[open...]
        for (start, end) in [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")] where rest.starts(with: start.utf8) {
            guard let stop = ASCIISearch.find(Array(end.utf8), in: bytes, from: open + start.utf8.count) else {
                return nil
            }
            if start == "<![CDATA[" {
                let text = String(decoding: bytes[(open + start.utf8.count)..<stop], as: UTF8.self)
                if !stack.isEmpty { stack[stack.count - 1].text += text }
            }
            return stop + end.utf8.count
        }
        var quote: UInt8?
        var close = open + 1
        while close < bytes.count {
            let byte = bytes[close]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                break
            }
            close += 1
        }
        guard close < bytes.count else { return nil }
        let content = String(decoding: bytes[(open + 1)..<close], as: UTF8.self)
        if content.hasPrefix("/") {
            end()
        } else {
            begin(content)
            if content.hasSuffix("/") { end() }
        }
        return close + 1
    }

    private mutating func collect(_ bytes: Slice<UnsafeRawBufferPointer>) {
        guard !stack.isEmpty, !bytes.isEmpty else { return }
        stack[stack.count - 1].text += Self.unescape(Substring(String(decoding: bytes, as: UTF8.self)))
    }

    private mutating func begin(_ content: String) {
        let name = content.prefix { !$0.isWhitespace && $0 != "/" }
        var element = Element(name: name)
        let isOfFile =
            stack.count >= 2 && stack[stack.count - 1].name.hasSuffix(":Description")
            && stack[stack.count - 2].name.hasSuffix(":RDF")
        var values: [(Property, String)] = []
        for (key, value) in Self.attributes(content.dropFirst(name.count)) {
            if key == "xml:lang" { element.language = Self.language(value) }
            if key.hasPrefix("xmlns:"), value == Self.dublinCore { prefixes.insert(key.dropFirst(6)) }
            if name.hasSuffix(":Description"), stack.last?.name.hasSuffix(":RDF") == true, let property = property(key)
            {
                values.append((property, value))
            }
        }
        if isOfFile { element.property = property(name) }
        for (property, value) in values { add(value, language: nil, to: property) }
        stack.append(element)
    }

    private mutating func end() {
        guard let element = stack.popLast() else { return }
        if let property = element.property, !element.hasItems {
            add(element.text, language: element.language, to: property)
        } else if element.name.hasSuffix(":li"), let owner = stack.lastIndex(where: { $0.property != nil }),
            // dc:description, rdf:Alt, rdf:li
            owner == stack.count - 2, let property = stack[owner].property
        {
            stack[owner].hasItems = true
            add(element.text, language: element.language, to: property)
        }
    }

    private mutating func add(_ text: String, language: String?, to property: Property) {
        guard let text = MetadataText.tidy(text) else { return }
        switch property {
        case .title: titles.append(Alternative(language: language, text: text))
        case .description: descriptions.append(Alternative(language: language, text: text))
        case .subject: subjects.append(text)
        }
    }

    private func property(_ name: some StringProtocol) -> Property? {
        guard let colon = name.firstIndex(of: ":"), prefixes.contains(Substring(name[..<colon])) else { return nil }
        switch name[name.index(after: colon)...] {
        case "title": return .title
        case "description": return .description
        case "subject": return .subject
        default: return nil
        }
    }

    /// A tag that can name a field; `nil` for the default and for private ones.
    private static func language(_ tag: String) -> String? {
        let tag = tag.lowercased()
        let isTag =
            1...35 ~= tag.utf8.count && tag.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2D }
        return isTag && !tag.hasPrefix("x-") ? tag : nil
    }

    private static func attributes(_ text: Substring) -> [(Substring, String)] {
        var result: [(Substring, String)] = []
        var rest = text
        while let equals = rest.firstIndex(of: "=") {
            let key = rest[..<equals].split(whereSeparator: \.isWhitespace).last ?? ""
            let after = rest[rest.index(after: equals)...].drop(while: \.isWhitespace)
            guard let quote = after.first, quote == "\"" || quote == "'" else { break }
            let value = after.dropFirst().prefix { $0 != quote }
            result.append((key, unescape(value)))
            rest = rest[value.endIndex...].dropFirst()
        }
        return result
    }

    /// The text with its references decoded; a `&` that begins none stays.
    private static func unescape(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        var result = ""
        var rest = text
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            let name = rest[rest.index(after: start)...].prefix(10).prefix { $0 != ";" }
            let named = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"][name]
            let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst(1))
            let character = named ?? number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
            if let character, name.endIndex < rest.endIndex, rest[name.endIndex] == ";" {
                result += character
                rest = rest[rest.index(after: name.endIndex)...]
            } else {
                result += "&"
                rest = rest[rest.index(after: start)...]
            }
        }
        return result + rest
    }
}
