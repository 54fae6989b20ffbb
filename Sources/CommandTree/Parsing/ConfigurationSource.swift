/// Where options look for values after the command line and the environment, usually a file.
public protocol ConfigurationSource: Sendable {
    /// What names the source to people, such as the file's path.
    var name: String { get }
    /// The value under an option's ``OptionDeclaration/configKey``; `nil` where there is none.
    func value(forKey key: String) -> ConfigurationValue?
}

/// A value of a configuration source, not yet read as an option's type.
public enum ConfigurationValue: Sendable, Hashable {
    /// One value, written as on the command line.
    case text(String)
    /// The elements of a list.
    case list([String])
}

/// Where an option's value came from.
public enum ValueSource: Sendable, Hashable, CustomStringConvertible {
    /// The command line.
    case flag
    /// The environment variable of that name.
    case environment(String)
    /// The configuration source of that name.
    case configFile(String)
    /// The declaration.
    case `default`

    /// The source in a word or two: `flag`, `environment NAME`, `config PATH` or `default`.
    public var description: String {
        switch self {
        case .flag: "flag"
        case .environment(let name): "environment \(name)"
        case .configFile(let name): "config \(name)"
        case .default: "default"
        }
    }
}
