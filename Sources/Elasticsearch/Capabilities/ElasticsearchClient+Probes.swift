import HTTPTransport
import JSONValues

extension ElasticsearchClient {
    /// What the server itself says of a feature; one request.
    ///
    /// Servers list what their searches can do at `GET /_capabilities`, by names of their own.
    ///
    /// - Parameter feature: The feature.
    /// - Returns: Whether the server has it; `nil` where it does not say: it has no name for the feature, or keeps the list to itself.
    /// - Throws: ``ElasticsearchError`` where there is no answer, or one of 5xx.
    public func declares(_ feature: ServerFeature) async throws -> Bool? {
        guard let name = feature.searchCapability else { return nil }
        return try await unlessWithheld {
            try await sendJSON(
                .get,
                "/_capabilities",
                query: [("method", "POST"), ("path", "/_search"), ("capabilities", name)],
                operation: "capabilities"
            )["supported"]?
            .bool
        }
    }

    /// The languages of scripts, such as `painless`; one request.
    ///
    /// - Returns: The languages; empty where there are none, `nil` where the server keeps them to itself.
    /// - Throws: ``ElasticsearchError`` where there is no answer, or one of 5xx.
    public func scriptLanguages() async throws -> [String]? {
        try await unlessWithheld {
            try await sendJSON(.get, "/_script_language", operation: "script languages")["language_contexts"]?.array?
                .compactMap { $0["language"]?.string }
        }
    }

    /// Whether the server has an analyzer, such as `german`; one request.
    ///
    /// - Parameter name: The analyzer.
    /// - Returns: Whether it has; `nil` where it may not be asked.
    /// - Throws: ``ElasticsearchError`` where there is no answer, or one of 5xx.
    public func hasAnalyzer(_ name: String) async throws -> Bool? {
        do {
            let body: JSONValue = ["analyzer": .string(name), "text": "words"]
            _ = try await sendJSON(.post, "/_analyze", body: body.serialized(), operation: "analyze")
            return true
        } catch let error as ElasticsearchError where error.status == 400 {
            return false
        } catch let error as ElasticsearchError where [403, 404, 405, 410].contains(error.status) {
            return nil
        }
    }

    /// The privileges of those named that the credentials lack; one request.
    ///
    /// - Parameters:
    ///   - cluster: Privileges on the cluster, such as `monitor`.
    ///   - index: Privileges on `name`, such as `write`.
    ///   - name: The index.
    /// - Returns: Those that are missing; `nil` where the server has no security, or it is off.
    /// - Throws: ``ElasticsearchError`` where there is no answer, or one of 5xx.
    public func missingPrivileges(cluster: [String], index: [String], on name: String) async throws -> [String]? {
        try await unlessWithheld {
            let body: JSONValue = [
                "cluster": JSONValue(cluster),
                "index": [["names": [.string(name)], "privileges": JSONValue(index)]],
            ]
            let answer = try await sendJSON(
                .post,
                "/_security/user/_has_privileges",
                body: body.serialized(),
                operation: "privileges"
            )
            guard answer["has_all_requested"] != nil else { return nil }
            func missing(_ held: JSONValue?, _ asked: [String]) -> [String] { asked.filter { held?[$0]?.bool != true } }
            return missing(answer["cluster"], cluster) + missing(answer["index"]?[name], index)
        }
    }
}
