public import JSONValues

/// One change of an alias.
public struct AliasAction: Sendable, Hashable {
    let json: JSONValue

    /// Gives an index another name.
    ///
    /// - Parameters:
    ///   - alias: The name.
    ///   - index: The index.
    ///   - isWriteIndex: Whether what is written to the alias goes there, where the alias has several indices.
    ///   - filter: Which documents are seen through the alias; `nil` for all.
    /// - Returns: The change.
    public static func add(
        _ alias: String,
        to index: String,
        isWriteIndex: Bool? = nil,
        filter: JSONValue? = nil
    ) -> AliasAction {
        var body: JSONObject = ["index": .string(index), "alias": .string(alias)]
        body["is_write_index"] = isWriteIndex.map { JSONValue($0) }
        body["filter"] = filter
        return AliasAction(json: ["add": .object(body)])
    }

    /// Takes the name from an index; where it has not got it, all changes of the request fail.
    public static func remove(_ alias: String, from index: String) -> AliasAction {
        AliasAction(json: ["remove": ["index": .string(index), "alias": .string(alias)]])
    }

    /// Deletes an index in the same step, so that its name can become an alias.
    public static func removeIndex(_ index: String) -> AliasAction {
        AliasAction(json: ["remove_index": ["index": .string(index)]])
    }
}
