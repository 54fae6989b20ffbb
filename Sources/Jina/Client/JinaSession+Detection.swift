import HTTPTransport
import JSONValues

extension JinaSession {
    /// Finds out who the server is: one request to jina-on-prem, two or three to others.
    ///
    /// jina-on-prem names its schemas on its health page; infinity says `owned_by` in its list of models, and where that
    /// list wants a key it is known by a health page that is nothing but the time. Whoever is neither is taken to speak as
    /// Jina's own API does; what such a server does not understand it refuses, so nothing is embedded wrongly.
    func detect() async throws -> WireFormat {
        let health = try await answer(to: "/health")
        let page = try? JSONValue.parse(health.body)
        if let schemas = page?["schemas"]?.array, schemas.contains("jina") { return detected(.onPrem, prefix) }

        let models = try await answer(to: prefix + "/models")
        if models.listsInfinity { return detected(.infinity, prefix) }
        if health.status >= 500, models.status >= 500 {
            let context = JinaError.Context(
                server: server(WireFormat(.automatic, pathPrefix: prefix)),
                task: "its list of models",
                hasKey: true,
                isHosted: false
            )
            throw JinaError(models, context)
        }
        if page?["unix"]?.double != nil {
            // Infinity's own default is to serve without a prefix.
            if models.status == 404 {
                let unprefixed = try await answer(to: "/models")
                if unprefixed.status != 404 { return detected(.infinity, "") }
            }
            return detected(.infinity, prefix)
        }
        return detected(.hosted, prefix)
    }

    private func detected(_ dialect: JinaDialect, _ prefix: String) -> WireFormat {
        WireFormat(dialect, pathPrefix: prefix, isDetected: true)
    }
}

extension HTTPResponse {
    fileprivate var listsInfinity: Bool {
        guard status == 200, let json = try? JSONValue.parse(body) else { return false }
        return json["data"]?.array?.contains { $0["owned_by"]?.string == "infinity" } ?? false
    }
}
