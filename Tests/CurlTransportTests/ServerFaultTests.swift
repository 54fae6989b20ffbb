import CurlTransport
import ESJinaTesting
import HTTPTransport
import Testing

/// Every way in which a server can fail to answer, against a real socket.
@Suite struct ServerFaultTests {
    let transport = LibcurlTransport()
    let letters = HTTPResponse(status: 200, body: Array(repeating: 97, count: 10_000))

    func serving(_ reply: LoopbackReply) throws -> LoopbackServer { try LoopbackServer { _ in reply } }

    func request(_ server: LoopbackServer) -> HTTPRequest {
        HTTPRequest(.post, server.url + "/_bulk?secret=x", body: .bytes(Array("{}\n".utf8)), operation: "bulk")
    }

    /// The error of a request to a server with this reply, which must not show the URL's query.
    func outcome(_ reply: LoopbackReply, change: (inout HTTPRequest) -> Void = { _ in }) async throws -> TransportError
    {
        let server = try serving(reply)
        defer { server.stop() }
        var request = request(server)
        change(&request)
        let error = try await failure(transport, request)
        #expect(error.message.contains(server.url))
        #expect(!error.message.contains("secret"))
        return error
    }

    @Test func `nothing listens`() async throws {
        let error = try await failure(transport, HTTPRequest(.get, "http://127.0.0.1:1/x"))
        #expect(error.kind == .connectionFailed)
        #expect(!error.requestMayHaveBeenProcessed)
        #expect(
            error.message
                == "Nothing answers at http://127.0.0.1:1 (connection refused): check that the server is running there and that "
                + "host and port are right."
        )
    }

    @Test func `a host without an address`() async throws {
        let error = try await failure(transport, HTTPRequest(.get, "http://no-such-host.invalid/"))
        #expect(error.kind == .hostNotFound)
        #expect(!error.requestMayHaveBeenProcessed)
        #expect(error.message.hasPrefix("The host of http://no-such-host.invalid has no address"))
    }

    @Test func `a reset before the answer`() async throws {
        let error = try await outcome(.reset)
        #expect(error.kind == .connectionLost)
        #expect(error.requestMayHaveBeenProcessed)
    }

    @Test func `a reset at the connection`() async throws {
        let server = try LoopbackServer(onConnect: { _ in .reset }) { _ in .empty }
        defer { server.stop() }
        let error = try await failure(transport, request(server))
        // The reset may arrive while the connection is still being made.
        #expect([.connectionLost, .connectionFailed].contains(error.kind))
        #expect(error.isTransient)
        #expect(server.requestCount == 0)
    }

    @Test func `a reset while the body is still being sent`() async throws {
        let server = try LoopbackServer(onHead: { _ in .reset }) { _ in .empty }
        defer { server.stop() }
        var large = request(server)
        large.body = .bytes(Array(repeating: 1, count: 20_000_000))
        let error = try await failure(transport, large)
        #expect(error.kind == .connectionLost)
        #expect(error.requestMayHaveBeenProcessed)
    }

    @Test func `an orderly end without an answer`() async throws {
        let error = try await outcome(.closed)
        #expect(error.kind == .connectionLost)
        #expect(error.message.contains("without an answer"))
        #expect(error.message.contains("whether it expects https"))
    }

    @Test func `a reset behind the headers`() async throws {
        let error = try await outcome(.resetAfterHeaders(letters))
        #expect(error.kind == .connectionLost)
        #expect(error.message.contains("in the middle of its answer"))
    }

    @Test func `a reset in the middle of the body`() async throws {
        #expect(try await outcome(.resetMidBody(letters)).kind == .connectionLost)
    }

    @Test func `an orderly end in the middle of the body`() async throws {
        let error = try await outcome(.closedMidBody(letters))
        #expect(error.kind == .connectionLost)
        #expect(error.message.contains("in the middle, after 5000 bytes"))
    }

    @Test(arguments: ["HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nX-elastic-prod", "HTTP/1.1 20"])
    func `an end in the middle of the headers`(head: String) async throws {
        let error = try await outcome(LoopbackReply([.bytes(Array(head.utf8)), .close]))
        #expect(error.kind == .connectionLost)
    }

    @Test func `chunks without an end`() async throws {
        #expect(try await outcome(.truncatedChunks(letters)).kind == .connectionLost)
    }

    @Test func `a Content-Length that is too long`() async throws {
        #expect(try await outcome(.claiming(length: 20_000, letters)).kind == .connectionLost)
    }

    @Test func `a Content-Length that is too short never spoils the next answer`() async throws {
        let server = try LoopbackServer { [letters] request in
            request.index == 0 ? .claimingOnOpenConnection(length: 100, letters) : .text(200, "clean")
        }
        defer { server.stop() }
        let first = try await transport.send(HTTPRequest(.get, server.url + "/"))
        #expect(first.body.count == 100)
        let second = try await transport.send(HTTPRequest(.get, server.url + "/"))
        #expect(String(decoding: second.body, as: UTF8.self) == "clean")
    }

    @Test func `a stall before the answer`() async throws {
        let start = ContinuousClock.now
        let error = try await outcome(.stalled) {
            $0.timeouts = HTTPTimeouts(connect: .seconds(60), stall: .milliseconds(200))
        }
        #expect(error.kind == .timedOut)
        #expect(error.requestMayHaveBeenProcessed)
        #expect(error.message.contains("was silent for 200 ms during `bulk`"))
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test func `a stall in the middle of the body`() async throws {
        let error = try await outcome(.stalledMidBody(letters)) {
            $0.timeouts = HTTPTimeouts(stall: .milliseconds(200))
        }
        #expect(error.kind == .timedOut)
        #expect(error.message.contains("silent"))
    }

    @Test func `a server that stops reading is a stall too`() async throws {
        let server = try LoopbackServer(onHead: { _ in .stalled }) { _ in .empty }
        defer { server.stop() }
        var large = request(server)
        large.body = .bytes(Array(repeating: 1, count: 50_000_000))
        large.timeouts = HTTPTimeouts(stall: .milliseconds(300))
        let error = try await failure(transport, large)
        #expect(error.kind == .timedOut)
        #expect(error.message.contains("silent for 300 ms"))
    }

    @Test func `an answer that drips is no stall but runs out of the total time`() async throws {
        let error = try await outcome(.dripping(letters)) {
            $0.timeouts = HTTPTimeouts(total: .milliseconds(400), stall: .milliseconds(200))
        }
        #expect(error.kind == .timedOut)
        #expect(error.message.contains("did not finish its answer to `bulk` within 400 ms"))
    }

    @Test func `an answer that drips to its end is an answer`() async throws {
        let server = try serving(.dripping(.init(status: 200, body: Array("slow but sure".utf8))))
        defer { server.stop() }
        let answer = try await transport.send(request(server))
        #expect(String(decoding: answer.body, as: UTF8.self) == "slow but sure")
    }

    @Test func `a request that never got a connection says so and was not sent`() async throws {
        let server = try serving(.stalled)
        defer { server.stop() }
        var configuration = CurlConfiguration()
        configuration.maxConnectionsPerHost = 1
        let narrow = LibcurlTransport(configuration)
        let first = request(server)
        let task = Task { try await narrow.send(first) }
        #expect(try await eventually { server.requestCount == 1 })
        var second = request(server)
        second.timeouts = HTTPTimeouts(total: .milliseconds(100))
        let error = try await failure(narrow, second)
        #expect(error.kind == .timedOut)
        #expect(error.message.contains("became free within 100 ms"))
        #expect(!error.requestMayHaveBeenProcessed)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.requestCount == 1)
    }

    @Test func `a proxy's page is an answer`() async throws {
        let server = try serving(.html(502))
        defer { server.stop() }
        let answer = try await transport.send(request(server))
        #expect(answer.status == 502)
        #expect(answer.headers["Content-Type"] == "text/html")
    }

    @Test func `a redirect is an answer`() async throws {
        let server = try serving(.redirect(to: "http://127.0.0.1:1/elsewhere"))
        defer { server.stop() }
        let answer = try await transport.send(request(server))
        #expect(answer.status == 302)
        #expect(answer.headers["Location"] == "http://127.0.0.1:1/elsewhere")
        #expect(server.requestCount == 1)
    }

    @Test func `an empty answer is an answer`() async throws {
        let server = try serving(.empty)
        defer { server.stop() }
        let answer = try await transport.send(request(server))
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
    }

    @Test func `an announced giant is refused at its first bytes`() async throws {
        let error = try await outcome(.giant(1 << 30)) { $0.maxResponseBytes = 1000 }
        #expect(error.kind == .responseTooLarge)
        #expect(error.message.contains("more than 1000 bytes"))
    }

    @Test func `an endless answer is cut at the limit`() async throws {
        let error = try await outcome(.endless) { $0.maxResponseBytes = 3_000_000 }
        #expect(error.kind == .responseTooLarge)
    }

    @Test func `an answer of exactly the limit is accepted, one byte more is not`() async throws {
        let server = try serving(.response(letters))
        defer { server.stop() }
        var exact = request(server)
        exact.maxResponseBytes = 10_000
        #expect(try await transport.send(exact).body.count == 10_000)
        exact.maxResponseBytes = 9_999
        #expect(try await failure(transport, exact).kind == .responseTooLarge)
    }

    @Test func `headers without an end are refused`() async throws {
        let error = try await outcome(
            LoopbackReply([
                .bytes(Array("HTTP/1.1 200 OK\r\n".utf8)),
                .repeating(Array("X-Header: \(String(repeating: "x", count: 1000))\r\n".utf8), count: nil),
            ])
        )
        #expect(error.kind == .malformedResponse)
    }

    @Test func `something that is not HTTP`() async throws {
        let error = try await outcome(LoopbackReply([.bytes(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)), .close]))
        #expect(error.kind == .malformedResponse)
        #expect(error.message.contains("does not speak HTTP"))
    }

    @Test func `a compressed answer arrives plain, half of one not at all`() async throws {
        let whole = try serving(.gzip(letters))
        defer { whole.stop() }
        #expect(try await transport.send(request(whole)).body == letters.body)
        let error = try await outcome(.halfGzip(letters))
        #expect(error.kind == .malformedResponse)
        #expect(error.message.contains("ends too early"))
    }

    @Test func `a small answer that unfolds beyond the limit is refused`() async throws {
        let error = try await outcome(.gzip(.init(status: 200, body: Array(repeating: 0, count: 50_000_000)))) {
            $0.maxResponseBytes = 1_000_000
        }
        #expect(error.kind == .responseTooLarge)
        #expect(error.message.contains("after decompression"))
    }

    @Test func `an encoding that nobody asked for is refused`() async throws {
        let error = try await outcome(.response(.init(status: 200, headers: ["Content-Encoding": "br"], body: [1, 2])))
        #expect(error.kind == .malformedResponse)
        #expect(error.message.contains("`br`"))
    }

    @Test func `who names encodings gets the answer as it is sent, who wants none gets no other`() async throws {
        let server = try serving(.gzip(letters))
        defer { server.stop() }
        let raw = try await transport.send(HTTPRequest(.get, server.url + "/", headers: ["Accept-Encoding": "gzip"]))
        #expect(raw.body.starts(with: [0x1f, 0x8b]))
        var configuration = CurlConfiguration()
        configuration.acceptsCompression = false
        let plain = LibcurlTransport(configuration)
        #expect(try await failure(plain, request(server)).kind == .malformedResponse)
        #expect(server.requests.map { $0.headers["Accept-Encoding"] } == ["gzip", nil])
    }

    @Test func `what is not idempotent is never sent twice, even by libcurl itself`() async throws {
        let server = try LoopbackServer { $0.index == 0 ? .empty : .closed }
        defer { server.stop() }
        for body in [HTTPRequest.Body.none, .bytes([1, 2, 3])] {
            let transport = LibcurlTransport()
            server.forgetRequests()
            let count = server.requestCount
            // The first request leaves a connection behind that the second one finds dead only after it was sent.
            _ = try? await transport.send(HTTPRequest(.get, server.url + "/warm"))
            let paid = HTTPRequest(.post, server.url + "/paid", body: body, isIdempotent: false)
            let error = try await failure(transport, paid)
            #expect(error.kind == .connectionLost)
            #expect(error.requestMayHaveBeenProcessed)
            #expect(server.requests.filter { $0.path == "/paid" }.count == 1)
            #expect(server.requestCount > count)
        }
    }

    @Test func `an idempotent request on a connection found dead is sent whole again`() async throws {
        let server = try LoopbackServer { $0.index == 1 ? .closed : .text(200, "\($0.body.count)") }
        defer { server.stop() }
        _ = try await transport.send(HTTPRequest(.get, server.url + "/warm"))
        let answer = try await transport.send(
            HTTPRequest(.put, server.url + "/doc", body: .bytes(Array(repeating: 7, count: 300_000)))
        )
        #expect(String(decoding: answer.body, as: UTF8.self) == "300000")
        #expect(server.requests.map(\.bodySize) == [0, 300_000, 300_000])
    }

    @Test func `an early refusal of a large body is the answer`() async throws {
        let server = try LoopbackServer { .text(413, "\($0.bodySize)") }
        defer { server.stop() }
        var large = request(server)
        large.body = .bytes(Array(repeating: 1, count: 5_000_000))
        #expect(try await transport.send(large).status == 413)
    }
}
