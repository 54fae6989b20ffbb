import CurlTransport
import ESJinaTesting
import HTTPCompression
import HTTPTransport
import Testing

@Suite struct GzipTests {
    @Test(arguments: [0, 1, 1000, 100_000])
    func `what was compressed comes back`(count: Int) throws {
        var generator = SeededGenerator(seed: 5)
        let bytes = (0..<count).map { _ in UInt8.random(in: 0..<20, using: &generator) }
        for level in [1, 6, 12] { #expect(try Gzip.decompress(Gzip.compress(bytes, level: level)) == bytes) }
    }

    @Test func `members one behind the other are one body`() throws {
        let both = try Gzip.compress(Array("one ".utf8)) + Gzip.compress(Array("two".utf8))
        #expect(try Gzip.decompress(both) == Array("one two".utf8))
    }

    @Test func `damage is found wherever it is`() throws {
        let good = try Gzip.compress(Array(repeating: 65, count: 5000))
        for end in 0..<good.count {
            let error = #expect(throws: CompressionError.self) { try Gzip.decompress(Array(good[..<end])) }
            #expect(error?.kind == .malformed)
        }
        var flipped = good
        flipped[good.count - 6] ^= 1
        #expect(throws: CompressionError.self) { try Gzip.decompress(flipped) }
    }

    @Test func `the limit is exact`() throws {
        let good = try Gzip.compress(Array(repeating: 65, count: 5000))
        #expect(try Gzip.decompress(good, limit: 5000).count == 5000)
        let error = #expect(throws: CompressionError.self) { try Gzip.decompress(good, limit: 4999) }
        #expect(error?.kind == .tooLarge)
    }

    @Test func `large bodies are sent compressed, small and compressed ones as they are`() async throws {
        let server = try LoopbackServer { .text(200, $0.text) }
        defer { server.stop() }
        let transport = LibcurlTransport().through(GzipBodyMiddleware(minimumBytes: 100))
        let text = String(repeating: "abc", count: 1000)
        let answer = try await transport.send(HTTPRequest(.post, server.url + "/", body: .bytes(Array(text.utf8))))
        #expect(String(decoding: answer.body, as: UTF8.self) == text)
        _ = try await transport.send(HTTPRequest(.post, server.url + "/", body: .bytes(Array("short".utf8))))
        _ = try await transport.send(
            HTTPRequest(.post, server.url + "/", headers: ["Content-Encoding": "x"], body: .bytes(Array(text.utf8)))
        )
        #expect(server.requests.map { $0.headers["Content-Encoding"] } == ["gzip", nil, "x"])
        #expect(server.requests[0].bodySize < 200)
        #expect(server.requests[2].bodySize == 3000)
    }

    @Test func `bodies are sent as they are where it does not pay`() async throws {
        let server = try LoopbackServer { .text(200, $0.text) }
        defer { server.stop() }
        let libcurl = LibcurlTransport()
        #expect(libcurl.reachesInternet(server.url) == nil)
        let transport = libcurl.through(GzipBodyMiddleware { libcurl.reachesInternet($0) ?? false })
        let body = [UInt8](repeating: 65, count: 5000)
        for _ in 0..<2 {
            _ = try await transport.send(HTTPRequest(.post, server.url + "/", body: .bytes(body)))
        }
        #expect(server.requests.map { $0.headers["Content-Encoding"] } == [nil, nil])
        #expect(libcurl.reachesInternet(server.url + "/other") == false)
        #expect(libcurl.reachesInternet("http://nobody.invalid") == nil)
    }
}
