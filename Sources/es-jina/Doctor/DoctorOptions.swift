import CommandTree
import ESJina

/// What `es-jina doctor` looks at and for how long.
enum DoctorOptions {
    static let offline = Option.flag(
        "offline",
        help: "Ask no server: look at this machine and the embedded engine alone."
    )
    static let only = Option<[String]>(
        "only",
        value: "NAME",
        help: "Look at these alone, by the names of checks or of their groups."
    )
    .discussed("Groups are engine, features, index, models and machine. Several names are separated by commas.")
    static let limit = Option<Duration>(
        "check-timeout",
        value: "TIME",
        default: .seconds(10),
        environment: "ES_JINA_CHECK_TIMEOUT",
        configKey: "check_timeout",
        allowed: .matching("a time above 0") { $0 > .zero },
        help: "The longest time one check may take."
    )

    static let group = OptionGroup("Doctor", [offline, only, limit])
}
