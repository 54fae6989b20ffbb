import ESJina
import ESJinaTesting
import Embeddings
import TestSupport
import Testing
import VipsImages

@Suite("What people wrote into picture files")
struct CaptionTests {
    private func prepare(_ bytes: [UInt8]) throws -> PreparedImage {
        try VipsImagePreparer().prepare(bytes, name: "picture", options: ImageOptions())
    }

    private static let translations = [
        IngestRecord.Caption(language: "de", text: "Ein Haus"),
        IngestRecord.Caption(language: "ja", text: "家"),
        IngestRecord.Caption(language: "pt-br", text: #"Uma casa & "sol" <b>"#),
    ]

    @Test(
        "is read from XMP in every format, by language",
        arguments: [
            ("tagged.jpg", ["from iptc", "from windows"]), ("tagged.tif", ["from iptc", "from windows"]),
            ("tagged.png", ["from windows"]), ("tagged.webp", ["from windows"]), ("tagged.heic", ["from windows"]),
            ("tagged.avif", ["from windows"]), ("tagged.gif", []),
        ]
    )
    func languages(name: String, furtherTags: [String]) throws {
        let image = try prepare(Pictures.fixture(name))
        #expect(image.embeddedCaption == "A house")
        #expect(image.embeddedCaptions.sorted { $0.language < $1.language } == Self.translations)
        #expect(image.embeddedTitle == "XMP title")
        #expect(image.embeddedTags == ["house", "été"] + furtherTags)
        for secret in ["house", "Haus", "Windows", "Exif", "http"] {
            #expect(image.image.bytes.firstRange(of: Array(secret.utf8)) == nil, "\(secret) went to the model")
        }
    }

    @Test(
        "is read from EXIF where there is nothing else",
        arguments: [
            "exif-tagged.jpg", "exif-tagged.png", "exif-tagged.webp", "exif-tagged.tif", "exif-tagged.heic",
        ]
    )
    func exif(name: String) throws {
        let image = try prepare(Pictures.fixture(name))
        #expect(image.embeddedCaption == "Exif description été")
        #expect(image.embeddedCaptions == [])
        #expect(image.embeddedTitle == "Windows Τίτλος")
        #expect(image.embeddedTags == ["from windows", "house"])
    }

    @Test("is read from UserComment in both byte orders, and from IPTC that is not UTF-8")
    func encodings() throws {
        for name in ["comment-II.jpg", "comment-MM.jpg"] {
            #expect(try prepare(Pictures.fixture(name)).embeddedCaption == "Комментарий 𝄞", "\(name)")
        }
        #expect(try prepare(Pictures.fixture("latin1-iptc.jpg")).embeddedCaption == "Grüße aus Köln")
    }

    @Test("knows the byte order of UserComment by a mark or by its nuls, and the other character codes")
    func userComments() throws {
        func caption(_ comment: [UInt8]) throws -> String? {
            try prepare(Pictures.jpeg(Pictures.fixture("scene.jpg"), userComment: comment)).embeddedCaption
        }
        // The block itself is big-endian.
        let little: [UInt8] = "Harbour".utf8.flatMap { [$0, 0] as [UInt8] }
        let big: [UInt8] = "Harbour".utf8.flatMap { [0, $0] as [UInt8] }
        #expect(try caption(Array("UNICODE\0".utf8) + little) == "Harbour")
        #expect(try caption(Array("UNICODE\0".utf8) + big) == "Harbour")
        #expect(try caption(Array("UNICODE\0".utf8) + [0xFF, 0xFE, 0xB6, 0x5B, 0xB6, 0x5B]) == "家家")
        #expect(try caption(Array("UNICODE\0".utf8) + [0x5B, 0xB6]) == "家")
        #expect(try caption(Array("ASCII\0\0\0Harbour\0\0\0".utf8)) == "Harbour")
        #expect(try caption([UInt8](repeating: 0, count: 8) + Array("Harbour at nine".utf8)) == "Harbour at nine")
        #expect(try caption(Array("JIS\0\0\0\0\0".utf8) + [0x1B, 0x24, 0x42, 0x32, 0x48]) == nil)
        #expect(try caption(Array("ASCII\0\0\0           ".utf8)) == nil)
        #expect(try caption([1, 2]) == nil)
    }

    @Test("is not repeated: a default that is one of the translations, a title that is the caption")
    func repetitions() throws {
        let xmp = Self.packet(
            """
            <dc:description><rdf:Alt><rdf:li xml:lang="x-default">Ein Haus</rdf:li><rdf:li xml:lang="de">Ein Haus</rdf:li>\
            </rdf:Alt></dc:description><dc:title>Ein Haus</dc:title>
            """
        )
        let image = try prepare(Pictures.jpeg(Pictures.fixture("scene.jpg"), xmp: xmp))
        #expect(image.embeddedCaption == nil)
        #expect(image.embeddedTitle == nil)
        #expect(image.embeddedCaptions == [.init(language: "de", text: "Ein Haus")])
    }

    @Test(
        "is read however XMP is written",
        arguments: [
            // Attributes, as Lightroom writes single values.
            #"<rdf:RDF><rdf:Description rdf:about="" dc:description='A "boat" &#38; more'/></rdf:RDF>"#,
            // Another prefix, single quotes, a comment, CDATA.
            """
            <rdf:RDF><rdf:Description xmlns:d='http://purl.org/dc/elements/1.1/'><!-- <d:description>no</d:description> -->\
            <d:description><rdf:Alt><rdf:li xml:lang='x-default'><![CDATA[A "boat" & more]]></rdf:li></rdf:Alt></d:description>\
            </rdf:Description></rdf:RDF>
            """,
            // Other files that it mentions come first.
            """
            <rdf:RDF><rdf:Description><xmpMM:Pantry><rdf:Bag><rdf:li><rdf:Description><dc:description>Another</dc:description>\
            </rdf:Description></rdf:li></rdf:Bag></xmpMM:Pantry>
            <dc:description><rdf:Alt><rdf:li xml:lang="x-private">A "boat" &amp; more</rdf:li></rdf:Alt></dc:description>\
            </rdf:Description></rdf:RDF>
            """,
        ]
    )
    func spellings(rdf: String) throws {
        let xmp = #"<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/">\#(rdf)</x:xmpmeta><?xpacket end="w"?>"#
        let image = try prepare(Pictures.jpeg(Pictures.fixture("scene.jpg"), xmp: xmp))
        #expect(image.embeddedCaption == #"A "boat" & more"#)
        #expect(image.embeddedCaptions == [])
    }

    @Test("has only language tags that can name a field, the first of each")
    func tags() throws {
        let items = ["en", "EN", "fr_FR", "zh-Hant-TW", "a b", String(repeating: "x", count: 36)].enumerated()
            .map { #"<rdf:li xml:lang="\#($0.element)">Text \#($0.offset)</rdf:li>"# }
            .joined()
        let xmp = Self.packet("<dc:description><rdf:Alt>\(items)</rdf:Alt></dc:description>")
        let image = try prepare(Pictures.jpeg(Pictures.fixture("scene.jpg"), xmp: xmp))
        #expect(
            image.embeddedCaptions == [
                .init(language: "en", text: "Text 0"), .init(language: "zh-hant-tw", text: "Text 3"),
            ]
        )
        #expect(image.embeddedCaption == "Text 2")
    }

    @Test("may be damaged anywhere without harm to the picture", arguments: ["tagged.jpg", "tagged.tif", "tagged.png"])
    func damage(name: String) throws {
        // The metadata of a JPEG and of a TIFF lie outside of what is checked by checksums.
        let bytes = Pictures.fixture(name)
        var random = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            var damaged = bytes
            for _ in 0..<4 {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let image = try? prepare(damaged) else { continue }
            for caption in image.embeddedCaptions {
                #expect(1...35 ~= caption.language.utf8.count && !caption.text.isEmpty)
            }
            #expect(image.embeddedTags.count <= 256)
        }
    }

    private static func packet(_ properties: String) -> String {
        """
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\
        <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">\(properties)</rdf:Description></rdf:RDF></x:xmpmeta>
        """
    }
}
