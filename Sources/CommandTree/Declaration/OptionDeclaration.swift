/// What parser and documentation know about an option, whatever the type of its value.
public struct OptionDeclaration: Sendable {
    /// The long name, without dashes.
    public let name: String
    /// The one-letter name, without the dash.
    public let short: Character?
    /// Other long names, accepted in silence.
    public internal(set) var aliases: [String] = []
    /// Former long names, accepted with a warning.
    public internal(set) var deprecatedNames: [String] = []
    /// The name of the value in help, such as `N`; `nil` for a flag.
    public let valueName: String?
    /// The value it stands for where it is given without one, which then follows `=` only; `nil` where it needs a value.
    public internal(set) var bareValue: String?
    /// Whether `--no-name` turns it off.
    public internal(set) var isNegatable = false
    /// Whether it collects the values of every time it is given; where not, the last one counts.
    public let isList: Bool
    /// What separates the elements of a list within one value; `nil` where only repeating adds elements.
    public let separator: Character?
    /// Whether help, completions and documentation leave it out.
    public internal(set) var isHidden = false
    /// Whether a command line without any value for it is an error.
    public internal(set) var isRequired = false
    /// Whether it holds a secret: refused on the command line, its value never shown.
    public internal(set) var isSecret = false
    /// The environment variable that stands for it.
    public let environment: String?
    /// The key of the configuration file that stands for it.
    public let configKey: String?
    /// The default as help shows it; `nil` where there is none to show.
    public internal(set) var defaultText: String?
    /// What it does, in one sentence.
    public let help: String
    /// More about it, for the long help; paragraphs with a blank line between.
    public internal(set) var discussion = ""
    /// The only values accepted; empty where the list is not closed.
    public let allowed: [AllowedValue]
    /// Values worth knowing where others are accepted too; help lists them and shells offer them.
    public var suggested: [AllowedValue] { suggest() }
    /// What the values are limited to in words, such as `1 to 10000`; `nil` without limit.
    public let limit: String?
    /// What shells offer for the value.
    public let completion: ValueCompletion
    /// The long names of options that cannot stand beside it on one command line.
    public internal(set) var excludes: [String] = []

    var suggest: @Sendable () -> [AllowedValue] = { [] }
    let decode: @Sendable ([String]) throws(RejectedValue) -> any Sendable

    /// Whether it takes no value.
    public var isFlag: Bool { valueName == nil }

    /// What shells offer for the value by name.
    var offered: [AllowedValue] { allowed.isEmpty ? suggested : allowed }

    /// Every long name that is accepted without dashes, the current one first; without the `no-` forms.
    var longNames: [String] { [name] + aliases + deprecatedNames }

    /// Whether the next word of a command line may be its value.
    var takesNextWord: Bool { !isFlag && bareValue == nil }

    /// The option as usage and completions write it, such as `--dims N,N`.
    var usage: String { "--\(name)\(valueUsage)" }

    /// The value as usage writes it behind the name: ` N`, `[=N]` where it may be left out, nothing for a flag.
    var valueUsage: String { valueName.map { bareValue == nil ? " \($0)" : "[=\($0)]" } ?? "" }
}

/// A text that is no value of an option.
struct RejectedValue: Error {
    var text: String
    var expected: String
    var allowed: [String] = []
}
