import ContentDigests
import HTMLText
import JSONValues

extension SourceEntry {
    /// The input that a whole file is; `nil` where its kind is not known.
    static func file(_ file: FoundFile) -> SourceEntry? {
        switch InputFormat(path: file.path) {
        case .picture?: whole(file, picture)
        case .text?: whole(file, text)
        case .html?: whole(file, html)
        case .pdf?: whole(file, pdf)
        case nil: nil
        }
    }

    private static func whole(
        _ file: FoundFile,
        _ read: @escaping @Sendable (FoundFile) throws(InputError) -> IngestRecord
    ) -> SourceEntry {
        SourceEntry(
            position: file.path,
            keepsID: true,
            byteCount: FileReader.size(of: file.path),
            partitionKey: file.relative,
            origin: InputOrigin(path: file.path, relative: file.relative),
            load: { () throws(InputError) in try read(file) }
        )
    }

    /// A picture with the captions that stand beside it.
    @Sendable private static func picture(_ file: FoundFile) throws(InputError) -> IngestRecord {
        var record = IngestRecord(
            id: DocumentID.make(file.relative),
            content: .image(try FileReader.bytes(of: file.path)),
            path: file.path,
            title: DocumentID.words(inName: file.relative)
        )
        try Sidecar.read(besides: file.path)?.apply(to: &record)
        return record
    }

    /// A text file; the first Markdown heading is its title.
    @Sendable private static func text(_ file: FoundFile) throws(InputError) -> IngestRecord {
        let text = try FileReader.text(of: file.path)
        let (title, body) = split(text)
        guard !body.allSatisfy(\.isWhitespace) || title != nil else {
            throw InputError(.read, "\(file.path) holds no text.")
        }
        return IngestRecord(
            id: DocumentID.make(file.relative),
            content: .text(body),
            path: file.path,
            title: title ?? DocumentID.words(inName: file.relative)
        )
    }

    /// An HTML file: what a reader sees is its text, what it says of itself are title, caption and the attribute `language`.
    @Sendable private static func html(_ file: FoundFile) throws(InputError) -> IngestRecord {
        let bytes = try FileReader.bytes(of: file.path)
        let page: HTMLPage
        do throws(HTMLTextError) {
            page = try HTMLReader().read(bytes)
        } catch {
            throw InputError(.read, "\(file.path) cannot be read. \(error.message)")
        }
        guard !page.text.allSatisfy(\.isWhitespace) || page.title != nil else {
            throw InputError(.read, "\(file.path) holds no text.")
        }
        var record = IngestRecord(
            id: DocumentID.make(file.relative),
            content: .text(page.text),
            path: file.path,
            title: page.title ?? DocumentID.words(inName: file.relative),
            caption: page.description
        )
        if let language = page.language { record.attributes["language"] = JSONValue(language) }
        return record
    }

    /// A PDF file, whose pages become inputs of their own.
    @Sendable private static func pdf(_ file: FoundFile) throws(InputError) -> IngestRecord {
        IngestRecord(
            id: DocumentID.make(file.relative),
            content: .pdf(try FileReader.bytes(of: file.path)),
            path: file.path,
            title: DocumentID.words(inName: file.relative)
        )
    }

    private static func split(_ text: String) -> (title: String?, body: String) {
        let lines = text.split(maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let first = lines.first, first.hasPrefix("# ") else { return (nil, text) }
        let title = String(first.dropFirst(2)).trimmed
        return (title.isEmpty ? nil : title, lines.count > 1 ? String(lines[1]).trimmed : "")
    }
}

extension String {
    /// The string without white space around it.
    var trimmed: String {
        var slice = self[...].drop(while: \.isWhitespace)
        while slice.last?.isWhitespace == true { slice.removeLast() }
        return String(slice)
    }
}

/// How a document's `_id` is made from what names its input.
enum DocumentID {
    /// The most bytes Elasticsearch takes.
    static let maxBytes = 512

    /// `name` itself where it fits; else its beginning and its digest.
    static func make(_ name: String) -> String {
        guard name.utf8.count > maxBytes else { return name }
        let digest = ContentDigest(of: name).description.prefix(32)
        var head = name.prefix(200)
        while head.utf8.count > maxBytes - 33 { head.removeLast() }
        return "\(head)-\(digest)"
    }

    /// The id of a part: `novel.txt#chunk-3`.
    static func part(of id: String, _ kind: String, _ number: Int) -> String { make("\(id)#\(kind)-\(number)") }

    /// The words of a file's name: `red-apple_2.svg` becomes `red apple 2`.
    static func words(inName path: String) -> String {
        let stem = FilePath.deletingExtension(FilePath.lastComponent(path))
        return stem.split { "-_. ".contains($0) }.joined(separator: " ")
    }
}
