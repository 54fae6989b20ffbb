/// An option with the type of its value: declared once as a constant, then the key to its value.
///
/// ```swift
/// static let dims = Option<[Int]>(
///     "dims", short: "d", value: "N,N", default: [1024],
///     environment: "ES_JINA_DIMS", configKey: "dims", help: "Vector sizes to index.")
/// static let index = Option<String?>("index", value: "NAME", help: "The index.")
/// static let json = Option.flag("json", help: "Print JSON.")
/// ```
///
/// The value's type says how it is given: `Element` has a default, `Element?` has none, `[Element]` may be repeated, and a
/// flag has no value. Everywhere the order is: command line, environment, configuration file, default.
public struct Option<Value: Sendable>: CommandOption {
    /// What parser and documentation know about the option.
    public private(set) var declaration: OptionDeclaration
    /// The value where nothing gives one.
    public let defaultValue: Value

    init(_ declaration: OptionDeclaration, default defaultValue: Value) {
        self.declaration = declaration
        self.defaultValue = defaultValue
    }

    private func with(_ change: (inout OptionDeclaration) -> Void) -> Option {
        var copy = self
        change(&copy.declaration)
        return copy
    }

    /// The option with other long names that are accepted in silence.
    public func aliased(_ names: String...) -> Option { with { $0.aliases += names } }

    /// The option with former long names, which still work and warn.
    public func renamed(from names: String...) -> Option { with { $0.deprecatedNames += names } }

    /// The option left out of help, completions and documentation.
    public func hidden() -> Option { with { $0.isHidden = true } }

    /// The option with more text for the long help.
    public func discussed(_ text: String) -> Option { with { $0.discussion = text } }

    /// The option that may not stand on one command line with the options of these long names.
    public func excluding(_ names: String...) -> Option { with { $0.excludes += names } }

    /// The option that may be given without a value and then stands for `text`; a value follows `=` only, as in `--name=value`.
    public func bare(_ text: String) -> Option { with { $0.bareValue = text } }

    /// The option with values that help lists and shells offer, while it accepts others, too.
    ///
    /// - Parameter values: The values; evaluated when help or a completion shows them.
    /// - Returns: The option.
    public func suggesting(_ values: @autoclosure @escaping @Sendable () -> [AllowedValue]) -> Option {
        with { $0.suggest = values }
    }

    /// The option with words for its default, where the value itself says little.
    public func defaultDescribed(_ text: String) -> Option { with { $0.defaultText = text } }
}

extension Option {
    /// Whether it must have a value: from the command line, the environment or the configuration file.
    public func required<Element>() -> Option where Value == Element? { with { $0.isRequired = true } }
}

extension Option where Value: OptionElement {
    /// Makes an option with one value and a default.
    ///
    /// - Parameters:
    ///   - name: The long name, without dashes.
    ///   - short: The one-letter name.
    ///   - value: The name of the value in help; defaults to the type's.
    ///   - defaultValue: The value where nothing gives one.
    ///   - environment: The environment variable that stands for it; an empty one counts as absent.
    ///   - configKey: The key of the configuration file that stands for it.
    ///   - allowed: Which values are accepted; defaults to all of the type.
    ///   - completion: What shells offer for the value.
    ///   - help: What it does, in one sentence.
    public init(
        _ name: String,
        short: Character? = nil,
        value: String? = nil,
        default defaultValue: Value,
        environment: String? = nil,
        configKey: String? = nil,
        allowed: AllowedValues<Value> = .any,
        completion: ValueCompletion = .none,
        help: String
    ) {
        var declaration = OptionDeclaration(
            name: name,
            short: short,
            valueName: value ?? Value.placeholder,
            isList: false,
            separator: nil,
            environment: environment,
            configKey: configKey,
            help: help,
            allowed: allowed.listed,
            limit: allowed.expectation,
            completion: completion,
            decode: { (texts) throws(RejectedValue) in try allowed.element(texts.last ?? "") }
        )
        declaration.defaultText = defaultValue.optionText
        self.init(declaration, default: defaultValue)
    }
}

extension Option {
    /// Makes an option with one value and no default.
    ///
    /// - Parameters:
    ///   - name: The long name, without dashes.
    ///   - short: The one-letter name.
    ///   - value: The name of the value in help; defaults to the type's.
    ///   - environment: The environment variable that stands for it; an empty one counts as absent.
    ///   - configKey: The key of the configuration file that stands for it.
    ///   - allowed: Which values are accepted; defaults to all of the type.
    ///   - completion: What shells offer for the value.
    ///   - help: What it does, in one sentence.
    public init<Element: OptionElement>(
        _ name: String,
        short: Character? = nil,
        value: String? = nil,
        environment: String? = nil,
        configKey: String? = nil,
        allowed: AllowedValues<Element> = .any,
        completion: ValueCompletion = .none,
        help: String
    ) where Value == Element? {
        let declaration = OptionDeclaration(
            name: name,
            short: short,
            valueName: value ?? Element.placeholder,
            isList: false,
            separator: nil,
            environment: environment,
            configKey: configKey,
            help: help,
            allowed: allowed.listed,
            limit: allowed.expectation,
            completion: completion,
            decode: { (texts) throws(RejectedValue) in Element?.some(try allowed.element(texts.last ?? "")) }
        )
        self.init(declaration, default: nil)
    }

