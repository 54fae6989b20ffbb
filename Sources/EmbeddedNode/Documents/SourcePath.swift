import JSONValues

/// Dotted paths inside a document's source.
enum SourcePath {
    /// Puts `value` at `path`, making the objects on the way.
    ///
    /// Objects inside arrays cannot be told apart by a path; there the value is left out.
    static func insert(_ value: JSONValue, at path: String, into object: inout JSONObject) {
        insert(value, at: path.split(separator: ".").map(String.init)[...], into: &object)
    }

    private static func insert(_ value: JSONValue, at path: ArraySlice<String>, into object: inout JSONObject) {
        guard let key = path.first else { return }
        let rest = path.dropFirst()
        guard !rest.isEmpty else {
            if object[key] == nil { object[key] = value }
            return
        }
        guard object[key] == nil || object[key]?.object != nil else { return }
        var inner = object[key]?.object ?? [:]
        insert(value, at: rest, into: &inner)
        object[key] = .object(inner)
    }
}
