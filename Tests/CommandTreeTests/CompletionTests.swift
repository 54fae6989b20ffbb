import CommandTree
import Testing

@Suite struct `Completion scripts` {
    @Test(arguments: CompletionShell.allCases)
    func `scripts match their golden files and the shell's own syntax check`(shell: CompletionShell) {
        let script = Gallery.command.completionScript(for: shell)
        Snapshot.verify(script, as: "completion.\(shell.rawValue)")
        guard Shell.isInstalled(shell.rawValue) else { return }
        Shell.withFile(script) { path in
            let checked = Shell.run("\(shell.rawValue) -n \(path)")
            #expect(checked.status == 0, "\(checked.output)")
            #expect(checked.output == "")
        }
    }

    /// The line before the cursor and what is offered there, the same in every shell.
    static let cases: [([String], [String])] = [
        (["in"], ["ingest"]),
        (["co"], ["completion", "copy"]),
        (["--co"], ["--color", "--config"]),
        (["ingest", "--di"], ["--dims"]),
        (["ingest", "--no-"], ["--no-color", "--no-dry-run"]),
        (["--url", "ingest", "se"], ["search"]),
        (["search", "--format", "t"], ["table", "tsv"]),
        (["completion", ""], ["bash", "fish", "zsh"]),
        (["add", "--dims", "5"], ["512"]),
        (["ingest", "--index", "f"], ["films"]),
        // The word after it is none of its values.
        (["search", "--thumbs", "--fo"], ["--format"]),
    ]

    @Test(.enabled(if: Shell.isInstalled("bash"), "bash is not installed"), arguments: cases)
    func `bash offers what fits`(words: [String], expected: [String]) {
        #expect(bash(words) == expected)
    }

    @Test(.enabled(if: Shell.isInstalled("bash"), "bash is not installed"))
    func `bash completes after an equals sign, within lists, and files`() {
        // Bash breaks words at `=`.
        #expect(bash(["search", "--format", "=", "j"]) == ["json"])
        #expect(bash(["search", "--format", "="]) == ["json", "table", "tsv"])
        #expect(bash(["ingest", "--dims", "1024,2"]) == ["1024,256"])
        #expect(bash(["ingest", "/etc/host"]).contains("/etc/hosts"))
        #expect(bash(["ingest", "--", "--di"]) == [])
        #expect(bash(["search", "--count", ""]) == [])
    }

    @Test(.enabled(if: Shell.isInstalled("fish"), "fish is not installed"), arguments: cases)
    func `fish offers what fits`(words: [String], expected: [String]) {
        let script = Gallery.command.completionScript(for: .fish)
        let offered = Shell.withFile(script) { path in
            let line = (["gallery"] + words).joined(separator: " ")
            return Shell.run("HOME=/tmp fish --no-config -c \"source \(path); complete -C '\(line)'\"").output
        }
        let names = offered.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
        #expect(names.sorted() == expected, "\(offered)")
    }

    @Test(.enabled(if: Shell.isInstalled("zsh"), "zsh is not installed"), arguments: cases)
    func `zsh offers what fits`(words: [String], expected: [String]) {
        #expect(zsh(words) == expected)
    }

    private func bash(_ words: [String]) -> [String] {
        let script = Gallery.command.completionScript(for: .bash)
        let list = (["gallery"] + words).map { "'\($0)'" }.joined(separator: " ")
        let driver = """
            source SCRIPT
            COMP_WORDS=(\(list)); COMP_CWORD=\(words.count)
            _gallery gallery
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        return offers("bash --norc", script, driver)
    }

    /// Replaces `compadd`, through which every candidate goes, and calls the completion inside a real completion widget.
    private func zsh(_ words: [String]) -> [String] {
        let line = (["gallery"] + words).joined(separator: " ")
        let driver = """
            zmodload zsh/zpty
            zpty z zsh -f -i
            zpty -w z "PS1= ; unsetopt beep; autoload -Uz compinit; compinit -u -D; source SCRIPT"
            zpty -w z "zstyle ':completion:*' list-separator '##'; zstyle ':completion:*' verbose no"
            zpty -w z $'compadd() { local -a got; builtin compadd -A got "$@"; \
            (( ${argv[(I)-[OAD]]} )) || print -rl -- ${got/#/OFFER:} >> OUT; builtin compadd "$@"; }'
            zpty -w z $'done-mark() { print DONE >> OUT }; zle -N done-mark; bindkey "^X" done-mark; bindkey "^I" complete-word'
            zpty -n -w z $'\(line)\\t\\x18'
            for i in {1..200}; do grep -q DONE OUT 2>/dev/null && break; sleep 0.05; zpty -r -t z _ 2>/dev/null; done
            zpty -d z
            sed -n 's/^OFFER://p' OUT
            """
        return Shell.withFile("") { out in
            offers(
                "zsh -f",
                Gallery.command.completionScript(for: .zsh),
                driver.split(separator: "\n")
                    .map { line in
                        line.split(separator: " ", omittingEmptySubsequences: false)
                            .map { $0 == "OUT" || $0 == "OUT;" ? out + $0.dropFirst(3) : String($0) }
                            .joined(separator: " ")
                    }
                    .joined(separator: "\n")
            )
        }
    }

    private func offers(_ shell: String, _ script: String, _ driver: String) -> [String] {
        Shell.withFile(script) { path in
            let line = driver.split(separator: "SCRIPT", omittingEmptySubsequences: false)
            var text = ""
            for (index, part) in line.enumerated() { text += index == 0 ? String(part) : path + part }
            return Shell.withFile(text + "\n") { driverPath in
                let output = Shell.run("HOME=/tmp \(shell) \(driverPath)").output
                return Set(output.split(separator: "\n").map(String.init)).sorted()
            }
        }
    }
}
