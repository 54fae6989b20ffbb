import CurlTransport
import ESJinaTesting
import HTTPTransport
import JSONValues
import Testing

@Suite struct LibcurlTransportTests {
    @Test func `a request and its answer arrive whole`() async throws {
        let server = try LoopbackServer { request in
            .json(201, ["path": .string(request.path), "body": .string(request.text)])
        }
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
}
