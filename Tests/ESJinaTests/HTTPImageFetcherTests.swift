import CurlTransport
import ESJinaTesting
import HTTPTransport
import Testing

@testable import ESJina

@Suite struct `Fetching pictures` {
    static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

    private func fetcher(_ edit: (inout HTTPImageFetcher.Limits) -> Void = { _ in }) -> HTTPImageFetcher {
        var limits = HTTPImageFetcher.Limits()
        edit(&limits)
        return HTTPImageFetcher(transport: LibcurlTransport(), limits: limits)
    }

    private func failure(
        _ url: String,
        _ fetcher: HTTPImageFetcher
    ) async throws -> InputError {
        let error = await #expect(throws: InputError.self) { try await fetcher.fetch(url, name: "list.jsonl:3") }
        let found = try #require(error)
        #expect(found.stage == .fetch)
        #expect(found.message.hasPrefix("list.jsonl:3 names "))
        return found
    }

    @Test func `a picture arrives as it is, and nothing about this machine leaves`() async throws {
        let server = try LoopbackServer { _ in .response(.init(status: 200, body: Self.png)) }
        defer { server.stop() }
        let url = " \(server.url)/a b/ü.png?x=1&y=ä#part "
        #expect(try await fetcher().fetch(url, name: "x") == Self.png)
        let request = try #require(server.requests.first)
        #expect(request.method == "GET")
        #expect(request.path == "/a%20b/%C3%BC.png?x=1&y=%C3%A4")
        #expect(
            Set(request.headers.fields.map { $0.name.lowercased() })
                .isSubset(of: ["host", "user-agent", "accept", "accept-encoding"])
        )
    }

    @Test func `redirects are followed to their end, relative ones too`() async throws {
        let other = try LoopbackServer { _ in .response(.init(status: 200, body: Self.png)) }
        defer { other.stop() }
        let server = try LoopbackServer { request in
            switch request.path {
            case "/1": .redirect(to: "a/./b/../2?q=1", status: 301)
            case "/a/2?q=1": .redirect(to: "?q=2", status: 302)
            case "/a/2?q=2": .redirect(to: "/5", status: 303)
            case "/5": .redirect(to: "//127.0.0.1:\(other.port)/6", status: 307)
            default: .response(.init(status: 404))
            }
        }
        defer { server.stop() }
        #expect(try await fetcher().fetch(server.url + "/1", name: "x") == Self.png)
        #expect(server.requests.map(\.path) == ["/1", "/a/2?q=1", "/a/2?q=2", "/5"])
        #expect(other.requests.map(\.path) == ["/6"])
    }

    @Test func `redirects without an end are given up`() async throws {
        let server = try LoopbackServer { request in
            request.path.hasPrefix("/circle")
                ? .redirect(to: request.path == "/circle" ? "/circle2" : "/circle")
                : .redirect(to: "/\(request.index)")
        }
        defer { server.stop() }
        #expect(try await failure(server.url + "/circle", fetcher()).message.contains("redirects in a circle"))
        #expect(server.requestCount == 2)
        #expect(try await failure(server.url + "/start", fetcher()).message.contains("more than 5 times"))
        #expect(server.requestCount == 2 + 6)
        #expect(
            try await failure(server.url + "/once", fetcher { $0.maxRedirects = 0 }).message
                .contains("more than 0 times")
        )
    }

    @Test(arguments: [
        "file:///etc/passwd", "ftp://127.0.0.1/a.png", "gopher://127.0.0.1/", "https://user:pw@127.0.0.1/", "http://",
    ])
    func `redirects to other schemes and with credentials are refused`(location: String) async throws {
        let server = try LoopbackServer { _ in .redirect(to: location) }
        defer { server.stop() }
        let error = try await failure(server.url + "/a.png", fetcher())
        #expect(error.message.contains("it redirects to a URL that cannot be fetched"))
        #expect(!error.message.contains("pw"))
        #expect(server.requestCount == 1)
    }

    @Test func `private addresses are refused, named outright or by a redirect`() async throws {
        let secret = try LoopbackServer { _ in .response(.init(status: 200, body: Self.png)) }
        defer { secret.stop() }
        var network = CurlConfiguration()
        network.addresses = .publicOnly
        let guarded = HTTPImageFetcher(transport: LibcurlTransport(network))
        for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"] {
            let error = try await failure("http://\(host):\(secret.port)/a.png?key=hush", guarded)
            #expect(error.message.contains("not on the public internet"))
            #expect(!error.message.contains("hush"))
        }
        #expect(secret.connectionCount == 0)

        // The first server stands for a public one; only what is behind it asks the guarded transport.
        let open = HTTPImageFetcher(transport: PublicName(network: LibcurlTransport(network), target: "/internal"))
        let redirecting = try LoopbackServer { _ in .redirect(to: "http://127.0.0.1:\(secret.port)/internal") }
        defer { redirecting.stop() }
        #expect(try await failure(redirecting.url + "/a.png", open).message.contains("not on the public internet"))
        #expect(redirecting.requestCount == 1)
        #expect(secret.connectionCount == 0)
    }

    /// Lets every request out but those to `target`, which `network` decides about.
    private struct PublicName: HTTPTransport {
        let network: LibcurlTransport
        let target: String
        private let open = LibcurlTransport()

        init(network: LibcurlTransport, target: String) {
            self.network = network
            self.target = target
        }

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            try await request.url.hasSuffix(target) ? network.send(request) : open.send(request)
        }
    }

    @Test func `what is too large is given up on the way`() async throws {
        let server = try LoopbackServer { request in
            request.path == "/announced" ? .giant(1 << 30) : .endless
        }
        defer { server.stop() }
        for path in ["/announced", "/endless"] {
            let error = try await failure(server.url + path, fetcher { $0.maxBytes = 1 << 20 })
            #expect(error.message.contains("more than 1048576 bytes"))
        }
    }

    @Test func `compressed bombs are given up, too`() async throws {
        let server = try LoopbackServer { _ in
            .gzip(.init(status: 200, body: Self.png + [UInt8](repeating: 0, count: 4 << 20)))
        }
        defer { server.stop() }
        #expect(
            try await failure(server.url, fetcher { $0.maxBytes = 1 << 20 }).message.contains("more than 1048576 bytes")
        )
        #expect(try await fetcher().fetch(server.url, name: "x").count == (4 << 20) + 11)
    }

    @Test func `slow and silent servers are left`() async throws {
        let server = try LoopbackServer { request in
            request.path == "/silent"
                ? .stalled : .dripping(.init(status: 200, body: [UInt8](repeating: 0, count: 10_000)))
        }
        defer { server.stop() }
        let impatient = fetcher {
            $0.total = .milliseconds(300)
            $0.stall = .milliseconds(100)
        }
        #expect(try await failure(server.url + "/silent", impatient).message.contains("was silent for 100 ms"))
        #expect(try await failure(server.url + "/drip", impatient).message.contains("did not finish its answer"))
    }

    @Test func `the time for one picture includes its redirects`() async throws {
        let server = try LoopbackServer { .delayed(.milliseconds(80), .redirect(to: "/\($0.index)")) }
        defer { server.stop() }
        let impatient = fetcher {
            $0.total = .milliseconds(200)
            $0.maxRedirects = 1000
        }
        _ = try await failure(server.url, impatient)
        #expect(server.requestCount <= 3)
    }

    @Test func `the time for one picture includes what stands before the network, such as retries`() async throws {
        struct Patient: HTTPTransport {
            func send(_ request: HTTPRequest) async throws -> HTTPResponse {
                try await Task.sleep(for: .seconds(600))
                return HTTPResponse(status: 503)
            }
        }
        var limits = HTTPImageFetcher.Limits()
        limits.total = .milliseconds(100)
        let fetcher = HTTPImageFetcher(transport: Patient(), limits: limits)
        let error = try await failure("http://host.invalid/a.png", fetcher)
        #expect(error.message.contains("it took longer than 0.1 seconds"))
    }

    @Test func `what is no picture is said`() async throws {
        let bodies: [(String, String)] = [
            ("<!DOCTYPE html><title>Sign in</title>", "an HTML page"), ("  <html></html>", "an HTML page"),
            ("%PDF-1.7", "a PDF file"), (#"{"error": "no"}"#, "JSON"), ("", "nothing"), ("hello", "something else"),
            ("<?xml version='1.0'?><rss/>", "XML or HTML"),
        ]
        let server = try LoopbackServer { request in
            .text(200, bodies[request.index].0, contentType: "image/png")
        }
        defer { server.stop() }
        for (_, name) in bodies {
            #expect(
                try await failure(server.url + "/a.png?sig=hush", fetcher()).message.contains("sends \(name) in place")
            )
        }
        #expect(server.requestCount == bodies.count)
    }

    @Test(arguments: [204, 206, 304, 400, 401, 403, 404, 410, 429, 500, 503])
    func `refusals keep the server's status`(status: Int) async throws {
        let server = try LoopbackServer { _ in .response(.init(status: status, body: status == 204 ? [] : Self.png)) }
        defer { server.stop() }
        let error = try await failure(server.url + "/a.png?sig=hush", fetcher())
        #expect(error.status == status)
        #expect(error.message.contains("\(server.url)/a.png, which was not fetched"))
        #expect(!error.message.contains("hush"))
    }

    @Test(arguments: [
        ("ftp://example.org/a.png", "only http and https"), ("example.org/a.png", "it has no scheme"),
        ("http:///a.png", "it names no host"), ("http:a.png", "two slashes"),
        ("https://me:hush@example.org/", "credentials"),
        ("http://exämple.org/", "Punycode"), ("http://a\\@b/", "credentials"), ("http://a\\b/", "Punycode"),
        ("", "no scheme"),
    ])
    func `what is no URL to fetch is said, without what is secret in it`(url: String, reason: String) async throws {
        let error = try await failure(url, fetcher())
        #expect(error.message.contains(reason), "\(error.message)")
        #expect(!error.message.contains("hush"))
    }

    @Test func `a server that is gone is named without the query`() async throws {
        let server = try LoopbackServer { _ in .empty }
        server.stop()
        let error = try await failure(server.url + "/a.png?sig=hush", fetcher())
        #expect(error.message.contains("Nothing answers at \(server.url)"))
        #expect(!error.message.contains("hush"))
    }
}

