/// What a scalar means for where a text may be cut.
///
/// After the classes of UAX #29 (sentence boundaries) and UAX #14 (line breaking), as far as they matter here.
enum ScalarClass {
    case space
    case newline
    /// The end of a page or a paragraph.
    case pageBreak
    /// What belongs to the character before it: combining marks, joiners, variation selectors, skin tones.
    case extender
    case opener
    /// An opening bracket of writing without spaces.
    case fullOpener
    case closer
    /// A closing bracket of writing without spaces.
    case fullCloser
    /// A quote that may open or close.
    case quote
    /// A full stop that also abbreviates.
    case stop
    case exclamation
    /// The end of a sentence with or without a space behind it.
    case fullStop
    case ellipsis
    /// The end of a clause where a space is behind it.
    case comma
    /// The end of a clause with or without a space behind it.
    case fullComma
    /// A letter of writing that may break between any two.
    case ideograph
    /// A letter of such writing that no line begins with.
    case smallKana
    /// A letter of writing without spaces whose words only a dictionary tells.
    case unspaced
    /// A sign between words or syllables.
    case breakAfter
    case other

    init(_ scalar: UInt32) {
        if scalar < 0x80 {
            self = Self.ascii(scalar)
        } else if 0x4E00...0x9FFF ~= scalar {
            self = .ideograph
        } else if scalar < 0x2000 {
            self = Self.alphabetic(scalar)
        } else if scalar < 0x3000 {
            self = Self.symbol(scalar)
        } else {
            self = Self.eastAsian(scalar)
        }
    }

    /// Whether it belongs to what is before it, whatever that is.
    var isClosingMark: Bool {
        switch self {
        case .closer, .fullCloser, .stop, .exclamation, .fullStop, .ellipsis, .comma, .fullComma: true
        default: false
        }
    }

    var breaksBefore: Bool { self == .ideograph || self == .fullOpener }

    var breaksAfter: Bool { self == .ideograph || self == .smallKana || self == .fullCloser }

    static func isDigit(_ scalar: UInt32) -> Bool { 0x30...0x39 ~= scalar || 0xFF10...0xFF19 ~= scalar }

    static func isAlphanumeric(_ scalar: UInt32) -> Bool {
        0x30...0x39 ~= scalar || 0x41...0x5A ~= scalar || 0x61...0x7A ~= scalar || 0xC0...0x24F ~= scalar
    }

