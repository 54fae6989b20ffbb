import CLibcurl
import HTTPTransport
import Testing

@testable import CurlTransport

/// The words of failures that no test server can bring about.
@Suite struct FailureMessageTests {
    func error(_ code: CURLcode, _ change: (inout FailureFacts) -> Void = { _ in }) -> TransportError {
        var facts = FailureFacts(origin: "https://h:9200")
        facts.isSecure = true
        change(&facts)
        return TransportError.make(code, facts)
    }

    @Test func `a missing library names the package to install`() {
        let error = TransportError.libcurlUnavailable(CLIBCURL_MISSING)
        #expect(error.kind == .unavailable)
        #expect(!error.requestMayHaveBeenProcessed)
        #expect(
            error.message
                == "libcurl is not installed, so no server can be reached: install libcurl4 (apt install libcurl4), libcurl "
                + "(dnf) or curl (brew)."
        )
        #expect(TransportError.libcurlUnavailable(CLIBCURL_TOO_OLD).message.contains("older than 7.68"))
    }

    @Test func `a server that refuses the client's certificate says what to give it`() {
        let detail = "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0"
        let error = error(CURLE_RECV_ERROR) { $0.detail = detail }
        #expect(error.kind == .tls)
        #expect(error.message.hasPrefix("https://h:9200 refuses this client ("))
        #expect(error.message.hasSuffix("give it a client certificate that it accepts."))
    }

    @Test func `a proxy that refuses a tunnel is named as the culprit`() {
        let error = error(CURLE_RECV_ERROR) {
            $0.detail = "CONNECT tunnel failed, response 407"
            $0.requestBytesSent = false
        }
        #expect(error.kind == .connectionFailed)
        #expect(
            error.message.hasPrefix(
                "The proxy refuses to connect to https://h:9200 (CONNECT tunnel failed, response 407)"
            )
        )
        #expect(!error.requestMayHaveBeenProcessed)
    }

    @Test func `a code nobody foresaw is a lost connection with libcurl's own words`() {
        #expect(error(CURLE_GOT_NOTHING).kind == .connectionLost)
        #expect(error(CURLE_GOT_NOTHING).message.contains("libcurl error 52"))
        #expect(error(CURLE_HTTP2_STREAM) { $0.detail = "HTTP/2 stream 5 was not closed cleanly" }.isTransient)
    }

    @Test func `a broken network under the handshake may be tried again, an untrusted server may not`() {
        let broken = error(CURLE_SSL_CONNECT_ERROR) { $0.detail = "OpenSSL SSL_connect: Connection reset by peer" }
        #expect(broken.isTransient)
        #expect(!error(CURLE_PEER_FAILED_VERIFICATION).isTransient)
    }
}
