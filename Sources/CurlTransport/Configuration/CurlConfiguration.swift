public import HTTPTransport

/// How a ``LibcurlTransport`` connects, whom it trusts and what it accepts.
public struct CurlConfiguration: Sendable {
    /// Limits of time for requests that bring none of their own; default 10 s to connect, 120 s in all, 60 s of silence.
    public var timeouts = HTTPTimeouts()
    /// The largest answer to accept from requests that bring no limit of their own, in bytes, before and after
    /// decompression; default 256 MiB.
    public var maxResponseBytes = 256 << 20
    /// The most connections to one host at a time, from 1; default 16.
    ///
    /// Requests above wait for a free one, in their order.
    public var maxConnectionsPerHost = 16
    /// The most requests under way at a time to a host that speaks HTTP/2, over all its connections, from 1; default 100.
    public var maxStreamsPerHost = 100
    /// Whether HTTP/2 is offered in the TLS handshake; default true.
    ///
    /// Without TLS it is always HTTP/1.1.
    public var usesHTTP2 = true
    /// Whether servers may compress their answers by gzip; default true.
    ///
    /// It is not offered where libdeflate is missing, nor to a server that has answered from this machine or a private network,
    /// where packing takes longer than it saves. A request with an `Accept-Encoding` of its own gets the answer as it is sent.
    public var acceptsCompression = true
    /// How servers prove who they are; default the certificate authorities of the system.
    public var trust = Trust.system
    /// What proves to servers who this client is; default nothing.
    public var clientCertificate: ClientCertificate?
    /// What requests go through; default as the environment says.
    public var proxy = Proxy.environment
    /// Which addresses may be connected to; default any.
    public var addresses = AddressPolicy.any
    /// The `User-Agent` of requests that set none; default `es-jina`.
    ///
    /// A program adds its version: `es-jina/1.2.0`.
    public var userAgent = "es-jina"

    /// Makes a configuration of the defaults.
    public init() {}

    /// Which servers are trusted; the name in the certificate must be the host's in every case.
    public struct Trust: Sendable, Hashable {
        enum Anchor: Sendable, Hashable {
            case system
            case file(String)
            case fingerprint(String)
        }

        let anchor: Anchor

        /// Trusts the certificate authorities of the system.
        public static let system = Trust(anchor: .system)

        /// Trusts the certificates in the PEM file at `path`, and no others.
        public static func certificateAuthorities(file path: String) -> Trust { Trust(anchor: .file(path)) }

        /// Trusts what is signed by the one certificate that has this SHA-256, and nothing else.
        ///
        /// The certificate must be part of the chain that the server sends: its own or that of an authority, as
        /// Elasticsearch prints it at its first start.
        ///
        /// - Parameter hexadecimal: 64 hexadecimal digits, with or without colons, in either case.
        /// - Returns: The trust.
        public static func fingerprint(_ hexadecimal: String) -> Trust { Trust(anchor: .fingerprint(hexadecimal)) }
    }

    /// A certificate by which this client identifies itself.
    public struct ClientCertificate: Sendable, Hashable {
        /// The path of the certificate, in PEM.
        public var certificateFile: String
        /// The path of its private key, in PEM; `nil` where it is in the certificate's file.
        public var keyFile: String?
        /// The password of the key, where it has one.
        public var password: Secret?

        /// Makes a client certificate.
        public init(certificateFile: String, keyFile: String? = nil, password: Secret? = nil) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.password = password
        }
    }

    /// What stands between this client and its servers.
    public struct Proxy: Sendable, Hashable {
        enum Route: Sendable, Hashable {
            case environment
            case direct
            case server(String, username: String?, password: Secret?)
        }

        let route: Route

        /// As `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` say.
        public static let environment = Proxy(route: .environment)

        /// No proxy, whatever the environment says.
        public static let direct = Proxy(route: .direct)

        /// The proxy at `url`: `http://`, `https://`, `socks5://` or `socks5h://` with host and port.
        public static func server(_ url: String, username: String? = nil, password: Secret? = nil) -> Proxy {
            Proxy(route: .server(url, username: username, password: password))
        }
    }

    /// The 32 bytes of a fingerprint in hexadecimal digits; `nil` where it is none.
    static func fingerprintBytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8.filter { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: " ") }
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = hexadecimalValue(digits[index]), let low = hexadecimalValue(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

func hexadecimalValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
}
