import CurlTransport
import ESJinaTesting
import HTTPTransport
import Testing

/// Trust and identity against a real TLS server; needs nginx and openssl.
@Suite(
    .serialized,
    .enabled(
        if: Equipment.isRequired || Equipment.program("nginx") != nil && Equipment.program("openssl") != nil,
        "install nginx and openssl (apt install nginx openssl) to run it"
    )
)
struct TLSTests {
    /// Runs `body` with a server that is ready.
    func withServer(_ body: (TLSServer, LoopbackServer) async throws -> Void) async throws {
        let upstream = try LoopbackServer { .text(200, "\($0.bodySize)") }
        let server = try TLSServer(forwardingTo: upstream.url)
        defer {
            server.end()
            upstream.stop()
        }
        let probe = LibcurlTransport()
        for _ in 0..<500 {
            do {
                _ = try await probe.send(HTTPRequest(.get, server.forwardingURL))
            } catch let error as TransportError where error.kind == .connectionFailed {
                try await Task.sleep(for: .milliseconds(10))
                continue
            } catch { break }
        }
        try await body(server, upstream)
    }

    func transport(
        _ trust: CurlConfiguration.Trust,
        change: (inout CurlConfiguration) -> Void = { _ in }
    ) -> LibcurlTransport {
        var configuration = CurlConfiguration()
        configuration.trust = trust
        change(&configuration)
        return LibcurlTransport(configuration)
    }

    func text(_ transport: LibcurlTransport, _ url: String) async throws -> String {
        String(decoding: try await transport.send(HTTPRequest(.get, url)).body, as: UTF8.self)
    }

    @Test func `an authority's file decides who is trusted, and HTTP 2 is spoken where it can be`() async throws {
        try await withServer { server, _ in
            let trusting = transport(.certificateAuthorities(file: server.authorityFile))
            #expect(try await text(trusting, server.url).hasPrefix("HTTP/2.0"))
            #expect(try await text(trusting, server.oldURL).hasPrefix("HTTP/1.1"))
            let old = transport(.certificateAuthorities(file: server.authorityFile)) { $0.usesHTTP2 = false }
            #expect(try await text(old, server.url).hasPrefix("HTTP/1.1"))

            let unknown = try await failure(transport(.system), HTTPRequest(.get, server.url + "/?key=sesame"))
            #expect(unknown.kind == .tls)
            #expect(!unknown.requestMayHaveBeenProcessed)
            #expect(unknown.message.hasPrefix("The certificate of \(server.url) is not trusted ("))
            #expect(!unknown.message.contains("sesame"))

            let wrong = try await failure(
                transport(.certificateAuthorities(file: server.folder + "/other.pem")),
                HTTPRequest(.get, server.url)
            )
            #expect(wrong.kind == .tls)
            #expect(wrong.message.contains("is not signed by what is in"))

            let missing = try await failure(
                transport(.certificateAuthorities(file: "/no/such.pem")),
                HTTPRequest(.get, server.url)
            )
            #expect(missing.kind == .tls)
            #expect(missing.message.contains("`/no/such.pem` cannot be read"))
        }
    }

    @Test func `a fingerprint of the chain is trusted, in every spelling, and nothing else`() async throws {
        try await withServer { server, _ in
            let authority = try server.fingerprint("ca")
            #expect(authority.count == 95)
            let bare = authority.lowercased().split(separator: ":").joined()
            #expect(try await text(transport(.fingerprint(authority)), server.url).hasPrefix("HTTP/2.0"))
            #expect(try await text(transport(.fingerprint(bare)), server.url).hasPrefix("HTTP/2.0"))
            let leaf = try server.fingerprint("leaf")
            #expect(try await text(transport(.fingerprint(leaf)), server.oldURL).hasPrefix("HTTP/1.1"))

            let other = try await failure(
                transport(.fingerprint(server.fingerprint("other"))),
                HTTPRequest(.get, server.url)
            )
            #expect(other.kind == .tls)
            #expect(other.message.hasPrefix("No certificate of \(server.url) has the given SHA-256 fingerprint"))
            #expect(!other.requestMayHaveBeenProcessed)

            // The authority's certificate is in this chain too, but has signed nothing in it.
            let forged = try await failure(transport(.fingerprint(authority)), HTTPRequest(.get, server.forgedURL))
            #expect(forged.kind == .tls)

            let named = try await failure(transport(.fingerprint(authority)), HTTPRequest(.get, server.otherNameURL))
            #expect(named.kind == .tls)
            #expect(named.message.contains("is for another host"))

            let garbage = try await failure(transport(.fingerprint("ab:cd")), HTTPRequest(.get, server.url))
            #expect(garbage.kind == .tls)
            #expect(garbage.message.contains("64 hexadecimal digits"))
        }
    }

