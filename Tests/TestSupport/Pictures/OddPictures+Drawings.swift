extension OddPictures {
    private static func svg(
        _ attributes: String,
        _ content: String = "<rect width='9' height='9' fill='red'/>"
    ) -> [UInt8] {
        Array(
            """
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \(attributes)>\(content)</svg>
            """
            .utf8
        )
    }

    static var drawings: [OddPicture] {
        let size = "width='64' height='48'"
        var laughs = "<!DOCTYPE svg [<!ENTITY a0 \"ha\">"
        for level in 1..<10 { laughs += "<!ENTITY a\(level) \"\(String(repeating: "&a\(level - 1);", count: 10))\">" }
        var doubled = "<g id='a0'><rect width='1' height='1'/></g>"
        for level in 1..<25 {
            doubled += "<g id='a\(level)'><use href='#a\(level - 1)'/><use href='#a\(level - 1)'/></g>"
        }
        let bomb = Pictures.base64(Pictures.headerBomb(width: 20_000, height: 20_000))
        let utf16 = svg(size).flatMap { [$0, 0] as [UInt8] }
        return [
            OddPicture("plain.svg", .read(64, 48), svg(size)),
            OddPicture("mark.svg", .either, [0xEF, 0xBB, 0xBF] + svg(size)),
            OddPicture("laughs.svg", .refused, Array((laughs + "]>").utf8) + svg(size, "<text>&a9;</text>")),
            OddPicture(
                "external-entity.svg",
                .refused,
                Array("<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>".utf8) + svg(size, "<text>&x;</text>")
            ),
            OddPicture("viewbox-giant.svg", .refused, svg("viewBox='0 0 1e30 1e30'")),
            OddPicture("viewbox-giant-sized.svg", .read(64, 48), svg(size + " viewBox='0 0 1e30 1e30'")),
            OddPicture("viewbox-negative.svg", .either, svg(size + " viewBox='0 0 -9 -9'")),
            OddPicture("viewbox-text.svg", .either, svg(size + " viewBox='a b c d'")),
            OddPicture("width-1e9.svg", .refused, svg("width='1e9' height='1e9'")),
            OddPicture("width-30000.svg", .refused, svg("width='30000' height='30000'")),
            OddPicture("width-strip.svg", .either, svg("width='60000' height='1'")),
            OddPicture("width-negative.svg", .either, svg("width='-64' height='48'")),
            OddPicture("width-zero.svg", .refused, svg("width='0' height='0'")),
            OddPicture("width-nan.svg", .either, svg("width='NaN' height='inf'")),
            OddPicture("width-percent.svg", .either, svg("width='100%' height='100%' viewBox='0 0 40 30'")),
            OddPicture("no-size.svg", .either, svg("")),
            OddPicture("empty.svg", .read(64, 48), svg(size, "")),
            OddPicture("doubled.svg", .either, svg(size, doubled + "<use href='#a24'/>")),
            OddPicture(
                "deep.svg",
                .either,
                svg(size, String(repeating: "<g>", count: 5_000) + String(repeating: "</g>", count: 5_000))
            ),
            OddPicture("recursive.svg", .either, svg(size, "<g id='x'><use href='#x'/></g>")),
            OddPicture(
                "blur.svg",
                .either,
                svg(
                    size,
                    "<filter id='f'><feGaussianBlur stdDeviation='1e6'/></filter><rect width='9' height='9' filter='url(#f)'/>"
                )
            ),
            OddPicture(
                "pattern.svg",
                .either,
                svg(
                    size,
                    "<pattern id='p' width='.0001' height='.0001'><rect width='1' height='1'/></pattern><rect width='64' height='48' fill='url(#p)'/>"
                )
            ),
            OddPicture(
                "path-long.svg",
                .read(64, 48),
                svg(size, "<path d='M0 0\(String(repeating: "L9 9", count: 50_000))'/>")
            ),
            OddPicture("path-broken.svg", .read(64, 48), svg(size, "<path d='M0 0 L 1e99999 nan 3 Q'/>")),
            OddPicture("script.svg", .read(64, 48), svg(size, "<script>while(true){}</script>")),
            OddPicture(
                "style-import.svg",
                .read(64, 48),
                svg(size, "<style>@import url(http://127.0.0.1:9/a.css);</style>")
            ),
            OddPicture(
                "image-file.svg",
                .read(64, 48),
                svg(size, "<image xlink:href='file:///etc/passwd' width='9' height='9'/>")
            ),
            OddPicture("image-bomb.svg", .refused, svg(size, "<image href='data:image/png;base64,\(bomb)'/>")),
            OddPicture("image-svg.svg", .refused, svg(size, "<image href='data:image/svg+xml,%3Csvg/%3E'/>")),
            OddPicture(
                "include.svg",
                .either,
                svg(size, "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='/etc/passwd'/>")
            ),
            OddPicture("unclosed.svg", .refused, Array(svg(size).dropLast(6))),
            OddPicture("namespace-missing.svg", .either, Array("<svg width='9' height='9'/>".utf8)),
            OddPicture("nul.svg", .refused, svg(size, "<text>\0</text>")),
            OddPicture("utf16.svg", .refused, [0xFF, 0xFE] + utf16),
            OddPicture(
                "not-utf8.svg",
                .refused,
                svg(size, "<text>@</text>").map { $0 == UInt8(ascii: "@") ? 0xFE : $0 }
            ),
            OddPicture(
                "compressed.svgz",
                .refused,
                [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + Zlib.nuls(1_000_000).dropFirst(2)
            ),
            OddPicture("html.svg", .refused, Array("<!DOCTYPE html><html><svg width='9' height='9'/></html>".utf8)),
        ]
    }
}
