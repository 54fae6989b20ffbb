#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A score computed from a document's vector: the arithmetic that scripts of vector searches are made of.
///
/// Numbers, `params.NAME`, `_score`, `+ - * /`, parentheses, `sigmoid`, `saturation` and the functions `cosineSimilarity`,
/// `dotProduct`, `l1norm` and `l2norm` of a parameter and a field.
indirect enum VectorScript: Sendable {
    enum Measure: String, Sendable { case cosineSimilarity, dotProduct, l1norm, l2norm }
    enum Operation: Character, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
    }

    case number(Double)
    case score
    case measure(Measure, vector: [Float], field: String)
    case operation(Operation, VectorScript, VectorScript)
    case sigmoid(VectorScript, k: VectorScript, a: VectorScript)
    case saturation(VectorScript, k: VectorScript)

    /// The fields whose vectors it reads.
    var fields: Set<String> {
        switch self {
        case .number, .score: []
        case .measure(_, _, let field): [field]
        case .operation(_, let left, let right), .saturation(let left, let right): left.fields.union(right.fields)
        case .sigmoid(let value, let k, let a): value.fields.union(k.fields).union(a.fields)
        }
    }

    /// The value for a document.
    ///
    /// - Parameters:
    ///   - score: The score of the query inside.
    ///   - vectors: The document's vectors by field.
    /// - Returns: The value.
    /// - Throws: ``RESTError`` where a vector of the query has another size than the document's.
    func value(_ score: Double, _ vectors: [String: [Float]]) throws -> Double {
        switch self {
        case .number(let number): return number
        case .score: return score
        case .measure(let measure, let query, let field):
            return Self.value(measure, query, vectors[field] ?? [])
        case .operation(let operation, let left, let right):
            let (a, b) = (try left.value(score, vectors), try right.value(score, vectors))
            return switch operation {
            case .add: a + b
            case .subtract: a - b
            case .multiply: a * b
            case .divide: a / b
            }
        case .sigmoid(let value, let k, let a):
            let power = try a.value(score, vectors)
            let raised = pow(try value.value(score, vectors), power)
            return raised / (pow(try k.value(score, vectors), power) + raised)
        case .saturation(let value, let k):
            let value = try value.value(score, vectors)
            return value / (try k.value(score, vectors) + value)
        }
    }

    private static func value(_ measure: Measure, _ query: [Float], _ vector: [Float]) -> Double {
        func dot(_ left: [Float], _ right: [Float]) -> Double {
            zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        switch measure {
        case .dotProduct: return dot(query, vector)
        case .cosineSimilarity:
            let lengths = (dot(query, query) * dot(vector, vector)).squareRoot()
            return lengths > 0 ? dot(query, vector) / lengths : 0
        case .l1norm: return zip(query, vector).reduce(0) { $0 + Double(abs($1.0 - $1.1)) }
        case .l2norm:
            return zip(query, vector).reduce(0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }.squareRoot()
        }
    }
}

/// Reads the source of a script.
struct VectorScriptParser {
    /// The numbers and vectors that the script names.
    let parameters: [String: [Float]]
    private let text: [Character]
    private var place = 0

    init(_ source: String, parameters: [String: [Float]]) {
        text = source.filter { !$0.isWhitespace && $0 != ";" }.map { $0 }
        self.parameters = parameters
    }

    /// The script; `nil` where it is more than ``VectorScript`` can say.
    static func script(_ source: String, parameters: [String: [Float]]) -> VectorScript? {
        let source = source.trimmingPrefix { $0.isWhitespace }
        let body = source.hasPrefix("return ") ? String(source.dropFirst(7)) : String(source)
        var parser = VectorScriptParser(body, parameters: parameters)
        guard let script = parser.sum(), parser.place == parser.text.count else { return nil }
        return script
    }

    private mutating func take(_ character: Character) -> Bool {
        guard place < text.count, text[place] == character else { return false }
        place += 1
        return true
    }

    private mutating func chain(
        _ operations: [VectorScript.Operation],
        _ next: (inout Self) -> VectorScript?
    )
        -> VectorScript?
    {
        guard var left = next(&self) else { return nil }
        while let operation = operations.first(where: { place < text.count && text[place] == $0.rawValue }) {
            place += 1
            guard let right = next(&self) else { return nil }
            left = .operation(operation, left, right)
        }
        return left
    }

    private mutating func sum() -> VectorScript? { chain([.add, .subtract]) { $0.product() } }
    private mutating func product() -> VectorScript? { chain([.multiply, .divide]) { $0.factor() } }

    private mutating func factor() -> VectorScript? {
        if take("-") { return factor().map { .operation(.subtract, .number(0), $0) } }
        if take("(") {
            guard let inner = sum(), take(")") else { return nil }
            return inner
        }
        guard place < text.count else { return nil }
        if text[place].isNumber || text[place] == "." {
            let start = place
            while place < text.count, text[place].isNumber || text[place] == "." { place += 1 }
            return Double(String(text[start..<place])).map(VectorScript.number)
        }
        let name = word()
        switch name {
        case "_score": return .score
        case "Math.E": return .number(M_E)
        case "Math.PI": return .number(.pi)
        case "sigmoid", "saturation":
            guard take("("), let value = sum(), take(","), let k = sum() else { return nil }
            if name == "saturation" { return take(")") ? .saturation(value, k: k) : nil }
            guard take(","), let a = sum(), take(")") else { return nil }
            return .sigmoid(value, k: k, a: a)
        default: break
        }
        if let measure = VectorScript.Measure(rawValue: name) {
            guard take("("), let vector = parameters[parameter(word())], take(","), let field = quoted(), take(")")
            else { return nil }
            return .measure(measure, vector: vector, field: field)
        }
        guard name.hasPrefix("params."), let values = parameters[parameter(name)], values.count == 1 else { return nil }
        return .number(Double(values[0]))
    }

    private func parameter(_ name: String) -> String { name.hasPrefix("params.") ? String(name.dropFirst(7)) : "" }

    private mutating func word() -> String {
        let start = place
        while place < text.count, text[place].isLetter || text[place].isNumber || "_.".contains(text[place]) {
            place += 1
        }
        return String(text[start..<place])
    }

    private mutating func quoted() -> String? {
        guard place < text.count, text[place] == "'" || text[place] == "\"" else { return nil }
        let quote = text[place]
        place += 1
        let start = place
        while place < text.count, text[place] != quote { place += 1 }
        guard place < text.count else { return nil }
        defer { place += 1 }
        return String(text[start..<place])
    }
}
