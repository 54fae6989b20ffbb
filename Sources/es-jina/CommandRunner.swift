import CommandTree

/// Parses a command line, runs its command and turns what happens into an exit status.
struct CommandRunner {
    let environment: [String: String]

    func run(_ arguments: [String]) async -> ExitStatus {
        let console = Console(environment: environment)
        let status: ExitStatus
        do {
            status = try await execute(arguments, console)
        } catch let error as UsageError {
            console.complain("\(error)")
            status = .usage
        } catch is CancellationError {
            console.complain("Interrupted. Run the same command again to go on from here.")
            status = .interrupted
        } catch {
            console.complain("\(error)")
            status = .failure
        }
        do {
            try console.output.flush()
        } catch {
            console.complain("\(error)")
            return .failure
        }
        return status
    }

    private func execute(_ arguments: [String], _ console: Console) async throws -> ExitStatus {
        let invocation = try ESJinaCommand.root.parse(arguments)
        switch invocation.request {
        case .shortHelp, .longHelp:
            let text = invocation.helpText(
                isLong: invocation.request == .longHelp,
                width: min(console.terminal.columns ?? 80, 120)
            )
            try console.output.write(text)
            return .success
        case .version:
            try console.output.write("es-jina \(ESJinaCommand.version)\n")
            return .success
        case .run: break
        }
        let command = try invocation.resolve(environment: environment, configuration: try configuration(invocation))
        for warning in command.warnings { console.warn(warning) }
        switch command.path.dropFirst().first {
        case IngestCommand.declaration.name: return try await IngestCommand(command, console).run()
        case SearchCommand.declaration.name: return try await SearchCommand(command, console).run()
        case RerankCommand.declaration.name: return try await RerankCommand(command, console).run()
        case StatusCommand.declaration.name: return try StatusCommand(command, console).run()
        case RetryFailedCommand.declaration.name: return try await RetryFailedCommand(command, console).run()
        case PlanCommand.declaration.name: return try await PlanCommand(command, console).run()
        case MappingCommand.declaration.name: return try await MappingCommand(command, console).run()
        case ModelsCommand.declaration.name: return try ModelsCommand(command, console).run()
        case DoctorCommand.declaration.name: return try await DoctorCommand(command, console).run()
        case ConfigCommand.declaration.name: return try ConfigCommand(command, console).run()
        case CompletionCommand.declaration.name: return try CompletionCommand(command, console).run()
        case ManualCommand.declaration.name: return try ManualCommand(command, console).run()
        default: throw UsageError(.missingCommand, "Name a command.", command: "es-jina")
        }
    }

    private func configuration(_ invocation: Invocation) throws -> ConfigFile? {
        let given = try invocation.value(of: GlobalOptions.config, environment: environment)
        let context = try invocation.value(of: GlobalOptions.context, environment: environment)
        let files = PlatformFiles(environment: environment)
        return try ConfigFile(path: given ?? files.configFile, isExplicit: given != nil, context: context)
    }
}

/// Where a command prints: results on standard output, everything for people on standard error.
struct Console {
    let environment: [String: String]
    let output = OutputStream.standardOutput
    let terminal: Terminal
    let errorTerminal: Terminal

    init(environment: [String: String]) {
        self.environment = environment
        terminal = .standardOutput(environment)
        errorTerminal = .standardError(environment)
    }

    /// Says why the command failed.
    func complain(_ message: String) { say(StyledText("es-jina: ", .bold), message) }

    /// Says what did not go as it should without making the command fail.
    func warn(_ message: String) { say(StyledText("es-jina: warning: ", .bold), message) }

    /// Says something to people.
    func note(_ message: String) { say("", message) }

    private func say(_ prefix: StyledText, _ message: String) {
        // Standard error that is closed or full cannot be complained about anywhere.
        try? OutputStream.standardError.write(
            prefix.rendered(isStyled: errorTerminal.allowsStyle) + message + "\n"
        )
    }
}