    @Test func `a server that demands a certificate gets it`() async throws {
        try await withServer { server, _ in
            let trust = CurlConfiguration.Trust.certificateAuthorities(file: server.authorityFile)
            let known = transport(trust) {
                $0.clientCertificate = .init(
                    certificateFile: server.folder + "/client.pem",
                    keyFile: server.folder + "/client.key"
                )
            }
            #expect(try await known.send(HTTPRequest(.get, server.demandingURL)).status == 200)
            // nginx answers this one in words instead of ending the handshake.
            #expect(try await transport(trust).send(HTTPRequest(.get, server.demandingURL)).status == 400)
            let broken = transport(trust) { $0.clientCertificate = .init(certificateFile: "/no/such.pem") }
            let error = try await failure(broken, HTTPRequest(.get, server.demandingURL))
            #expect(error.kind == .tls)
            #expect(error.message.hasPrefix("The client certificate `/no/such.pem` cannot be used"))
        }
    }

    @Test func `https to a server without it, and http to one with it, are told apart`() async throws {
        try await withServer { server, upstream in
            let error = try await failure(transport(.system), HTTPRequest(.get, "https" + upstream.url.dropFirst(4)))
            #expect(error.kind == .connectionLost)
            #expect(error.message.contains("during the TLS handshake"))
            #expect(!error.requestMayHaveBeenProcessed)
            let talker = try LoopbackServer(onConnect: { _ in .text(400, "what?") }) { _ in .empty }
            defer { talker.stop() }
            let answered = try await failure(transport(.system), HTTPRequest(.get, "https" + talker.url.dropFirst(4)))
            #expect(answered.kind == .tls)
            #expect(answered.message.contains("write http:// instead of https://"))
            let plain = "http" + server.url.dropFirst(5)
            #expect(try await transport(.system).send(HTTPRequest(.get, plain)).status == 400)
        }
    }

    @Test func `many requests share the streams of few HTTP 2 connections`() async throws {
        try await withServer { server, _ in
            let trusting = transport(.certificateAuthorities(file: server.authorityFile)) {
                $0.maxConnectionsPerHost = 2
            }
            let seen = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<64 { group.addTask { try await text(trusting, server.url) } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(seen.allSatisfy { $0.hasPrefix("HTTP/2.0 ") })
            #expect((1...2).contains(seen.count))
        }
    }

    @Test func `large and streamed bodies pass through HTTP 2`() async throws {
        try await withServer { server, _ in
            let trusting = transport(.certificateAuthorities(file: server.authorityFile))
            let large = HTTPRequest(.post, server.forwardingURL, body: .bytes(Array(repeating: 9, count: 5_000_000)))
            for _ in 0..<3 {
                let answer = try await trusting.send(large)
                #expect(String(decoding: answer.body, as: UTF8.self) == "5000000")
            }
            let source = PieceSource(count: 40, size: 50_000)
            let streamed = HTTPRequest(.post, server.forwardingURL, body: .stream { try await source.next() })
            let answer = try await trusting.send(streamed)
            #expect(String(decoding: answer.body, as: UTF8.self) == "2000000")
        }
    }
}