    private static func ascii(_ scalar: UInt32) -> ScalarClass {
        switch UInt8(truncatingIfNeeded: scalar) {
        case 0x20, 0x09: .space
        case 0x0A, 0x0B, 0x0D: .newline
        case 0x0C: .pageBreak
        case UInt8(ascii: "."): .stop
        case UInt8(ascii: "!"), UInt8(ascii: "?"): .exclamation
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"): .comma
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): .closer
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): .opener
        case UInt8(ascii: "\""), UInt8(ascii: "'"): .quote
        default: .other
        }
    }

    /// The marks of the writing systems below U+2000.
    private static func alphabetic(_ scalar: UInt32) -> ScalarClass {
        switch scalar {
        case 0x85: .newline
        case 0xAB, 0xBB: .quote
        case 0xA1, 0xBF: .opener
        case 0x300...0x36F, 0x483...0x489, 0x591...0x5BD, 0x610...0x61A, 0x64B...0x65F, 0x670: .extender
        case 0x37E, 0x203C: .exclamation
        case 0x387, 0x55D, 0x60C, 0x61B, 0x1363...0x1366, 0x1802, 0x1808: .fullComma
        case 0x104A: .fullComma
        case 0x589, 0x61D...0x61F, 0x6D4, 0x700...0x702, 0x7F9, 0x964, 0x965, 0xDF4: .fullStop
        case 0xF0D...0xF11, 0x104B, 0x1362, 0x1367, 0x1368, 0x166E, 0x17D4, 0x17D5, 0x1803, 0x1809: .fullStop
        case 0x1B5A, 0x1B5B, 0x1B5E, 0x1B5F, 0x1C3B, 0x1C3C, 0x1C7E, 0x1C7F: .fullStop
        case 0xF0B, 0x1361: .breakAfter
        case 0xE31, 0xE34...0xE3A, 0xE47...0xE4E, 0xEB1, 0xEB4...0xEBC, 0xEC8...0xECE: .extender
        case 0xE01...0xE5B, 0xE81...0xEDF, 0x1780...0x17B3: .unspaced
        case 0x102B...0x103E, 0x17B4...0x17D3: .extender
        case 0x1000...0x102A, 0x103F...0x1049: .unspaced
        case 0x1680: .space
        case 0x1AB0...0x1AFF, 0x1DC0...0x1DFF: .extender
        default: .other
        }
    }

    private static func symbol(_ scalar: UInt32) -> ScalarClass {
        switch scalar {
        case 0x2000...0x2006, 0x2008...0x200A, 0x205F: .space
        case 0x2028: .newline
        case 0x2029: .pageBreak
        case 0x200B: .breakAfter
        case 0x200C...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0x20D0...0x20FF: .extender
        case 0x2013, 0x2014, 0x2015: .comma
        case 0x2018...0x201F, 0x2039, 0x203A: .quote
        case 0x2026: .ellipsis
        case 0x203C, 0x203D, 0x2047...0x2049: .exclamation
        case 0x2E2E: .exclamation
        case 0x2E3C: .fullStop
        case 0x2E80...0x2FDF: .ideograph
        default: .other
        }
    }

    private static func eastAsian(_ scalar: UInt32) -> ScalarClass {
        switch scalar {
        case 0x3000: .space
        case 0x3001, 0xFE10, 0xFE11, 0xFE50, 0xFE51, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF64: .fullComma
        case 0x3002, 0xFE12, 0xFE52, 0xFE56, 0xFE57, 0xFF01, 0xFF0E, 0xFF1F, 0xFF61: .fullStop
        case 0x3008, 0x300A, 0x300C, 0x300E, 0x3010, 0x3014, 0x3016, 0x3018, 0x301A, 0x301D: .fullOpener
        case 0xFF08, 0xFF3B, 0xFF5B, 0xFF5F, 0xFF62: .fullOpener
        case 0x3009, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015, 0x3017, 0x3019, 0x301B, 0x301E, 0x301F: .fullCloser
        case 0xFF09, 0xFF3D, 0xFF5D, 0xFF60, 0xFF63: .fullCloser
        case 0x302A...0x302F, 0x3099, 0x309A, 0xFE00...0xFE0F, 0xFE20...0xFE2F, 0xFF9E, 0xFF9F: .extender
        case 0x1F3FB...0x1F3FF, 0xE0020...0xE007F, 0xE0100...0xE01EF: .extender
        case 0x3041, 0x3043, 0x3045, 0x3047, 0x3049, 0x3063, 0x3083, 0x3085, 0x3087, 0x308E, 0x3095, 0x3096: .smallKana
        case 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9, 0x30C3, 0x30E3, 0x30E5, 0x30E7, 0x30EE, 0x30F5, 0x30F6: .smallKana
        case 0x3005, 0x303B, 0x309D, 0x309E, 0x30FB...0x30FE, 0x31F0...0x31FF, 0xFF65, 0xFF67...0xFF70: .smallKana
        case 0x3006, 0x3007, 0x3042...0x309F, 0x30A0...0x30FF, 0x3100...0x312F, 0x3400...0x4DBF: .ideograph
        case 0xA4FF: .fullStop
        case 0xA60E, 0xA60F, 0xA6F3, 0xA6F7, 0xA876, 0xA877, 0xA8CE, 0xA8CF, 0xA92F, 0xA9C8, 0xA9C9: .fullStop
        case 0xAA5D...0xAA5F, 0xABEB: .fullStop
        case 0xF900...0xFAFF, 0xFF66...0xFF9D, 0x20000...0x3FFFD: .ideograph
        default: .other
        }
    }
}
