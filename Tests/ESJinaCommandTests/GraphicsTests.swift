import ESJina
import JSONValues
import TestSupport
import Testing
import VipsImages

@testable import es_jina

/// What a terminal would make of a picture's escape sequence.
struct DrawnSixel {
    var width = 0
    var height = 0
    /// Red, green and blue in percent; `nil` where nothing was drawn.
    var pixels: [[Int]?] = []

    /// Reads one Sixel sequence; `nil` where it is none.
    init?(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("\u{1B}P"), text.hasSuffix("\u{1B}\\"), let start = text.firstIndex(of: "q") else {
            return nil
        }
        var body = text[text.index(after: start)...].dropLast(2)
        var colours: [Int: [Int]] = [:]
        var colour = 0
        var repeats = 1
        var (column, band) = (0, 0)
        func numbers() -> [Int] {
            let digits = body.prefix { $0.isNumber || $0 == ";" }
            body = body.dropFirst(digits.count)
            return digits.split(separator: ";").compactMap { Int($0) }
        }
        while let character = body.popFirst() {
            switch character {
            case "\"":
                let attributes = numbers()
                guard attributes.count == 4 else { return nil }
                (width, height) = (attributes[2], attributes[3])
                pixels = Array(repeating: nil, count: width * height)
            case "#":
                let values = numbers()
                colour = values[0]
                if values.count == 5, values[1] == 2 { colours[colour] = Array(values[2...]) }
            case "!": repeats = numbers()[0]
            case "$": column = 0
            case "-": (column, band) = (0, band + 1)
            case "?"..."~":
                let bits = Int(character.asciiValue ?? 0) - 0x3F
                for _ in 0..<repeats {
                    for bit in 0..<6 where bits >> bit & 1 == 1 {
                        let row = band * 6 + bit
                        guard row < height, column < width, let known = colours[colour] else { return nil }
                        pixels[row * width + column] = known
                    }
                    column += 1
                }
                repeats = 1
            default: return nil
            }
        }
    }
}

private let gallery = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Examples/gallery/"

private func preview(_ name: String, _ encoding: ImagePreview.Encoding, side: Int = 120) throws -> ImagePreview {
    try PictureFile(path: gallery + name).preview(VipsImagePreparer(), width: side, height: side, as: encoding)
}

@Suite struct `Sixel` {
    private func percent(_ byte: UInt8) -> Int { (Int(byte) * 100 + 127) / 255 }

    @Test func `a picture of few colours comes back as it was`() throws {
        // Five rows more than a band, and runs of every length.
        let (width, height) = (37, 11)
        var rgb: [UInt8] = []
        for row in 0..<height {
            for column in 0..<width {
                rgb += [[255, 0, 0], [0, 128, 0], [10, 20, 250]][(column / (row + 1) + row) % 3]
            }
        }
        let drawn = try #require(DrawnSixel(SixelEncoder.sequence(rgb, width: width)))
        #expect([drawn.width, drawn.height] == [width, height])
        for (index, pixel) in drawn.pixels.enumerated() {
            #expect(pixel == rgb[index * 3..<index * 3 + 3].map(percent))
        }
    }

    @Test(arguments: ["pizza.jpg", "grapes.png", "red-apple.svg"])
    func `a photograph comes back nearly as it was`(name: String) throws {
        let picture = try preview(name, .rgb)
        let sequence = SixelEncoder.sequence(picture.bytes, width: picture.width)
        let drawn = try #require(DrawnSixel(sequence))
        #expect([drawn.width, drawn.height] == [picture.width, picture.height])
        var error = 0.0
        for (index, pixel) in drawn.pixels.enumerated() {
            let pixel = try #require(pixel, "every pixel is drawn")
            for channel in 0..<3 {
                let difference = Double(pixel[channel]) * 2.55 - Double(picture.bytes[index * 3 + channel])
                error += difference * difference
            }
        }
        let mean = error / Double(picture.bytes.count)
        // 32 dB: what a good JPEG errs.
        #expect(mean < 255 * 255 / 1585, "a mean squared error of \(mean)")
        #expect(sequence.count < picture.bytes.count, "runs are packed")
    }

    @Test func `no more colours are named than there are registers`() throws {
        var many: [UInt8] = []
        for number in 0..<4096 { for shift in [0, 4, 8] { many.append(UInt8(number >> shift & 15) << 4) } }
        let (colours, indices) = Palette.reduce(many)
        #expect(colours.count == 256)
        #expect(indices.count == 4096)
        #expect(Set(indices).count == 256, "none is wasted")
        let one = Palette.reduce([UInt8](repeating: 7, count: 300))
        #expect(one.colours == [[7, 7, 7]])
        let empty = Palette.reduce([])
        #expect(empty.colours.isEmpty && empty.indices.isEmpty)
        #expect(SixelEncoder.sequence([], width: 0) == [])
    }
}

@Suite struct `Pictures in terminals` {
    @Test func `kitty gets PNG in chunks of at most 4096 bytes`() throws {
        let picture = try preview("pizza.jpg", .png, side: 200)
        let commands = String(decoding: PicturePainter.kitty(picture.bytes), as: UTF8.self).split(separator: "\u{1B}_G")
        #expect(commands.count > 2)
        var data = ""
        for (index, command) in commands.enumerated() {
            #expect(command.hasSuffix("\u{1B}\\"))
            let parts = command.dropLast(2).split(separator: ";", maxSplits: 1)
            let isLast = index == commands.count - 1
            let more = isLast ? "m=0" : "m=1"
            #expect(parts[0] == (index == 0 ? "a=T,f=100,C=1,q=2,\(more)" : "q=2,\(more)"))
            #expect(isLast ? parts[1].utf8.count <= 4096 : parts[1].utf8.count == 4096)
            data += parts[1]
        }
        #expect(Base64.decode(data.utf8) == picture.bytes)
    }

