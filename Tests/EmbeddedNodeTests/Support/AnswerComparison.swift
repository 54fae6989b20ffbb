import JSONValues

/// Compares two answers of Elasticsearch but for what may differ between two nodes.
enum AnswerComparison {
    /// Members that name a node, a moment or a size.
    private static let ignored: Set<String> = [
        "took", "ingest_took", "index_uuid", "uuid", "node", "creation_date", "cluster_name", "total_size_in_bytes",
        "_seq_no",
        "lucene_version", "name", "cluster_uuid", "build_type", "build_hash", "build_date", "number", "store.size",
        "pri.store.size", "dataset.size", "size_in_bytes", "total_data_set_size_in_bytes", "_tier_preference",
        "routing",
        "_shards", "_node",
    ]

    /// Where `actual` differs from `expected`, one line for each place; numbers may differ by 1e-5 of their size.
    static func differences(_ expected: JSONValue, _ actual: JSONValue, path: String = "") -> [String] {
        switch (expected, actual) {
        case (.object(let left), .object(let right)):
            let keys = left.keys + right.keys.filter { left[$0] == nil }
            return keys.filter { !ignored.contains($0) }
                .flatMap { key -> [String] in
                    switch (left[key], right[key]) {
                    case (let a?, let b?): differences(a, b, path: "\(path).\(key)")
                    case (let a?, nil): ["\(path).\(key): expected \(a.text.prefix(200)), found nothing"]
                    case (nil, let b?): ["\(path).\(key): expected nothing, found \(b.text.prefix(200))"]
                    case (nil, nil): []
                    }
                }
        case (.array(let left), .array(let right)) where left.count == right.count:
            // The server lists what explains a score in the order of a hash table.
            let isExplanation = path.hasSuffix("details")
            let left = isExplanation ? left.sorted(by: isExplainedBefore) : left
            let right = isExplanation ? right.sorted(by: isExplainedBefore) : right
            return left.indices.flatMap { differences(left[$0], right[$0], path: "\(path)[\($0)]") }
        case (.integer, .number), (.number, .integer), (.number, .number):
            let (a, b) = (expected.double ?? 0, actual.double ?? 0)
            if abs(a - b) <= 1e-5 * max(1, abs(a)) { return [] }
        case (.string(let left), .string(let right)):
            if comparable(left) == comparable(right) { return [] }
        default:
            if expected == actual { return [] }
        }
        return ["\(path): expected \(expected.text.prefix(300)), found \(actual.text.prefix(300))"]
    }

    private static func isExplainedBefore(_ left: JSONValue, _ right: JSONValue) -> Bool {
        let (a, b) = (left["description"]?.string ?? "", right["description"]?.string ?? "")
        return a == b ? left["value"]?.double ?? 0 < right["value"]?.double ?? 0 : a < b
    }

    /// The text without what differs from one start of a server to the next: unique ids, and the order in which Java lists
    /// the names of a set.
    private static func comparable(_ text: String) -> String {
        let text = withoutIDs(text)
        let opening = "available types are ["
        guard let start = text.firstRange(of: opening)?.upperBound, let end = text[start...].firstIndex(of: "]") else {
            return text
        }
        let names = text[start..<end].split(separator: ", ").sorted().joined(separator: ", ")
        return text[..<start] + names + text[end...]
    }

    /// An answer as it is recorded: without what may differ between two nodes.
    static func recordable(_ answer: JSONValue) -> JSONValue {
        switch answer {
        case .object(let object):
            .object(JSONObject(object.filter { !ignored.contains($0.key) }.map { ($0.key, recordable($0.value)) }))
        case .array(let elements): .array(elements.map(recordable))
        case .string(let text): .string(comparable(text))
        default: answer
        }
    }

    /// `[name/unique id]` as `[name/UUID]`, and search contexts without their numbers.
    private static func withoutIDs(_ text: String) -> String {
        let context = "No search context found for id ["
        if text.hasPrefix(context) { return context + "ID]" }
        return text.split(separator: "[", omittingEmptySubsequences: false)
            .map { part in
                guard let slash = part.firstIndex(of: "/"), let close = part.firstIndex(of: "]"), slash < close else {
                    return String(part)
                }
                let id = part[part.index(after: slash)..<close]
                guard 20...24 ~= id.count, id.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
                else { return String(part) }
                return part[..<slash] + "/UUID" + part[close...]
            }
            .joined(separator: "[")
    }
}
