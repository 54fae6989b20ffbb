import ESJina
import Embeddings
import TestSupport
import Testing
import VipsImages

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("Drawings that mean harm")
struct DrawingSafetyTests {
    private func prepare(
        _ content: String,
        head: String = "",
        maxPixels: Int = 1_000_000
    ) throws(ImageError) -> PreparedImage {
        let svg = """
            \(head)<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64">\
            \(content)</svg>
            """
        let options = ImageOptions(maxPixels: maxPixels)
        return try VipsImagePreparer().prepare(Array(svg.utf8), name: "evil.svg", options: options)
    }

    private func isWhite(_ image: PreparedImage) -> Bool { image.image.raster?.rgb.allSatisfy { $0 > 250 } ?? false }

    @Test("show nothing of files and addresses they refer to")
    func references() throws {
        let red = Pictures.png(width: 8, height: 8, samples: (0..<64).flatMap { _ in [255, 0, 0] as [UInt8] })
        let path = "/tmp/es-jina-drawing-\(getpid()).png"
        let file = try #require(fopen(path, "wb"))
        fwrite(red, 1, red.count, file)
        fclose(file)
        defer { unlink(path) }
        for address in ["file://\(path)", path, "file:///etc/passwd", "http://127.0.0.1:9/a.png"] {
            let image = try prepare(#"<image xlink:href="\#(address)" href="\#(address)" width="64" height="64"/>"#)
            #expect(isWhite(image), "\(address)")
        }
        let style = try prepare(
            "<style>@import url('file:///etc/passwd'); rect { fill: url(file://\(path)#a) none }</style>"
        )
        #expect(isWhite(style))
        // The same picture inside the drawing is shown, so that the whiteness above means something.
        let inside = try prepare(
            #"<image href="data:image/png;base64,\#(Pictures.base64(red))" width="64" height="64"/>"#
        )
        #expect(inside.image.raster?.rgb.prefix(3).elementsEqual([255, 0, 0]) == true)
    }

    @Test("are refused for entities: files read into the text, and a billion laughs")
    func entities() {
        let passwd = #"<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>"#
        #expect(throws: ImageError.self) { try prepare("<text y='20'>&x;</text>", head: passwd) }
        var laughs = #"<!DOCTYPE svg [<!ENTITY l0 "lol">"#
        for level in 1..<10 {
            laughs += "<!ENTITY l\(level) \"" + String(repeating: "&l\(level - 1);", count: 10) + "\">"
        }
        #expect {
            try prepare("<text y='20'>&l9;</text>", head: laughs + "]>")
        } throws: { error in
            (error as? ImageError)?.message
                == "evil.svg is not drawn: it declares XML entities other than names of namespaces, as attacks do; "
                + "save it as plain SVG."
        }
    }

    @Test("may declare namespaces as entities, as Illustrator does")
    func namespaces() throws {
        let head =
            #"<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd" [<!ENTITY ns_svg "http://www.w3.org/2000/svg">]>"#
        #expect(isWhite(try prepare("<g xmlns:a='&ns_svg;'/>", head: head)))
    }

    @Test(
        "are refused for picture bombs inside, however these are spelt",
        arguments: [
            #"<image href="data:image/png;base64,@"/>"#, #"<image href=" DATA:;base64,@"/>"#,
            "<image href='&#100;at&#x61;:image/png;base64,@'/>", "<image href='da\nta:image/png;base64,@'/>",
            #"<style>@import "\64 ata:image/png;base64,@";</style>"#,
            "<rect style='fill:url(da\\ta:font/x;base64,@)'/>",
        ]
    )
    func picturesInside(content: String) throws {
        let bomb = Pictures.base64(Pictures.headerBomb(width: 20_000, height: 20_000))
        let place = try #require(content.lastIndex(of: "@"))
        let svg = content[..<place] + bomb + content[content.index(after: place)...]
        #expect {
            try prepare(String(svg))
        } throws: { error in
            (error as? ImageError)?.kind == .tooLarge
        }
    }

    @Test("are refused for what hides in them: other drawings, unknown pictures, other encodings, compression")
    func hidden() throws {
        for content in [
            "<image href='data:image/svg+xml,%3Csvg/%3E'/>", "<image href='data:,hello'/>",
            "<image href='data:image/svg+xml;base64,\(Pictures.base64(Array(Pictures.scene.utf8)))'/>",
            "<image href='data:image/x-icon;base64,AAABAAEA'/>",
        ] {
            #expect(throws: ImageError.self, "\(content)") { try prepare(content) }
        }
        #expect(throws: ImageError.self) { try prepare("", head: "<?xml version='1.0' encoding='UTF-7'?>") }
        #expect(throws: ImageError.self) {
            try VipsImagePreparer().prepare([0x1F, 0x8B, 8, 0], name: "a.svgz", options: ImageOptions())
        }
        // Fonts and prose are no pictures.
        #expect(
            isWhite(try prepare("<style>@font-face{font-family:a;src:url(data:font/woff2;base64,d09GMg==)}</style>"))
        )
        #expect(isWhite(try prepare("<desc>metadata: see \"C:\\data\" for the data: yes</desc>")))
    }

    @Test("end in time when they nest deeply or repeat themselves without end")
    func depth() {
        let deep = String(repeating: "<g>", count: 20_000) + String(repeating: "</g>", count: 20_000)
        _ = try? prepare(deep)
        var doubled = "<g id='a0'><rect width='1' height='1'/></g>"
        for level in 1..<30 {
            doubled += "<g id='a\(level)'><use href='#a\(level - 1)'/><use href='#a\(level - 1)'/></g>"
        }
        let clock = ContinuousClock()
        let time = clock.measure { _ = try? prepare(doubled + "<use href='#a29'/>") }
        #expect(time < .seconds(20))
        #expect((try? prepare("<g id='x'><use href='#x'/></g>")).map(isWhite) ?? true)
    }
}
