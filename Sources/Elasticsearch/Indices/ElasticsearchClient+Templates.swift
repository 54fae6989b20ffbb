import HTTPTransport
public import JSONValues

extension ElasticsearchClient {
    /// Makes an index template or replaces it; indices that exist already stay as they are.
    ///
    /// - Parameters:
    ///   - name: The template's name.
    ///   - template: Its patterns, settings and mapping, checked before the request.
    /// - Throws: ``ElasticsearchError``; of kind `illegalArgument` where another template of the same priority has a pattern that
    ///   matches the same names, or a component is missing.
    public func putIndexTemplate(_ name: String, _ template: IndexTemplate) async throws {
        let body = try template.json(for: try await capabilities())
        try await put(body, to: "/_index_template", name, operation: "put index template")
    }

    /// Makes a component template or replaces it.
    ///
    /// - Parameters:
    ///   - name: The template's name.
    ///   - template: Its settings and mapping, checked before the request.
    /// - Throws: ``ElasticsearchError``.
    public func putComponentTemplate(_ name: String, _ template: ComponentTemplate) async throws {
        let body = try template.json(for: try await capabilities())
        try await put(body, to: "/_component_template", name, operation: "put component template")
    }

    /// An index template as the server has it.
    ///
    /// - Parameter name: The template's name.
    /// - Returns: Its members, such as `index_patterns` and `template`; `nil` where there is none.
    /// - Throws: ``ElasticsearchError``.
    public func indexTemplate(_ name: String) async throws -> JSONObject? {
        try await get("/_index_template", name, list: "index_templates", member: "index_template")
    }

    /// A component template as the server has it.
    ///
    /// - Parameter name: The template's name.
    /// - Returns: Its members, such as `template`; `nil` where there is none.
    /// - Throws: ``ElasticsearchError``.
    public func componentTemplate(_ name: String) async throws -> JSONObject? {
        try await get("/_component_template", name, list: "component_templates", member: "component_template")
    }

    /// Deletes one index template.
    ///
    /// - Parameter name: The template's name; patterns and lists are refused.
    /// - Returns: Whether there was one.
    /// - Throws: ``ElasticsearchError``.
    @discardableResult
    public func deleteIndexTemplate(_ name: String) async throws -> Bool {
        try await delete("/_index_template", name, operation: "delete index template")
    }

    /// Deletes one component template.
    ///
    /// - Parameter name: The template's name; patterns and lists are refused.
    /// - Returns: Whether there was one.
    /// - Throws: ``ElasticsearchError``; of kind `illegalArgument` where an index template is composed of it.
    @discardableResult
    public func deleteComponentTemplate(_ name: String) async throws -> Bool {
        try await delete("/_component_template", name, operation: "delete component template")
    }

    /// What an index of this name would be created from, were it created now without anything said.
    ///
    /// - Parameter index: The name of an index that need not be there.
    /// - Returns: The members `settings`, `mappings` and `aliases` that the templates come to.
    /// - Throws: ``ElasticsearchError``.
    public func simulatedIndex(_ index: String) async throws -> JSONObject {
        try NameRules.checkIndex(index)
        let answer = try await sendJSON(
            .post,
            "/_index_template/_simulate_index/" + PercentEncoding.encode(index),
            operation: "simulate index",
            index: index
        )
        return answer["template"]?.object ?? [:]
    }

    private func put(_ body: JSONValue, to path: String, _ name: String, operation: String) async throws {
        let path = try Self.templatePath(path, name)
        _ = try await sendJSON(.put, path, body: body.serialized(), operation: operation)
    }

    private func get(_ path: String, _ name: String, list: String, member: String) async throws -> JSONObject? {
        let answer = try await sendJSON(
            .get,
            try Self.templatePath(path, name),
            operation: "template",
            accepting: [404]
        )
        guard answer["error"] == nil else { return nil }
        return answer[list]?.array?.first?[member]?.object
    }

    private func delete(_ path: String, _ name: String, operation: String) async throws -> Bool {
        let path = try Self.templatePath(path, name)
        let answer = try await sendJSON(.delete, path, operation: operation, accepting: [404])
        return answer["error"] == nil
    }

    /// The rules of `MetadataIndexTemplateService.validate`, and no pattern, which a deletion would take for several.
    private static func templatePath(_ path: String, _ name: String) throws(ElasticsearchError) -> String {
        let forbidden = name.first { " ,#*?\"\\/|<>:".contains($0) }
        guard !name.isEmpty, !name.hasPrefix("_"), forbidden == nil, name == name.lowercased() else {
            throw ElasticsearchError(
                .invalidRequest,
                "[\(ElasticsearchError.printable(name))] cannot be the name of a template: use lower-case letters, digits, '-', "
                    + "'_' and '.', not beginning with '_'"
            )
        }
        return path + "/" + PercentEncoding.encode(name)
    }
}
