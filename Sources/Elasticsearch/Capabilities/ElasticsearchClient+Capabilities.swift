import HTTPTransport
import JSONValues

extension ElasticsearchClient {
    /// The statuses by which a server, or a service in front of it, keeps an endpoint to itself.
    static let withheld: Set<Int> = [400, 403, 404, 405, 410]

    /// Asks the server who it is and what its licence is.
    func detectCapabilities() async throws -> Capabilities {
        let info: ServerInfo?
        do {
            info = try await serverInfo()
        } catch let error as ElasticsearchError where [403, 405, 410].contains(error.status) && error.reason != nil {
            // An API key of one index may search it and not ask the cluster who it is.
            info = nil
        }
        let flavour = info?.flavour ?? Flavour(host: configuration.urls[0])
        let terms = flavour == .serverless ? nil : try await licenceTerms()
        return Capabilities(version: info?.version, flavour: flavour, terms: terms)
    }

    /// What the server tells of its licence; one request.
    ///
    /// - Returns: The licence; `nil` where the server keeps it to itself, as managed services and API keys without the privilege
    ///   `monitor` do.
    /// - Throws: ``ElasticsearchError`` where there is no answer, or one of 5xx.
    public func licenceTerms() async throws -> LicenceTerms? {
        try await unlessWithheld { LicenceTerms(try await sendJSON(.get, "/_license", operation: "licence")) }
    }

    /// What `body` returns; `nil` where the server keeps what it asks for to itself.
    func unlessWithheld<Value>(_ body: () async throws -> Value?) async throws -> Value? {
        do {
            return try await body()
        } catch let error as ElasticsearchError where error.status.map({ Self.withheld.contains($0) }) ?? false {
            return nil
        }
    }
}

extension ElasticsearchError {
    /// What the server calls the feature that its licence does not include.
    var refusedFeature: String? {
        guard kind == .licence, let reason, let open = reason.firstIndex(of: "["),
            let close = reason.lastIndex(of: "]"),
            open < close
        else { return nil }
        return String(reason[reason.index(after: open)..<close])
    }
}
