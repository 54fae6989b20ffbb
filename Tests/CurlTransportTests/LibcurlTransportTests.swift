import CurlTransport
import ESJinaTesting
import HTTPCompression
import HTTPTransport
import JSONValues
import Synchronization
import Testing

@Suite struct LibcurlTransportTests {
    @Test func `a request and its answer arrive whole`() async throws {
        let server = try LoopbackServer { .json(201, ["path": .string($0.path), "body": .string($0.text)]) }
        defer { server.stop() }
        let answer = try await LibcurlTransport()
            .send(
                HTTPRequest(
                    .post,
                    server.url + "/a/b?c=d%20e",
                    headers: ["X-One": "1"],
                    body: .bytes(Array("hello".utf8))
                )
            )
        #expect(answer.status == 201)
        #expect(String(decoding: answer.body, as: UTF8.self) == #"{"path":"/a/b?c=d%20e","body":"hello"}"#)
        #expect(answer.headers["content-type"] == "application/json")
        let request = try #require(server.requests.first)
        #expect(request.method == "POST")
        #expect(request.headers["X-One"] == "1")
        #expect(request.headers["User-Agent"] == "es-jina")
        #expect(request.headers["Accept-Encoding"] == "gzip")
        #expect(request.headers["Content-Length"] == "5")
        #expect(request.headers["Content-Type"] == nil)
        #expect(request.headers["Expect"] == nil)
    }

    @Test(arguments: [HTTPRequest.Method.get, .head, .post, .put, .delete, .init(rawValue: "PATCH")])
    func `every method goes with a body and without`(method: HTTPRequest.Method) async throws {
        let server = try LoopbackServer { _ in .text(200, "four") }
        defer { server.stop() }
        let transport = LibcurlTransport()
        let bare = try await transport.send(HTTPRequest(method, server.url + "/"))
        #expect(bare.body.count == (method == .head ? 0 : 4))
        if method != .head {
            _ = try await transport.send(HTTPRequest(method, server.url + "/", body: .bytes([65])))
            _ = try await transport.send(HTTPRequest(method, server.url + "/", body: .bytes([])))
        }
        #expect(server.requests.map(\.method) == Array(repeating: method.rawValue, count: method == .head ? 1 : 3))
        #expect(server.requests.map(\.body.count) == (method == .head ? [0] : [0, 1, 0]))
        #expect(server.connectionCount == 1)
    }

    @Test func `a large body arrives byte for byte, and its answer comes back so`() async throws {
        let server = try LoopbackServer { .response(.init(status: 200, body: $0.body)) }
        defer { server.stop() }
        var generator = SeededGenerator(seed: 1)
        let body = (0..<1_300_000)
            .flatMap { _ in
                withUnsafeBytes(of: generator.next()) { Array($0) }
            }
        let answer = try await LibcurlTransport().send(HTTPRequest(.put, server.url + "/", body: .bytes(body)))
        #expect(answer.body == body)
    }

    @Test func `connections are kept for the next request`() async throws {
        let server = try LoopbackServer { _ in .empty }
        defer { server.stop() }
        let transport = LibcurlTransport()
        for _ in 0..<50 { _ = try await transport.send(HTTPRequest(.get, server.url + "/")) }
        #expect(server.connectionCount == 1)
        #expect(server.requestCount == 50)
    }

    @Test func `a request takes over nothing from those before it`() async throws {
        let server = try LoopbackServer { .text(200, $0.text) }
        defer { server.stop() }
        let transport = LibcurlTransport()
        let sizes = [3, 0, 20_000, 5, 100_000, 16_384, 16_385, 1, 7]
        for (number, size) in sizes.enumerated() {
            let method: HTTPRequest.Method = number.isMultiple(of: 2) ? .post : .put
            var request = HTTPRequest(
                method,
                server.url + "/\(number)",
                body: .bytes(Array(repeating: 65, count: size))
            )
            if number % 3 == 0 { request.headers["X-Third"] = "\(number)" }
            if number == 5 { request.body = .none }
            let answer = try await transport.send(request)
            #expect(answer.body.count == (number == 5 ? 0 : size))
            // The same once more, on a handle that is set up for it.
            #expect(try await transport.send(request).body.count == answer.body.count)
            _ = try await transport.send(HTTPRequest(.get, server.url + "/between"))
        }
        let seen = server.requests
        #expect(seen.count == 27)
        for (number, size) in sizes.enumerated() {
            for request in seen[(number * 3)..<(number * 3 + 2)] {
                #expect(request.path == "/\(number)")
                #expect(request.method == (number.isMultiple(of: 2) ? "POST" : "PUT"))
                #expect(request.body.count == (number == 5 ? 0 : size))
                #expect(request.headers["X-Third"] == (number % 3 == 0 ? "\(number)" : nil))
            }
            #expect(seen[number * 3 + 2].method == "GET")
            #expect(seen[number * 3 + 2].body.isEmpty)
        }
        #expect(server.connectionCount == 1)
    }

    @Test func `what is near is not asked to compress, once it is known to be`() async throws {
        let server = try LoopbackServer { _ in .empty }
        defer { server.stop() }
        let transport = LibcurlTransport()
        for _ in 0..<3 { _ = try await transport.send(HTTPRequest(.get, server.url + "/")) }
        #expect(server.requests.map { $0.headers["Accept-Encoding"] } == ["gzip", nil, nil])
    }

