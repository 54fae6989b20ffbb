import ESJina
import ESJinaTesting
import TestSupport

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension FaultCase {
    static let bulk: [FaultCase] = connections + answers + refusals + items

    /// Connections that break, and when.
    private static let connections: [FaultCase] = [
        .engine(.refused(for: .milliseconds(60)), .number(3)).breakingOthers,
        .engine(.resetBeforeBody),
        .engine(.closedBeforeBody),
        .engine(.resetBeforeBody, .share(0.4)),
        .engine(.resetAfterBody(carriedOut: false)),
        .engine(.resetAfterBody(carriedOut: true)),
        .engine(.resetAfterBody(carriedOut: true), .share(0.4)),
        .engine(.closedAfterBody(carriedOut: false)),
        .engine(.closedAfterBody(carriedOut: true)),
        .engine(.resetAfterBody(carriedOut: true), .always, .stops(["given up", "lost"])),
        .engine(.stalled(carriedOut: false), .first(2)),
        .engine(.stalled(carriedOut: true), .first(2)),
        .engine(.deliveredLate()),
        .engine(.delayed(.milliseconds(150)), .first(4)),
        .engine(.closedAfterAnswer, .always),
        .engine(.notHTTP),
    ]

    /// Answers that are damaged, too large, too slow or not whole.
    private static let answers: [FaultCase] = [
        .engine(.resetMidAnswer),
        .engine(.closedMidAnswer),
        .engine(.stalledMidAnswer, .first(2)),
        .engine(.slowDrip(), .always),
        .engine(.halfGzip),
        .engine(.truncatedJSON),
        .engine(.truncatedChunks),
        .engine(.garbled()),
        .engine(.wrongLength(by: 10)),
        .engine(.wrongLength(by: -10)),
        .engine(.empty(carriedOut: false)),
        .engine(.empty(carriedOut: true)),
        .engine(.giant(1 << 30), .first(2)),
        .engine(.giant(1 << 30), .always, .stops(["with more than"])),
        .engine(.endless, .first(1)),
        .engine(.headerBomb, .first(2)),
        .engine(.interimAnswers, .always),
        .engine(.itemsShorter),
        .engine(.itemsLonger),
        .engine(.itemsReordered),
        .engine(.itemsOfOthers),
        .engine(.itemsWithoutIDs),
        .engine(.itemsWithoutStatus),
    ]

    /// Servers, proxies and strangers that refuse the whole request.
    private static let refusals: [FaultCase] = [
        .engine(.html(502)),
        .engine(.html(504)),
        .engine(.html(200)),
        .engine(.html(200), .always, .stops(["not Elasticsearch"])),
        .engine(.tooManyRequests(), .first(8)),
        .engine(.tooManyRequests(), .share(0.5)),
        .engine(.tooManyRequests(retryAfter: "0"), .first(8)),
        .engine(.tooManyRequests(retryAfter: "soon"), .first(8)),
        .engine(.tooManyRequests(retryAfter: "1"), .number(2)),
        .engine(.tooManyRequests(retryAfter: "Sun, 06 Nov 1994 08:49:37 GMT"), .first(4)),
        .engine(.tooManyRequests(), .always, .stops(["given up"])),
        .engine(.unavailable()),
        .engine(.unavailable(retryAfter: "1"), .number(2)),
        .engine(.tooLarge, minBytes: 1000, .always),
        .engine(.tooLargeBeforeBody, minBytes: 1600, .always),
        .engine(.tooLarge, .always, .rejects(60...60)),
        .engine(.expectationRefused, .number(3), .stops(["417"])),
        .engine(.status(500)),
        .engine(.status(500), .always, .stops(["500"])),
        .engine(.redirect()),
        .engine(.redirect(), .always, .stops(["301"])),
        .engine(.redirect(status: 307)),
        .engine(.missingProduct),
        .engine(.product("OpenSearch"), .always, .stops(["not Elasticsearch"])),
        .engine(.unauthorized, .from(4), .stops(["ELASTICSEARCH_API_KEY"])),
    ]

    /// Single operations that fail while their neighbours are done.
    private static let items: [FaultCase] = [
        .engine(.items(.malformed, share: 0.3), .always, .rejects(8...30)),
        .engine(.items(.blocked, share: 0.3), .always, .rejects(8...30)),
        .engine(.items(.missingIndex, share: 0.3), .always, .rejects(8...30)),
        .engine(.items(.conflict, share: 0.3), .always, .rejects(8...30)),
        .engine(.items(.rejected.first(3)), .always),
        .engine(.items(.rejected, share: 0.1), .always, .stops(["given up"])),
        .engine(.items(.unavailable.first(2), share: 0.5), .always),
        .engine(
            .items(.malformed, .conflict, .rejected.first(2), .unavailable.first(2), share: 0.6),
            .always,
            .rejects(8...30)
        ),
        .engine(
            .items(
                .malformed,
                .blocked,
                .missingIndex,
                .conflict,
                .rejected.first(3),
                .unavailable.first(1),
                share: 0.5
            ),
            .always,
            .rejects(8...40)
        ),
        .engine(.items(.blocked), .always, .stops(["blocked"])),
    ]

    /// Requests other than bulk.
    static let control: [FaultCase] = [
        .engine(.resetBeforeBody, on: "/", .first(2)),
        .engine(.html(502), on: "/", .first(2)),
        .engine(.html(200), on: "/", .always, .stops(["not Elasticsearch"])),
        .engine(.unauthorized, on: "/", .always, .stops(["ELASTICSEARCH_API_KEY"])),
        .engine(.stalled(carriedOut: false), on: "_license", .first(1)),
        .engine(.truncatedJSON, on: "_license", .first(1), .stops(["not what Elasticsearch answers"])),
        .engine(.resetAfterBody(carriedOut: true), on: "/things", method: "PUT", .first(1)),
        .engine(.resetAfterBody(carriedOut: false), on: "/things", method: "PUT", .first(1)),
        .engine(.unavailable(), on: "/things", method: "PUT", .first(1)),
        .engine(.empty(carriedOut: true), on: "_mapping", .first(1), .stops(["no index", "mapping"])),
        .engine(.resetMidAnswer, on: "_settings", .first(2)),
        .engine(.resetAfterBody(carriedOut: true), on: "_refresh", .first(1)),
        .engine(.status(500), on: "_refresh", .always, .stops(["500"])),
        FaultCase(name: "TLS: a plain answer to a handshake", ending: .stops(["TLS"]), scheme: "https") { _ in },
        FaultCase(
            name: "nothing listens",
            ending: .stops(["refused"]),
            inject: { $0.server.goAway() },
            heal: { try $0.server.comeBack() }
        ),
    ]

    /// Servers whose TLS nobody should trust; without `openssl` there are none.
    static let tls: [FaultCase] =
        TestEquipment.runs(with: TLSEndpoint.openSSL)
        ? [
            .tls("a certificate that nobody trusts", "is not trusted"),
            .tls("no version in common", "TLS", options: ["-tls1_1"]),
        ] : []

    /// Disks: of the state directory, and of the engine.
    static let disk: [FaultCase] = [
        FaultCase(
            name: "disk: the state directory is a file",
            ending: .stops(["state"]),
            inject: { try $0.directory.write("not a directory", to: "state") },
            heal: { unlink($0.state) }
        ),
        FaultCase(
            name: "disk: the journal is no database",
            ending: .stopsOrCompletes(["things.sqlite"]),
            inject: { try $0.directory.write(String(repeating: "garbage ", count: 2000), to: "state/things.sqlite") },
            heal: { rig in
                // Left alone where it was put aside already.
                guard try TestFiles.text(rig.state + "/things.sqlite").hasPrefix("garbage") else { return }
                _ = rename(rig.state + "/things.sqlite", rig.state + "/aside")
            }
        ),
        FaultCase(
            name: "disk: the cache is no database",
            ending: .stopsOrCompletes(["embeddings.sqlite"]),
            inject: {
                try $0.directory.write(String(repeating: "garbage ", count: 2000), to: "state/embeddings.sqlite")
            },
            heal: { rig in
                guard try TestFiles.text(rig.state + "/embeddings.sqlite").hasPrefix("garbage") else { return }
                _ = rename(rig.state + "/embeddings.sqlite", rig.state + "/aside")
            }
        ),
        FaultCase(
            name: "disk: a directory stands where the dead letters belong",
            ending: .stops(["dead-letters"]),
            inject: { try $0.directory.write("", to: "state/things.dead-letters.ndjson/file") },
            heal: { _ = rename($0.state + "/things.dead-letters.ndjson", $0.state + "/aside") }
        ),
        FaultCase(
            name: "disk: the engine's is full",
            ending: .stops(["507", "full", "space"]),
            repeats: 11,
            inject: { try $0.reopenEngine(pages: 18) },
            heal: { try $0.reopenEngine() }
        ),
    ]

    /// Jina's API, and the way there.
    static let jina: [FaultCase] = [
        .jina("401", [.invalidKey], .stops(["JINA_API_KEY", "key"])),
        .jina("402", [.paymentRequired], .stops(["credit", "balance"])),
        .jina("403, out of credit", [.insufficientBalance], .stops(["credit", "balance"])),
        .jina("403, not allowed for the key", [.resourceLimit], .stops(["key"])),
        .jina(
            "429 for requests",
            [.requestLimit(), .requestLimit(), .requestLimit()],
            .completes,
            losesNoVector: true
        ),
        .jina("429 for tokens with Retry-After", [.tokenLimit(retryAfter: 5)], .completes, losesNoVector: true),
        .jina("429 for concurrency", [.concurrencyLimit(), .concurrencyLimit()], .completes, losesNoVector: true),
        .jina("500", [.internalError, .internalError], .completes, losesNoVector: true),
        .jina("503", [.unavailable, .unavailable], .completes, losesNoVector: true),
        .jina("HTML 502", [.htmlPage(502), .htmlPage(502)], .completes, losesNoVector: true),
        .jina("400 once", [.badRequest], .completes, losesNoVector: true),
        .jina("413 of a proxy", [.requestTooLarge], .completes, losesNoVector: true),
        .jina("422 once", [.unprocessable], .completes, losesNoVector: true),
        .jina("504", [.gatewayTimeout, .gatewayTimeout], .completes, losesNoVector: true),
        .jina("short answer", [.shortAnswer], .completes),
        .jina("an entry is missing", [.missingEntry(at: 3)], .completes),
        .jina("long answer", [.longAnswer], .completes),
        .jina("answer out of order", [.outOfOrder, .outOfOrder], .completes, losesNoVector: true),
        .jina("an index twice", [.duplicateIndex], .completes),
        .jina("no indices", [.noIndex], .completes),
        .jina("wrong dims", [.wrongDims(512)], .completes),
        .jina("wrong dims of one vector", [.wrongDims(512, at: 5)], .completes),
        .jina("NaN", [.nan(at: 2)], .completes),
        .jina("infinity", [.infinity(at: 7)], .completes),
        .jina("null", [.null(at: 0)], .completes),
        .jina("a zero vector", [.zeroVector(at: 2)], .completes),
        .jina("vectors of twice the length", [.unnormalised, .unnormalised], .completes, losesNoVector: true),
        .jina("garbage base64", [.garbageBase64], .completes),
        .jina("garbage base64 of one vector", [.garbageBase64(at: 6)], .completes),
        .jina("half of an answer", [.notJSON], .completes),
        .jina("200 without a body", [.emptyAnswer], .completes),
        .jina("200 with a web page", [.webPage], .completes),
        .jina(
            "damage of every kind, one after the other",
            [
                .shortAnswer, .longAnswer, .duplicateIndex, .wrongDims(256), .nan(at: 1), .null(at: 4), .garbageBase64,
                .notJSON, .emptyAnswer, .webPage,
            ],
            // What is damaged twice is its input's end; where not even a single word comes back whole, the server's fault ends the run.
            .stopsOrRejects(["cannot be used", "can be used", "no JSON", "not JSON", "answer"], 0...16)
        ),
        .jina(.refused(for: .milliseconds(40)), .number(2)).breakingOthers,
        .jina(.resetBeforeBody),
        .jina(.resetAfterBody(carriedOut: true)),
        .jina(.resetMidAnswer),
        .jina(.stalled(carriedOut: false), .first(1)),
        .jina(.truncatedJSON, .first(1)),
        .jina(.halfGzip),
        .jina(.empty(carriedOut: true), .first(1)),
        .jina(.html(504)),
        .jina(.redirect(), .number(2), .stops(["301"])),
        .jina(.giant(1 << 30), .number(2)),
    ]
}
