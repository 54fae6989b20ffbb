import CommandTree
import ESJina
import Embeddings
import JSONValues

/// One line of a file of queries.
struct BatchQuery: Sendable {
    /// Why a line is no query, as a sentence.
    struct Fault: Error, Sendable {
        var message: String
    }

    /// What names its record: what the line says, else its number.
    let id: JSONValue
    /// The words; `nil` where there are none.
    let text: String?
    /// The name of a picture.
    let image: String?
    /// The id of a document that hits are to be like.
    let document: String?
    private let members: JSONObject

    /// The keys of a query besides `id`.
    private static let keys = [
        "query", "image", "like", "filter", "mode", "in", "size", "from", "page", "dims", "num_candidates",
        "rerank_window",
        "min_relevance", "diversity",
    ]

    /// What names the record of a line, whatever else is wrong with it.
    static func id(of line: String, number: Int) -> JSONValue {
        guard line.first == "{", let id = (try? JSONValue.parse(line))?["id"] else { return JSONValue(number) }
        return id.string != nil || id.int != nil ? id : JSONValue(number)
    }

    /// Reads a line without white space at its ends.
    ///
    /// - Throws: ``Fault`` where it looks like JSON and is no query.
    init(_ line: String, number: Int) throws(Fault) {
        guard line.first == "{" else {
            (id, text, image, document, members) = (JSONValue(number), line, nil, nil, [:])
            return
        }
        guard let value = try? JSONValue.parse(line), let object = value.object else {
            throw Fault(message: "Line \(number) begins like a JSON object and is none.")
        }
        members = object
        id = Self.id(of: line, number: number)
        text = try Self.string(object, "query")
        image = try Self.string(object, "image")
        document = try Self.string(object, "like")
        if let given = object["id"], given != id { throw Fault(message: "\"id\" must be a text or a whole number.") }
        if let unknown = object.keys.first(where: { $0 != "id" && !Self.keys.contains($0) }) {
            throw Fault(
                message: "\"\(unknown)\" is no key of a query; there are id, \(Self.keys.joined(separator: ", "))."
            )
        }
        guard image != "-" else {
            throw Fault(
                message: "\"image\" cannot be standard input, where queries may come from; name a file or a URL."
            )
        }
        guard text != nil || image != nil || document != nil else {
            throw Fault(message: "There is nothing to search for: give \"query\", \"image\" or \"like\".")
        }
    }

    /// Puts what the line says into what the command line says for all.
    ///
    /// - Throws: ``Fault``, or `ExpressionError`.
    func apply(to query: inout SearchQuery) throws {
        if let mode = try choice("mode", SearchOptions.ModeChoice.self) { query.mode = mode.mode }
        if let target = try choice("in", SearchOptions.TargetChoice.self) {
            query.target = .init(rawValue: target.rawValue)
        }
        if let size = try whole("size", 1...10_000) { query.size = size }
        if let from = try whole("from", 0...9_999) { query.from = from }
        if let page = try whole("page", 1...10_000) { query.from = (page - 1) * query.size }
        if let dims = try whole("dims", 1...100_000) { query.dims = dims }
        if let count = try whole("num_candidates", 1...10_000) { query.numCandidates = count }
        if let window = try whole("rerank_window", 1...10_000) { query.rerankWindow = window }
        if let least = try share("min_relevance") { query.minRelevance = least }
        if let diversity = try share("diversity") { query.diversity = diversity }
        if let filter = try Self.string(members, "filter") { query.filter = try FilterExpression(parsing: filter) }
    }

    private static func string(_ object: JSONObject, _ key: String) throws(Fault) -> String? {
        guard let value = object[key], value != .null else { return nil }
        guard let text = value.string else { throw Fault(message: "\"\(key)\" must be a text.") }
        return text
    }

    private func whole(_ key: String, _ range: ClosedRange<Int>) throws(Fault) -> Int? {
        guard let value = members[key], value != .null else { return nil }
        guard let number = value.int, range.contains(number) else {
            throw Fault(message: "\"\(key)\" must be a whole number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    private func share(_ key: String) throws(Fault) -> Float? {
        guard let value = members[key], value != .null else { return nil }
        guard let number = value.double, 0...1 ~= number else {
            throw Fault(message: "\"\(key)\" must be a number from 0 to 1.")
        }
        return Float(number)
    }

    private func choice<Choice: OptionChoice>(_ key: String, _ type: Choice.Type) throws(Fault) -> Choice? {
        guard let text = try Self.string(members, key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault(message: "\"\(key)\" must be one of \(all), not \"\(text)\".")
        }
        return choice
    }
}
