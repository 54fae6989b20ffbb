import CommandTree
import ESJina

/// Which files are inputs and how they are prepared.
enum InputOptions {
    static let include = Option<[String]>(
        "include",
        value: "GLOB",
        separator: nil,
        configKey: "include",
        help: "Take only what matches in directories and lists; may be repeated."
    )
    .discussed(
        """
        Patterns are those of .gitignore: '*' and '?' stand for characters of a name, '**' for any directories, '[a-z]' for one \
        character of a set. A pattern without a slash matches names at any depth, one with a slash paths below the directory that \
        was named, and one that ends with a slash directories alone. A directory that matches counts with all that is in it. \
        Upper and lower case differ on every platform.
        """
    )
    static let exclude = Option<[String]>(
        "exclude",
        value: "GLOB",
        separator: nil,
        configKey: "exclude",
        help: "Leave out what matches, and do not look into such directories; outweighs --include; may be repeated."
    )
    static let hidden = Option.flag("hidden", configKey: "hidden", help: "Take names that begin with a dot, too.")
    static let follow = Option.flag(
        "follow",
        isNegatable: true,
        default: true,
        configKey: "follow",
        help: "Follow symbolic links in directories."
    )
    static let filesFrom = Option<[String]>(
        "files-from",
        value: "FILE",
        separator: nil,
        completion: .files,
        help: "Take the files that FILE lists, one a line; '-' is standard input; may be repeated."
    )
    .discussed(
        """
        Paths are relative to the working directory, and a file's id is its path as the list has it. Directories in a list are \
        passed over, so that the output of find can be taken as it is.
        """
    )
    static let null = Option.flag(
        "null",
        short: "0",
        help: "Paths in --files-from end with NUL, as 'find -print0' writes them."
    )
    static let maxMegapixels = Option<Int>(
        "max-megapixels",
        value: "N",
        default: 100,
        configKey: "max_megapixels",
        allowed: .matching("a whole number from 1 to 10000") { 1...10_000 ~= $0 },
        help: "Refuse pictures with more million pixels than this before they are decoded."
    )

    static let group = OptionGroup("Inputs", [include, exclude, hidden, follow, filesFrom, null, maxMegapixels])

    /// What a command line says of files and records.
    static func sourceOptions(_ command: ParsedCommand) -> SourceOptions {
        var options = SourceOptions(fields: RecordOptions.fields(command))
        options.include = command[include]
        options.exclude = command[exclude]
        options.includesHidden = command[hidden]
        options.followsLinks = command[follow]
        options.pathLists = command[filesFrom]
        options.isNullSeparated = command[null]
        options.standardInput = command[RecordOptions.inputFormat].format
        options.table = RecordOptions.table(command)
        options.vectors = command[RecordOptions.vectors]
        options.vectorDims = command[RecordOptions.vectorDims]
        return options
    }
}