    /// Makes an option for a secret that only the environment (or the configuration file) may give.
    ///
    /// On the command line, where every user of the machine can read it, it is refused with the variable to use.
    ///
    /// - Parameters:
    ///   - name: The long name, without dashes.
    ///   - environment: The environment variable that holds it.
    ///   - configKey: The key of the configuration file that stands for it.
    ///   - help: What it is for, in one sentence.
    /// - Returns: The option.
    public static func secret<Element: OptionElement>(
        _ name: String,
        environment: String,
        configKey: String? = nil,
        help: String
    ) -> Option where Value == Element? {
        Option(name, environment: environment, configKey: configKey, help: help).with { $0.isSecret = true }
    }

    /// Makes an option with a list of values.
    ///
    /// - Parameters:
    ///   - name: The long name, without dashes.
    ///   - short: The one-letter name.
    ///   - value: The name of the value in help; defaults to the type's.
    ///   - defaultValue: The list where nothing gives one; what is given replaces it.
    ///   - separator: What separates elements within one value; `nil` where only repeating adds elements.
    ///   - environment: The environment variable that stands for it; an empty one counts as absent.
    ///   - configKey: The key of the configuration file that stands for it.
    ///   - allowed: Which elements are accepted; defaults to all of the type.
    ///   - completion: What shells offer for the value.
    ///   - help: What it does, in one sentence.
    public init<Element: OptionElement>(
        _ name: String,
        short: Character? = nil,
        value: String? = nil,
        default defaultValue: [Element] = [],
        separator: Character? = ",",
        environment: String? = nil,
        configKey: String? = nil,
        allowed: AllowedValues<Element> = .any,
        completion: ValueCompletion = .none,
        help: String
    ) where Value == [Element] {
        var declaration = OptionDeclaration(
            name: name,
            short: short,
            valueName: value ?? Element.placeholder,
            isList: true,
            separator: separator,
            environment: environment,
            configKey: configKey,
            help: help,
            allowed: allowed.listed,
            limit: allowed.expectation,
            completion: completion,
            decode: { (texts) throws(RejectedValue) in
                var elements: [Element] = []
                for text in texts { elements.append(try allowed.element(text)) }
                return elements
            }
        )
        if !defaultValue.isEmpty {
            declaration.defaultText = defaultValue.map(\.optionText)
                .joined(separator: separator.map(String.init) ?? " ")
        }
        self.init(declaration, default: defaultValue)
    }
}

extension Option where Value == Bool {
    /// Makes a flag.
    ///
    /// - Parameters:
    ///   - name: The long name, without dashes.
    ///   - short: The one-letter name.
    ///   - isNegatable: Whether `--no-name` turns it off; a flag that is on by default needs it.
    ///   - defaultValue: Whether it is on where nothing says so.
    ///   - environment: The environment variable that stands for it: `1`, `true`, `yes`, `on` or `0`, `false`, `no`, `off`.
    ///   - configKey: The key of the configuration file that stands for it.
    ///   - help: What it does, in one sentence.
    /// - Returns: The option.
    public static func flag(
        _ name: String,
        short: Character? = nil,
        isNegatable: Bool = false,
        default defaultValue: Bool = false,
        environment: String? = nil,
        configKey: String? = nil,
        help: String
    ) -> Option {
        var declaration = OptionDeclaration(
            name: name,
            short: short,
            valueName: nil,
            isList: false,
            separator: nil,
            environment: environment,
            configKey: configKey,
            help: help,
            allowed: [],
            limit: nil,
            completion: .none,
            decode: { (texts) throws(RejectedValue) in try AllowedValues<Bool>.any.element(texts.last ?? "") }
        )
        declaration.isNegatable = isNegatable
        if defaultValue { declaration.defaultText = "on" }
        return Option(declaration, default: defaultValue)
    }
}

extension AllowedValues {
    /// Reads one element and checks it.
    func element(_ text: String) throws(RejectedValue) -> Element {
        let allowedTexts = listed.map(\.text)
        do {
            let element = try Element(optionText: text)
            guard accepts(element) else {
                throw ValueError(expected: expectation ?? "one of \(allowedTexts.joined(separator: ", "))")
            }
            return element
        } catch let error as ValueError {
            throw RejectedValue(text: text, expected: error.expected, allowed: allowedTexts)
        } catch {
            throw RejectedValue(text: text, expected: "another value", allowed: allowedTexts)
        }
    }
}
