/// A PDF file written for the tests, byte by byte.
public struct PDFFile {
    private var objects: [String] = []
    /// What stands in the trailer besides size and root.
    private var trailer = ""

    /// Pages of one size that show `content`.
    ///
    /// - Parameters:
    ///   - width: The pages' width in points.
    ///   - height: Their height.
    ///   - pages: How many there are.
    ///   - claimed: How many the file says there are.
    ///   - content: What is drawn on each, in PDF's operators; `@` stands for the page's number.
    ///   - attributes: What else a page's dictionary has.
    ///   - info: The document's information dictionary.
    ///   - metadata: The document's XMP packet.
    ///   - further: Objects, numbered from ``firstFurther`` where there is one page.
    /// - Returns: The file.
    public static func bytes(
        width: Int = 200,
        height: Int = 100,
        pages: Int = 1,
        claimed: Int? = nil,
        content: String = "0.5 0.78 0.89 rg 0 0 20000 20000 re f 1 0.82 0.25 rg 120 20 60 60 re f",
        attributes: String = "",
        info: String = "",
        metadata: String = "",
        further: [String] = []
    ) -> [UInt8] {
        var file = PDFFile()
        let kids = (0..<pages).map { "\(3 + $0 * 2) 0 R" }.joined(separator: " ")
        file.objects = [
            "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[\(kids)]/Count \(claimed ?? pages)>>",
        ]
        for page in 0..<pages {
            file.objects.append(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 \(width) \(height)]/Contents \(4 + page * 2) 0 R\(attributes)>>"
            )
            file.objects.append(
                stream(content.split(separator: "@", omittingEmptySubsequences: false).joined(separator: "\(page + 1)"))
            )
        }
        file.objects += further
        if !metadata.isEmpty {
            file.objects.append(stream(metadata, "/Type/Metadata/Subtype/XML"))
            file.objects[0] = "<</Type/Catalog/Pages 2 0 R/Metadata \(file.objects.count) 0 R>>"
        }
        if !info.isEmpty {
            file.objects.append("<<\(info)>>")
            file.trailer = "/Info \(file.objects.count) 0 R"
        }
        return file.bytes
    }

    /// The object after those of one page.
    public static let firstFurther = 5

    /// A stream with its dictionary.
    public static func stream(_ content: String, _ attributes: String = "") -> String {
        "<</Length \(content.utf8.count)\(attributes)>>\nstream\n\(content)\nendstream"
    }

    private var bytes: [UInt8] {
        var result = Array("%PDF-1.4\n".utf8)
        var table = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for (index, object) in objects.enumerated() {
            let offset = String(result.count)
            table += String(repeating: "0", count: 10 - offset.count) + offset + " 00000 n \n"
            result += Array("\(index + 1) 0 obj\n\(object)\nendobj\n".utf8)
        }
        let start = result.count
        let end = "trailer\n<</Size \(objects.count + 1)/Root 1 0 R\(trailer)>>\nstartxref\n\(start)\n%%EOF\n"
        return result + Array(table.utf8) + Array(end.utf8)
    }
}
