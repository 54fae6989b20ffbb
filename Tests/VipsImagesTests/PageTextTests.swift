import ESJina
import TestSupport
import Testing
import VipsImages

@Suite("Texts of PDF pages")
struct PageTextTests {
    private static let font =
        "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>"

    private func text(_ bytes: [UInt8], _ page: Int = 1) throws -> String? {
        try VipsImagePreparer().preparePage(bytes, page: page, name: "a.pdf", options: ImageOptions()).pageText
    }

    @Test("are read, of each page its own, in the order of reading")
    func pages() throws {
        let content =
            "BT /F1 12 Tf 20 70 Td (Chapter @) Tj ET BT /F1 12 Tf 20 40 Td (caf\\351 and \\(tide\\)) Tj 0 -14 Td (behind it) Tj ET"
        let file = PDFFile.bytes(pages: 3, content: content, attributes: Self.font)
        for page in 1...3 { #expect(try text(file, page) == "Chapter \(page)\ncafé and (tide)\nbehind it") }
    }

    @Test("are missing where a page shows only pictures")
    func none() throws {
        #expect(try text(PDFFile.bytes()) == nil)
        let blank = PDFFile.bytes(content: "BT /F1 12 Tf 20 70 Td (   ) Tj ET", attributes: Self.font)
        #expect(try text(blank) == nil)
        #expect(
            try VipsImagePreparer().prepare(Pictures.fixture("scene.jpg"), name: "a.jpg", options: ImageOptions())
                .pageText
                == nil
        )
    }

    @Test("end where no page has so much")
    func limit() throws {
        // Poppler leaves out what is too small to be read.
        let line = "(" + String(repeating: "WWWW ", count: 300) + ") Tj "
        let content = "BT /F1 8 Tf 1 9900 Td " + String(repeating: line + "0 -40 Td ", count: 240) + "ET"
        let file = PDFFile.bytes(width: 10_000, height: 10_000, content: content, attributes: Self.font)
        let read = try #require(try text(file))
        #expect(read.utf8.count <= 1 << 18)
        #expect(read.utf8.count > 1 << 17)
    }

    @Test("are the same from many threads at once")
    func threads() async throws {
        let content = "BT /F1 12 Tf 20 70 Td (Chapter @) Tj ET"
        let file = PDFFile.bytes(pages: 40, content: content, attributes: Self.font)
        let texts = try await withThrowingTaskGroup(of: (Int, String?).self) { group in
            for page in 1...40 { group.addTask { (page, try text(file, page)) } }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        #expect(texts == Dictionary(uniqueKeysWithValues: (1...40).map { ($0, "Chapter \($0)") }))
    }
}
