import SQLiteStorage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A query whose scores functions of the document change.
struct FunctionScoreClause: Sendable {
    /// How several functions become one factor.
    enum ScoreMode: String, Sendable { case multiply, sum, avg, first, max, min }
    /// How the factor and the query's score become one.
    enum BoostMode: String, Sendable { case multiply, replace, sum, avg, max, min }
    enum Modifier: String, Sendable { case none, log, log1p, log2p, ln, ln1p, ln2p, square, sqrt, reciprocal }

    struct Function: Sendable {
        enum Kind: Sendable {
            case one
            case field(String, factor: Float, Modifier, missing: Double?)
            /// A number between 0 and 1 that the seed and the field's value choose.
            case random(seed: Int32, field: String)
        }
        var kind = Kind.one
        var filter: QueryClause?
        var weight: Float?
    }

    var query = QueryClause.matchAll
    var functions: [Function] = []
    var scoreMode = ScoreMode.multiply
    var boostMode = BoostMode.multiply
    var maxBoost: Double = .greatestFiniteMagnitude
    var minScore: Float?
}

extension QueryEvaluator {
    /// Evaluates a query with functions.
    func matches(_ clause: FunctionScoreClause, boost: Float) throws -> Matches {
        let base = try matches(clause.query, boost: boost)
        let functions = try clause.functions.map { function in
            (
                value: try value(of: function.kind), weight: function.weight,
                members: try function.filter.flatMap { try filter([$0]) }
            )
        }
        var result = Matches(documents: [], scores: [])
        for (index, document) in base.documents.enumerated() {
            var factor: Double = 1
            var weights: Double = 0
            var count = 0
            for function in functions where function.members?.contains(document) ?? true {
                if clause.scoreMode == .first, count > 0 { break }
                let value = Double(function.weight ?? 1) * (try function.value(document))
                switch clause.scoreMode {
                case .multiply: factor *= value
                case .sum, .avg: factor = count == 0 ? value : factor + value
                case .first: factor = value
                case .max: factor = count == 0 ? value : Swift.max(factor, value)
                case .min: factor = count == 0 ? value : Swift.min(factor, value)
                }
                weights += Double(function.weight ?? 1)
                count += 1
            }
            if clause.scoreMode == .avg, count > 0, weights != 0 { factor /= weights }
            let score = combined(Double(base.score(index)), Swift.min(factor, clause.maxBoost), clause.boostMode)
            if let least = clause.minScore, score < least { continue }
            result.documents.append(document)
            result.scores?.append(functions.isEmpty ? base.score(index) : score)
        }
        return result
    }

    private func combined(_ query: Double, _ factor: Double, _ mode: FunctionScoreClause.BoostMode) -> Float {
        switch mode {
        case .multiply: Float(query * factor)
        case .replace: Float(factor)
        case .sum: Float(query + factor)
        case .avg: Float((query + factor) / 2)
        case .max: Float(Swift.max(query, factor))
        case .min: Float(Swift.min(query, factor))
        }
    }

    private func value(of kind: FunctionScoreClause.Function.Kind) throws -> (UInt32) throws -> Double {
        switch kind {
        case .one: return { _ in 1 }
        case .random(let seed, let field): return try random(seed, field)
        case .field(let name, let factor, let modifier, let missing):
            let values = try fieldValues(name, missing)
            return { document in
                guard let value = values(document) ?? missing else {
                    throw SortColumn.refusal("Missing value for field [\(name)]", reader)
                }
                let result = modifier.applied(to: value * Double(factor))
                guard result >= 0, result.isFinite else {
                    let reason =
                        "field value function must not produce negative scores, but got: [\(result)] for field value: "
                        + "[\(value)]"
                    throw SortColumn.refusal(reason, reader)
                }
                return result
            }
        }
    }

