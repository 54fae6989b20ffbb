import HTTPTransport
import Testing

@Suite struct SecretTests {
    @Test func `a secret shows its value only where it is asked for`() {
        let secret = Secret("  hunter2\n")
        #expect("\(secret)" == "<redacted>")
        #expect(String(reflecting: secret) == "<redacted>")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(secret.withExposedValue { $0 } == "hunter2")
    }

    @Test func `headers are found without regard to case and keep their order`() {
        var headers: HTTPHeaders = ["Content-Type": "a", "X-A": "1"]
        headers.add("x-a", "2")
        #expect(headers["content-type"] == "a")
        #expect(headers["X-a"] == "1")
        headers["X-A"] = nil
        #expect(headers.fields.map(\.name) == ["Content-Type"])
    }
}
