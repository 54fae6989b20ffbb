import CLibcurl
import HTTPTransport

extension Transfer {
    /// Sets `easy` up for this transfer, which must outlive its time with libcurl.
    ///
    /// Most requests differ from one before in URL and body only; then the rest stays as it is.
    func configure(
        _ easy: EasyHandle,
        _ configuration: CurlConfiguration,
        fingerprint: UnsafePointer<UInt8>?
    ) throws(TransportError) {
        self.easy = easy
        easy.clearDetail()
        if easy.shape != shape {
            easy.reset()
            try setShape(easy, configuration, fingerprint: fingerprint)
            easy.shape = shape
        }
        easy.transfer = Unmanaged.passUnretained(self)
        easy.set(CURLOPT_URL, job.target.url)
        guard case .bytes(let bytes) = job.request.body else { return }
        easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: bytes.count)
        // libcurl sends what it holds itself in one packet with the headers.
        if shape.body == .small {
            bytes.withUnsafeBytes {
                let address = UnsafeMutableRawPointer(mutating: $0.baseAddress)
                _ = clibcurl_set_pointer(easy.pointer, CURLOPT_COPYPOSTFIELDS, address)
            }
        }
    }

    private func setShape(
        _ easy: EasyHandle,
        _ configuration: CurlConfiguration,
        fingerprint: UnsafePointer<UInt8>?
    ) throws(TransportError) {
        let context = Unmanaged.passUnretained(easy).toOpaque()
        easy.set(CURLOPT_NOSIGNAL, true)
        easy.set(CURLOPT_UNIX_SOCKET_PATH, job.target.unixSocket)
        easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
        easy.set(CURLOPT_FOLLOWLOCATION, false)
        easy.set(CURLOPT_TCP_KEEPALIVE, true)
        // Deadlines are kept by the loop, which can say which one ran out; 0 would mean libcurl's own 300 s.
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, Int(Int32.max))
        easy.set(CURLOPT_HTTP_CONTENT_DECODING, false)
        easy.set(CURLOPT_HTTP_VERSION, Int(configuration.usesHTTP2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
        easy.set(CURLOPT_PIPEWAIT, configuration.usesHTTP2 && job.target.isSecure)
        easy.set(CURLOPT_BUFFERSIZE, 1 << 16)
        easy.set(CURLOPT_USERAGENT, configuration.userAgent)
        _ = clibcurl_set_callbacks(easy.pointer, takeBody, takeHeader, giveBody, seekBody, context)
        if clibcurl_set_start_callback(easy.pointer, startRequest, context) != CURLE_OK && !job.request.isIdempotent {
            // Before libcurl 7.80 only a new connection keeps it from sending a request twice on its own.
            easy.set(CURLOPT_FRESH_CONNECT, true)
        }
        setMethod(easy)
        setHeaders(easy)
        setProxy(easy, configuration.proxy)
        try setAddresses(easy, configuration.addresses, context)
        if job.target.isSecure { try setSecurity(easy, configuration, fingerprint: fingerprint) }
    }

    private func setMethod(_ easy: EasyHandle) {
        let method = job.request.method
        switch job.request.body {
        case .none where method == .head: easy.set(CURLOPT_NOBODY, true)
        case .none where method == .get || method == .delete:
            easy.set(CURLOPT_HTTPGET, true)
            if method != .get { easy.set(CURLOPT_CUSTOMREQUEST, method.rawValue) }
        case .none:
            easy.set(CURLOPT_POST, true)
            easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: 0)
            easy.set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        case .bytes:
            easy.set(CURLOPT_POST, true)
            easy.set(CURLOPT_CUSTOMREQUEST, method.rawValue)
            if shape.body == .large { easy.set(CURLOPT_UPLOAD_BUFFERSIZE, 1 << 18) }
        case .stream:
            easy.set(CURLOPT_POST, true)
            easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: -1)
            easy.set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        }
    }

    private func setHeaders(_ easy: EasyHandle) {
        let headers = job.request.headers
        for field in headers.fields {
            easy.addHeader(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        // libcurl adds these on its own: a form's content type, and a wait of a second for a permission to send.
        if headers["Content-Type"] == nil { easy.addHeader("Content-Type:") }
        if headers["Expect"] == nil { easy.addHeader("Expect:") }
        if case .stream = job.request.body { easy.addHeader("Transfer-Encoding: chunked") }
        if job.acceptsGzip { easy.addHeader("Accept-Encoding: gzip") }
        easy.commitHeaders()
    }

    private func setProxy(_ easy: EasyHandle, _ proxy: CurlConfiguration.Proxy) {
        guard job.target.unixSocket == nil else { return easy.set(CURLOPT_PROXY, "") }
        switch proxy.route {
        case .environment: break
        case .direct: easy.set(CURLOPT_PROXY, "")
        case .server(let url, let username, let password):
            easy.set(CURLOPT_PROXY, url)
            easy.set(CURLOPT_NOPROXY, "")
            if let username { easy.set(CURLOPT_PROXYUSERNAME, username) }
            password?.withExposedValue { easy.set(CURLOPT_PROXYPASSWORD, $0) }
        }
    }

    private func setAddresses(
        _ easy: EasyHandle,
        _ policy: AddressPolicy,
        _ context: UnsafeMutableRawPointer
    ) throws(TransportError) {
        guard policy != .any else { return }
        easy.set(CURLOPT_PROXY, "")
        guard job.target.unixSocket == nil,
            clibcurl_set_socket_callback(easy.pointer, openSocket, context) == CURLE_OK
        else {
            throw TransportError(
                .forbiddenAddress,
                "\(job.target.origin) is not on the public internet, and only that may be reached: name a public server.",
                requestMayHaveBeenProcessed: false
            )
        }
    }

    private func setSecurity(
        _ easy: EasyHandle,
        _ configuration: CurlConfiguration,
        fingerprint: UnsafePointer<UInt8>?
    ) throws(TransportError) {
        switch configuration.trust.anchor {
        case .system: break
        case .file(let path):
            easy.set(CURLOPT_CAINFO, path)
            easy.set(CURLOPT_CAPATH, nil)
        case .fingerprint:
            easy.set(CURLOPT_CAINFO, nil)
            easy.set(CURLOPT_CAPATH, nil)
            guard let fingerprint, clibcurl_set_trusted_fingerprint(easy.pointer, fingerprint) == CURLE_OK else {
                throw TransportError(
                    .unavailable,
                    "This libcurl (\(String(cString: clibcurl_version()))) cannot check a certificate's fingerprint: install one "
                        + "built on OpenSSL, libcurl4 (apt) or curl (brew), or trust a file of certificates instead.",
                    requestMayHaveBeenProcessed: false
                )
            }
        }
        if let certificate = configuration.clientCertificate {
            easy.set(CURLOPT_SSLCERT, certificate.certificateFile)
            easy.set(CURLOPT_SSLKEY, certificate.keyFile ?? certificate.certificateFile)
            certificate.password?.withExposedValue { easy.set(CURLOPT_KEYPASSWD, $0) }
        }
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.flatMap { Unmanaged<EasyHandle>.fromOpaque($0).takeUnretainedValue().transfer?.takeUnretainedValue() }
}

private func openSocket(
    _ context: UnsafeMutableRawPointer?,
    _: curlsocktype,
    _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let address, let transfer = transfer(context) else { return CURL_SOCKET_BAD }
    let bytes = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { bytes in
        bytes.baseAddress.map { Array(bytes.prefix(clibcurl_address_bytes(address, $0))) } ?? []
    }
    return transfer.allows(IPAddress(bytes)) ? clibcurl_open_socket(address) : CURL_SOCKET_BAD
}

private func startRequest(
    _ context: UnsafeMutableRawPointer?,
    _: UnsafeMutablePointer<CChar>?,
    _: UnsafeMutablePointer<CChar>?,
    _: Int32,
    _: Int32
) -> Int32 {
    // CURL_PREREQFUNC_OK and CURL_PREREQFUNC_ABORT
    transfer(context)?.start() == true ? 0 : 1
}

private func takeBody(
    _ data: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
    return transfer(context)?.write(bytes) == true ? bytes.count : -1
}

private func takeHeader(
    _ data: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
    return transfer(context)?.header(bytes) == true ? bytes.count : -1
}

private func giveBody(
    _ space: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let space, let transfer = transfer(context) else { return Int(CURL_READFUNC_ABORT) }
    return transfer.read(into: space, capacity: size * count)
}

private func seekBody(_ context: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32) -> Int32 {
    // CURL_SEEKFUNC_OK and CURL_SEEKFUNC_FAIL
    origin == 0 && transfer(context)?.seek(to: Int(offset)) == true ? 0 : 1
}
