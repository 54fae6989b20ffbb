import CommandTree
import Synchronization
import Testing

@Suite struct `Command line parsing` {
    @Test func `values may be attached, separate, short or long`() throws {
        for words in [["--count", "5"], ["--count=5"], ["-k", "5"], ["-k5"], ["-k=5"]] {
            let parsed = try Gallery.command.parse(["search"] + words).resolve(environment: [:])
            #expect(parsed[Gallery.count] == 5)
            #expect(parsed.source(of: Gallery.count) == .flag)
        }
    }

    @Test func `only the options of the command that runs are made`() throws {
        let made = Mutex<[String]>([])
        @Sendable func group(_ name: String) -> OptionGroup {
            made.withLock { $0.append(name) }
            let option = Option<String?>(name, value: "TEXT", help: "A word.").suggesting(values(name))
            return OptionGroup("Options", [option])
        }
        @Sendable func values(_ name: String) -> [AllowedValue] {
            made.withLock { $0.append("values of \(name)") }
            return []
        }
        let root = Command(
            "root",
            summary: "Run",
            options: [group("all")],
            subcommands: ["one", "two"].map { Command($0, summary: "Run", options: [group($0)]) }
        )
        _ = try root.parse(["two", "--two", "a", "--all", "b"]).resolve(environment: [:])
        #expect(Set(made.withLock { $0 }) == ["all", "two"])
        #expect(root.subcommand("one")?.options.map(\.name) == ["one"])
        #expect(root.subcommand("one")?.options.first?.suggested.isEmpty == true)
        #expect(made.withLock { $0 }.contains("values of one"))
    }

    @Test func `the last of a repeated scalar counts and a list collects`() throws {
        let parsed = try Gallery.resolve("search", "-k1", "-k2", "-f", "a=1,2", "--filter", "b=3")
        #expect(parsed[Gallery.count] == 2)
        #expect(parsed[Gallery.filter] == ["a=1,2", "b=3"])
        let ingest = try Gallery.resolve("ingest", "p", "--index", "i", "-d1024, 256", "--dims=512")
        #expect(ingest[Gallery.dims] == [1024, 256, 512])
    }

    @Test func `an option with a value of its own takes another one behind an equals sign alone`() throws {
        #expect(try Gallery.resolve("search", "--thumbs", "json")[Gallery.thumbs] == .table)
        #expect(try Gallery.resolve("search", "--thumbs", "json")[Gallery.query] == ["json"])
        #expect(try Gallery.resolve("search", "--thumbs=json")[Gallery.thumbs] == .json)
        #expect(try Gallery.resolve("search")[Gallery.thumbs] == .json)
        #expect(throws: UsageError.self) { try Gallery.resolve("search", "--thumbs=") }
    }

    @Test func `flags cluster and the last of a cluster may take a value`() throws {
        let parsed = try Gallery.resolve("search", "-jk7")
        #expect(parsed[Gallery.json] == true)
        #expect(parsed[Gallery.count] == 7)
        #expect(parsed[Gallery.quiet] == false)
    }

    @Test func `options may follow arguments and two dashes end them`() throws {
        let parsed = try Gallery.resolve("ingest", "a", "--index", "i", "b", "--", "--dims", "-x")
        #expect(parsed[Gallery.paths] == ["a", "b", "--dims", "-x"])
        #expect(parsed[Gallery.dims] == [1024])
    }

    @Test func `a lone dash and negative numbers are arguments`() throws {
        #expect(try Gallery.resolve("search", "-")[Gallery.query] == ["-"])
        #expect(try Gallery.resolve("search", "-5.5").first(Gallery.query) == "-5.5")
        #expect(try Gallery.resolve("search", "--weight", "-1")[Gallery.weight] == -1)
    }

    @Test func `options of a parent stand before or after the subcommand`() throws {
        #expect(try Gallery.resolve("--url", "http://a", "search")[Gallery.url] == "http://a")
        #expect(try Gallery.resolve("search", "--url", "http://a")[Gallery.url] == "http://a")
    }

    @Test func `negatable flags turn off and the last one counts`() throws {
        #expect(try Gallery.resolve("search")[Gallery.color] == true)
        #expect(try Gallery.resolve("search", "--no-color")[Gallery.color] == false)
        #expect(try Gallery.resolve("search", "--no-color", "--color")[Gallery.color] == true)
    }

    @Test func `aliases call their command and deprecated names warn`() throws {
        let parsed = try Gallery.resolve("add", "p", "--index=i", "--dimensions", "256")
        #expect(parsed.path == ["gallery", "ingest"])
        #expect(parsed[Gallery.dims] == [256])
        #expect(parsed.warnings == ["'--dimensions' is deprecated; use '--dims' instead."])
    }

    @Test func `arguments with a variable count leave enough for those after them`() throws {
        let two = try Gallery.resolve("copy", "a", "b")
        #expect(two[Gallery.from] == ["a"] && two[Gallery.many] == [] && two[Gallery.to] == ["b"])
        let four = try Gallery.resolve("copy", "a", "b", "c", "d")
        #expect(four[Gallery.from] == ["a"] && four[Gallery.many] == ["b", "c"] && four[Gallery.to] == ["d"])
        #expect(Gallery.complaint("copy", "a") == "Missing argument TO: where to. See 'gallery copy --help'.")
    }

