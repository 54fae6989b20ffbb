import CommandTree
import Elasticsearch

/// The server that a plan or dry run is for.
struct PlannedServer {
    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    /// The server that `--for` names, else the connected cluster, else the newest one known under a basic licence.
    ///
    /// A cluster that cannot be asked is a warning: what is planned need not be there yet.
    func capabilities() async throws -> Capabilities {
        if let name = command[PlanOptions.version] {
            if name == "serverless" { return .serverless }
            guard let version = ServerVersion(name), version >= "8.19" else {
                throw UsageError(
                    .invalidValue,
                    "Invalid value '\(name)' for '--for': expected a version from 8.19 on, such as 9.5, or serverless.",
                    command: command.path.joined(separator: " ")
                )
            }
            return Capabilities(version: version, licence: command[PlanOptions.licence].licence)
        }
        let newest = Capabilities(version: "9.5", licence: command[PlanOptions.licence].licence)
        guard !command[ConnectionOptions.url].isEmpty || command[ConnectionOptions.cloudID] != nil else {
            return newest
        }
        do {
            return try await Engine(command, console).client.capabilities()
        } catch let error as CancellationError {
            throw error
        } catch {
            console.warn("The cluster could not be asked what it is, so this is for \(newest.summary): \(error)")
            return newest
        }
    }
}
