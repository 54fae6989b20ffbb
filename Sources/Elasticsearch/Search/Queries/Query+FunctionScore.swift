public import JSONValues

/// What changes the score of a document in a function score query.
public struct ScoreFunction: Sendable, Hashable {
    /// What is done to a field's value before it is a factor.
    public enum Modifier: String, Sendable, Hashable {
        /// Nothing; the server's default.
        case none
        /// The decimal logarithm; negative below 1, which the server refuses.
        case log
        /// The decimal logarithm of the value and 1.
        case log1p
        /// The decimal logarithm of the value and 2.
        case log2p
        /// The natural logarithm; negative below 1, which the server refuses.
        case ln
        /// The natural logarithm of the value and 1.
        case ln1p
        /// The natural logarithm of the value and 2.
        case ln2p
        /// The square.
        case square
        /// The square root.
        case sqrt
        /// 1 divided by the value.
        case reciprocal
    }

    /// The shape in which the score falls with the distance.
    public enum Decay: String, Sendable, Hashable {
        /// A bell.
        case gauss
        /// Steeply at first.
        case exp
        /// A straight line to 0.
        case linear
    }

    private enum Kind: Sendable, Hashable {
        case weightOnly
        case one(String, BodyNode)
        case raw(JSONValue)
    }

    private let kind: Kind
    private var filter: Query?
    private var weight: Float?

    /// A fixed factor.
    public static func weight(_ weight: Float) -> ScoreFunction { ScoreFunction(kind: .weightOnly, weight: weight) }

    /// A field's value as a factor.
    ///
    /// - Parameters:
    ///   - field: A number.
    ///   - factor: What the value is multiplied by; default 1.
    ///   - modifier: What is done to it then; default nothing.
    ///   - missing: The value of documents that have none; without it they fail the search.
    /// - Returns: The function.
    public static func fieldValue(
        _ field: String,
        factor: Float? = nil,
        modifier: Modifier? = nil,
        missing: Double? = nil
    ) -> ScoreFunction {
        var body = BodyObject("the function [field_value_factor] on [\(field)]")
        body.add("field", field)
        body.add("factor", factor)
        body.add("modifier", modifier?.rawValue)
        body.add("missing", missing)
        return ScoreFunction(kind: .one("field_value_factor", body.node))
    }

    /// A score that falls with the distance from an origin.
    ///
    /// - Parameters:
    ///   - shape: How it falls.
    ///   - field: A number, a date or a place.
    ///   - origin: Where the score is 1; for dates default now.
    ///   - scale: The distance at which it has fallen to `decay`: a number, `30d`, `200km`.
    ///   - offset: The distance up to which it stays 1; default 0.
    ///   - decay: What it has fallen to at `scale` (beyond the offset), between 0 and 1; default 0.5.
    /// - Returns: The function.
    public static func decay(
        _ shape: Decay,
        _ field: String,
        origin: JSONValue? = nil,
        scale: JSONValue,
        offset: JSONValue? = nil,
        decay: Double? = nil
    ) -> ScoreFunction {
        var body = BodyObject("the function [\(shape.rawValue)] on [\(field)]")
        body.refuse(if: scale.double.map { $0 <= 0 } ?? false, "has the scale \(scale.text); it must be more than 0")
        body.refuse(
            if: offset?.double.map { $0 < 0 } ?? false,
            "has the offset \(offset?.text ?? ""); it must be 0 or more"
        )
        body.refuse(
            if: decay.map { !($0 > 0 && $0 < 1) } ?? false,
            "has the decay \(decay ?? 0); it must be between 0 and 1"
        )
        body.add("origin", origin)
        body.add("scale", scale)
        body.add("offset", offset)
        body.add("decay", decay)
        return ScoreFunction(kind: .one(shape.rawValue, .object([BodyMember(name: field, node: body.node)])))
    }

    /// A number between 0 and 1 by chance.
    ///
    /// - Parameter seed: Makes it the same in every search, as far as the index does not change.
    /// - Returns: The function.
    public static func random(seed: Int? = nil) -> ScoreFunction {
        var body = BodyObject("the function [random_score]")
        body.add("seed", seed)
        // The field that a server takes by itself below 9, _id, is forbidden there by its own defaults.
        if seed != nil { body.add("field", "_seq_no") }
        return ScoreFunction(kind: .one("random_score", body.node))
    }

    /// What a script returns, 0 or more; the server must have the script's language.
    public static func script(_ script: Script) -> ScoreFunction {
        ScoreFunction(kind: .one("script_score", .object([BodyMember(name: "script", node: .json(script.json))])))
    }

    /// Any other function, as JSON.
    public static func raw(_ json: JSONValue) -> ScoreFunction { ScoreFunction(kind: .raw(json)) }

    /// The function for documents only that match `query`.
    public func matching(_ query: Query) -> ScoreFunction {
        var function = self
        function.filter = query
        return function
    }

    /// The function multiplied by a weight, 0 or more.
    public func weighted(_ weight: Float) -> ScoreFunction {
        var function = self
        function.weight = weight
        return function
    }

    private init(kind: Kind, weight: Float? = nil) {
        self.kind = kind
        self.weight = weight
    }

    var node: BodyNode {
        if case .raw(let json) = kind { return .json(json) }
        var body = BodyObject("a function of the query [function_score]")
        body.add("filter", filter)
        if case .one(let name, let node) = kind { body.add(name, node: node) }
        body.refuse(
            if: weight.map { !($0.isFinite && $0 >= 0) } ?? false,
            "has the weight \(weight ?? 0); [weight] cannot be negative"
        )
        body.add("weight", weight)
        return body.node
    }
}

/// How several functions become one.
public enum FunctionScoreMode: String, Sendable, Hashable {
    /// Their product; the server's default.
    case multiply
    /// Their sum.
    case sum
    /// Their weighted mean.
    case avg
    /// The first whose filter matches.
    case first
    /// The greatest.
    case max
    /// The least.
    case min
}

/// How the functions' score and the query's become one.
public enum FunctionBoostMode: String, Sendable, Hashable {
    /// Their product; the server's default.
    case multiply
    /// The functions' alone.
    case replace
    /// Their sum.
    case sum
    /// Their mean.
    case avg
    /// The greater.
    case max
    /// The lesser.
    case min
}

extension Query {
    /// Documents that match `query`, with a score that functions change.
    ///
    /// - Parameters:
    ///   - query: What documents must match; `nil` for every document.
    ///   - functions: The functions; without any the scores stay as they are.
    ///   - scoreMode: How several functions become one; default their product.
    ///   - boostMode: How that and the query's score become one; default their product.
    ///   - maxBoost: The most that the functions' score counts.
    ///   - minScore: The least score of a hit.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func functionScore(
        _ query: Query? = nil,
        functions: [ScoreFunction],
        scoreMode: FunctionScoreMode? = nil,
        boostMode: FunctionBoostMode? = nil,
        maxBoost: Float? = nil,
        minScore: Float? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("function_score", boost: boost, name: name) { body in
            body.add("query", query)
            body.add("functions", node: .array(functions.map(\.node)))
            body.add("score_mode", scoreMode?.rawValue)
            body.add("boost_mode", boostMode?.rawValue)
            body.add("max_boost", maxBoost)
            body.add("min_score", minScore)
        }
    }
}
