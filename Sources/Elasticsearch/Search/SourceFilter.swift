import JSONValues

/// What a hit brings of the document as it was indexed.
///
/// Vectors are left out unless asked for: servers that take `exclude_vectors` are told so, for others the fields are named.
public struct SourceFilter: Sendable, Hashable {
    /// Whether there is any source at all.
    public var isEnabled: Bool
    /// Fields and patterns to bring; empty for all.
    public var includes: [String]
    /// Fields and patterns to leave out.
    public var excludes: [String]
    /// Whether vectors are brought.
    public var showsVectors: Bool
    /// The vector fields to leave out on servers that must be told each; those a search uses are known without this.
    public var vectorFields: [String]

    /// Makes a filter.
    public init(
        isEnabled: Bool = true,
        includes: [String] = [],
        excludes: [String] = [],
        showsVectors: Bool = false,
        vectorFields: [String] = []
    ) {
        self.isEnabled = isEnabled
        self.includes = includes
        self.excludes = excludes
        self.showsVectors = showsVectors
        self.vectorFields = vectorFields
    }

    /// Nothing.
    public static let none = SourceFilter(isEnabled: false)
    /// Everything, vectors too.
    public static let all = SourceFilter(showsVectors: true)
    /// Everything but vectors; the default.
    public static let withoutVectors = SourceFilter()

    /// Everything but vectors, which are in these fields where a server must be told each, and what else is to be left out.
    public static func withoutVectors(in fields: [String], excluding excludes: [String] = []) -> SourceFilter {
        SourceFilter(excludes: excludes, vectorFields: fields)
    }

    /// These fields, and no vectors.
    public static func fields(_ includes: [String], excluding excludes: [String] = []) -> SourceFilter {
        SourceFilter(includes: includes, excludes: excludes)
    }

    /// The value of `_source`; `nil` where the server's default is the same.
    func json(for capabilities: Capabilities, hiding used: [String]) -> JSONValue? {
        guard isEnabled else { return false }
        var excludes = excludes
        var object = JSONObject()
        if capabilities.supportsExcludeVectors {
            // Older servers bring vectors by themselves.
            if !showsVectors || capabilities.excludesVectorsFromSource {
                object["exclude_vectors"] = .bool(!showsVectors)
            }
        } else if !showsVectors {
            for field in vectorFields + used where !excludes.contains(field) { excludes.append(field) }
        }
        if !includes.isEmpty { object["includes"] = JSONValue(includes) }
        if !excludes.isEmpty { object["excludes"] = JSONValue(excludes) }
        return object.isEmpty ? nil : .object(object)
    }

    /// The same as URL parameters, for the get and multi-get APIs.
    func parameters(for capabilities: Capabilities) -> [(String, String)] {
        guard isEnabled else { return [("_source", "false")] }
        var excludes = excludes
        var parameters: [(String, String)] = []
        if capabilities.supportsExcludeVectorsParameter {
            parameters.append(("_source_exclude_vectors", showsVectors ? "false" : "true"))
        } else if !showsVectors {
            for field in vectorFields where !excludes.contains(field) { excludes.append(field) }
        }
        if !includes.isEmpty { parameters.append(("_source_includes", includes.joined(separator: ","))) }
        if !excludes.isEmpty { parameters.append(("_source_excludes", excludes.joined(separator: ","))) }
        return parameters
    }
}
