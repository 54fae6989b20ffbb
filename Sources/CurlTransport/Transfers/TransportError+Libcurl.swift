import CLibcurl
import HTTPTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension TransportError {
    /// The error for a transfer that ended without a whole answer.
    static func make(_ code: CURLcode, _ facts: FailureFacts) -> TransportError {
        let (kind, message) = facts.stop.map { stopped($0, facts) } ?? described(code, facts)
        return TransportError(kind, message, requestMayHaveBeenProcessed: facts.requestBytesSent)
    }

    /// The error for a process in which libcurl could not be opened.
    static func libcurlUnavailable(_ state: clibcurl_state) -> TransportError {
        let message =
            switch state {
            case CLIBCURL_MISSING:
                "libcurl is not installed, so no server can be reached: install libcurl4 (apt install libcurl4), libcurl (dnf) "
                    + "or curl (brew)."
            case CLIBCURL_TOO_OLD:
                "The libcurl of this system is older than 7.68: update libcurl4 (apt), libcurl (dnf) or curl (brew)."
            default: "libcurl failed to start: check its installation and that of OpenSSL."
            }
        return TransportError(.unavailable, message, requestMayHaveBeenProcessed: false)
    }

    private static func stopped(_ stop: Transfer.Stop, _ facts: FailureFacts) -> (Kind, String) {
        let origin = facts.origin
        let what = facts.operation.isEmpty ? "the request" : "`\(facts.operation)`"
        switch stop {
        case .tooLarge:
            return (
                .responseTooLarge,
                "\(origin) answers \(what) with more than \(facts.maxResponseBytes) bytes: ask for less at once, or raise the "
                    + "limit of the answer's size."
            )
        case .tooManyHeaders:
            return (
                .malformedResponse, "\(origin) answers with more than 256 KiB of headers: check what answers there."
            )
        case .resent:
            return (
                .connectionLost,
                "\(origin) closed the connection before it answered \(what): it may have acted on it, so the request was not "
                    + "sent again; check the server before you repeat it."
            )
        case .connectTimeout:
            return (
                .timedOut,
                "No connection to \(origin) within \(seconds(facts.timeouts.connect)): check the address, the network and "
                    + "firewalls, or raise the time to connect."
            )
        case .totalTimeout:
            return (
                .timedOut,
                "\(origin) did not finish its answer to \(what) within \(seconds(facts.timeouts.total)): send less at once, or "
                    + "raise the total time."
            )
        case .stallTimeout:
            return (
                .timedOut,
                "The connection to \(origin) was silent for \(seconds(facts.timeouts.stall)) during \(what): check whether the "
                    + "server is overloaded, or raise the time of silence."
            )
        case .queueTimeout:
            return (
                .timedOut,
                "No connection to \(origin) became free within \(seconds(facts.timeouts.total)): send fewer requests at once, "
                    + "or raise the number of connections for each host."
            )
        }
    }

    private static func described(_ code: CURLcode, _ facts: FailureFacts) -> (Kind, String) {
        let origin = facts.origin
        let detail = facts.detail.isEmpty ? "libcurl error \(code.rawValue)" : facts.detail
        switch code {
        case CURLE_URL_MALFORMAT,
            CURLE_UNSUPPORTED_PROTOCOL where !detail.contains("HTTP/0.9"):
            return (.invalidURL, "The URL of \(origin) cannot be used (\(detail)): check its spelling.")
        case CURLE_COULDNT_RESOLVE_HOST:
            return (
                .hostNotFound,
                "The host of \(origin) has no address: check its spelling and this machine's network and DNS."
            )
        case CURLE_COULDNT_RESOLVE_PROXY:
            return (
                .hostNotFound,
                "The proxy on the way to \(origin) has no address: check the proxy that is configured, or https_proxy, "
                    + "http_proxy and all_proxy in the environment."
            )
        case CURLE_COULDNT_CONNECT where facts.wasRefusedAddress:
            return (
                .forbiddenAddress,
                "The host of \(origin) is at an address that is not on the public internet, and only that may be reached: name a "
                    + "public server, or allow private addresses."
            )
        case CURLE_COULDNT_CONNECT:
            let reason = facts.systemError == 0 ? detail : String(cString: strerror(facts.systemError)).lowercased()
            return (
                .connectionFailed,
                facts.usesConfiguredProxy
                    ? "No connection to \(origin) (\(reason)): check that the configured proxy is running and its address right."
                    : "Nothing answers at \(origin) (\(reason)): check that the server is running there and that host and port "
                        + "are right."
            )
        case CURLE_RECV_ERROR where detail.contains("CONNECT"), CURLE_PROXY:
            return (
                .connectionFailed,
                "The proxy refuses to connect to \(origin) (\(detail)): check its rules and the credentials for it."
            )
        case CURLE_SSL_CONNECT_ERROR where isBrokenHandshake(detail):
            return (
                .connectionLost,
                "\(origin) ended the connection during the TLS handshake (\(detail)): check that it is well and speaks TLS, or "
                    + "write http:// instead of https://."
            )
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_USE_SSL_FAILED:
            return (.tls, security(code, facts, detail))
        case CURLE_RECV_ERROR where facts.isSecure && detail.contains("alert"),
            CURLE_SEND_ERROR where facts.isSecure && detail.contains("alert"):
            return (.tls, security(code, facts, detail))
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
            return (
                .malformedResponse,
                "What answers at \(origin) does not speak HTTP as it should (\(detail)): check host and port."
            )
        case CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM, CURLE_HTTP2:
            return (
                .connectionLost,
                "\(origin) ended its answer in the middle, after \(facts.receivedBytes) bytes (\(detail)): check the server's "
                    + "log and what stands between."
            )
        case CURLE_OUT_OF_MEMORY:
            return (.unavailable, "There is no memory left for a transfer to \(origin): send less at once.")
        default:
            let place = facts.answerBegan ? "in the middle of its answer" : "without an answer"
            let hint = facts.isSecure || facts.answerBegan ? "" : ", and whether it expects https"
            return (
                .connectionLost,
                "\(origin) ended the connection \(place) (\(detail)): check that the server is well\(hint)."
            )
        }
    }

    /// Whether the connection ended under the handshake, which a network may do at any time.
    private static func isBrokenHandshake(_ detail: String) -> Bool {
        ["SSL_ERROR_SYSCALL", "Connection reset", "unexpected eof"].contains { detail.contains($0) }
    }

    private static func security(_ code: CURLcode, _ facts: FailureFacts, _ detail: String) -> String {
        let origin = facts.origin
        if code == CURLE_SSL_CACERT_BADFILE, case .file(let path) = facts.trust.anchor {
            return "The certificate authorities in `\(path)` cannot be read: check the path and that the file is PEM."
        }
        if code == CURLE_SSL_CERTPROBLEM, let file = facts.clientCertificateFile {
            return
                "The client certificate `\(file)` cannot be used (\(detail)): check the files of certificate and key, both "
                + "PEM, and the key's password."
        }
        if detail.contains("wrong version number") || detail.contains("packet length too long") {
            return "\(origin) does not speak TLS (\(detail)): check the port, or write http:// instead of https://."
        }
        if detail.contains("alert") && (detail.contains("certificate") || detail.contains("handshake failure")) {
            return "\(origin) refuses this client (\(detail)): give it a client certificate that it accepts."
        }
        if detail.contains("subject name") || detail.contains("SSL: no alternative certificate") {
            return
                "The certificate of \(origin) is for another host (\(detail)): use a name that is in the certificate."
        }
        if code == CURLE_PEER_FAILED_VERIFICATION {
            switch facts.trust.anchor {
            case .system:
                return
                    "The certificate of \(origin) is not trusted (\(detail)): give the file of its certificate authority, or "
                    + "the SHA-256 fingerprint of that authority."
            case .file(let path):
                return
                    "The certificate of \(origin) is not signed by what is in `\(path)` (\(detail)): give the file of the "
                    + "authority that signed it."
            case .fingerprint:
                return
                    "No certificate of \(origin) has the given SHA-256 fingerprint and signs the others (\(detail)): compare "
                    + "it with the server's, and trust nothing before you know why they differ."
            }
        }
        return "TLS with \(origin) failed (\(detail)): check the server's TLS settings and certificate."
    }

    private static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