@Suite struct `Telling pictures by their bytes` {
    @Test(arguments: [
        "<svg xmlns='x'/>", "\u{FEFF}<svg/>", "<?xml version=\"1.0\"?>\n<!-- by hand > -->\n<svg/>",
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"svg11.dtd\">\n<svg/>",
        "<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>", "<svg:svg/>",
    ])
    func `drawings are pictures`(text: String) { #expect(ImageSignature.isImage(Array(text.utf8))) }

    @Test(arguments: [
        "", "<", "<html><svg/></html>", "<?xml", "<!--", "<!-- <svg/>", "<p>svg</p>", "RIFF1234WAVE", "svg",
    ])
    func `other texts are not`(text: String) { #expect(!ImageSignature.isImage(Array(text.utf8))) }

    @Test(arguments: [
        [0xFF, 0xD8, 0xFF, 0xE0], Array("GIF89a".utf8), Array("RIFF\0\0\0\0WEBPVP8 ".utf8),
        Array("\0\0\0\u{18}ftypavif".utf8),
        [0x49, 0x49, 0x2A, 0, 8], [0x4D, 0x4D, 0, 0x2A],
    ])
    func `signatures are known`(bytes: [UInt8]) { #expect(ImageSignature.isImage(bytes)) }
}

@Suite struct `URLs of pictures` {
    @Test func `references are resolved as RFC 3986 says`() throws {
        // Section 5.4, those of http.
        let base = try WebURL("http://a/b/c/d;p?q")
        let table = [
            "g": "http://a/b/c/g", "./g": "http://a/b/c/g", "g/": "http://a/b/c/g/", "/g": "http://a/g",
            "//g": "http://g/",
            "?y": "http://a/b/c/d;p?y", "g?y": "http://a/b/c/g?y", "#s": "http://a/b/c/d;p?q", "g#s": "http://a/b/c/g",
            ";x": "http://a/b/c/;x", "": "http://a/b/c/d;p?q", ".": "http://a/b/c/", "./": "http://a/b/c/",
            "..": "http://a/b/", "../": "http://a/b/", "../g": "http://a/b/g", "../..": "http://a/",
            "../../g": "http://a/g",
            "../../../g": "http://a/g", "/./g": "http://a/g", "/../g": "http://a/g", "g.": "http://a/b/c/g.",
            ".g": "http://a/b/c/.g", "g..": "http://a/b/c/g..", "./../g": "http://a/b/g", "./g/.": "http://a/b/c/g/",
            "g/./h": "http://a/b/c/g/h", "g/../h": "http://a/b/c/h", "https://h/x": "https://h/x",
            "HTTPS://H:81/X": "https://h:81/X",
        ]
        for (reference, expected) in table { #expect(try base.resolving(reference).text == expected, "\(reference)") }
    }

    @Test func `only the query is hidden`() throws {
        #expect(try WebURL("https://host:8443/p/a.png?sig=1#x").shown == "https://host:8443/p/a.png")
        #expect(try WebURL("https://host?sig=1").shown == "https://host/")
    }
}