    private func fieldValues(_ name: String, _ missing: Double?) throws -> (UInt32) -> Double? {
        guard let field = mapping.fields[name] else {
            guard missing != nil else {
                let reason = "Unable to find a field mapper for field [\(name)]. No 'missing' value defined."
                let cause = ExceptionBody("exception", reason)
                var error = shardQuery(reason, cause: "exception")
                error.root = cause
                error.exception.causes = [cause]
                throw error
            }
            return { _ in nil }
        }
        guard field.type.hasNumericColumn else {
            throw shardQuery(AggregationColumn.textRefusal(field, reader).roots[0].reason)
        }
        guard let id = snapshot.fieldIDs[name] else { return { _ in nil } }
        let column = try snapshot.numbers(id, reader.connection)
        var least: [UInt32: Int64] = [:]
        for (document, value) in zip(column.documents, column.values) {
            least[document] = least[document].map { Swift.min($0, value) } ?? value
        }
        return { document in
            least[document].map { field.type.isFloating ? SortableNumber.double($0) : Double($0) }
        }
    }

    // MARK: - Chance

    private func random(_ seed: Int32, _ name: String) throws -> (UInt32) throws -> Double {
        // Java's hash of the index's name salts the seed, so that indices do not all choose alike.
        let hash = reader.name.name.utf16.reduce(Int32(0)) { $0 &* 31 &+ Int32($1) }
        let salted = Self.mixed(seed ^ (hash &<< 10))
        var texts: [UInt32: String] = [:]
        if name != "_seq_no" {
            guard let field = mapping.fields[name] else {
                throw SortColumn.refusal(
                    "Field [\(name)] is not mapped on [[\(reader.name.name)/\(reader.name.uuid)]] and cannot be used as a "
                        + "source of random numbers.",
                    reader
                )
            }
            for (document, value) in try AggregationColumn(field, reader).firstTexts() { texts[document] = value }
        }
        return { document in
            let number: Int32
            if name == "_seq_no" {
                let sequence = try reader.connection.first("SELECT seq FROM docs WHERE doc = ?", [.int(Int(document))])
                {
                    $0.int(0)
                }
                number = Self.murmur3(Array(String(sequence ?? 0).utf8), seed: salted)
            } else {
                number = texts[document].map { Self.murmur3(Array($0.utf8), seed: salted) } ?? salted
            }
            return Double(Float(number & 0x00FF_FFFF) / Float(1 << 24))
        }
    }

    /// The finalizer of MurmurHash3.
    private static func mixed(_ value: Int32) -> Int32 {
        var bits = UInt32(bitPattern: value)
        bits = (bits ^ (bits >> 16)) &* 0x85EB_CA6B
        bits = (bits ^ (bits >> 13)) &* 0xC2B2_AE35
        return Int32(bitPattern: bits ^ (bits >> 16))
    }

    /// MurmurHash3 of 32 bits (Austin Appleby, public domain).
    private static func murmur3(_ bytes: [UInt8], seed: Int32) -> Int32 {
        var hash = UInt32(bitPattern: seed)
        func scrambled(_ value: UInt32) -> UInt32 {
            let product = value &* 0xCC9E_2D51
            return ((product << 15) | (product >> 17)) &* 0x1B87_3593
        }
        let whole = bytes.count / 4 * 4
        for start in stride(from: 0, to: whole, by: 4) {
            let block = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
            hash ^= scrambled(block)
            hash = ((hash << 13) | (hash >> 19)) &* 5 &+ 0xE654_6B64
        }
        if whole < bytes.count {
            hash ^= scrambled(
                bytes[whole...].enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << (8 * $1.offset) }
            )
        }
        return mixed(Int32(bitPattern: hash ^ UInt32(bytes.count)))
    }
}

extension FunctionScoreClause.Modifier {
    fileprivate func applied(to value: Double) -> Double {
        switch self {
        case .none: value
        case .log: log10(value)
        case .log1p: log10(value + 1)
        case .log2p: log10(value + 2)
        case .ln: Self.naturalLogarithm(value)
        case .ln1p: Self.naturalLogarithm(value + 1)
        case .ln2p: Self.naturalLogarithm(value + 2)
        case .square: value * value
        case .sqrt: value.squareRoot()
        case .reciprocal: 1 / value
        }
    }

    private static func naturalLogarithm(_ value: Double) -> Double { log10(value) / log10(M_E) }
}