    @Test func `help and version are understood everywhere`() throws {
        let requests: [([String], Invocation.Request, [String])] = [
            (["--help"], .longHelp, ["gallery"]), (["-h"], .shortHelp, ["gallery"]),
            (["help", "ingest"], .longHelp, ["gallery", "ingest"]),
            (["ingest", "-h"], .shortHelp, ["gallery", "ingest"]),
            (["ingest", "--dmis", "--help"], .longHelp, ["gallery", "ingest"]),
            (["ingest", "--index", "--help"], .longHelp, ["gallery", "ingest"]),
            (["--version"], .version, ["gallery"]), (["search", "-V"], .version, ["gallery", "search"]),
            (["search", "--", "--help"], .run, ["gallery", "search"]),
        ]
        for (words, request, path) in requests {
            let invocation = try Gallery.command.parse(words)
            #expect(invocation.request == request, "\(words)")
            #expect(invocation.path == path, "\(words)")
        }
        #expect(try Gallery.command.parse(["-V"]).versionText == "gallery 1.2.3\n")
    }
}

@Suite struct `Usage errors` {
    @Test(arguments: [
        (["ingest", "--dmis", "2"], "Unknown option '--dmis'. Did you mean '--dims'? See 'gallery ingest --help'."),
        (["ingest", "--dim=2"], "Unknown option '--dim'. Did you mean '--dims'? See 'gallery ingest --help'."),
        (
            ["ingest", "-dims", "2"],
            "Invalid value 'ims' for '--dims': expected a whole number. See 'gallery ingest --help'."
        ),
        (["search", "-json"], "Unknown option '-s' in '-json'. Did you mean '--json'? See 'gallery search --help'."),
        (["search", "-z"], "Unknown option '-z'. See 'gallery search --help'."),
        (["search", "--xylophone"], "Unknown option '--xylophone'. See 'gallery search --help'."),
        (["serach"], "Unknown command 'serach'. Did you mean 'search'? See 'gallery --help'."),
        (["zzz"], "Unknown command 'zzz'. See 'gallery --help'."),
        ([], "Missing command after 'gallery': one of ingest, search, completion, copy. See 'gallery --help'."),
        (
            ["--count", "3", "search"],
            "Option '--count' belongs to 'gallery search'; write it after 'search'. See 'gallery --help'."
        ),
        (["search", "--count"], "Option '--count' needs a value: --count N. See 'gallery search --help'."),
        (
            ["search", "--count", "--json"],
            "Option '--count' needs a value, but '--json' follows. If that is the value, write '--count=--json'. See 'gallery search --help'."
        ),
        (
            ["search", "-k", "many"],
            "Invalid value 'many' for '--count': expected a whole number. See 'gallery search --help'."
        ),
        (["search", "-k0"], "Invalid value '0' for '--count': expected 1 to 10000. See 'gallery search --help'."),
        (
            ["search", "--weight", "nan"],
            "Invalid value 'nan' for '--weight': expected a number. See 'gallery search --help'."
        ),
        (
            ["search", "--format", "jsno"],
            "Invalid value 'jsno' for '--format': expected one of table, tsv, json. Did you mean 'json'? See 'gallery search --help'."
        ),
        (
            ["ingest", "--dims", "1024", "p"],
            "Missing option '--index': give '--index NAME' or set GALLERY_INDEX. See 'gallery ingest --help'."
        ),
        (
            ["ingest", "--index", "i", "--dims", "1024,300", "p"],
            "Invalid value '300' for '--dims': expected one of 1024, 512, 256. See 'gallery ingest --help'."
        ),
        (["search", "--json=yes"], "Option '--json' takes no value. See 'gallery search --help'."),
        (["search", "--no-color=1"], "Option '--no-color' takes no value. See 'gallery search --help'."),
        (
            ["search", "--json", "-q"],
            "'--json' and '--quiet' exclude each other; leave one out. See 'gallery search --help'."
        ),
        (
            ["search", "a", "b"],
            "Unexpected argument 'b': 'gallery search' takes [QUERY]. See 'gallery search --help'."
        ),
        (
            ["ingest", "--index", "i"],
            "Missing argument PATH: files and directories; '-' reads standard input. See 'gallery ingest --help'."
        ),
        (
            ["completion", "bsh"],
            "Invalid value 'bsh' for SHELL: expected one of bash, zsh, fish. Did you mean 'bash'? See 'gallery completion --help'."
        ),
    ])
    func `a mistake is named with what was meant and where to read`(words: [String], message: String) {
        let error = #expect(throws: UsageError.self) { try Gallery.command.parse(words).resolve(environment: [:]) }
        #expect(error?.description == message)
    }

