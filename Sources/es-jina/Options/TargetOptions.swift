import CommandTree
import Elasticsearch

/// The server that something is made for, which need not be there.
enum TargetOptions {
    enum LicenceChoice: String, OptionChoice {
        case basic, platinum, enterprise, trial

        var licence: Licence { Licence(rawValue: rawValue) }
    }

    static let version = Option<String?>(
        "for",
        value: "VERSION",
        help: "The server it is for, such as 8.19, 9.5 or serverless."
    )
    .defaultDescribed("the connected engine")
    static let licence = Option<LicenceChoice?>(
        "licence",
        value: "TIER",
        help: "The licence of that server."
    )
    .aliased("license")
    .defaultDescribed("the connected engine's; basic with --for")

    /// What the options name; asks the connected engine for what they do not say.
    static func capabilities(_ command: ParsedCommand, _ console: Console) async throws -> Capabilities {
        let licence = command[licence]?.licence
        guard let name = command[version] else {
            let found = try await Engine(command, console).client.capabilities()
            guard let licence else { return found }
            return Capabilities(version: found.version, flavour: found.flavour, licence: licence)
        }
        if name == "serverless" { return .serverless }
        guard let version = ServerVersion(name), version >= "8.19" else {
            throw UsageError(
                .invalidValue,
                "Invalid value '\(name)' for '--for': expected a version from 8.19 on, such as 9.5, or serverless.",
                command: command.path.joined(separator: " ")
            )
        }
        return Capabilities(version: version, flavour: .stack, licence: licence ?? .basic)
    }
}
