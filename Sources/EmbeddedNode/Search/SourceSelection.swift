import JSONValues

/// Which part of a document's source an answer holds.
struct SourceSelection: Sendable {
    var isFetched = true
    var includes: [String] = [] { didSet { filter = PathFilter(includes: includes, excludes: excludes) } }
    var excludes: [String] = [] { didSet { filter = PathFilter(includes: includes, excludes: excludes) } }
    /// Whether vectors stay out of the source.
    var excludesVectors = true

    private var filter = PathFilter(includes: [], excludes: [])

    /// Whether the source is returned as it is stored.
    var isPlain: Bool { includes.isEmpty && excludes.isEmpty && excludesVectors }

    /// The chosen part of a source.
    func filtered(_ source: JSONObject) -> JSONObject {
        includes.isEmpty && excludes.isEmpty ? source : filter.filtered(source)
    }
}

/// Keeps the members of an object whose dotted paths fit patterns with `*`.
struct PathFilter {
    private let includes: [WildcardPattern]
    private let excludes: [WildcardPattern]

    init(includes: [String], excludes: [String]) {
        // A path stands for everything below it.
        self.includes = includes.flatMap { [WildcardPattern($0), WildcardPattern($0 + ".*")] }
        self.excludes = excludes.flatMap { [WildcardPattern($0), WildcardPattern($0 + ".*")] }
    }

    func filtered(_ object: JSONObject) -> JSONObject {
        filtered(object, path: "", isIncluded: includes.isEmpty) ?? [:]
    }

    private func filtered(_ object: JSONObject, path: String, isIncluded: Bool) -> JSONObject? {
        var result = JSONObject()
        for (key, value) in object {
            let inner = path.isEmpty ? key : "\(path).\(key)"
            if let kept = filtered(value, path: inner, isIncluded: isIncluded) { result[key] = kept }
        }
        return result
    }

    private func filtered(_ value: JSONValue, path: String, isIncluded: Bool) -> JSONValue? {
        let bytes = Array(path.utf8)
        if excludes.contains(where: { $0.matches(bytes) }) { return nil }
        let isIncluded = isIncluded || includes.contains { $0.matches(bytes) }
        switch value {
        case .object(let object):
            guard let kept = filtered(object, path: path, isIncluded: isIncluded) else { return nil }
            return isIncluded || !kept.isEmpty ? .some(.object(kept)) : .none
        case .array(let elements):
            if isIncluded, excludes.isEmpty { return value }
            let kept = elements.compactMap { filtered($0, path: path, isIncluded: isIncluded) }
            return isIncluded || !kept.isEmpty ? .some(.array(kept)) : .none
        default: return isIncluded ? .some(value) : .none
        }
    }
}
