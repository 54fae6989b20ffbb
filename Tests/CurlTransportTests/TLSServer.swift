import ESJinaTesting
import Foundation
import HTTPTransport

/// A real nginx with certificates made for it: one authority of its own, a second one that nobody trusts.
final class TLSServer: Sendable {
    let folder: String
    /// Its certificate is signed by the authority, which is in the chain; it speaks HTTP/2.
    let url: String
    /// The same without HTTP/2.
    let oldURL: String
    /// It demands a certificate of the client.
    let demandingURL: String
    /// Its certificate is signed by the second authority, but the first one's certificate is appended to the chain.
    let forgedURL: String
    /// Its certificate is for another host.
    let otherNameURL: String
    /// Passes requests on to the given server.
    let forwardingURL: String
    private let program: RunningProgram

    var authorityFile: String { folder + "/ca.pem" }

    init(forwardingTo upstream: String) throws {
        guard let nginx = Equipment.program("nginx"), let openssl = Equipment.program("openssl") else {
            throw TransportError(.unavailable, "nginx or openssl is not installed: apt install nginx openssl.")
        }
        let folder = FileManager.default.temporaryDirectory.path + "/es-jina-tls-\(UInt32.random(in: 0 ... .max))"
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for authority in ["ca", "other"] {
            try RunningProgram.run(
                openssl,
                ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
                    + ["-subj", "/CN=\(authority)", "-keyout", "\(folder)/\(authority).key"]
                    + ["-out", "\(folder)/\(authority).pem"]
            )
        }
        let leaves = [
            ("leaf", "ca", "IP:127.0.0.1"), ("forged", "other", "IP:127.0.0.1"), ("named", "ca", "DNS:example.org"),
        ]
        for (name, authority, host) in leaves + [("client", "ca", "DNS:client")] {
            try Data("subjectAltName=\(host)\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).ext"))
            try RunningProgram.run(
                openssl,
                ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)"]
                    + ["-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).csr"]
            )
            try RunningProgram.run(
                openssl,
                ["x509", "-req", "-in", "\(folder)/\(name).csr", "-CA", "\(folder)/\(authority).pem", "-CAkey"]
                    + [
                        "\(folder)/\(authority).key", "-CAcreateserial", "-days", "2", "-extfile",
                        "\(folder)/\(name).ext",
                    ]
                    + ["-out", "\(folder)/\(name).pem"]
            )
            let chain =
                try String(contentsOfFile: "\(folder)/\(name).pem", encoding: .utf8)
                + String(contentsOfFile: "\(folder)/ca.pem", encoding: .utf8)
            try Data(chain.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)-chain.pem"))
        }
        let ports = try (0..<6).map { _ in try Equipment.freePort() }
        let plain = "location / { return 200 \"$server_protocol $connection\"; }"
        let servers = [
            (ports[0], "ssl http2", "leaf", plain),
            (ports[1], "ssl", "leaf", plain),
            (ports[2], "ssl", "leaf", "ssl_verify_client on; ssl_client_certificate \(folder)/ca.pem; \(plain)"),
            (ports[3], "ssl", "forged", plain),
            (ports[4], "ssl", "named", plain),
            (
                ports[5], "ssl http2", "leaf",
                "client_max_body_size 0; client_body_temp_path \(folder)/body; proxy_temp_path \(folder)/proxy; "
                    + "location / { proxy_pass \(upstream); }"
            ),
        ]
        let blocks = servers.map { port, options, name, rest in
            "server { listen 127.0.0.1:\(port) \(options); ssl_certificate \(folder)/\(name)-chain.pem; "
                + "ssl_certificate_key \(folder)/\(name).key; \(rest) }"
        }
        let configuration = """
            daemon off; master_process off; pid \(folder)/nginx.pid; error_log \(folder)/error.log;
            events { worker_connections 512; }
            http { access_log off; keepalive_requests 100000; \(blocks.joined(separator: "\n")) }
            """
        try Data(configuration.utf8).write(to: URL(fileURLWithPath: folder + "/nginx.conf"))
        program = try RunningProgram(nginx, ["-e", folder + "/error.log", "-p", folder, "-c", folder + "/nginx.conf"])
        url = "https://127.0.0.1:\(ports[0])"
        oldURL = "https://127.0.0.1:\(ports[1])"
        demandingURL = "https://127.0.0.1:\(ports[2])"
        forgedURL = "https://127.0.0.1:\(ports[3])"
        otherNameURL = "https://127.0.0.1:\(ports[4])"
        forwardingURL = "https://127.0.0.1:\(ports[5])"
    }

    /// The SHA-256 of a certificate, as openssl prints it: upper case with colons.
    func fingerprint(_ name: String) throws -> String {
        guard let openssl = Equipment.program("openssl") else { return "" }
        let output = "\(folder)/\(name).sha"
        try RunningProgram.run(
            "/bin/sh",
            ["-c", "\(openssl) x509 -in \(folder)/\(name).pem -noout -fingerprint -sha256 > \(output)"]
        )
        let text = try String(contentsOfFile: output, encoding: .utf8)
        return text.split(separator: "=").last?.split(separator: "\n").first.map(String.init) ?? ""
    }

    func end() {
        program.end()
        try? FileManager.default.removeItem(atPath: folder)
    }
}
