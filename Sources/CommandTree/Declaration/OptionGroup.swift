/// Options that belong together, under one heading of the help.
public struct OptionGroup: Sendable {
    /// The heading, without a colon.
    public var title: String
    /// The options, in the order help shows them.
    public var options: [OptionDeclaration]

    /// Makes a group of typed options.
    public init(_ title: String = "Options", _ options: [any CommandOption]) {
        self.title = title
        self.options = options.map(\.declaration)
    }
}

/// An option whatever the type of its value, so that a list can hold them all.
public protocol CommandOption: Sendable {
    /// What parser and documentation know about the option.
    var declaration: OptionDeclaration { get }
}
