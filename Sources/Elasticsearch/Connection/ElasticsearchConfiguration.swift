public import HTTPTransport
import JSONValues

/// Where Elasticsearch is, and who asks.
public struct ElasticsearchConfiguration: Sendable {
    /// The nodes' URLs with port and without a slash at the end; at least one.
    public let urls: [String]
    /// Who asks; default nobody.
    public var credentials: Credentials
    /// Headers sent with every request, such as `X-Opaque-Id`; they win over the client's own.
    public var headers: HTTPHeaders

    /// Makes a configuration of nodes' URLs.
    ///
    /// A URL without a port means 9200 for `http` and 443 for `https`; a path is kept as a prefix. A user and a password
    /// inside a URL become the credentials where none are given.
    ///
    /// - Parameters:
    ///   - urls: One or more URLs of the same cluster.
    ///   - credentials: Who asks; default nobody.
    ///   - headers: Headers sent with every request.
    /// - Throws: ``ElasticsearchError`` of kind `invalidConfiguration` naming the URL without its credentials.
    public init(
        urls: [String],
        credentials: Credentials = .none,
        headers: HTTPHeaders = [:]
    ) throws(ElasticsearchError) {
        guard !urls.isEmpty else {
            throw ElasticsearchError(.invalidConfiguration, "no Elasticsearch URL; set ELASTICSEARCH_URL or give --url")
        }
        var normal: [String] = []
        var credentials = credentials
        for text in urls {
            let url = try NodeURL(text)
            normal.append(url.text)
            if let inside = url.credentials {
                switch credentials {
                case .none: credentials = inside
                case inside: break
                default:
                    throw ElasticsearchError(
                        .invalidConfiguration,
                        "\(url.text) has a user in it and other credentials are given too; remove one of the two"
                    )
                }
            }
        }
        self.urls = normal
        self.credentials = credentials
        self.headers = headers
    }

    /// Makes a configuration of one node's URL.
    ///
    /// - Parameters:
    ///   - url: The URL.
    ///   - credentials: Who asks; default nobody.
    /// - Throws: ``ElasticsearchError`` of kind `invalidConfiguration`.
    public init(_ url: String, credentials: Credentials = .none) throws(ElasticsearchError) {
        try self.init(urls: [url], credentials: credentials)
    }

    /// Makes a configuration of the cloud id that Elastic Cloud shows for a deployment.
    ///
    /// - Parameters:
    ///   - cloudID: `name:` and the base64 of `host$elasticsearch$kibana`.
    ///   - credentials: Who asks; default nobody.
    /// - Returns: A configuration with the deployment's one URL.
    /// - Throws: ``ElasticsearchError`` of kind `invalidConfiguration`.
    public static func cloudID(
        _ cloudID: String,
        credentials: Credentials = .none
    ) throws(ElasticsearchError) -> ElasticsearchConfiguration {
        let encoded = cloudID.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
        let decoded = Base64.decode(encoded.utf8).flatMap { String(validating: $0, as: UTF8.self) } ?? ""
        let parts = decoded.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count >= 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ElasticsearchError(
                .invalidConfiguration,
                "the cloud id is not one; copy it whole from the deployment's page, it looks like name:dXMtZWFzdC0x…"
            )
        }
        func split(_ part: Substring) -> (name: Substring, port: Substring?) {
            guard let colon = part.lastIndex(of: ":") else { return (part, nil) }
            return (part[..<colon], part[part.index(after: colon)...])
        }
        let host = split(parts[0])
        let deployment = split(parts[1])
        let port = deployment.port ?? host.port ?? "443"
        return try ElasticsearchConfiguration(
            "https://\(deployment.name).\(host.name):\(port)",
            credentials: credentials
        )
    }
}

/// One node's URL in its normal form.
struct NodeURL {
    let text: String
    let credentials: Credentials?

    init(_ given: String) throws(ElasticsearchError) {
        func invalid(_ why: String) -> ElasticsearchError {
            // The text may hold a password before an @; only what is behind it is shown.
            let shown = given.lastIndex(of: "@").map { String(given[given.index(after: $0)...]) } ?? given
            return ElasticsearchError(.invalidConfiguration, "the Elasticsearch URL [\(shown)] \(why)")
        }
        let trimmed = given.drop { $0.isWhitespace }.prefix { !$0.isWhitespace }
        guard let mark = trimmed.utf8.firstRange(of: "://") else {
            throw invalid(
                "has no scheme; write http://\(trimmed.isEmpty ? "localhost:9200" : String(trimmed)) or https://…"
            )
        }
        let scheme = trimmed[..<mark.lowerBound].lowercased()
        guard ["http", "https", "http+unix"].contains(scheme) else {
            throw invalid("has the scheme [\(scheme)]; use http or https")
        }
        let rest = trimmed[mark.upperBound...]
        guard !rest.contains("?"), !rest.contains("#") else {
            throw invalid("has a query or a fragment; remove what follows ? or #")
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash]
        var path = rest[slash...]
        while path.last == "/" { path.removeLast() }
        if let at = authority.lastIndex(of: "@") {
            let user = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let name = user.first.map { PercentEncoding.decode(String($0)) } ?? ""
            let password = user.count > 1 ? PercentEncoding.decode(String(user[1])) : ""
            credentials = .basic(username: name, password: Secret(password))
            authority = authority[authority.index(after: at)...]
        } else {
            credentials = nil
        }
        guard !authority.isEmpty else { throw invalid("has no host") }
        guard scheme != "http+unix" else {
            text = "\(scheme)://\(authority)\(path)"
            return
        }
        let afterAddress = authority.lastIndex(of: "]").map { authority.index(after: $0) } ?? authority.startIndex
        let host: Substring
        let port: Int
        if let colon = authority[afterAddress...].lastIndex(of: ":") {
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65535).contains(number) else {
                throw invalid("has no valid port; a port is 1 to 65535")
            }
            (host, port) = (authority[..<colon], number)
        } else {
            (host, port) = (authority, scheme == "https" ? 443 : 9200)
        }
        guard !host.isEmpty, !host.contains(where: { " \"<>\\^`{|}".contains($0) }) else {
            throw invalid("has no valid host")
        }
        text = "\(scheme)://\(host.lowercased()):\(port)\(path)"
    }
}

extension Substring.UTF8View {
    fileprivate func firstRange(of text: StaticString) -> Range<Index>? {
        var start = startIndex
        while start != endIndex {
            var here = start
            var matched = 0
            while matched < text.utf8CodeUnitCount, here != endIndex, self[here] == text.utf8Start[matched] {
                here = index(after: here)
                matched += 1
            }
            if matched == text.utf8CodeUnitCount { return start..<here }
            start = index(after: start)
        }
        return nil
    }
}