    @Test func `many requests at a time share few connections`() async throws {
        let server = try LoopbackServer { .delayed(.milliseconds(20), .text(200, $0.path)) }
        defer { server.stop() }
        var configuration = CurlConfiguration()
        configuration.maxConnectionsPerHost = 4
        // Waiting for a free connection must not count as connecting.
        configuration.timeouts.connect = .milliseconds(200)
        let transport = LibcurlTransport(configuration)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let answer = try await transport.send(HTTPRequest(.get, server.url + "/\(number)"))
                    #expect(String(decoding: answer.body, as: UTF8.self) == "/\(number)")
                }
            }
            try await group.waitForAll()
        }
        #expect(server.requestCount == 64)
        #expect(server.connectionCount == 4)
    }

    @Test func `a connection that the server closed while it was idle costs nothing`() async throws {
        let server = try LoopbackServer { request in
            request.index == 0 ? LoopbackReply([.response(.init(status: 200)), .close]) : .empty
        }
        defer { server.stop() }
        let transport = LibcurlTransport()
        for _ in 0..<3 { _ = try await transport.send(HTTPRequest(.post, server.url + "/", body: .bytes([1]))) }
        #expect(server.requestCount == 3)
    }

    @Test func `the thread ends with the transport, and what is under way with it`() async throws {
        let server = try LoopbackServer { _ in .empty }
        defer { server.stop() }
        for _ in 0..<20 { _ = try await LibcurlTransport().send(HTTPRequest(.get, server.url + "/")) }
        #expect(try await eventually { server.openConnectionCount == 0 })
    }

    @Test func `a unix socket is a server like another`() async throws {
        let path = "/tmp/es-jina-test-\(UInt32.random(in: 0 ... .max)).sock"
        let server = try LoopbackServer(unixSocket: path) { .text(200, $0.path + ($0.headers["Host"] ?? "")) }
        defer {
            server.stop()
            removeFile(path)
        }
        let answer = try await LibcurlTransport().send(HTTPRequest(.get, server.url + "/x?y=1"))
        #expect(String(decoding: answer.body, as: UTF8.self) == "/x?y=1localhost")
        let error = try await failure(LibcurlTransport(), HTTPRequest(.get, "http+unix://%2Fno%2Fsuch.sock/x"))
        #expect(error.kind == .connectionFailed)
        #expect(error.message.hasPrefix("Nothing answers at unix socket /no/such.sock ("))
    }

    @Test func `a proxy is asked for the whole URL, with the credentials given for it`() async throws {
        let proxy = try LoopbackServer { .text(200, $0.path) }
        defer { proxy.stop() }
        var configuration = CurlConfiguration()
        configuration.proxy = .server(proxy.url, username: "me", password: Secret("pass"))
        let answer = try await LibcurlTransport(configuration).send(HTTPRequest(.get, "http://elsewhere.invalid/x"))
        #expect(String(decoding: answer.body, as: UTF8.self) == "http://elsewhere.invalid/x")
        #expect(proxy.requests.first?.headers["Proxy-Authorization"] == "Basic bWU6cGFzcw==")
        proxy.stop()
        let error = try await failure(LibcurlTransport(configuration), HTTPRequest(.get, "http://elsewhere.invalid/x"))
        #expect(error.kind == .connectionFailed)
        #expect(error.message.contains("configured proxy"))
        #expect(!error.message.contains("pass"))
    }

    @Test func `an interim answer is not the answer`() async throws {
        let server = try LoopbackServer { _ in
            LoopbackReply([
                .bytes(Array("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".utf8)), .response(.init(status: 200)),
            ])
        }
        defer { server.stop() }
        let answer = try await LibcurlTransport().send(HTTPRequest(.get, server.url + "/"))
        #expect(answer.status == 200)
        #expect(answer.headers["Link"] == nil)
    }
}

@Suite struct RefusedRequestTests {
    @Test(arguments: [
        ("http://127.0.0.1:1 /", "spaces"), ("127.0.0.1:9200", "no scheme"), ("ftp://h/", "only http"),
        ("http:///x", "no host"),
        ("http://h/\u{e9}", "percent-encode"), ("http+unix://run/x", "percent-encoded"), ("", "no scheme"),
        ("http://h/\r\nX: 1", "control"),
    ])
    func `a URL that is none is refused before anything is sent`(url: String, word: String) async throws {
        let error = try await failure(LibcurlTransport(), HTTPRequest(.get, url))
        #expect(error.kind == .invalidURL)
        #expect(error.message.contains(word))
        #expect(!error.requestMayHaveBeenProcessed)
    }

    @Test(arguments: ["http://elastic:hunter2@h:9200/x?key=sesame", "http://elastic:hunter2@h:9200/x y?key=sesame"])
    func `credentials in a URL are refused and not repeated`(url: String) async throws {
        let error = try await failure(LibcurlTransport(), HTTPRequest(.get, url))
        #expect(error.kind == .invalidURL)
        #expect(!error.message.contains("hunter2"))
        #expect(!error.message.contains("sesame"))
    }

    @Test func `a header cannot smuggle another one in`() async throws {
        let request = HTTPRequest(.get, "http://127.0.0.1:1/", headers: ["Authorization": "ApiKey abc\r\nX-Evil: 1"])
        let error = try await failure(LibcurlTransport(), request)
        #expect(error.kind == .invalidRequest)
        #expect(error.message.contains("`Authorization`"))
        #expect(!error.message.contains("abc"))
        let name = HTTPRequest(.get, "http://127.0.0.1:1/", headers: ["X: 1\r\nY": "2"])
        #expect(try await failure(LibcurlTransport(), name).kind == .invalidRequest)
        let method = HTTPRequest(.init(rawValue: "GET / HTTP/1.1\r\nX:"), "http://127.0.0.1:1/")
        #expect(try await failure(LibcurlTransport(), method).kind == .invalidRequest)
    }
}