    @Test func `iTerm2 gets a whole file with its size`() throws {
        let file = try preview("pizza.jpg", .jpeg).bytes
        let text = String(decoding: PicturePainter.iterm2(file, columns: 12, rows: 6), as: UTF8.self)
        #expect(text.hasPrefix("\u{1B}]1337;File=inline=1;size=\(file.count);width=12;height=6;"))
        #expect(text.hasSuffix("\u{07}"))
        let colon = try #require(text.firstIndex(of: ":"))
        #expect(Base64.decode(text[text.index(after: colon)...].dropLast().utf8) == file)
    }

    @Test(arguments: [GraphicsProtocol.kitty, .iterm2, .sixel])
    func `a picture keeps within its cells`(graphics: GraphicsProtocol) throws {
        let cell = PixelSize(width: 9, height: 18)
        let painter = PicturePainter(graphics: graphics, cell: cell, images: VipsImagePreparer())
        for name in ["pizza.jpg", "grapes.png", "red-apple.svg"] {
            let drawn = try painter.draw(PictureFile(path: gallery + name), columns: 20, rows: 6)
            #expect(1...20 ~= drawn.columns && 1...6 ~= drawn.rows)
            #expect(drawn.columns == 20 || drawn.rows == 6, "as large as fits")
            if graphics == .sixel {
                let pixels = try #require(DrawnSixel(drawn.sequence))
                #expect(pixels.width <= drawn.columns * 9 && pixels.height <= drawn.rows * 18)
            }
        }
        #expect(throws: PictureFile.Missing.self) {
            try painter.draw(PictureFile(path: "/nowhere.png"), columns: 20, rows: 6)
        }
    }
}

@Suite struct `What terminals take` {
    @Test(arguments: [
        (["TERM": "xterm-kitty"], GraphicsProtocol.Verdict.takes(.kitty)),
        (["TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"], .takes(.kitty)),
        (["TERM": "xterm-ghostty"], .takes(.kitty)),
        (["TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"], .takes(.kitty)),
        (["TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"], .takes(.iterm2)),
        (["TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"], .takes(.iterm2)),
        (["TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm", "WEZTERM_PANE": "0"], .takes(.iterm2)),
        (["TERM": "foot"], .takes(.sixel)), (["TERM": "mlterm-256color"], .takes(.sixel)),
        (["TERM": "xterm-256color"], .unknown), ([:], .unknown),
        (["TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"], .takesNone),
        (["TERM": "dumb", "KITTY_WINDOW_ID": "1"], .takesNone), (["TERM": "linux"], .takesNone),
        (["TERM": "tmux-256color", "TMUX": "/tmp/tmux", "KITTY_WINDOW_ID": "1"], .unknown),
        (["TERM": "screen", "TERM_PROGRAM": "iTerm.app"], .unknown),
    ])
    func `the environment tells`(environment: [String: String], verdict: GraphicsProtocol.Verdict) {
        #expect(GraphicsProtocol.judged(by: environment) == verdict)
    }

    @Test func `answers are read wherever they are cut and whatever is typed between`() {
        let kitty = "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[6;20;10t\u{1B}[?62;4;22c"
        for (end, character) in Array(kitty.utf8).enumerated() {
            let part = TerminalReport(Array(kitty.utf8.prefix(end)))
            #expect(!part.isComplete, "\(end) \(character)")
        }
        let whole = TerminalReport(Array(("ls\r" + kitty + "x").utf8))
        #expect(whole.isComplete && whole.takesKitty && whole.takesSixel && !whole.isInterrupted)
        #expect(whole.cell == PixelSize(width: 10, height: 20))
        #expect(whole.graphics == .kitty)
        #expect(TerminalReport(Array("\u{1B}[?64;1;4;6c".utf8)).graphics == .sixel)
        // 4 is an ability; the first number is the terminal's kind.
        #expect(TerminalReport(Array("\u{1B}[?4;6c".utf8)).graphics == nil)
        #expect(TerminalReport(Array("\u{1B}_Gi=31;ENOTSUPPORTED\u{1B}\\\u{1B}[?1;2c".utf8)).graphics == nil)
        #expect(TerminalReport([0x03]).isInterrupted)
        #expect(TerminalReport(Array("\u{1B}[6;0;99999t".utf8)).cell == nil)
    }

    @Test func `no bytes crash it`() {
        var state: UInt64 = 1
        for _ in 0..<2000 {
            var bytes: [UInt8] = []
            for _ in 0..<40 {
                state = state &* 6_364_136_223_846_793_005 &+ 1
                let choice = Int(state >> 33)
                bytes.append(
                    [0x1B, 0x5B, 0x5F, 0x3F, 0x3B, 0x63, 0x74, 0x39, 0x5C, UInt8(choice >> 8 & 255)][choice % 10]
                )
            }
            let report = TerminalReport(bytes)
            #expect(report.cell.map { $0.width > 0 && $0.height > 0 } ?? true)
        }
    }
}
