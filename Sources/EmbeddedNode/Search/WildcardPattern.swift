/// A pattern of `*` and `?` over the bytes of a term.
struct WildcardPattern: Sendable {
    private enum Part: Sendable, Equatable {
        case character(Unicode.Scalar)
        case any
        case anyRun
    }

    private let parts: [Part]
    private let ignoresCase: Bool
    /// The bytes every match begins with.
    let fixedPrefix: [UInt8]
    /// What may follow them, where that is simple: `false` for nothing, `true` for anything.
    private let isOpen: Bool?

    init(_ text: String, ignoresCase: Bool = false) {
        var parts: [Part] = []
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                parts.append(.character(scalar))
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else {
                parts.append(scalar == "*" ? .anyRun : scalar == "?" ? .any : .character(scalar))
            }
        }
        if isEscaped { parts.append(.character("\\")) }
        self.init(parts, ignoresCase)
    }

    init(prefix: String, ignoresCase: Bool) {
        self.init(prefix.unicodeScalars.map(Part.character) + [.anyRun], ignoresCase)
    }

    init(exact: String, ignoresCase: Bool) {
        self.init(exact.unicodeScalars.map(Part.character), ignoresCase)
    }

    private init(_ parts: [Part], _ ignoresCase: Bool) {
        self.ignoresCase = ignoresCase
        self.parts = parts.map { part in
            guard ignoresCase, case .character(let scalar) = part else { return part }
            return .character(Self.folded(scalar))
        }
        var text = String.UnicodeScalarView()
        if !ignoresCase {
            for part in parts {
                guard case .character(let scalar) = part else { break }
                text.append(scalar)
            }
        }
        fixedPrefix = Array(String(text).utf8)
        if ignoresCase {
            isOpen = nil
        } else if text.count == parts.count {
            isOpen = false
        } else {
            isOpen = text.count + 1 == parts.count && parts.last == .anyRun ? true : nil
        }
    }

    // Elasticsearch folds ASCII letters alone here.
    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        "A"..."Z" ~= scalar ? Unicode.Scalar(UInt8(scalar.value + 32)) : scalar
    }

    /// Whether a term fits.
    func matches(_ term: [UInt8]) -> Bool {
        guard term.starts(with: fixedPrefix) else { return false }
        if let isOpen { return isOpen || term.count == fixedPrefix.count }
        var scalars = Array(String(decoding: term, as: UTF8.self).unicodeScalars)
        if ignoresCase { scalars = scalars.map(Self.folded) }
        var part = 0
        var place = 0
        var retry: (part: Int, place: Int)?
        while place < scalars.count {
            if part < parts.count, parts[part] == .anyRun {
                retry = (part, place)
                part += 1
            } else if part < parts.count, parts[part] == .any || parts[part] == .character(scalars[place]) {
                part += 1
                place += 1
            } else if let last = retry {
                retry = (last.part, last.place + 1)
                part = last.part + 1
                place = last.place + 1
            } else {
                return false
            }
        }
        while part < parts.count, parts[part] == .anyRun { part += 1 }
        return part == parts.count
    }
}
