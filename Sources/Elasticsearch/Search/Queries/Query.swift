public import JSONValues

/// One query of the Query DSL, as a value.
///
/// A value that no server would take is found out when it is sent: then ``ElasticsearchError`` of kind `invalidRequest` names
/// the rule, and nothing is sent. `boost` is a factor on the score, 0 or more and 1 by default; `name` is listed in
/// ``SearchHit/matchedQueries`` of the hits that match the query.
public struct Query: Sendable, Hashable {
    let node: BodyNode

    init(node: BodyNode) { self.node = node }

    /// A query of the kind `kind` with these members.
    init(_ kind: String, boost: Float?, name: String?, _ body: (inout BodyObject) -> Void) {
        var object = BodyObject("the query [\(kind)]")
        body(&object)
        object.addCommon(boost: boost, name: name)
        node = .object([BodyMember(name: kind, node: object.node)])
    }

    /// A query of the kind `kind` on one field.
    init(_ kind: String, field: String, boost: Float?, name: String?, _ body: (inout BodyObject) -> Void) {
        var object = BodyObject("the query [\(kind)] on [\(field)]")
        object.refuse(if: field.isEmpty, "names no field")
        body(&object)
        object.addCommon(boost: boost, name: name)
        node = .object([BodyMember(name: kind, node: .object([BodyMember(name: field, node: object.node)]))])
    }

    /// Every document, with a score of 1 or `boost`.
    public static func matchAll(boost: Float? = nil, name: String? = nil) -> Query {
        Query("match_all", boost: boost, name: name) { _ in }
    }

    /// No document.
    public static var matchNone: Query { Query("match_none", boost: nil, name: nil) { _ in } }

    /// The nearest vectors, as one query among others; the number of neighbours is per shard.
    public static func knn(_ search: KnnSearch) -> Query {
        Query(node: .object([BodyMember(name: "knn", node: .knn(search, .query))]))
    }

    /// Any other query, as JSON.
    public static func raw(_ json: JSONValue) -> Query { Query(node: .json(json)) }

    /// The query as JSON for a server.
    ///
    /// - Parameter capabilities: The server it is for.
    /// - Returns: The query.
    /// - Throws: ``ElasticsearchError`` of kind `invalidRequest` where a part of it breaks a rule of the server.
    public func json(for capabilities: Capabilities) throws(ElasticsearchError) -> JSONValue {
        var writer = BodyWriter(capabilities)
        try write(to: &writer)
        return writer.tree
    }

    func write(to writer: inout BodyWriter) throws(ElasticsearchError) { try writer.node(node) }

    /// The vector fields that knn searches inside it use.
    var vectorFields: [String] { node.vectorFields }
}

/// How many letters of a word may differ.
public struct Fuzziness: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// `AUTO`, `AUTO:3,6` or a number of edits, 0 to 2.
    public var edits: String
    /// How many letters at the beginning must be as they are; default 0.
    public var prefixLength: Int?
    /// How many different words a word may stand for; default 50.
    public var maxExpansions: Int?
    /// Whether two letters that changed places are one edit; default `true`.
    public var transpositions: Bool?

    /// Makes a fuzziness.
    public init(
        _ edits: String = "AUTO",
        prefixLength: Int? = nil,
        maxExpansions: Int? = nil,
        transpositions: Bool? = nil
    ) {
        self.edits = edits
        self.prefixLength = prefixLength
        self.maxExpansions = maxExpansions
        self.transpositions = transpositions
    }

    /// None in words of 1 or 2 letters, one up to 5, two in longer ones.
    public static let auto = Fuzziness()

    /// None in words shorter than `low`, one up to `high` − 1 letters, two from `high` on.
    public static func auto(low: Int, high: Int) -> Fuzziness { Fuzziness("AUTO:\(low),\(high)") }

    /// Makes a fuzziness of its text, such as `AUTO`.
    public init(stringLiteral value: String) { self.init(value) }
    /// Makes a fuzziness of a number of edits.
    public init(integerLiteral value: Int) { self.init("\(value)") }

    /// Why no server would take it.
    var problem: String? {
        if let prefixLength, prefixLength < 0 { return "has the prefix_length \(prefixLength); it must be 0 or more" }
        if let maxExpansions, maxExpansions < 1 { return "has max_expansions \(maxExpansions); it must be positive" }
        if edits.uppercased() == "AUTO" { return nil }
        if edits.uppercased().hasPrefix("AUTO:") {
            let bounds = edits.dropFirst(5).split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
            if bounds.count == 2, let low = bounds[0], let high = bounds[1], low > 0, low <= high { return nil }
            return "has the fuzziness [\(edits)]; it must be AUTO:low,high with 0 < low <= high"
        }
        if let number = Double(edits), (0..<3).contains(number) { return nil }
        return "has the fuzziness [\(edits)]; valid edit distances are 0, 1, 2 and AUTO"
    }

    /// Adds its members, for queries that spell them `fuzzy_transpositions`.
    func add(to object: inout BodyObject, prefix: String = "") {
        object.refuse(if: problem != nil, problem ?? "")
        object.add("fuzziness", Int(edits).map { JSONValue($0) } ?? .string(edits))
        object.add("prefix_length", prefixLength)
        object.add("max_expansions", maxExpansions)
        object.add("\(prefix)transpositions", transpositions)
    }
}

/// A field with a factor on its score.
public struct WeightedField: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The field's name, or a pattern with `*`.
    public var name: String
    /// The factor; default 1.
    public var boost: Float

    /// Makes a weighted field.
    public init(_ name: String, boost: Float = 1) {
        self.name = name
        self.boost = boost
    }

    /// Makes a field of weight 1.
    public init(stringLiteral value: String) { self.init(value) }

    /// The field as queries write it: `title^2`.
    var text: String { boost == 1 ? name : "\(name)^\(boost)" }
}

extension BodyObject {
    mutating func add(_ name: String, fields: [WeightedField]) {
        for field in fields {
            refuse(
                if: !(field.boost.isFinite && field.boost >= 0),
                "weighs the field [\(field.name)] by \(field.boost); weights are 0 or more"
            )
        }
        add(name, fields.map(\.text))
    }

    /// Adds how many of optional clauses must match, checked by the grammar of `minimum_should_match`.
    mutating func add(minimumShouldMatch text: String?) {
        guard let text else { return }
        func isCount(_ text: Substring) -> Bool {
            let number = text.last == "%" ? text.dropLast() : text
            return Int(number) != nil
        }
        let isValid = text.split(separator: " ")
            .allSatisfy { part in
                let sides = part.split(separator: "<", omittingEmptySubsequences: false)
                return sides.count == 1 ? isCount(part) : sides.count == 2 && Int(sides[0]) != nil && isCount(sides[1])
            }
        refuse(
            if: !isValid || text.isEmpty,
            "has minimum_should_match [\(text)]; write a count such as 2 or -1, a share such as 75%, or 2<-25%"
        )
        add("minimum_should_match", text)
    }
}