    @Test func `a secret is refused on the command line and never repeated`() {
        for words in [["--api-key", "hunter2"], ["search", "--api-key=hunter2"]] {
            let error = #expect(throws: UsageError.self) { try Gallery.command.parse(words) }
            #expect(error?.kind == .secretOnCommandLine)
            #expect(
                error?.message
                    == "'--api-key' is not accepted on the command line, where every user of this machine can read it. "
                    + "Set the environment variable GALLERY_KEY instead."
            )
        }
    }

    @Test func `a secret is read from the environment and never shown`() throws {
        let parsed = try Gallery.resolve("search", environment: ["GALLERY_KEY": "hunter2"])
        #expect(parsed[Gallery.key] == "hunter2")
        #expect(parsed.source(of: Gallery.key) == .environment("GALLERY_KEY"))
        let resolution = try #require(parsed.resolutions.first { $0.option.name == "api-key" })
        #expect(resolution.description == "--api-key = <redacted> (environment GALLERY_KEY)")
        var dumped = ""
        dump(parsed, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(!"\(parsed)".contains("hunter2"))
    }
}

@Suite struct `Value resolution` {
    private let file: [String: ConfigurationValue] = [
        "count": .text("3"), "dims": .list(["256", "512"]), "quiet": .text("true"), "weight": .text("0.25"),
    ]

    @Test func `the order is flag, environment, configuration, default`() throws {
        let variables = ["GALLERY_COUNT": "2"]
        let flag = try Gallery.resolve("search", "-k1", environment: variables, configuration: file)
        #expect(flag[Gallery.count] == 1 && flag.source(of: Gallery.count) == .flag)
        let variable = try Gallery.resolve("search", environment: variables, configuration: file)
        #expect(variable[Gallery.count] == 2 && variable.source(of: Gallery.count) == .environment("GALLERY_COUNT"))
        let configured = try Gallery.resolve("search", environment: ["GALLERY_COUNT": ""], configuration: file)
        #expect(configured[Gallery.count] == 3 && configured.source(of: Gallery.count) == .configFile("gallery.json"))
        let bare = try Gallery.resolve("search")
        #expect(bare[Gallery.count] == 10 && bare.source(of: Gallery.count) == .default)
    }

    @Test func `lists and flags come from everywhere`() throws {
        let ingest = try Gallery.resolve("ingest", "p", environment: ["GALLERY_INDEX": "i"], configuration: file)
        #expect(ingest[Gallery.dims] == [256, 512])
        let variable = try Gallery.resolve("ingest", "p", "--index=i", environment: ["GALLERY_DIMS": "512,1024"])
        #expect(variable[Gallery.dims] == [512, 1024])
        #expect(try Gallery.resolve("search", configuration: file)[Gallery.quiet] == true)
        #expect(
            try Gallery.resolve("search", environment: ["GALLERY_QUIET": "off"], configuration: file)[Gallery.quiet]
                == false
        )
    }

    @Test func `a bad value is reported with its place`() {
        #expect(
            Gallery.complaint("search", environment: ["GALLERY_COUNT": "x"])
                == "Invalid value 'x' of the environment variable GALLERY_COUNT (option '--count'): expected a whole number. "
                + "See 'gallery search --help'."
        )
        #expect(
            Gallery.complaint("search", configuration: ["weight": .text("heavy")])
                == "Invalid value 'heavy' of 'weight' in gallery.json (option '--weight'): expected a number. "
                + "See 'gallery search --help'."
        )
        #expect(
            Gallery.complaint("search", configuration: ["count": .list(["1"])])
                == "'count' in gallery.json must be one value, not a list."
        )
    }

    @Test func `the configuration file's own path is known before the file`() throws {
        let invocation = try Gallery.command.parse(["search", "--config", "other.json"])
        #expect(try invocation.value(of: Gallery.config, environment: ["GALLERY_CONFIG": "env.json"]) == "other.json")
        let bare = try Gallery.command.parse(["search"])
        #expect(try bare.value(of: Gallery.config, environment: ["GALLERY_CONFIG": "env.json"]) == "env.json")
        #expect(try bare.value(of: Gallery.config, environment: [:]) == "gallery.json")
    }

    @Test func `a needed value that is missing says how to give it`() throws {
        let parsed = try Gallery.resolve("search")
        let error = #expect(throws: UsageError.self) { try parsed.require(Gallery.url) }
        #expect(
            error?.description
                == "Missing option '--url': give '--url URL' or set GALLERY_URL or put 'url' into the configuration file. "
                + "See 'gallery search --help'."
        )
        #expect(try Gallery.resolve("search", "--url=u").require(Gallery.url) == "u")
    }

    @Test func `resolutions list every option with its text and source`() throws {
        let parsed = try Gallery.resolve("search", "-f", "a", "-f", "b", configuration: file)
        let lines = parsed.resolutions.map(\.description)
        #expect(lines.contains("--filter = a b (flag)"))
        #expect(lines.contains("--count = 3 (config gallery.json)"))
        #expect(lines.contains("--format = table (default)"))
        #expect(lines.contains("--url = (none) (default)"))
    }
}
