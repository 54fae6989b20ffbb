extension String: OptionElement {
    /// `TEXT`.
    public static var placeholder: String { "TEXT" }
    /// Takes every text as it is.
    public init(optionText: String) { self = optionText }
    /// The text itself.
    public var optionText: String { self }
}

extension Int: OptionElement {
    /// `N`.
    public static var placeholder: String { "N" }

    /// Reads decimal digits, with `_` between digits ignored.
    ///
    /// - Parameter optionText: The text as it was given.
    /// - Throws: ``ValueError`` where it is no whole number or does not fit 64 bits.
    public init(optionText: String) throws(ValueError) {
        let digits = optionText.hasPrefix("_") || optionText.hasSuffix("_") ? "" : optionText.filter { $0 != "_" }
        guard let value = Int(digits) else { throw ValueError(expected: "a whole number") }
        self = value
    }

    /// Decimal digits.
    public var optionText: String { String(self) }
}

extension Double: OptionElement {
    /// `X`.
    public static var placeholder: String { "X" }

    /// Reads a finite decimal number.
    ///
    /// - Parameter optionText: The text as it was given.
    /// - Throws: ``ValueError`` where it is none.
    public init(optionText: String) throws(ValueError) {
        guard let value = Double(optionText), value.isFinite else { throw ValueError(expected: "a number") }
        self = value
    }

    /// The shortest digits that read back to it; whole numbers without a fraction.
    public var optionText: String {
        let text = description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

extension Bool: OptionElement {
    /// `BOOL`.
    public static var placeholder: String { "BOOL" }
    /// `true` and `false`.
    public static var choices: [AllowedValue] { ["true", "false"] }

    /// Reads `1`, `true`, `yes`, `on` and `0`, `false`, `no`, `off`, in any case.
    ///
    /// - Parameter optionText: The text as it was given.
    /// - Throws: ``ValueError`` where it is none of them.
    public init(optionText: String) throws(ValueError) {
        switch optionText.lowercased() {
        case "1", "true", "yes", "on": self = true
        case "0", "false", "no", "off": self = false
        default: throw ValueError(expected: "true or false")
        }
    }

    /// `true` or `false`.
    public var optionText: String { self ? "true" : "false" }
}

extension Duration: OptionElement {
    /// `TIME`.
    public static var placeholder: String { "TIME" }

    private static let units: [(name: String, duration: Duration)] = [
        ("d", .seconds(86_400)), ("h", .seconds(3_600)), ("m", .seconds(60)), ("s", .seconds(1)),
        ("ms", .milliseconds(1)), ("us", .microseconds(1)), ("ns", .nanoseconds(1)),
    ]

    /// Reads numbers with the units `d`, `h`, `m`, `s`, `ms`, `us` and `ns`, such as `1h30m` or `2.5s`.
    ///
    /// A number alone is seconds.
    ///
    /// - Parameter optionText: The text as it was given.
    /// - Throws: ``ValueError`` where it is none, or is negative, or too long.
    public init(optionText: String) throws(ValueError) {
        let failure = ValueError(expected: "a time such as 30s, 1h30m or 250ms")
        var rest = optionText[...]
        var seconds = 0.0
        guard !rest.isEmpty else { throw failure }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            let isOnlyPart = digits.count == optionText.count
            guard let number = Double(digits),
                let scale = isOnlyPart ? .seconds(1) : Self.units.first(where: { $0.name == unit })?.duration
            else { throw failure }
            seconds += number * (scale / .seconds(1))
        }
        guard seconds < 1e9 else { throw failure }
        self = .nanoseconds(Int64((seconds * 1e9).rounded()))
    }

    /// Units from days to nanoseconds, without those that are zero; `0s` for none.
    public var optionText: String {
        var rest = self
        var text = ""
        for (name, unit) in Self.units {
            let count = Int(rest / unit)
            // Division goes through Double; one step back where it rounded up.
            let whole = unit * count > rest ? count - 1 : count
            guard whole > 0 else { continue }
            text += "\(whole)\(name)"
            rest -= unit * whole
        }
        return text.isEmpty ? "0s" : text
    }
}
