/// A size in pixels.
struct PixelSize: Sendable, Hashable {
    var width: Int
    var height: Int
}

/// What a terminal answered when it was asked for its abilities.
struct TerminalReport: Sendable, Hashable {
    /// The questions: whether it knows kitty's protocol, the size of a cell, and what every terminal answers, which ends the wait.
    static let questions = "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[16t\u{1B}[c"

    /// Whether the last question is answered.
    private(set) var isComplete = false
    /// Whether it takes pictures by kitty's protocol.
    private(set) var takesKitty = false
    /// Whether it takes Sixel.
    private(set) var takesSixel = false
    /// The pixels of one cell, where it tells.
    private(set) var cell: PixelSize?
    /// Whether the user pressed Ctrl-C meanwhile.
    private(set) var isInterrupted = false

    /// Reads what has arrived so far; what the user typed meanwhile is passed over.
    init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let first = rest.popFirst() {
            if first == 0x03 { isInterrupted = true }
            guard first == 0x1B, let second = rest.popFirst() else { continue }
            switch second {
            case UInt8(ascii: "["):
                let parameters = rest.prefix { (0x20...0x3F).contains($0) }
                rest = rest.dropFirst(parameters.count)
                guard let final = rest.popFirst() else { return }
                control(String(decoding: parameters, as: UTF8.self), final)
            case UInt8(ascii: "_"):
                let body = rest.prefix { $0 != 0x1B }
                rest = rest.dropFirst(body.count)
                guard rest.count >= 2 else { return }
                if String(decoding: body, as: UTF8.self) == "Gi=31;OK" { takesKitty = true }
            default: break
            }
        }
    }

    private mutating func control(_ parameters: String, _ final: UInt8) {
        let numbers = parameters.drop { $0 == "?" }.split(separator: ";").map { Int($0) ?? 0 }
        switch final {
        case UInt8(ascii: "c") where parameters.hasPrefix("?"):
            isComplete = true
            // The first says which terminal it is; of its abilities, 4 is Sixel.
            takesSixel = numbers.dropFirst().contains(4)
        case UInt8(ascii: "t") where numbers.count == 3 && numbers[0] == 6:
            if 1...1000 ~= numbers[1], 1...1000 ~= numbers[2] {
                cell = PixelSize(width: numbers[2], height: numbers[1])
            }
        default: break
        }
    }

    /// The way in which it takes pictures; `nil` for none.
    var graphics: GraphicsProtocol? { takesKitty ? .kitty : takesSixel ? .sixel : nil }
}
