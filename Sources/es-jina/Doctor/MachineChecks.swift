import CurlTransport
import ESJina
import HTTPCompression
import HTTPTransport
import JSONValues
import VipsImages

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension LibraryCheck {
    /// The libraries that this command is built on besides those of the pipelines.
    static let command: [LibraryCheck] = [
        LibraryCheck("libcurl") {
            do throws(TransportError) {
                return curl(try CurlLibrary.version())
            } catch {
                return Facts(complaint: error.message, fix: "Everything without a server works")
            }
        },
        LibraryCheck("libvips") { vips(VipsLibrary.facts()) },
        LibraryCheck("poppler") {
            VipsLibrary.readsPDFTexts
                ? Facts()
                : Facts(
                    complaint: "not installed, so that PDF pages are found by their pictures alone",
                    fix: "apt install libpoppler-glib8, dnf install poppler-glib, brew install poppler"
                )
        },
        LibraryCheck("libdeflate") {
            Gzip.isAvailable
                ? Facts()
                : Facts(
                    complaint: "not installed, so that nothing is compressed on the way",
                    fix: "apt install libdeflate0, dnf install libdeflate, brew install libdeflate"
                )
        },
    ]

    /// What a libcurl of this version string lacks.
    static func curl(_ version: String) -> Facts {
        // The second word is the TLS library, where there is one: `libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13 …`.
        let words = version.split(separator: " ").dropFirst().map { $0.lowercased() }
        let tls = [
            "openssl", "libressl", "boringssl", "quictls", "aws-lc", "gnutls", "nss", "mbedtls", "wolfssl", "schannel",
            "securetransport", "rustls",
        ]
        let isOpenSSL = words.contains { word in
            tls.prefix(5).contains { word.hasPrefix($0) || word.hasPrefix("(" + $0) }
        }
        guard words.contains(where: { word in tls.contains { word.hasPrefix($0) || word.hasPrefix("(" + $0) } }) else {
            return Facts(
                version: version,
                complaint: "built without TLS, so that https:// does not work",
                fix: "Install the libcurl of your system's own packages"
            )
        }
        if !isOpenSSL {
            return Facts(
                version: version,
                complaint: "built on another TLS library than OpenSSL, so that --ca-fingerprint does not work",
                fix: "Use --ca-file, or install libcurl4 (apt) or libcurl (dnf, brew)"
            )
        }
        guard words.contains(where: { $0.hasPrefix("nghttp2") }) else {
            return Facts(
                version: version,
                complaint: "built without HTTP/2, so that many requests at once take many connections",
                fix: "Install the libcurl of your system's own packages"
            )
        }
        return Facts(version: version)
    }

    /// What a libvips like this lacks.
    static func vips(_ facts: VipsLibrary.Facts) -> Facts {
        let fix = "apt install libvips42, dnf install vips, brew install vips"
        if let complaint = facts.complaint { return Facts(complaint: complaint, fix: fix) }
        let reads = "\(facts.version ?? ""), reads \(facts.formats.joined(separator: ", "))"
        guard !facts.missing.isEmpty else { return Facts(version: reads) }
        return Facts(
            version: reads,
            complaint: "\(facts.missing.joined(separator: " and ")) rejected",
            fix: "Install libvips with these formats (\(fix)), where you have such pictures"
        )
    }
}

/// Whether the configuration file can be read, and by whom; its values are not shown.
struct ConfigFileCheck: HealthCheck {
    /// Words in keys that stand for secrets, which the file has no place for.
    static let secretWords = ["key", "password", "secret", "token"]

    let group = HealthGroup.machine
    let name = "config"
    let path: String

    func run() async throws -> [HealthFinding] {
        var info = stat()
        guard stat(path, &info) == 0 else {
            return [ok("none at \(path); the defaults hold", facts: ["exists": false])]
        }
        guard let bytes = PlatformFiles.read(path, limit: 1 << 20) else {
            let reason = String(cString: strerror(errno))
            return [
                fail("\(path) cannot be read: \(reason)", fix: "Give yourself the right to read it: chmod u+r \(path)")
            ]
        }
        let isForOthers = info.st_mode & 0o044 != 0
        let secrets = Self.secrets(bytes)
        let facts: JSONObject = [
            "path": .string(path), "exists": true, "readable_by_others": .bool(isForOthers),
            "secrets": JSONValue(secrets),
        ]
        guard !secrets.isEmpty else { return [ok(path, facts: facts)] }
        let list = secrets.map { "'\($0)'" }.joined(separator: ", ")
        let fix =
            isForOthers
            ? "Take the right to read it from others (chmod 600 \(path)), change the secret, and give it in the environment"
            : "Give secrets in the environment; the file has no place for them"
        return [
            warn(
                "\(path) holds what looks like a secret (\(list))\(isForOthers ? ", and others may read it" : "")",
                fix: fix,
                facts: facts
            )
        ]
    }

    /// The keys, of the file and its contexts, that hold what looks like a secret: by their names, or a URL with a password.
    static func secrets(_ bytes: [UInt8]) -> [String] {
        guard let root = try? JSONValue.parse(bytes) else { return [] }
        var found: [String] = []
        func look(_ json: JSONValue, _ prefix: String) {
            for (key, value) in (json.object ?? [:]).members {
                let name = prefix + key
                if value.object != nil {
                    look(value, name + ".")
                } else if let text = value.string, !text.isEmpty {
                    let words = key.lowercased().split { $0 == "_" || $0 == "-" }
                    let isNamed =
                        words.contains { word in Self.secretWords.contains(String(word)) } && !key.hasSuffix("_file")
                        && key != "client_key"
                    if isNamed || hasPassword(text) { found.append(name) }
                } else if value.array?.contains(where: { $0.string.map(hasPassword) ?? false }) ?? false {
                    found.append(name)
                }
            }
        }
        look(root, "")
        return found
    }

    /// Whether `url` is one with a password in it.
    private static func hasPassword(_ url: String) -> Bool {
        guard let scheme = url.firstRange(of: "://") else { return false }
        let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" }
        guard let at = authority.lastIndex(of: "@") else { return false }
        return authority[..<at].contains(":")
    }
}

/// What standard output is; asks the terminal nothing, since that would write to it.
struct TerminalCheck: HealthCheck {
    let group = HealthGroup.machine
    let name = "terminal"
    let terminal: Terminal
    let environment: [String: String]

    func run() async throws -> [HealthFinding] {
        guard terminal.isTerminal, let columns = terminal.columns else {
            return [
                ok("standard output is a file or a pipe, so that tables are tab-separated", facts: ["terminal": false])
            ]
        }
        let pictures: String =
            switch GraphicsProtocol.judged(by: environment) {
            case .takes(let way): "pictures by \(way.rawValue)"
            case .takesNone: "no pictures"
            case .unknown: "pictures where it says so when it is asked"
            }
        let colours = terminal.allowsStyle ? "colours" : "no colours"
        let facts: JSONObject = [
            "terminal": true, "columns": JSONValue(columns), "colours": .bool(terminal.allowsStyle),
        ]
        let found = "\(columns) columns, \(colours), \(pictures)"
        guard columns < 60 else { return [ok(found, facts: facts)] }
        return [warn(found, fix: "Make it wider than 60 columns, so that tables keep their texts", facts: facts)]
    }
}
