import JSONValues

/// The `filter_path` of a request: keeps or drops parts of an answer by dotted paths with `*` and `**`.
struct ResponseFilter {
    private let includes: [[String]]
    private let excludes: [[String]]

    init(_ text: String) {
        let paths = text.split(separator: ",").map(String.init)
        includes = paths.filter { !$0.hasPrefix("-") }.map(Self.parts)
        excludes = paths.filter { $0.hasPrefix("-") }.map { Self.parts(String($0.dropFirst())) }
    }

    private static func parts(_ path: String) -> [String] { path.split(separator: ".").map(String.init) }

    func filtered(_ value: JSONValue) -> JSONValue {
        var result = value
        if !includes.isEmpty { result = kept(value, includes.map { $0[...] }) ?? [:] }
        if !excludes.isEmpty { result = dropped(result, excludes.map { $0[...] }) }
        return result
    }

    private func matches(_ pattern: String, _ key: String) -> Bool {
        pattern == key || pattern.contains("*") && WildcardPattern(pattern).matches(Array(key.utf8))
    }

    /// What remains of the paths below `key`; whether one of them ended there.
    private func next(_ paths: [ArraySlice<String>], _ key: String) -> (rest: [ArraySlice<String>], isEnd: Bool) {
        var rest: [ArraySlice<String>] = []
        var isEnd = false
        for path in paths {
            guard let first = path.first else { continue }
            if first == "**" {
                rest.append(path)
                let (inner, end) = next([path.dropFirst()], key)
                rest += inner
                isEnd = isEnd || end || path.count == 1
            } else if matches(first, key) {
                if path.count == 1 { isEnd = true } else { rest.append(path.dropFirst()) }
            }
        }
        return (rest, isEnd)
    }

    private func kept(_ value: JSONValue, _ paths: [ArraySlice<String>]) -> JSONValue? {
        switch value {
        case .object(let object):
            var result = JSONObject()
            for (key, member) in object {
                let (rest, isEnd) = next(paths, key)
                if isEnd {
                    result[key] = member
                } else if !rest.isEmpty, let inner = kept(member, rest) {
                    result[key] = inner
                }
            }
            return result.isEmpty ? nil : .object(result)
        case .array(let elements):
            let inner = elements.compactMap { kept($0, paths) }
            return inner.isEmpty ? nil : .array(inner)
        default: return nil
        }
    }

    private func dropped(_ value: JSONValue, _ paths: [ArraySlice<String>]) -> JSONValue {
        switch value {
        case .object(let object):
            var result = JSONObject()
            for (key, member) in object {
                let (rest, isEnd) = next(paths, key)
                if !isEnd { result[key] = rest.isEmpty ? member : dropped(member, rest) }
            }
            return .object(result)
        case .array(let elements): return .array(elements.map { dropped($0, paths) })
        default: return value
        }
    }
}
